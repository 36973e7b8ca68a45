#include "poller/new_state.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "mesos/state_parser.h"

namespace signpost::poller {

Outcome<NewState> ParseNewState(std::string_view document, std::string source,
                                std::string_view what) {
  const auto start = std::chrono::steady_clock::now();
  auto state = mesos::ParseState(document);
  if (!state.ok()) {
    return Failure{"parse", absl::StrCat(ToAbsl(what), ": ", state.status().message())};
  }
  return NewState{.state = *std::move(state),
                  .source = std::move(source),
                  .size = document.size(),
                  .document = {},
                  .parse_time = std::chrono::steady_clock::now() - start};
}

}  // namespace signpost::poller
