#include "transfer/notifier.h"

#include <sys/random.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <ctime>
#include <thread>
#include <utility>

#include "base/check.h"
#include "base/system_address.h"
#include "base/thread_name.h"
#include "transfer/limits.h"
#include "transfer/notify_message.h"
#include "transfer/notify_schedule.h"
#include "transfer/tsig.h"

namespace signpost::transfer {
namespace {

using boost::asio::ip::udp;

uint16_t RandomId() {
  uint16_t id = 0;
  SIGNPOST_CHECK(getrandom(&id, sizeof(id), 0) == sizeof(id));
  return id;
}

struct NotifyCounters {
  Counter sent;  // those sent again included
  Counter answered;
  Counter unanswered;  // given up after kNotifyTriesMax
  Counter unsent;      // that the system did not take
};

}  // namespace

class Notifier::Implementation {
 public:
  Implementation(const NotifierOptions& options, const records::SnapshotPublisher* publisher)
      : options_(options), reader_(publisher), timer_(context_) {
    for (const Secondary& secondary : options_.secondaries) {
      places_.emplace(secondary.endpoint.ToString(), schedules_.size());
      schedules_.emplace_back();
    }
  }

  ~Implementation() { Stop(); }

  void Start() {
    Open(udp::v4(), &v4_);
    Open(udp::v6(), &v6_);
    Look();
    thread_ = std::thread([this] {
      NameThread("notifier");
      context_.run();
    });
  }

  void Stop() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

  std::map<std::string, uint64_t> Counters() const {
    return {{"notify_sent", counters_.sent.value()},
            {"notify_answered", counters_.answered.value()},
            {"notify_unanswered", counters_.unanswered.value()},
            {"notify_unsent", counters_.unsent.value()}};
  }

 private:
  // A family that the machine does not have stays closed; what goes there is counted as unsent.
  void Open(const udp& family, udp::socket* socket) {
    boost::system::error_code error;
    socket->open(family, error);
    if (error) return;
    for (const IpAddress& source : options_.sources) {
      if (source.is_v4() != (family == udp::v4())) continue;
      const SystemAddress address(Endpoint{source, 0});
      if (bind(socket->native_handle(), address.get(), address.size) == 0) break;
    }
    socket->non_blocking(true, error);
    Receive(socket);
  }

  void Look() {
    const records::Snapshot& snapshot = reader_.Get();
    const uint32_t serial = snapshot.table == nullptr ? 0 : snapshot.soa.serial;
    const auto now = NotifySchedule::Clock::now();
    size_t left = kNotifiesPerLook;
    for (size_t index = 0; index < schedules_.size() && left > 0; ++index) {
      switch (schedules_[index].Look(serial, now)) {
        case NotifySchedule::Due::kNotify:
          Send(index, snapshot, now);
          --left;
          break;
        case NotifySchedule::Due::kGivenUp:
          counters_.unanswered.Add();
          break;
        case NotifySchedule::Due::kNothing:
          break;
      }
    }
    timer_.expires_after(kNotifyLookInterval);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) Look();
    });
  }

  void Send(size_t index, const records::Snapshot& snapshot,
            NotifySchedule::Clock::time_point now) {
    const Secondary& secondary = options_.secondaries[index];
    const uint16_t id = RandomId();
    std::vector<uint8_t> message = NotifyMessage(snapshot, id);
    if (secondary.key) {
      TsigSigner signer(options_.keys->Find(*secondary.key), {});
      signer.Sign(static_cast<uint64_t>(std::time(nullptr)), &message);
    }
    udp::socket& socket = secondary.endpoint.address.is_v4() ? v4_ : v6_;
    const SystemAddress to(secondary.endpoint);
    schedules_[index].Sent(snapshot.soa.serial, id, now);
    const bool is_sent =
        socket.is_open() && sendto(socket.native_handle(), message.data(), message.size(),
                                   MSG_DONTWAIT, to.get(), to.size) >= 0;
    (is_sent ? counters_.sent : counters_.unsent).Add();
  }

  void Receive(udp::socket* socket) {
    socket->async_wait(udp::socket::wait_read,
                       [this, socket](const boost::system::error_code& error) {
                         if (error) return;
                         TakeReplies(socket->native_handle());
                         Receive(socket);
                       });
  }

  void TakeReplies(int socket) {
    std::array<uint8_t, wire::kPlainUdpSizeMax> octets;
    for (size_t left = kNotifiesPerLook; left > 0; --left) {
      SystemAddress from;
      const ssize_t size =
          recvfrom(socket, octets.data(), octets.size(), MSG_DONTWAIT, from.get(), &from.size);
      if (size < 0) return;
      if (const auto peer = EndpointOf(from.get())) {
        Take(*peer, {octets.data(), static_cast<size_t>(size)});
      }
    }
  }

  void Take(const Endpoint& peer, Bytes message) {
    const auto place = places_.find(peer.ToString());
    if (place == places_.end()) return;
    NotifySchedule& schedule = schedules_[place->second];
    if (!schedule.is_waiting() || !IsNotifyReply(message, schedule.id())) return;
    schedule.Answered();
    counters_.answered.Add();
  }

  const NotifierOptions options_;
  records::SnapshotReader reader_;
  std::vector<NotifySchedule> schedules_;  // as options_.secondaries
  std::map<std::string, size_t> places_;   // in both, by endpoint
  alignas(kCacheLine) NotifyCounters counters_;
  boost::asio::io_context context_{1};
  udp::socket v4_{context_};
  udp::socket v6_{context_};
  boost::asio::steady_timer timer_;
  std::thread thread_;
};

Notifier::Notifier(const NotifierOptions& options, const records::SnapshotPublisher* publisher)
    : implementation_(std::make_unique<Implementation>(options, publisher)) {}

Notifier::~Notifier() = default;

void Notifier::Start() { implementation_->Start(); }

void Notifier::Stop() { implementation_->Stop(); }

std::map<std::string, uint64_t> Notifier::Counters() const { return implementation_->Counters(); }

}  // namespace signpost::transfer
