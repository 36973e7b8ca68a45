#include "app/serve.h"

#include <csignal>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "app/config_values.h"
#include "app/descriptors.h"
#include "app/room_options.h"
#include "app/server.h"
#include "base/absl_text.h"
#include "base/log.h"

namespace signpost::app {
namespace {

// SIGTERM and SIGINT end the server; they are taken by WaitForStop() alone.
sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

int WaitForStop(const sigset_t& signals) {
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
  return signal;
}

std::string SourceText(const Config& config) {
  if (!config.state_file.empty()) return absl::StrCat("file ", log::Printable(config.state_file));
  std::string text =
      config.zk.empty() ? "masters" : "masters of " + log::Printable(WithoutPassword(config.zk));
  for (const std::string& master : config.masters) absl::StrAppend(&text, " ", master);
  return text;
}

}  // namespace

int Serve(const Config& config) {
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // a client that has gone is an error of its write

  auto security = poller::ReadHttpSecurity(HttpClientOptionsOf(config));
  if (!security.ok()) {
    log::Error(FromAbsl(security.status().message()));
    return 1;
  }
  if (const absl::Status status = CheckResolversAreOthers(config); !status.ok()) {
    log::Error(FromAbsl(status.message()));
    return 1;
  }
  Server server(config, *std::move(security), RaiseDescriptorLimit());
  if (const absl::Status status = server.Start(); !status.ok()) {
    log::Error(FromAbsl(status.message()));
    return 1;
  }
  log::Info(absl::StrCat("signpost ", SIGNPOST_VERSION, " serves ", config.domain, ": ",
                         server.ListenText(), "; state from ", SourceText(config)));

  const int signal = WaitForStop(signals);
  log::Info(absl::StrCat("stopping after signal ", signal));
  server.Stop();
  log::Info("stopped");
  return 0;
}

}  // namespace signpost::app
