#include "app/serve.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <ctime>
#include <optional>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "app/config_values.h"
#include "app/cookie_secrets.h"
#include "app/descriptors.h"
#include "app/privileges.h"
#include "app/process_start.h"
#include "app/reload.h"
#include "app/room_options.h"
#include "app/server.h"
#include "app/server_files.h"
#include "app/service_manager.h"
#include "app/watchdog.h"
#include "base/absl_text.h"
#include "base/log.h"

namespace signpost::app {
namespace {

using namespace std::chrono_literals;

// SIGTERM and SIGINT end the server, SIGHUP has it read its file again; WaitForStop() alone takes
// them.
sigset_t TakenSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  return signals;
}

std::string ServedText(const Server& server) {
  return absl::StrCat("serves ", server.config().domain, ": ", server.ListenText());
}

// By which whoever wants to signal the server can be sure which process that is.
void ShowProcess(StatusBoard* board) {
  const pid_t pid = getpid();
  board->Set("pid", static_cast<int64_t>(pid));
  if (const auto start = ProcessStart(pid)) board->Set("pid_start", static_cast<int64_t>(*start));
}

// Meanwhile it looks at what may have changed: it has nothing else to do.
constexpr std::chrono::seconds kLookPause = 5s;

// While parts of the server end it looks more often; not so often that a worker could not have
// turned.
constexpr std::chrono::seconds kRetiredPause = 2s;

void ReloadAndTell(Server* server) {
  NotifyReloading();
  Reload(server);
  NotifyReady(ServedText(*server));
}

int WaitForStop(const sigset_t& signals, Server* server, Watchdog* watchdog) {
  std::optional<CookieSecretFile> cookie_secrets(server->config().cookie_secret_file);
  const auto pause =
      std::min<std::chrono::nanoseconds>(watchdog->pause().value_or(kLookPause), kLookPause);
  while (true) {
    const auto turn =
        server->has_retired() ? std::min<std::chrono::nanoseconds>(pause, kRetiredPause) : pause;
    const timespec wait{.tv_sec = turn / 1s, .tv_nsec = (turn % 1s) / 1ns};
    const int signal = sigtimedwait(&signals, nullptr, &wait);
    if (signal > 0 && signal != SIGHUP) return signal;
    if (signal == SIGHUP) {
      ReloadAndTell(server);
      cookie_secrets.emplace(server->config().cookie_secret_file);
      watchdog->Forget();
    }
    if (signal < 0 && errno != EAGAIN) continue;
    log::TellRepeated();
    server->ShowLogFigures();
    server->EndRetired();
    if (watchdog->pause() && watchdog->Look()) NotifyAlive();
    if (const auto secrets = cookie_secrets->ReadIfChanged()) server->SetCookieSecrets(*secrets);
  }
}

// From here on the next one ends the process at once, whatever the stop still waits for. All other
// threads keep them blocked. With a handler: the first process of a container has no other way, the
// system's own handling does not apply to it (pid_namespaces(7)).
void LetNextSignalEnd(const sigset_t& signals) {
  const auto end = [](int signal) { _exit(128 + signal); };
  std::signal(SIGTERM, end);
  std::signal(SIGINT, end);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

// Goes on answering for lameDuckSeconds, so that whoever asks /ready can send clients elsewhere. A
// second signal ends that.
void LeaveSlowly(const sigset_t& signals, const Config& config, Watchdog* watchdog) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::seconds(config.lame_duck_seconds);
  const auto pause = watchdog->pause().value_or(kLookPause);
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(end - Clock::now());
    if (left <= 0ns) return;
    const auto turn = std::min<std::chrono::nanoseconds>(left, pause);
    const timespec wait{.tv_sec = turn / 1s, .tv_nsec = (turn % 1s) / 1ns};
    const int signal = sigtimedwait(&signals, nullptr, &wait);
    if (signal == SIGTERM || signal == SIGINT) return;
    if (watchdog->pause() && watchdog->Look()) NotifyAlive();
  }
}

std::string SourceText(const Config& config) {
  if (!config.state_file.empty()) return absl::StrCat("file ", log::Printable(config.state_file));
  std::string text =
      config.zk.empty() ? "masters" : "masters of " + log::Printable(WithoutPassword(config.zk));
  for (const std::string& master : config.masters) absl::StrAppend(&text, " ", master);
  return text;
}

// Says with what the server goes on, and what will go wrong with that.
void ReportPrivileges(const Config& config, const Account& account) {
  if (geteuid() == 0 && account.name.empty()) {
    log::Warning(
        "the server runs as root: name a user in the configuration, "
        "as in \"user\": \"signpost\", or start it as one");
  }
  const std::string& directory = config.state_directory;
  if (!directory.empty() && access(directory.c_str(), W_OK | X_OK) != 0) {
    const int error = errno;
    const std::string who = absl::StrCat(geteuid());
    log::Warning(absl::StrCat("stateDirectory: ", Quoted(directory), " cannot be written by user ",
                              who, " (", std::generic_category().message(error),
                              "), no state will be kept; as root: chown ", who, " ",
                              log::Printable(directory)));
  }
}

// Binds the server's sockets, gives up privileges, starts the threads.
absl::Status Start(const Config& config, const Account& account, Server* server) {
  if (absl::Status status = server->Bind(); !status.ok()) return status;
  absl::Status others = CheckResolversAreOthers(config, server->DnsEndpoints());
  if (!others.ok()) return others;
  absl::Status status = GiveUpPrivileges(account, NeedsLowPorts(config));
  if (!status.ok()) return status;
  ReportPrivileges(config, account);
  server->Start();
  return absl::OkStatus();
}

int Fail(const absl::Status& status) {
  log::Error(FromAbsl(status.message()));
  return 1;
}

}  // namespace

int Serve(const Config& config) {
  const sigset_t signals = TakenSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // a client that has gone is an error of its write

  const auto account = FindAccount(config);
  if (!account.ok()) return Fail(account.status());
  if (const absl::Status status = CheckMayBecome(*account); !status.ok()) return Fail(status);
  auto files = ReadServerFiles(config);
  if (!files.ok()) return Fail(files.status());
  if (const absl::Status status = CheckResolversAreOthers(config); !status.ok()) {
    return Fail(status);
  }
  const auto handed = TakeHandedSockets();
  if (!handed.ok()) return Fail(handed.status());
  for (const std::string& line : UnusedSockets(*handed, config)) {
    log::Always(log::Level::kWarning, line);
  }
  Server server(config, *std::move(files), RaiseDescriptorLimit(), *handed);
  ShowProcess(server.board());
  if (const absl::Status status = Start(config, *account, &server); !status.ok()) {
    return Fail(status);
  }
  log::Info(absl::StrCat("signpost ", SIGNPOST_VERSION, " ", ServedText(server), "; state from ",
                         SourceText(config)));
  NotifyReady(ServedText(server));

  Watchdog watchdog([&server] { return server.WorkerTurns(); }, WatchdogInterval());
  const int signal = WaitForStop(signals, &server, &watchdog);
  NotifyStopping();
  log::Info(absl::StrCat("stopping after signal ", signal));
  server.SetStopping();
  LeaveSlowly(signals, server.config(), &watchdog);
  LetNextSignalEnd(signals);
  server.Stop();
  log::Info("stopped");
  return 0;
}

}  // namespace signpost::app
