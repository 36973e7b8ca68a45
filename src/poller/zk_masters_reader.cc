#include "poller/zk_masters_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"

namespace signpost::poller {
namespace {

namespace asio = boost::asio;
using Masters = std::vector<Outcome<mesos::MasterAddress>>;

const char* ReasonOf(ZkAnswer::Result result) {
  switch (result) {
    case ZkAnswer::Result::kOk:
      break;
    case ZkAnswer::Result::kNoNode:
      return "missing";
    case ZkAnswer::Result::kDenied:
      return "denied";
    case ZkAnswer::Result::kLost:
      return "lost";
    case ZkAnswer::Result::kTooLarge:
      return "too_large";
    case ZkAnswer::Result::kFailed:
      break;
  }
  return "zookeeper";
}

bool Is(const Failure& failure, std::string_view reason) { return failure.reason == reason; }

// Not of one node: there is no point in asking for the next.
bool IsOfSession(const Failure& failure) {
  return Is(failure, "lost") || Is(failure, "timeout") || Is(failure, "stopped");
}

}  // namespace

asio::awaitable<Outcome<DetectedMasters>> ZkMastersReader::Read() {
  auto nodes = co_await List();
  if (!nodes.ok()) co_return nodes.failure();
  Masters masters;
  for (const ZkMasterNode& node : nodes.value()) {
    auto master = co_await ReadNode(node);
    if (!master.ok() && IsOfSession(master.failure())) co_return master.failure();
    masters.push_back(std::move(master));
  }
  for (size_t i = 1; i < masters.size(); ++i) {
    if (!masters[i].ok()) report_.LeftOut(masters[i].failure());
  }
  co_return ChooseLeader(std::move(masters));
}

// The lowest masters' nodes, not empty.
asio::awaitable<Outcome<std::vector<ZkMasterNode>>> ZkMastersReader::List() {
  session_.List(path_);
  auto listed = co_await Answer(path_);
  if (!listed.ok()) {
    Failure failure = listed.failure();
    if (Is(failure, "too_large")) {
      co_return Failure{"too_many", absl::StrCat("over ", kMaxZkChildren, " nodes stand there")};
    }
    if (!Is(failure, "missing")) co_return failure;
    session_.AwaitCreation(path_);
    co_await Answer(path_);
    co_return Failure{"path", std::move(failure.message)};
  }
  auto nodes = MastersAmong(listed.value().children);
  if (nodes.empty()) co_return Failure{"no_master", "no master has a node there"};
  for (; nodes.size() > kMaxZkMasters; nodes.pop_back()) {
    report_.LeftOut({"too_many", nodes.back().name});
  }
  co_return nodes;
}

asio::awaitable<Outcome<mesos::MasterAddress>> ZkMastersReader::ReadNode(const ZkMasterNode& node) {
  session_.Read(absl::StrCat(path_ == "/" ? "" : path_, "/", node.name));
  auto read = co_await Answer(node.name);
  if (!read.ok()) co_return read.failure();
  co_return ReadMaster(node.name, node.node.format, read.value().data);
}

// The answer to what was just asked for. The session gives one whatever happens to the connection;
// the limit is for a server that lives and never answers.
asio::awaitable<Outcome<ZkAnswer>> ZkMastersReader::Answer(std::string_view what) {
  const bool is_there =
      co_await waiter_.Until([this] { return session_.answer().has_value(); }, limit_);
  if (waiter_.is_stopped()) co_return Failure{"stopped", ""};
  if (!is_there) {
    co_return Failure{"timeout",
                      absl::StrCat(ToAbsl(what), ": no answer in ", limit_.count(), " ms")};
  }
  const ZkAnswer& answer = *session_.answer();
  if (answer.result == ZkAnswer::Result::kOk) co_return answer;
  co_return Failure{ReasonOf(answer.result), absl::StrCat(ToAbsl(what), ": ", answer.error)};
}

}  // namespace signpost::poller
