#pragma once

// The forms of single values: masters, resolvers, addresses, domains. Private to this room. Pure.
//
// The functions that return a text return the value in its one form: two values with the same form
// mean the same. Their messages follow "KEY: ".

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/endpoint.h"
#include "base/log_limiter.h"

namespace signpost::app {

// "host:port"; the host is a name or an address (IPv6 in brackets), the port 1 to 65535, also in
// the forms "+5050" and "05050" that the reference takes. These ports keep the form they have.
absl::StatusOr<std::string> MasterForm(std::string_view text);

// A master as the other rooms read it: the port in plain digits. `text` must have a MasterForm.
std::string PlainMaster(std::string_view text);

// "address" or "address:port"; 53 without a port.
absl::StatusOr<std::string> ResolverForm(std::string_view text);

// The address and the port of a value with a ResolverForm; 0.0.0.0 without a port of others.
Endpoint ResolverEndpoint(std::string_view text);

absl::StatusOr<std::string> AddressForm(std::string_view text);

// Clients of a list: a name of NamedNetworks(), an address, or a prefix "10.0.0.0/8".
absl::StatusOr<std::string> ClientsForm(std::string_view text);

// Who may have the zone: clients as ClientsForm() takes them, or "key:NAME", the name of a key.
absl::StatusOr<std::string> TransferForm(std::string_view text);

// Whom to tell of a new zone: "address", "address:port", with " key:NAME" behind it when what is
// told is to be signed.
absl::StatusOr<std::string> SecondaryForm(std::string_view text);

// A host of the HTTP API: a name without a port, or "*" for every one.
absl::StatusOr<std::string> HostForm(std::string_view text);

absl::StatusOr<std::string> AddressSourceForm(std::string_view text);

// "zk://host:port,host:port/path", with or without "user:password@" before the hosts.
absl::Status CheckZkUrl(std::string_view text);

// The same without user and password, for messages; `zk_url` may be anything.
std::string WithoutPassword(std::string_view zk_url);

// Letters, digits and '-' in labels, no final dot: what the reference takes for a domain.
bool IsDomain(std::string_view text);

// Does the suffix `wide` cover `narrow`, too?
bool Covers(std::string_view wide, std::string_view narrow);

inline constexpr std::string_view kLogFormatText = "text";
inline constexpr std::string_view kLogFormatJson = "json";

// "debug", "info", "warning" or "error".
std::optional<log::Level> LogLevelFromName(std::string_view name);

// In quotes, fit for a message.
std::string Quoted(std::string_view text);

}  // namespace signpost::app
