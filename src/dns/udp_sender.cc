#include "dns/udp_sender.h"

#include <cerrno>
#include <span>

#include "base/check.h"

namespace signpost::dns {
namespace {

// What may be joined: what fits into each of IPv6's paths (RFC 8200 §5: 1,280 octets with headers),
// in all what one IPv4 datagram can carry.
constexpr size_t kSegmentSizeMax = 1232;
constexpr size_t kJoinedSizeMax = 65'507;

// After the system has refused what was joined (no checksums by the card, a narrow path), so many
// batches go one by one.
constexpr size_t kBatchesApart = 1024;

}  // namespace

void UdpSender::Add(UdpPeer* peer, Bytes octets) {
  SIGNPOST_CHECK(!is_full());
  Datagram& datagram = datagrams_[count_];
  datagram = {.peer = peer, .octets = octets, .group = 0};
  datagram.group = GroupOf(datagram);
  ++groups_[datagram.group].count;
  ++count_;
}

// The group that `datagram`, the next one, joins; a new one if need be.
UdpSender::Index UdpSender::GroupOf(const Datagram& datagram) {
  const size_t size = datagram.octets.size();
  const auto next = static_cast<Index>(group_count_);
  const bool joins = apart_ == 0 && size <= kSegmentSizeMax;
  size_t slot = joins ? (datagram.peer->Hash() + size) % kSlots : 0;
  for (; joins && slots_[slot] != 0; slot = (slot + 1) % kSlots) {
    const auto index = static_cast<Index>(slots_[slot] - 1);
    const Datagram& first = datagrams_[groups_[index].first];
    if (first.octets.size() != size) continue;
    if (first.peer != datagram.peer && !(*first.peer == *datagram.peer)) continue;
    if ((groups_[index].count + size_t{1}) * size <= kJoinedSizeMax) return index;
    break;  // it is full: the new one takes its slot
  }
  if (joins) slots_[slot] = static_cast<Index>(next + 1);
  groups_[next] = {.first = static_cast<Index>(count_), .count = 0, .end = 0};
  ++group_count_;
  return next;
}

void UdpSender::Send(int socket, UdpCounters* counters) {
  LayOut();
  SendMessages(socket, counters);
  if (apart_ > 0) --apart_;
  count_ = group_count_ = 0;
  slots_.fill(0);
}

// Brings the parts of each group together: a message of the system call.
void UdpSender::LayOut() {
  Index end = 0;
  for (Group& group : std::span(groups_).first(group_count_)) {
    group.end = end;
    end = static_cast<Index>(end + group.count);
  }
  for (const Datagram& datagram : std::span(datagrams_).first(count_)) {
    const auto* octets = datagram.octets.data();
    parts_[groups_[datagram.group].end++] = {const_cast<uint8_t*>(octets), datagram.octets.size()};
  }
  for (size_t i = 0; i < group_count_; ++i) {
    const Group& group = groups_[i];
    const Datagram& first = datagrams_[group.first];
    msghdr& header = messages_[i].msg_hdr;
    header = {};
    first.peer->Address(group.count > 1 ? first.octets.size() : 0, &controls_[i], &header);
    header.msg_iov = &parts_[group.end - group.count];
    header.msg_iovlen = group.count;
  }
}

void UdpSender::SendMessages(int socket, UdpCounters* counters) {
  for (size_t i = 0; i < group_count_; ++i) {
    if (groups_[i].count > 1) counters->joined.Add(groups_[i].count);
  }
  size_t done = 0;
  while (done < group_count_) {
    const auto left = static_cast<unsigned>(group_count_ - done);
    const int sent = sendmmsg(socket, &messages_[done], left, MSG_DONTWAIT);
    if (sent > 0) {
      done += static_cast<size_t>(sent);
    } else if (errno == EAGAIN || errno == ENOBUFS) {  // in the way of all
      const Group& next = groups_[done];
      counters->unsent.Add(count_ - (next.end - next.count));
      return;
    } else if (errno != EINTR) {  // the first of them is in the way
      counters->unsent.Add(SendOneByOne(socket, done, counters));
      ++done;
    }
  }
}

// What the system does not take as one message. Returns how many it does not take at all.
size_t UdpSender::SendOneByOne(int socket, size_t message, UdpCounters* counters) {
  const Group& group = groups_[message];
  if (group.count == 1) return 1;
  apart_ = kBatchesApart;
  counters->parted.Add(group.count);
  msghdr header = messages_[message].msg_hdr;
  datagrams_[group.first].peer->Address(0, &controls_[message], &header);
  size_t lost = 0;
  for (iovec& part : std::span(header.msg_iov, group.count)) {
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    if (sendmsg(socket, &header, MSG_DONTWAIT) < 0) ++lost;
  }
  return lost;
}

}  // namespace signpost::dns
