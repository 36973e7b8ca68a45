#include "http/session_table.h"

namespace signpost::http {

void SessionTable::Add(Session* session, const IpNetwork& client) {
  const auto of_client = clients_.try_emplace(client).first;
  ++of_client->second.session_count;
  sessions_.emplace(session, Entry{.client = of_client});
}

void SessionTable::Remove(Session* session) {
  SetWaiting(session, false);
  const auto found = sessions_.find(session);
  if (found == sessions_.end()) return;
  const auto client = found->second.client;
  if (--client->second.session_count == 0) clients_.erase(client);
  sessions_.erase(found);
}

void SessionTable::SetWaiting(Session* session, bool is_waiting) {
  const auto found = sessions_.find(session);
  if (found == sessions_.end() || found->second.is_waiting == is_waiting) return;
  Entry& entry = found->second;
  Queue& of_client = entry.client->second.waiting;
  entry.is_waiting = is_waiting;
  if (is_waiting) {
    entry.in_all = waiting_.insert(waiting_.end(), session);
    entry.in_client = of_client.insert(of_client.end(), session);
  } else {
    waiting_.erase(entry.in_all);
    of_client.erase(entry.in_client);
  }
}

size_t SessionTable::CountOf(const IpNetwork& client) const {
  const auto found = clients_.find(client);
  return found == clients_.end() ? 0 : found->second.session_count;
}

Session* SessionTable::LongestWaiting() const {
  return waiting_.empty() ? nullptr : waiting_.front();
}

Session* SessionTable::LongestWaitingOf(const IpNetwork& client) const {
  const auto found = clients_.find(client);
  if (found == clients_.end() || found->second.waiting.empty()) return nullptr;
  return found->second.waiting.front();
}

}  // namespace signpost::http
