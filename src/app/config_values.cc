#include "app/config_values.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "base/endpoint.h"
#include "base/log.h"
#include "base/network.h"
#include "mesos/task_addresses.h"
#include "transfer/access.h"

namespace signpost::app {
namespace {

constexpr std::string_view kZkScheme = "zk://";

template <typename... Parts>
absl::Status Fault(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(parts...));
}

std::optional<int64_t> NumberOf(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                  : std::nullopt;
}

bool IsHostCharacter(char c) { return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.'; }

// The one form of a host: an address in its own, a name as it stands.
absl::StatusOr<std::string> HostForm(std::string_view host, bool in_brackets) {
  if (const auto address = IpAddress::Parse(host)) return address->ToString();
  if (in_brackets || host.empty() || !std::ranges::all_of(host, IsHostCharacter)) {
    return Fault(Quoted(host), " is neither a host name nor an address");
  }
  return std::string(host);
}

struct Parts {
  std::string host;  // in its one form
  std::string_view port;
};

absl::StatusOr<Parts> SplitMaster(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return Fault(Quoted(text), " has no port");
  std::string_view host = text.substr(0, colon);
  const bool in_brackets = host.starts_with('[') && host.ends_with(']');
  if (in_brackets) host = host.substr(1, host.size() - 2);
  if (!in_brackets && host.find(':') != std::string_view::npos) {
    return Fault(Quoted(text), " is not host:port; an IPv6 address stands in brackets");
  }
  const std::string_view port = text.substr(colon + 1);
  const std::optional<int64_t> number = NumberOf(port);
  if (!number) return Fault(Quoted(text), " has no number as its port");
  if (*number < 1 || *number > 65535) {
    return Fault("port ", *number, " is not between 1 and 65535");
  }
  auto form = HostForm(host, in_brackets);
  if (!form.ok()) return form.status();
  return Parts{*std::move(form), port};
}

}  // namespace

absl::StatusOr<std::string> MasterForm(std::string_view text) {
  const auto parts = SplitMaster(text);
  if (!parts.ok()) return parts.status();
  return absl::StrCat(parts->host, "_", ToAbsl(parts->port));
}

std::string PlainMaster(std::string_view text) {
  const size_t port = text.rfind(':') + 1;
  return absl::StrCat(ToAbsl(text.substr(0, port)), NumberOf(text.substr(port)).value_or(0));
}

absl::StatusOr<std::string> ResolverForm(std::string_view text) {
  if (const auto address = IpAddress::Parse(text)) return absl::StrCat(address->ToString(), "_53");
  const bool has_port = text.find(':') != std::string_view::npos;
  const auto parts = SplitMaster(text);
  if (has_port && !parts.ok()) return parts.status();
  if (!has_port || !IpAddress::Parse(parts->host)) {
    return Fault(Quoted(text), " is not an IP address, with or without a port");
  }
  return absl::StrCat(parts->host, "_", ToAbsl(parts->port));
}

Endpoint ResolverEndpoint(std::string_view text) {
  constexpr uint16_t kDnsPort = 53;
  if (const auto address = IpAddress::Parse(text)) return {*address, kDnsPort};
  const auto parts = SplitHostPort(text);
  if (!parts.ok()) return {};
  return {IpAddress::Parse(parts->host).value_or(IpAddress()), parts->port};
}

absl::StatusOr<std::string> AddressForm(std::string_view text) {
  if (const auto address = IpAddress::Parse(text)) return address->ToString();
  return Fault(Quoted(text), " is not an IP address");
}

absl::StatusOr<std::string> ClientsForm(std::string_view text) {
  if (!NamedNetworks(text).empty()) return std::string(text);
  if (const auto network = IpNetwork::Parse(text)) return network->ToString();
  return Fault(
      Quoted(text),
      " is none of loopback, private, link-local, unique-local, an IP address, a prefix of "
      "addresses");
}

absl::StatusOr<std::string> TransferForm(std::string_view text) {
  if (!text.starts_with(transfer::kKeyPrefix)) return ClientsForm(text);
  if (const auto name = transfer::KeyNameOf(text)) return name->ToText();
  return Fault(Quoted(text), " names no key: what follows \"key:\" is no domain name");
}

absl::StatusOr<std::string> SecondaryForm(std::string_view text) {
  const size_t space = std::min(text.find(' '), text.size());
  auto endpoint = ResolverForm(text.substr(0, space));
  if (!endpoint.ok() || space == text.size()) return endpoint;
  if (transfer::KeyNameOf(text.substr(space + 1))) return endpoint;
  return Fault(Quoted(text), " has something else than \"key:NAME\" behind its address");
}

absl::StatusOr<std::string> HostForm(std::string_view text) {
  const std::string_view name = text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
  const bool is_plain = std::ranges::all_of(
      name, [](char c) { return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.'; });
  if (text == "*" || (is_plain && !name.empty())) return absl::AsciiStrToLower(ToAbsl(name));
  return Fault(Quoted(text), " is neither the name of a host, without a port, nor \"*\"");
}

absl::StatusOr<std::string> AddressSourceForm(std::string_view text) {
  if (mesos::AddressSourceFromName(text)) return std::string(text);
  return Fault(Quoted(text), " is none of netinfo, mesos, docker, host, auto");
}

absl::Status CheckZkUrl(std::string_view text) {
  const std::string shown = Quoted(WithoutPassword(text));
  if (!text.starts_with(kZkScheme)) return Fault(shown, " does not begin with zk://");
  const std::string_view rest = text.substr(kZkScheme.size());
  const std::string_view hosts = rest.substr(0, rest.find('/'));
  if (hosts.substr(hosts.rfind('@') + 1).empty()) return Fault(shown, " names no host");
  return absl::OkStatus();
}

std::string WithoutPassword(std::string_view zk_url) {
  // The last one of all: what is misspelt, or has a '/' in its password, holds a secret too.
  const size_t at = zk_url.rfind('@');
  if (at == std::string_view::npos) return std::string(zk_url);
  return absl::StrCat(ToAbsl(kZkScheme), "***", ToAbsl(zk_url.substr(at)));
}

bool IsDomain(std::string_view text) {
  bool in_label = false;
  for (const char c : text) {
    const bool plain = absl::ascii_isalnum(c) || c == '-';
    if (!plain && !(c == '.' && in_label)) return false;
    in_label = plain;
  }
  return in_label;
}

bool Covers(std::string_view wide, std::string_view narrow) {
  return absl::StrCat(".", ToAbsl(narrow)).ends_with(absl::StrCat(".", ToAbsl(wide)));
}

std::optional<log::Level> LogLevelFromName(std::string_view name) {
  if (name == "debug") return log::Level::kDebug;
  if (name == "info") return log::Level::kInfo;
  if (name == "warning") return log::Level::kWarning;
  if (name == "error") return log::Level::kError;
  return std::nullopt;
}

std::string Quoted(std::string_view text) { return absl::StrCat("\"", log::Printable(text), "\""); }

}  // namespace signpost::app
