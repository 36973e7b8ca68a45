#include "poller/fake_answer.h"

#include <zlib.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "base/absl_text.h"
#include "base/check.h"

namespace signpost::poller::testing {
namespace {

constexpr char kState[] = R"({
  "version": "1.11.0", "leader": "$0",
  "slaves": [{"id": "S1", "hostname": "10.0.0.1", "pid": "slave(1)@10.0.0.1:5051"}],
  "frameworks": [{"id": "F1", "name": "marathon", "hostname": "10.0.0.2", "tasks": [
    {"id": "$1.1", "name": "$1", "slave_id": "S1", "framework_id": "F1", "state": "TASK_RUNNING",
     "statuses": [{"state": "TASK_RUNNING", "timestamp": 1.0, "container_status":
       {"network_infos": [{"ip_addresses": [{"ip_address": "10.0.2.1"}]}]}}],
     "resources": {"ports": "[31000-31000]"}}]}]
})";

}  // namespace

Answer OkWithHeaders(std::string_view headers, std::string_view body) {
  return {.octets = absl::StrCat("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n",
                                 ToAbsl(headers), "\r\n", ToAbsl(body))};
}

Answer Ok(std::string_view body) {
  return OkWithHeaders(absl::StrCat("Content-Length: ", body.size(), "\r\n"), body);
}

Answer Chunked(std::string_view body, std::string_view headers) {
  std::string chunks;
  for (size_t offset = 0; offset < body.size(); offset += 100) {
    const std::string_view chunk = body.substr(offset, 100);
    absl::StrAppend(&chunks, absl::Hex(chunk.size()), "\r\n", ToAbsl(chunk), "\r\n");
  }
  return OkWithHeaders(absl::StrCat("Transfer-Encoding: chunked\r\n", ToAbsl(headers)),
                       chunks + "0\r\n\r\n");
}

Answer Gzipped(std::string_view body) {
  const std::string packed = Gzip(body);
  return OkWithHeaders(
      absl::StrCat("Content-Encoding: gzip\r\nContent-Length: ", packed.size(), "\r\n"), packed);
}

Answer Status(int status, std::string_view body) {
  return {.octets = absl::StrCat("HTTP/1.1 ", status, " Some Status\r\nContent-Length: ",
                                 body.size(), "\r\n\r\n", ToAbsl(body))};
}

Answer RedirectTo(std::string_view location) {
  return {.octets = absl::StrCat("HTTP/1.1 307 Temporary Redirect\r\nLocation: ", ToAbsl(location),
                                 "\r\nContent-Length: 0\r\n\r\n")};
}

Answer Silence() { return {.octets = "", .stays_open = true}; }

std::string Gzip(std::string_view text) {
  z_stream stream{};
  SIGNPOST_CHECK(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) ==
                 Z_OK);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  SIGNPOST_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string StateText(std::string_view pid, std::string_view task) {
  return absl::Substitute(kState, ToAbsl(pid), ToAbsl(task));
}

}  // namespace signpost::poller::testing
