#pragma once

// The running server that `signpost status` and `signpost lookup` ask, and what it says.

#include <chrono>
#include <string>

#include "absl/status/statusor.h"
#include "app/config_json.h"
#include "base/endpoint.h"

namespace signpost::app {

// For all that one command asks.
inline constexpr std::chrono::seconds kAskTimeout{10};

// Exit status of a command whose server could not be asked, or said nothing that can be read.
inline constexpr int kUnreachableExitStatus = 2;

// Which one: `server` ("host:port") if it is not empty, else where the configuration `config_file`
// has it listen, else 127.0.0.1:8123. No other file is read than that. Fails when a text cannot be
// read, or the configuration has no HTTP or leaves its port to the system.
absl::StatusOr<HostPort> ServerToAsk(const std::string& server, const std::string& config_file);

// "127.0.0.1:8123", fit for a message.
std::string ServerText(const HostPort& server);

struct JsonReply {
  unsigned status = 0;
  JsonValue json;    // kNull when the body is none, as those of errors are
  std::string text;  // the body, when it is no JSON: in one line
};

// Waits until `deadline` at most. Fails as AskHttp().
absl::StatusOr<JsonReply> AskServer(const HostPort& server, const std::string& target,
                                    std::chrono::steady_clock::time_point deadline);

}  // namespace signpost::app
