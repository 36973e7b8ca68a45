#pragma once

// What a master on the loopback interface answers in tests.

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace signpost::poller::testing {

// What goes over the wire after a request.
struct Answer {
  std::string octets;
  size_t piece_size = 0;               // octets sent at once; 0: all
  std::chrono::milliseconds pause{0};  // between pieces
  bool stays_open = false;             // the connection stays open when all is sent
  bool resets = false;                 // and ends with a reset instead of a close
  std::string endless{};               // sent again and again after `octets`
};

Answer Ok(std::string_view body);
Answer OkWithHeaders(std::string_view headers, std::string_view body);  // "Name: value\r\n..."
Answer Chunked(std::string_view body, std::string_view headers = "");
Answer Gzipped(std::string_view body);
Answer Status(int status, std::string_view body);
Answer RedirectTo(std::string_view location);
Answer Silence();

// `text` as one gzip member.
std::string Gzip(std::string_view text);

// A state with the leader `pid` and the running task `task` of the framework "marathon" on an agent
// at 10.0.0.1.
std::string StateText(std::string_view pid, std::string_view task = "web");

}  // namespace signpost::poller::testing
