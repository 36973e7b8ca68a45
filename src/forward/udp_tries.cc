#include "forward/udp_tries.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "base/check.h"
#include "forward/flight.h"
#include "forward/query_datagrams.h"

namespace signpost::forward {
namespace {

constexpr size_t kIdSize = 2;
constexpr size_t kSlotsAtOnce = 64;

}  // namespace

UdpTries::UdpTries(boost::asio::io_context* context, size_t upstream_count, RandomIds* ids,
                   RelayCounters* counters, TryHandlers handlers)
    : ids_(*ids),
      counters_(*counters),
      handlers_(std::move(handlers)),
      gatherings_(upstream_count),
      ready_(*context, sockets_.descriptor()) {
  WaitForReplies();
}

UdpTries::~UdpTries() { ready_.release(); }  // it is sockets_'s

// ---- from the try to the wire

Begun UdpTries::Begin(Flight* flight, size_t position, Upstreams::Index upstream,
                      const Endpoint& server, bool may_open) {
  Gathering& gathering = gatherings_[upstream];
  const bool is_first = gathering.count == 0;
  Slot slot = 0;
  const Begun begun = ChooseSlot(&gathering, server, may_open, &slot);
  if (begun != Begun::kYes) return begun;
  if (is_first) gathered_upstreams_.push_back(upstream);
  Use& use = uses_[slot];
  if (!use.asked.empty()) counters_.udp_shared.Add();
  const uint16_t id = FreshId(use);
  use.asked.push_back({.flight = flight, .position = position, .id = id});
  ++use.open_count;
  flight->open.push_back({.position = position, .id = id, .slot = slot, .tcp = nullptr});
  counters_.udp_asked.Add();
  return Begun::kYes;
}

Begun UdpTries::ChooseSlot(Gathering* gathering, const Endpoint& server, bool may_open,
                           Slot* slot) {
  if (gathering->count == kPortsPerTurn) {
    *slot = gathering->slots[gathering->next++ % kPortsPerTurn];
    if (uses_[*slot].asked.size() < kQueriesPerPort) return Begun::kYes;
    *gathering = {};
  }
  return may_open ? OpenSlot(gathering, server, slot) : Begun::kNoSocket;
}

Begun UdpTries::OpenSlot(Gathering* gathering, const Endpoint& server, Slot* slot) {
  switch (sockets_.Connect(server, slot)) {
    case UdpSockets::ConnectResult::kNoSocket:
      return Begun::kNoSocket;
    case UdpSockets::ConnectResult::kUnreachable:
      return Begun::kUnreachable;
    case UdpSockets::ConnectResult::kConnected:
      break;
  }
  if (*slot >= uses_.size()) uses_.resize(*slot + size_t{1});
  uses_[*slot].is_gathering = true;
  gathering->slots[gathering->count++] = *slot;
  if (gathered_.empty()) SendWhenTurnIsOver();
  gathered_.push_back(*slot);
  return Begun::kYes;
}

uint16_t UdpTries::FreshId(const Use& use) {
  while (true) {
    const uint16_t id = ids_.Next();
    if (std::ranges::find(use.asked, id, &AskedAs::id) == use.asked.end()) return id;
  }
}

void UdpTries::SendWhenTurnIsOver() {
  boost::asio::post(ready_.get_executor(), [this, alive = std::weak_ptr<void>(alive_)] {
    if (!alive.expired()) SendGathered();
  });
}

void UdpTries::SendGathered() {
  for (const Upstreams::Index upstream : gathered_upstreams_) gatherings_[upstream] = {};
  gathered_upstreams_.clear();
  // What cannot be sent may begin other tries, which are for the next turn.
  const std::vector<Slot> slots = std::exchange(gathered_, {});
  for (const Slot slot : slots) SendFrom(slot);
}

void UdpTries::SendFrom(Slot slot) {
  Use& use = uses_[slot];
  use.is_gathering = false;
  if (use.open_count == 0) return ReleaseIfUnused(slot);
  QueryDatagrams datagrams;
  std::erase_if(use.asked, [](const AskedAs& asked) { return asked.flight == nullptr; });
  for (const AskedAs& asked : use.asked) datagrams.Add(asked.id, asked.flight->message);
  UdpSockets::Refusal refusal;
  const size_t sent = sockets_.Send(slot, datagrams.headers(), &refusal);
  if (sent == use.asked.size()) return;
  const std::vector<AskedAs> asked = use.asked;
  OnUnsent(slot, std::span(asked).subspan(sent), refusal);
}

void UdpTries::OnUnsent(Slot slot, std::span<const AskedAs> unsent, UdpSockets::Refusal refusal) {
  const uint64_t number = uses_[slot].number;
  for (const AskedAs& asked : unsent) {
    if (!IsStill(slot, number)) return;
    if (!IsOpen(slot, asked)) continue;
    if (refusal == UdpSockets::Refusal::kUnreachable) {
      handlers_.on_unreachable(asked);
    } else {
      counters_.unsent.Add();
      handlers_.on_given_up(asked);
    }
  }
}

void UdpTries::End(const Try& attempt) {
  Use& use = uses_[attempt.slot];
  const auto asked = std::ranges::find(use.asked, attempt.id, &AskedAs::id);
  SIGNPOST_CHECK(asked != use.asked.end() && asked->flight != nullptr);
  asked->flight = nullptr;
  --use.open_count;
  ReleaseIfUnused(attempt.slot);
}

void UdpTries::ReleaseIfUnused(Slot slot) {
  Use& use = uses_[slot];
  if (use.open_count > 0 || use.is_gathering) return;
  use.asked.clear();
  ++use.number;
  sockets_.Release(slot);
}

// ---- what comes back

void UdpTries::WaitForReplies() {
  ready_.async_wait(boost::asio::posix::descriptor_base::wait_read,
                    [this](const boost::system::error_code& error) {
                      if (!error) OnReady();
                    });
}

void UdpTries::OnReady() {
  std::array<Slot, kSlotsAtOnce> slots;
  const size_t count = sockets_.Ready(slots);
  for (size_t i = 0; i < count; ++i) Read(slots[i]);
  WaitForReplies();
}

// As many datagrams are taken at once as are waited for, so that mostly one call takes all.
void UdpTries::Read(Slot slot) {
  const uint64_t number = uses_[slot].number;
  for (size_t left = kDatagramsPerTurn; left > 0 && IsStill(slot, number);) {
    const size_t wanted = std::min(uses_[slot].open_count, left);
    if (wanted == 0) return;
    const UdpSockets::Received received = sockets_.Receive(slot, wanted);
    if (received.is_unreachable) return OnUnreachable(slot);
    for (const Bytes datagram : received.datagrams) {
      if (!IsStill(slot, number)) return;
      OnDatagram(slot, datagram);
    }
    if (received.datagrams.size() < wanted) return;
    left -= wanted;
  }
}

void UdpTries::OnDatagram(Slot slot, Bytes datagram) {
  const Use& use = uses_[slot];
  if (datagram.size() < kIdSize) return OnForeign(use);
  const auto asked = std::ranges::find(use.asked, LoadU16(datagram.data()), &AskedAs::id);
  if (asked == use.asked.end()) return OnForeign(use);
  if (asked->flight == nullptr) return;  // late: it has its reply
  const AskedAs whose = *asked;
  handlers_.on_message(whose, datagram, Channel::kUdp);
}

// Somebody guesses ids at this port, whichever of its tries is meant.
void UdpTries::OnForeign(const Use& use) {
  counters_.foreign.Add();
  for (const AskedAs& asked : use.asked) {
    if (asked.flight != nullptr) asked.flight->has_foreign = true;
  }
}

void UdpTries::OnUnreachable(Slot slot) {
  const uint64_t number = uses_[slot].number;
  const std::vector<AskedAs> all = uses_[slot].asked;
  for (const AskedAs& asked : all) {
    if (!IsStill(slot, number)) return;
    if (IsOpen(slot, asked)) handlers_.on_unreachable(asked);
  }
}

bool UdpTries::IsStill(Slot slot, uint64_t number) const { return uses_[slot].number == number; }

bool UdpTries::IsOpen(Slot slot, const AskedAs& asked) const {
  const Use& use = uses_[slot];
  const auto now = std::ranges::find(use.asked, asked.id, &AskedAs::id);
  return now != use.asked.end() && now->flight != nullptr;
}

}  // namespace signpost::forward
