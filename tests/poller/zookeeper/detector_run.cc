#include "poller/zookeeper/detector_run.h"

#include <boost/asio/post.hpp>
#include <chrono>
#include <variant>

#include "absl/strings/str_cat.h"

namespace signpost::poller::testing {

using std::chrono::milliseconds;

ZkOptions OptionsFor(const std::string& servers, const std::string& path) {
  ZkOptions options;
  options.url = *ParseZkUrl(absl::StrCat("zk://", servers, path));
  options.backoff = {.first = milliseconds(20), .last = milliseconds(200)};
  options.reread = std::chrono::hours(1);  // what is seen is seen by watches
  return options;
}

DetectorRun::DetectorRun(const ZkOptions& options)
    : work_(boost::asio::make_work_guard(context_)),
      detector_(&context_, options, &board_, [this](const DetectedMasters& masters) {
        const std::lock_guard lock(mutex_);
        changes_.push_back(masters);
        told_.notify_all();
      }) {
  detector_.Start();
  thread_ = std::thread([this] { context_.run(); });
}

// What is thrown here may end the test program.
DetectorRun::~DetectorRun() { Stop(); }  // NOLINT(bugprone-exception-escape)

void DetectorRun::Stop() {
  if (!thread_.joinable()) return;
  boost::asio::post(context_, [this] {
    detector_.Stop();
    work_.reset();
  });
  thread_.join();
}

bool DetectorRun::Soon(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::unique_lock lock(mutex_);
    told_.wait_for(lock, milliseconds(5));  // figures come without a call
  }
  return true;
}

bool DetectorRun::SoonLeads(std::string_view host_port) {
  return Soon([&] { return leader() == host_port; });
}

bool DetectorRun::SoonReaches(std::string_view figure, int64_t value) {
  return Soon([&] { return Figure(figure) >= value; });
}

bool DetectorRun::SoonSays(std::string_view figure, std::string_view value) {
  return Soon([&] { return Text(figure) == value; });
}

std::vector<DetectedMasters> DetectorRun::changes() const {
  const std::lock_guard lock(mutex_);
  return changes_;
}

std::string DetectorRun::leader() const {
  const std::lock_guard lock(mutex_);
  return changes_.empty() ? "" : changes_.back().leader.HostPort();
}

std::vector<std::string> DetectorRun::others() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> texts;
  if (changes_.empty()) return texts;
  for (const auto& other : changes_.back().others) texts.push_back(other.HostPort());
  return texts;
}

std::string DetectorRun::Text(std::string_view name) const {
  const auto all = board_.All();
  const auto found = all.find(name);
  if (found == all.end() || !std::holds_alternative<std::string>(found->second)) return "";
  return std::get<std::string>(found->second);
}

}  // namespace signpost::poller::testing
