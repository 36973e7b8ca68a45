// A DNS load generator for one core: keeps a window of UDP queries in flight and checks the
// answers.
//
//   load_generator --server 127.0.0.1:5300 --queries FILE [--seconds 5] [--sockets 16]
//                  [--window 8] [--rate QPS]
//
// FILE holds "NAME TYPE RCODE ANSWERS" a line: a reply is right when it has this rcode and at least
// so many answers. Without --rate every socket always has --window queries in flight (throughput);
// with it queries leave at fixed times whatever comes back, and latency counts from the time that
// was planned (no coordinated omission).
// Prints one JSON object.

#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kReplySize = 4096;
constexpr size_t kBatch = 64;
constexpr auto kLostAfter = std::chrono::milliseconds(500);

[[noreturn]] void Fail(const std::string& why) {
  std::cerr << "load_generator: " << why << ": " << std::strerror(errno) << "\n";
  std::exit(1);
}

struct Query {
  std::vector<uint8_t> message;
  uint8_t rcode = 0;
  uint16_t answers = 0;
};

struct Options {
  sockaddr_in server{};
  std::string queries;
  double seconds = 5;
  size_t sockets = 16;
  size_t window = 8;
  double rate = 0;
};

Options ParseOptions(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string key = argv[i];
    const std::string value = argv[i + 1];
    if (key == "--server") {
      const size_t colon = value.rfind(':');
      options.server.sin_family = AF_INET;
      options.server.sin_port = htons(static_cast<uint16_t>(std::stoi(value.substr(colon + 1))));
      inet_pton(AF_INET, value.substr(0, colon).c_str(), &options.server.sin_addr);
    } else if (key == "--queries") {
      options.queries = value;
    } else if (key == "--seconds") {
      options.seconds = std::stod(value);
    } else if (key == "--sockets") {
      options.sockets = std::stoul(value);
    } else if (key == "--window") {
      options.window = std::stoul(value);
    } else if (key == "--rate") {
      options.rate = std::stod(value);
    }
  }
  return options;
}

// Header, question and an OPT record that offers 1232 octets.
std::vector<uint8_t> Encode(const std::string& name, uint16_t type) {
  std::vector<uint8_t> out = {0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1};
  std::stringstream labels(name);
  for (std::string label; std::getline(labels, label, '.');) {
    if (label.empty()) continue;
    out.push_back(static_cast<uint8_t>(label.size()));
    out.insert(out.end(), label.begin(), label.end());
  }
  const uint8_t tail[] = {0,
                          static_cast<uint8_t>(type >> 8),
                          static_cast<uint8_t>(type),
                          0,
                          1,
                          0,
                          0,
                          41,
                          1232 >> 8,
                          1232 & 0xff,
                          0,
                          0,
                          0,
                          0,
                          0,
                          0};
  out.insert(out.end(), std::begin(tail), std::end(tail));
  return out;
}

std::vector<Query> ReadQueries(const std::string& path) {
  static const std::map<std::string, uint16_t> kTypes = {{"A", 1}, {"AAAA", 28}, {"SRV", 33}};
  std::ifstream file(path);
  std::vector<Query> queries;
  std::string name, type;
  unsigned rcode = 0, answers = 0;
  while (file >> name >> type >> rcode >> answers) {
    queries.push_back({Encode(name, kTypes.at(type)), static_cast<uint8_t>(rcode),
                       static_cast<uint16_t>(answers)});
  }
  if (queries.empty()) Fail("no queries in " + path);
  return queries;
}

// One query in flight. Its number is the message id: slot + generation, so late replies don't
// count.
struct Slot {
  size_t query = 0;
  Clock::time_point sent{};
  uint16_t id = 0;
  bool in_flight = false;
};

struct Client {
  int fd = -1;
  std::vector<Slot> slots;
  std::vector<uint16_t> free_slots;
};

struct Figures {
  uint64_t sent = 0, received = 0, lost = 0, wrong = 0, late = 0, unsent = 0;
  std::vector<uint32_t> latencies_ns;
};

class Generator {
 public:
  Generator(const Options& options, std::vector<Query> queries)
      : options_(options), queries_(std::move(queries)) {
    epoll_ = epoll_create1(0);
    if (options_.rate > 0) options_.window = 4096;
    for (size_t i = 0; i < options_.sockets; ++i) AddClient();
    figures_.latencies_ns.reserve(size_t{1} << 22);
  }

  Figures Run() {
    const auto start = Clock::now();
    const auto end = start + std::chrono::duration_cast<Clock::duration>(
                                 std::chrono::duration<double>(options_.seconds));
    auto next_sweep = start + kLostAfter;
    if (options_.rate == 0) {
      for (Client& client : clients_) Fill(client, Clock::now());
    }
    for (auto now = start; now < end; now = Clock::now()) {
      if (options_.rate > 0) SendDue(start, now);
      Receive(options_.rate > 0 ? 0 : 5, now < end);
      if (now >= next_sweep) {
        Sweep(now);
        next_sweep = now + kLostAfter / 4;
      }
    }
    Drain();
    return std::move(figures_);
  }

 private:
  void AddClient() {
    Client client;
    client.fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    const int size = 8 << 20;
    setsockopt(client.fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
    if (connect(client.fd, reinterpret_cast<const sockaddr*>(&options_.server),
                sizeof(options_.server)) != 0) {
      Fail("connect");
    }
    client.slots.resize(options_.window);
    for (size_t slot = options_.window; slot-- > 0;) {
      client.free_slots.push_back(static_cast<uint16_t>(slot));
    }
    epoll_event event{.events = EPOLLIN, .data = {.u64 = clients_.size()}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, client.fd, &event);
    clients_.push_back(std::move(client));
  }

  // Sends up to `count` queries planned for `planned`.
  void Send(Client& client, size_t count, Clock::time_point planned) {
    std::array<mmsghdr, kBatch> headers{};
    std::array<iovec, kBatch> parts{};
    while (count > 0 && !client.free_slots.empty()) {
      const size_t batch = std::min({count, client.free_slots.size(), kBatch});
      for (size_t i = 0; i < batch; ++i) {
        Slot& slot = client.slots[client.free_slots[client.free_slots.size() - 1 - i]];
        Prepare(slot, client.free_slots[client.free_slots.size() - 1 - i], planned);
        Query& query = queries_[slot.query];
        // The packet is shared by all who ask it: the id goes in just before it is copied out.
        std::memcpy(packets_[i].data(), query.message.data(), query.message.size());
        packets_[i][0] = static_cast<uint8_t>(slot.id >> 8);
        packets_[i][1] = static_cast<uint8_t>(slot.id);
        parts[i] = {packets_[i].data(), query.message.size()};
        headers[i].msg_hdr.msg_iov = &parts[i];
        headers[i].msg_hdr.msg_iovlen = 1;
      }
      const int sent = sendmmsg(client.fd, headers.data(), batch, 0);
      const size_t done = sent < 0 ? 0 : static_cast<size_t>(sent);
      for (size_t i = 0; i < done; ++i) {
        client.slots[client.free_slots.back()].in_flight = true;
        client.free_slots.pop_back();
      }
      figures_.sent += done;
      count -= done;
      if (done < batch) return;
    }
    figures_.unsent += options_.rate > 0 ? count : 0;
  }

  void Prepare(Slot& slot, uint16_t index, Clock::time_point planned) {
    slot.query = next_query_;
    next_query_ = next_query_ + 1 == queries_.size() ? 0 : next_query_ + 1;
    slot.sent = planned;
    slot.id = static_cast<uint16_t>(
        (slot.id + options_.window) % 65536 / options_.window * options_.window + index);
  }

  void Fill(Client& client, Clock::time_point now) { Send(client, client.free_slots.size(), now); }

  void SendDue(Clock::time_point start, Clock::time_point now) {
    const double due = std::chrono::duration<double>(now - start).count() * options_.rate;
    while (static_cast<double>(planned_) < due) {
      const auto at = start + std::chrono::duration_cast<Clock::duration>(
                                  std::chrono::duration<double>(planned_ / options_.rate));
      Send(clients_[planned_ % clients_.size()], 1, at);
      ++planned_;
    }
  }

  void Receive(int wait_ms, bool refill) {
    std::array<epoll_event, 64> events{};
    const int ready = epoll_wait(epoll_, events.data(), events.size(), wait_ms);
    for (int i = 0; i < ready; ++i) ReceiveFrom(clients_[events[i].data.u64], refill);
  }

  void ReceiveFrom(Client& client, bool refill) {
    std::array<mmsghdr, kBatch> headers{};
    std::array<iovec, kBatch> parts{};
    for (size_t i = 0; i < kBatch; ++i) {
      parts[i] = {replies_[i].data(), kReplySize};
      headers[i].msg_hdr.msg_iov = &parts[i];
      headers[i].msg_hdr.msg_iovlen = 1;
    }
    const int got = recvmmsg(client.fd, headers.data(), kBatch, MSG_DONTWAIT, nullptr);
    const auto now = Clock::now();
    for (int i = 0; i < got; ++i) Take(client, replies_[i].data(), headers[i].msg_len, now);
    if (options_.rate == 0 && refill) Fill(client, now);
  }

  void Take(Client& client, const uint8_t* reply, size_t size, Clock::time_point now) {
    if (size < 12) {
      ++figures_.wrong;
      return;
    }
    const auto id = static_cast<uint16_t>(reply[0] << 8 | reply[1]);
    const auto index = static_cast<uint16_t>(id % options_.window);
    Slot& slot = client.slots[index];
    if (!slot.in_flight || slot.id != id) {
      ++figures_.late;
      return;
    }
    const Query& query = queries_[slot.query];
    const int answers = reply[6] << 8 | reply[7];
    const bool right =
        (reply[2] & 0x82) == 0x80 && (reply[3] & 15) == query.rcode && answers >= query.answers;
    ++figures_.received;
    if (!right) ++figures_.wrong;
    if (figures_.latencies_ns.size() < figures_.latencies_ns.capacity()) {
      figures_.latencies_ns.push_back(static_cast<uint32_t>((now - slot.sent).count()));
    }
    slot.in_flight = false;
    client.free_slots.push_back(index);
  }

  void Sweep(Clock::time_point now) {
    for (Client& client : clients_) {
      for (size_t index = 0; index < client.slots.size(); ++index) {
        Slot& slot = client.slots[index];
        if (!slot.in_flight || now - slot.sent < kLostAfter) continue;
        ++figures_.lost;
        slot.in_flight = false;
        client.free_slots.push_back(static_cast<uint16_t>(index));
      }
      if (options_.rate == 0) Fill(client, now);
    }
  }

  // What is still on its way at the end is neither an answer in time nor lost.
  void Drain() {
    const auto end = Clock::now() + kLostAfter;
    const auto counted = figures_.received;
    while (Clock::now() < end) Receive(10, false);
    figures_.received = options_.rate > 0 ? figures_.received : counted;
    for (const Client& client : clients_) {
      for (const Slot& slot : client.slots) figures_.lost += slot.in_flight ? 1 : 0;
      close(client.fd);
    }
  }

  Options options_;
  std::vector<Query> queries_;
  std::vector<Client> clients_;
  Figures figures_;
  int epoll_ = -1;
  size_t next_query_ = 0;
  uint64_t planned_ = 0;
  std::array<std::array<uint8_t, 512>, kBatch> packets_{};
  std::array<std::array<uint8_t, kReplySize>, kBatch> replies_{};
};

double Percentile(std::vector<uint32_t>& values, double share) {
  if (values.empty()) return 0;
  const auto at = values.begin() + static_cast<ptrdiff_t>(share * (values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at / 1000.0;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = ParseOptions(argc, argv);
  auto generator = std::make_unique<Generator>(options, ReadQueries(options.queries));
  const auto start = Clock::now();
  Figures figures = generator->Run();
  const double seconds = std::chrono::duration<double>(Clock::now() - start - kLostAfter).count();
  std::printf(
      "{\"qps\": %.0f, \"sent\": %lu, \"received\": %lu, \"lost\": %lu, \"wrong\": %lu, "
      "\"late\": %lu, \"unsent\": %lu, \"p50_us\": %.1f, \"p90_us\": %.1f, \"p99_us\": %.1f}\n",
      static_cast<double>(figures.received) / seconds, figures.sent, figures.received, figures.lost,
      figures.wrong, figures.late, figures.unsent, Percentile(figures.latencies_ns, 0.5),
      Percentile(figures.latencies_ns, 0.9), Percentile(figures.latencies_ns, 0.99));
}
