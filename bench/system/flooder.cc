// A flood of DNS queries from 127.66.0.0/16 towards one name, and an honest client beside it.
//
//   flooder --server 127.0.0.1:5300 --name web.marathon.mesos [--type A] [--rate 100000]
//           [--seconds 10] [--client 127.0.0.1] [--client-rate 1000] [--cookies no|first]
//
// The flood has 256 sockets, one in each 127.66.N.0/24, and waits for nothing. The client asks for
// the same name at fixed times from `--client`, over UDP; where that brings TC or, within half a
// second, nothing, over TCP. With `--cookies first` each query of the flood has a client's cookie.
// Prints one JSON object; octets are those of DNS messages.

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kNetworks = 256;
constexpr size_t kBatch = 16;
constexpr size_t kReplySize = 4096;
constexpr size_t kClientThreads = 16;
constexpr int kUdpWait_ms = 500;
constexpr timeval kTcpWait{.tv_sec = 2, .tv_usec = 0};

[[noreturn]] void Fail(const std::string& why) {
  std::cerr << "flooder: " << why << ": " << std::strerror(errno) << "\n";
  std::exit(1);
}

struct Options {
  sockaddr_in server{};
  std::string name;
  uint16_t type = 1;
  double rate = 100'000;
  double seconds = 10;
  std::string client = "127.0.0.1";
  double client_rate = 1'000;
  bool has_cookies = false;
};

Options ParseOptions(int argc, char** argv) {
  static const std::map<std::string, uint16_t> kTypes = {{"A", 1}, {"AAAA", 28}, {"SRV", 33}};
  Options options;
  options.server.sin_family = AF_INET;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string key = argv[i];
    const std::string value = argv[i + 1];
    if (key == "--server") {
      const size_t colon = value.rfind(':');
      options.server.sin_port = htons(static_cast<uint16_t>(std::stoi(value.substr(colon + 1))));
      inet_pton(AF_INET, value.substr(0, colon).c_str(), &options.server.sin_addr);
    }
    if (key == "--name") options.name = value;
    if (key == "--type") options.type = kTypes.at(value);
    if (key == "--rate") options.rate = std::stod(value);
    if (key == "--seconds") options.seconds = std::stod(value);
    if (key == "--client") options.client = value;
    if (key == "--client-rate") options.client_rate = std::stod(value);
    if (key == "--cookies") options.has_cookies = value == "first";
  }
  return options;
}

// Header, question, an OPT that offers 1232 octets, perhaps with a client's cookie.
std::vector<uint8_t> Encode(const Options& options, bool has_cookie) {
  std::vector<uint8_t> out = {0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1};
  std::stringstream labels(options.name);
  for (std::string label; std::getline(labels, label, '.');) {
    if (label.empty()) continue;
    out.push_back(static_cast<uint8_t>(label.size()));
    out.insert(out.end(), label.begin(), label.end());
  }
  const auto option_size = static_cast<uint8_t>(has_cookie ? 12 : 0);
  for (const int octet : {0, options.type >> 8, options.type & 255, 0, 1, 0, 0, 41, 1232 >> 8,
                          1232 & 255, 0, 0, 0, 0, 0, static_cast<int>(option_size)}) {
    out.push_back(static_cast<uint8_t>(octet));
  }
  if (has_cookie) out.insert(out.end(), {0, 10, 0, 8, 'f', 'l', 'o', 'o', 'd', 'i', 'n', 'g'});
  return out;
}

int SocketAt(const std::string& address, int type, const sockaddr_in& server) {
  const int fd = socket(AF_INET, type, 0);
  sockaddr_in source{};
  source.sin_family = AF_INET;
  inet_pton(AF_INET, address.c_str(), &source.sin_addr);
  const int size = 2 << 20;
  if (type == SOCK_DGRAM) setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
  if (fd < 0 || bind(fd, reinterpret_cast<sockaddr*>(&source), sizeof(source)) != 0) Fail(address);
  if (type == SOCK_STREAM) {
    // Closed by a reset: a port that is kept for a minute after each query would soon be the last.
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &kTcpWait, sizeof(kTcpWait));
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &kTcpWait, sizeof(kTcpWait));
  }
  if (connect(fd, reinterpret_cast<const sockaddr*>(&server), sizeof(server)) == 0) return fd;
  if (type == SOCK_DGRAM) Fail("connect");
  close(fd);
  return -1;
}

class Flood {
 public:
  explicit Flood(const Options& options)
      : options_(options), query_(Encode(options, options.has_cookies)) {
    for (size_t i = 0; i < kNetworks; ++i) {
      const std::string address = "127.66." + std::to_string(i) + ".1";
      sockets_.push_back(SocketAt(address, SOCK_DGRAM, options.server));
    }
  }

  void Run() {
    const auto start = Clock::now();
    auto drained = start;
    double passed = 0;
    while (passed < options_.seconds) {
      const auto now = Clock::now();
      passed = std::chrono::duration<double>(now - start).count();
      if (static_cast<double>(sent_) + kBatch <= passed * options_.rate) {
        SendBatch();
      } else {
        std::this_thread::sleep_for(std::chrono::microseconds(200));
      }
      if (now - drained < std::chrono::milliseconds(50)) continue;
      drained = now;
      Drain();
    }
    seconds_ = passed;
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    Drain();
  }

  void Print() const {
    double worst = 0;
    uint64_t received = 0;
    for (size_t i = 0; i < kNetworks; ++i) {
      received += received_[i];
      worst =
          std::max(worst, static_cast<double>(received_[i]) / static_cast<double>(sent_octets_[i]));
    }
    uint64_t sent_octets = 0;
    for (const uint64_t each : sent_octets_) sent_octets += each;
    std::printf(
        "{\"flood_qps\": %.0f, \"reflected\": %.3f, \"reflected_worst\": %.3f, \"replies\": %lu, ",
        static_cast<double>(sent_) / seconds_,
        static_cast<double>(received) / static_cast<double>(sent_octets), worst, replies_);
  }

 private:
  void SendBatch() {
    std::array<mmsghdr, kBatch> headers{};
    iovec part{query_.data(), query_.size()};
    for (mmsghdr& header : headers) {
      header.msg_hdr.msg_iov = &part;
      header.msg_hdr.msg_iovlen = 1;
    }
    const int count = sendmmsg(sockets_[next_], headers.data(), kBatch, 0);
    if (count > 0) {
      sent_ += static_cast<uint64_t>(count);
      sent_octets_[next_] += static_cast<uint64_t>(count) * query_.size();
    }
    next_ = (next_ + 1) % kNetworks;
  }

  void Drain() {
    static std::array<std::array<uint8_t, kReplySize>, 64> replies;
    std::array<mmsghdr, 64> headers{};
    std::array<iovec, 64> parts{};
    for (size_t i = 0; i < 64; ++i) {
      parts[i] = {replies[i].data(), kReplySize};
      headers[i].msg_hdr.msg_iov = &parts[i];
      headers[i].msg_hdr.msg_iovlen = 1;
    }
    for (size_t i = 0; i < kNetworks; ++i) {
      int count = 64;
      while (count == 64) {
        count = recvmmsg(sockets_[i], headers.data(), 64, MSG_DONTWAIT, nullptr);
        for (int j = 0; j < count; ++j) received_[i] += headers[static_cast<size_t>(j)].msg_len;
        if (count > 0) replies_ += static_cast<uint64_t>(count);
      }
    }
  }

  const Options& options_;
  std::vector<uint8_t> query_;
  std::vector<int> sockets_;
  std::array<uint64_t, kNetworks> sent_octets_{};
  std::array<uint64_t, kNetworks> received_{};
  uint64_t sent_ = 0;
  uint64_t replies_ = 0;
  size_t next_ = 0;
  double seconds_ = 1;
};

// One of the client's threads: a question at each of its times, until it is answered or given up.
class Client {
 public:
  explicit Client(const Options& options)
      : options_(options),
        query_(Encode(options, false)),
        udp_(SocketAt(options.client, SOCK_DGRAM, options.server)) {}

  void Run(Clock::time_point start, size_t first) {
    const auto count = static_cast<size_t>(options_.client_rate * options_.seconds);
    for (size_t number = first; number < count; number += kClientThreads) {
      const std::chrono::duration<double> at(static_cast<double>(number) / options_.client_rate);
      const auto planned = start + std::chrono::duration_cast<Clock::duration>(at);
      std::this_thread::sleep_until(planned);
      Ask(static_cast<uint16_t>(number));
      latencies_ms_.push_back(
          std::chrono::duration<double, std::milli>(Clock::now() - planned).count());
    }
  }

  uint64_t asked = 0, udp_answered = 0, tcp_answered = 0, silent = 0;
  const std::vector<double>& latencies_ms() const { return latencies_ms_; }

 private:
  void Ask(uint16_t id) {
    ++asked;
    query_[0] = static_cast<uint8_t>(id >> 8);
    query_[1] = static_cast<uint8_t>(id);
    if (AskOverUdp()) {
      ++udp_answered;
    } else if (AskOverTcp()) {
      ++tcp_answered;
    }
  }

  // A whole answer with records.
  static bool IsAnswer(const uint8_t* reply, ssize_t size) {
    return size > 12 && (reply[2] & 2) == 0 && (reply[3] & 15) == 0 && (reply[6] | reply[7]) != 0;
  }

  bool AskOverUdp() {
    if (send(udp_, query_.data(), query_.size(), 0) < 0) return false;
    const auto end = Clock::now() + std::chrono::milliseconds(kUdpWait_ms);
    while (true) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
      pollfd wanted{.fd = udp_, .events = POLLIN, .revents = 0};
      if (left <= 0 || poll(&wanted, 1, static_cast<int>(left)) <= 0) {
        ++silent;
        return false;
      }
      std::array<uint8_t, kReplySize> reply{};
      const ssize_t size = recv(udp_, reply.data(), reply.size(), 0);
      if (size >= 12 && std::equal(reply.begin(), reply.begin() + 2, query_.begin())) {
        return IsAnswer(reply.data(), size);
      }
    }
  }

  bool AskOverTcp() {
    const int fd = SocketAt(options_.client, SOCK_STREAM, options_.server);
    if (fd < 0) return false;
    std::vector<uint8_t> message = {static_cast<uint8_t>(query_.size() >> 8),
                                    static_cast<uint8_t>(query_.size())};
    message.insert(message.end(), query_.begin(), query_.end());
    std::vector<uint8_t> reply(2 + 65535);
    size_t size = 0;
    bool is_whole = false;
    if (send(fd, message.data(), message.size(), MSG_NOSIGNAL) > 0) {
      while (!is_whole) {
        const ssize_t got = recv(fd, reply.data() + size, reply.size() - size, 0);
        if (got <= 0) break;
        size += static_cast<size_t>(got);
        is_whole = size >= 2 && size >= 2U + static_cast<size_t>(reply[0] << 8 | reply[1]);
      }
    }
    close(fd);
    return is_whole && IsAnswer(reply.data() + 2, static_cast<ssize_t>(size - 2));
  }

  const Options& options_;
  std::vector<uint8_t> query_;
  const int udp_;
  std::vector<double> latencies_ms_;
};

double Percentile(std::vector<double>* values, double share) {
  if (values->empty()) return 0;
  const auto at =
      values->begin() + static_cast<ptrdiff_t>(share * static_cast<double>(values->size() - 1));
  std::nth_element(values->begin(), at, values->end());
  return *at;
}

void PrintClients(const std::vector<Client>& clients) {
  uint64_t asked = 0, udp = 0, tcp = 0, silent = 0;
  std::vector<double> latencies;
  for (const Client& client : clients) {
    asked += client.asked;
    udp += client.udp_answered;
    tcp += client.tcp_answered;
    silent += client.silent;
    latencies.insert(latencies.end(), client.latencies_ms().begin(), client.latencies_ms().end());
  }
  std::printf(
      "\"asked\": %lu, \"answered\": %lu, \"over_tcp\": %lu, \"silent\": %lu, \"p50_ms\": %.2f, "
      "\"p99_ms\": %.2f}\n",
      asked, udp + tcp, tcp, silent, Percentile(&latencies, 0.5), Percentile(&latencies, 0.99));
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = ParseOptions(argc, argv);
  Flood flood(options);
  std::vector<Client> clients;
  for (size_t i = 0; i < kClientThreads; ++i) clients.emplace_back(options);
  const auto start = Clock::now();
  std::vector<std::thread> threads;
  for (size_t i = 0; i < kClientThreads; ++i) {
    threads.emplace_back([&, i] { clients[i].Run(start, i); });
  }
  flood.Run();
  for (std::thread& thread : threads) thread.join();
  flood.Print();
  PrintClients(clients);
}
