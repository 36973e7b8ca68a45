#include "dns/tcp_session_table.h"

namespace signpost::dns {

void TcpSessionTable::Add(TcpSession* session, const IpNetwork& client) {
  const Entry entry{session->waiting_since(), clients_.try_emplace(client).first};
  sessions_.emplace(session, entry);
  order_.emplace(entry.since, session);
  entry.client->second.emplace(entry.since, session);
}

void TcpSessionTable::Remove(TcpSession* session) {
  const auto found = sessions_.find(session);
  if (found == sessions_.end()) return;
  const Entry& entry = found->second;
  order_.erase({entry.since, session});
  entry.client->second.erase({entry.since, session});
  if (entry.client->second.empty()) clients_.erase(entry.client);
  sessions_.erase(found);
}

size_t TcpSessionTable::CountOf(const IpNetwork& client) const {
  const auto found = clients_.find(client);
  return found == clients_.end() ? 0 : found->second.size();
}

TcpSession* TcpSessionTable::LongestSilentOf(const IpNetwork& client) {
  const auto found = clients_.find(client);
  return found == clients_.end() ? nullptr : LongestSilentIn(found->second);
}

TcpSession* TcpSessionTable::LongestSilentIn(const Order& order) {
  while (!order.empty()) {
    const auto [since, session] = *order.begin();
    if (session->waiting_since() == since) return session;
    Move(session, &sessions_.at(session));
  }
  return nullptr;
}

void TcpSessionTable::Move(TcpSession* session, Entry* entry) {
  const Time since = session->waiting_since();
  for (Order* order : {&order_, &entry->client->second}) {
    order->erase({entry->since, session});
    order->emplace(since, session);
  }
  entry->since = since;
}

}  // namespace signpost::dns
