#include "mesos/pid.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "absl/strings/match.h"
#include "base/absl_text.h"

namespace signpost::mesos {
namespace {

constexpr int64_t kPortMax = 65535;

std::string_view Trimmed(std::string_view text, std::string_view spaces) {
  const size_t first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

std::optional<int64_t> ParseNumber(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

struct PortRange {
  int64_t first = 0;
  int64_t last = 0;
};

// "31000-31002"; what follows a second '-' is not looked at, as in the reference.
std::optional<PortRange> ParseRange(std::string_view text) {
  const size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(dash + 1);
  const auto first = ParseNumber(text.substr(0, dash));
  const auto last = ParseNumber(rest.substr(0, rest.find('-')));
  if (!first || !last || *first < 0) return std::nullopt;
  return PortRange{*first, *last};
}

// Appends the range's ports as far as there is room; returns 1 when some were left out.
size_t AppendRange(PortRange range, size_t count_max, std::vector<uint16_t>* ports) {
  const int64_t last = std::min(range.last, kPortMax);
  for (int64_t port = range.first; port <= last; ++port) {
    if (ports->size() == count_max) return 1;
    ports->push_back(static_cast<uint16_t>(port));
  }
  return range.last > kPortMax ? 1 : 0;
}

}  // namespace

std::optional<Pid> ParsePid(std::string_view text) {
  text = Trimmed(text, " \t\r\n");
  const size_t at = text.find('@');
  if (at == std::string_view::npos || text.find('@', at + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  auto host_port = SplitHostPort(text.substr(at + 1));
  if (!host_port.ok()) return std::nullopt;
  Pid pid{.host = std::move(host_port->host), .port = host_port->port, .address = {}};
  pid.address = AddressOfHost(pid.host);
  return pid;
}

std::optional<IpAddress> AddressOfHost(std::string_view host) {
  if (absl::EqualsIgnoreCase(ToAbsl(host), "localhost")) return IpAddress::Parse("127.0.0.1");
  return IpAddress::Parse(host);
}

size_t ParsePortRanges(std::string_view text, size_t count_max, std::vector<uint16_t>* ports) {
  if (text.empty()) return 0;
  const size_t open = text.find('[');
  if (open == std::string_view::npos) return 1;
  text = text.substr(open + 1);
  text = text.substr(0, text.find(']'));
  size_t left_out = 0;
  while (!Trimmed(text, " ").empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    const auto range = ParseRange(Trimmed(text.substr(0, comma), " "));
    left_out += range ? AppendRange(*range, count_max, ports) : 1;
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  std::sort(ports->begin(), ports->end());
  ports->erase(std::unique(ports->begin(), ports->end()), ports->end());
  return left_out;
}

}  // namespace signpost::mesos
