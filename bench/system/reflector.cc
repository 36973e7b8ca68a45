// The limit of the machine: sends every UDP packet back with QR set, in batches of 64, and does
// nothing else.
//
//   reflector PORT

#include <arpa/inet.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

constexpr size_t kBatch = 64;
std::array<std::array<uint8_t, 2048>, kBatch> packets;

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: reflector PORT\n");
    return 2;
  }
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  const int size = 4 << 20;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(std::atoi(argv[1])));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    std::perror("reflector: bind");
    return 1;
  }
  std::array<mmsghdr, kBatch> headers{};
  std::array<iovec, kBatch> parts{};
  std::array<sockaddr_in, kBatch> peers{};
  while (true) {
    for (size_t i = 0; i < kBatch; ++i) {
      parts[i] = {packets[i].data(), packets[i].size()};
      headers[i].msg_hdr = {.msg_name = &peers[i],
                            .msg_namelen = sizeof(peers[i]),
                            .msg_iov = &parts[i],
                            .msg_iovlen = 1,
                            .msg_control = nullptr,
                            .msg_controllen = 0,
                            .msg_flags = 0};
    }
    const int got = recvmmsg(fd, headers.data(), kBatch, MSG_WAITFORONE, nullptr);
    for (int i = 0; i < got; ++i) {
      packets[i][2] |= 0x80;
      parts[i].iov_len = headers[i].msg_len;
    }
    if (got > 0) sendmmsg(fd, headers.data(), got, 0);
  }
}
