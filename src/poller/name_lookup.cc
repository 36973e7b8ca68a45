#include "poller/name_lookup.h"

#include <ares.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/system_address.h"

namespace signpost::poller {
namespace {

namespace asio = boost::asio;
using Descriptor = asio::posix::stream_descriptor;

// c-ares' tables, once a process.
void InitializeLibrary() {
  static const int result = ares_library_init(ARES_LIB_INIT_ALL);
  SIGNPOST_CHECK(result == ARES_SUCCESS);
}

NameLookup::Addresses AddressesOf(const ares_addrinfo* found) {
  NameLookup::Addresses addresses;
  for (const auto* node = found == nullptr ? nullptr : found->nodes; node != nullptr;
       node = node->ai_next) {
    const auto found_at = EndpointOf(node->ai_addr);
    if (found_at && std::ranges::find(addresses, found_at->address) == addresses.end()) {
      addresses.push_back(found_at->address);
    }
  }
  std::stable_partition(addresses.begin(), addresses.end(),
                        [](const IpAddress& address) { return address.is_v4(); });
  return addresses;
}

}  // namespace

class NameLookup::Implementation : public std::enable_shared_from_this<Implementation> {
 public:
  Implementation(asio::io_context* context, const NameLookupOptions& options)
      : context_(*context), timer_(*context) {
    InitializeLibrary();
    Open(options, "fb");  // the hosts file first, then the servers
    std::vector<Endpoint> servers = options.servers.asked;
    if (servers.empty()) servers = OthersOf(Servers(), options.servers.own);
    if (!servers.empty()) {
      SetServers(servers);
    } else {  // nobody but this server is left to ask
      ares_destroy(channel_);
      Open(options, "f");
    }
  }

  void Find(const std::string& host, Done done) {
    ++pending_count_;
    // c-ares may answer inside the call.
    asio::post(context_, [self = shared_from_this(), host, done = std::move(done)]() mutable {
      if (self->channel_ != nullptr) self->Ask(host, std::move(done));
    });
  }

  // Ends all lookups without a word.
  void Close() {
    is_closing_ = true;
    timer_.cancel();
    ares_destroy(std::exchange(channel_, nullptr));
  }

  size_t pending_count() const { return pending_count_; }

 private:
  void Open(const NameLookupOptions& options, const char* lookups) {
    ares_options ares{};
    ares.timeout = static_cast<int>(options.timeout.count());
    ares.tries = options.tries;
    ares.lookups = const_cast<char*>(lookups);
    ares.resolvconf_path = const_cast<char*>(options.system_file.c_str());
    ares.sock_state_cb = &SocketChanged;
    ares.sock_state_cb_data = this;
    const int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS | ARES_OPT_RESOLVCONF |
                     ARES_OPT_SOCK_STATE_CB;
    SIGNPOST_CHECK(ares_init_options(&channel_, &ares, mask) == ARES_SUCCESS);
  }

  // Those that the library has found itself.
  std::vector<Endpoint> Servers() const {
    ares_addr_port_node* first = nullptr;
    SIGNPOST_CHECK(ares_get_servers_ports(channel_, &first) == ARES_SUCCESS);
    std::vector<Endpoint> servers;
    for (const auto* node = first; node != nullptr; node = node->next) {
      const auto* octets = reinterpret_cast<const uint8_t*>(&node->addr);
      const auto address = IpAddress::FromBytes({octets, node->family == AF_INET ? 4U : 16U});
      const int port = node->udp_port == 0 ? NAMESERVER_PORT : node->udp_port;
      servers.push_back({address.value(), static_cast<uint16_t>(port)});
    }
    ares_free_data(first);
    return servers;
  }

  static std::vector<Endpoint> OthersOf(std::vector<Endpoint> servers,
                                        const std::vector<Endpoint>& own) {
    std::erase_if(servers, [&](const Endpoint& server) { return IsOwnServer(server, own); });
    return servers;
  }

  void SetServers(const std::vector<Endpoint>& endpoints) {
    std::string servers;
    for (const Endpoint& server : endpoints) {
      absl::StrAppend(&servers, servers.empty() ? "" : ",", server.ToString());
    }
    SIGNPOST_CHECK(ares_set_servers_ports_csv(channel_, servers.c_str()) == ARES_SUCCESS);
  }

  struct Question {
    Implementation* asker;
    Done done;
  };

  void Ask(const std::string& host, Done done) {
    ares_addrinfo_hints hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_flags = ARES_AI_NOSORT;
    hints.ai_socktype = SOCK_STREAM;
    auto question = std::make_unique<Question>(Question{this, std::move(done)});
    ares_getaddrinfo(channel_, host.c_str(), nullptr, &hints, &Answered, question.release());
    SetTimer();
  }

  static void Answered(void* data, int /*status*/, int /*timeouts*/, ares_addrinfo* found) {
    const std::unique_ptr<Question> question(static_cast<Question*>(data));
    const Addresses addresses = AddressesOf(found);
    if (found != nullptr) ares_freeaddrinfo(found);
    question->asker->pending_count_ -= 1;
    if (!question->asker->is_closing_) question->done(addresses);
  }

  // c-ares says which of its sockets it waits for.
  static void SocketChanged(void* data, ares_socket_t socket, int readable, int writable) {
    auto& self = *static_cast<Implementation*>(data);
    auto& watch = self.watches_[socket];
    if (watch == nullptr) {
      watch = std::make_shared<Watch>(self.context_, socket);
    }
    watch->wants_read = readable != 0;
    watch->wants_write = writable != 0;
    if (!watch->wants_read && !watch->wants_write) {
      watch->descriptor.release();  // c-ares closes it
      self.watches_.erase(socket);
      return;
    }
    self.Arm(watch);
  }

  struct Watch {
    Watch(asio::io_context& context, ares_socket_t socket) : descriptor(context, socket) {}
    Descriptor descriptor;
    bool wants_read = false, wants_write = false;
    bool waits_read = false, waits_write = false;
  };

  void Arm(const std::shared_ptr<Watch>& watch) {
    if (watch->wants_read && !watch->waits_read) {
      watch->waits_read = true;
      watch->descriptor.async_wait(
          Descriptor::wait_read,
          [self = shared_from_this(), watch](const boost::system::error_code& error) {
            watch->waits_read = false;
            if (!error) self->Process(watch, watch->descriptor.native_handle(), ARES_SOCKET_BAD);
          });
    }
    if (watch->wants_write && !watch->waits_write) {
      watch->waits_write = true;
      watch->descriptor.async_wait(
          Descriptor::wait_write,
          [self = shared_from_this(), watch](const boost::system::error_code& error) {
            watch->waits_write = false;
            if (!error) self->Process(watch, ARES_SOCKET_BAD, watch->descriptor.native_handle());
          });
    }
  }

  void Process(const std::shared_ptr<Watch>& watch, ares_socket_t readable,
               ares_socket_t writable) {
    if (channel_ == nullptr || !watch->descriptor.is_open()) return;
    ares_process_fd(channel_, readable, writable);
    if (watch->descriptor.is_open()) Arm(watch);
    SetTimer();
  }

  // For what c-ares does when nothing comes.
  void SetTimer() {
    timeval next{};
    if (channel_ == nullptr || ares_timeout(channel_, nullptr, &next) == nullptr) return;
    timer_.expires_after(std::chrono::seconds(next.tv_sec) +
                         std::chrono::microseconds(next.tv_usec));
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (error || self->channel_ == nullptr) return;
      ares_process_fd(self->channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
      self->SetTimer();
    });
  }

  asio::io_context& context_;
  asio::steady_timer timer_;
  ares_channel channel_ = nullptr;
  std::map<ares_socket_t, std::shared_ptr<Watch>> watches_;
  size_t pending_count_ = 0;
  bool is_closing_ = false;
};

NameLookup::NameLookup(asio::io_context* context, const NameLookupOptions& options)
    : implementation_(std::make_shared<Implementation>(context, options)) {}

NameLookup::~NameLookup() { implementation_->Close(); }

void NameLookup::Find(const std::string& host, Done done) {
  implementation_->Find(host, std::move(done));
}

size_t NameLookup::pending_count() const { return implementation_->pending_count(); }

}  // namespace signpost::poller
