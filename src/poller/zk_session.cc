#include "poller/zk_session.h"

#include <zookeeper/zookeeper.h>

#include <boost/asio/post.hpp>
#include <cerrno>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "mesos/master_info.h"

namespace signpost::poller {
namespace {

using Result = ZkAnswer::Result;

// Written and read on the context's thread alone.
struct Inbox {
  ZkConnection connection = ZkConnection::kConnecting;
  bool has_changed = false;
  std::optional<ZkAnswer> answer;
  std::function<void()> wake;  // empty when the session has ended: what comes then comes too late
};

// The client's context for all callbacks. Never changed; lives until the client's threads have
// ended.
struct Mailbox {
  boost::asio::io_context& context;
  const std::shared_ptr<Inbox> inbox;

  template <typename Change>
  void Post(Change change) const {
    boost::asio::post(context, [inbox_copy = inbox, change = std::move(change)]() mutable {
      if (!inbox_copy->wake) return;
      change(*inbox_copy);
      inbox_copy->wake();
    });
  }

  void PostAnswer(ZkAnswer answer) const {
    Post([answer = std::move(answer)](Inbox& to) mutable { to.answer = std::move(answer); });
  }
};

Result ResultOf(int code) {
  switch (code) {
    case ZOK:
      return Result::kOk;
    case ZNONODE:
      return Result::kNoNode;
    case ZNOAUTH:
      return Result::kDenied;
    case ZCONNECTIONLOSS:
    case ZOPERATIONTIMEOUT:
    case ZRUNTIMEINCONSISTENCY:
    case ZINVALIDSTATE:
    case ZSESSIONEXPIRED:
    case ZSESSIONMOVED:
    case ZAUTHFAILED:
    case ZCLOSING:
    case ZTHROTTLEDOP:
      return Result::kLost;
    default:
      return Result::kFailed;
  }
}

ZkAnswer AnswerOf(int code) {
  return {.result = ResultOf(code),
          .error = absl::StrCat(zerror(code), " (", code, ")"),
          .children = {},
          .data = {}};
}

ZkAnswer TooLarge() {
  return {.result = Result::kTooLarge, .error = "too large", .children = {}, .data = {}};
}

// The client's constants are no constant expressions.
ZkConnection ConnectionOf(int state) {
  if (state == ZOO_CONNECTED_STATE) return ZkConnection::kConnected;
  if (state == ZOO_EXPIRED_SESSION_STATE) return ZkConnection::kExpired;
  if (state == ZOO_AUTH_FAILED_STATE) return ZkConnection::kRefused;
  return ZkConnection::kConnecting;
}

const Mailbox& MailboxOf(const void* context) { return *static_cast<const Mailbox*>(context); }

// Called on the client's threads.

void OnEvent(zhandle_t*, int type, int state, const char*, void* context) {
  if (type == ZOO_SESSION_EVENT) {
    MailboxOf(context).Post(
        [connection = ConnectionOf(state)](Inbox& to) { to.connection = connection; });
  } else {
    MailboxOf(context).Post([](Inbox& to) { to.has_changed = true; });
  }
}

void OnChildren(int code, const String_vector* names, const void* context) {
  ZkAnswer answer = AnswerOf(code);
  if (code == ZOK && names != nullptr) {
    const auto count = static_cast<size_t>(names->count);
    if (count > kMaxZkChildren) return MailboxOf(context).PostAnswer(TooLarge());
    for (size_t i = 0; i < count; ++i) {
      // Null where the server's list ends before its count.
      if (names->data[i] != nullptr) answer.children.emplace_back(names->data[i]);
    }
  }
  MailboxOf(context).PostAnswer(std::move(answer));
}

// A node without data has the size -1.
void OnData(int code, const char* data, int size, const Stat*, const void* context) {
  ZkAnswer answer = AnswerOf(code);
  if (code == ZOK && data != nullptr && size > 0) {
    const auto octets = static_cast<size_t>(size);
    if (octets > mesos::kMaxMasterInfoSize) return MailboxOf(context).PostAnswer(TooLarge());
    answer.data.assign(data, octets);
  }
  MailboxOf(context).PostAnswer(std::move(answer));
}

void OnExists(int code, const Stat*, const void* context) {
  MailboxOf(context).PostAnswer(AnswerOf(code));
  if (code == ZOK) MailboxOf(context).Post([](Inbox& to) { to.has_changed = true; });
}

// The client asks for a function here.
void OnCredentials(int, const void*) {}

void SilenceClient() {
  [[maybe_unused]] static const bool is_silent = [] {
    zoo_set_debug_level(static_cast<ZooLogLevel>(0));  // no level: not even errors
    return true;
  }();
}

}  // namespace

class ZkSession::Implementation {
 public:
  Implementation(boost::asio::io_context* context, std::function<void()> wake)
      : mailbox_{*context, std::make_shared<Inbox>()} {
    mailbox_.inbox->wake = std::move(wake);
  }

  ~Implementation() {
    mailbox_.inbox->wake = nullptr;
    if (handle_ != nullptr) zookeeper_close(handle_);  // joins the client's threads
  }

  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;

  // Returns errno, or 0.
  int Open(const std::string& servers, const std::string& credentials, int timeout_ms) {
    credentials_ = credentials;
    SilenceClient();
    errno = 0;
    handle_ = zookeeper_init(servers.c_str(), OnEvent, timeout_ms, nullptr, &mailbox_,
                             ZOO_NO_LOG_CLIENTENV);
    if (handle_ == nullptr) return errno == 0 ? ENOMEM : errno;
    // The client would "look up" the addresses again whenever it wakes.
    zoo_set_servers_resolution_delay(handle_, -1);
    return 0;
  }

  template <typename Request, typename... Arguments>
  void Ask(Request request, Arguments... arguments) {
    inbox().answer.reset();
    int code = Authenticate();
    if (code == ZOK) code = request(handle_, arguments..., &mailbox_);
    if (code != ZOK) inbox().answer = AnswerOf(code);
  }

  Inbox& inbox() { return *mailbox_.inbox; }
  Mailbox* mailbox() { return &mailbox_; }

 private:
  // Before the first request; the client says it again after each reconnection. Not in Open(): the
  // client takes no credentials in the moment after a server has refused its connection.
  int Authenticate() {
    if (credentials_.empty()) return ZOK;
    const int code = zoo_add_auth(handle_, "digest", credentials_.data(),
                                  static_cast<int>(credentials_.size()), OnCredentials, nullptr);
    if (code == ZOK) credentials_.clear();
    return code;
  }

  Mailbox mailbox_;
  zhandle_t* handle_ = nullptr;
  std::string credentials_;  // not yet handed to the client
};

ZkSession::ZkSession(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}

ZkSession::~ZkSession() = default;

Outcome<std::unique_ptr<ZkSession>> ZkSession::Open(boost::asio::io_context* context,
                                                    const std::string& servers,
                                                    const std::string& credentials,
                                                    std::chrono::milliseconds timeout,
                                                    std::function<void()> wake) {
  auto implementation = std::make_unique<Implementation>(context, std::move(wake));
  const int error = implementation->Open(servers, credentials, static_cast<int>(timeout.count()));
  if (error != 0) return Failure{"system", std::generic_category().message(error)};
  return std::unique_ptr<ZkSession>(new ZkSession(std::move(implementation)));
}

ZkConnection ZkSession::connection() const { return implementation_->inbox().connection; }

bool ZkSession::has_changed() const { return implementation_->inbox().has_changed; }

void ZkSession::ForgetChange() { implementation_->inbox().has_changed = false; }

void ZkSession::List(const std::string& path) {
  implementation_->Ask(zoo_awget_children, path.c_str(), OnEvent, implementation_->mailbox(),
                       OnChildren);
}

void ZkSession::Read(const std::string& path) {
  implementation_->Ask(zoo_awget, path.c_str(), OnEvent, implementation_->mailbox(), OnData);
}

void ZkSession::AwaitCreation(const std::string& path) {
  implementation_->Ask(zoo_awexists, path.c_str(), OnEvent, implementation_->mailbox(), OnExists);
}

const std::optional<ZkAnswer>& ZkSession::answer() const { return implementation_->inbox().answer; }

}  // namespace signpost::poller
