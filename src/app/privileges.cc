#include "app/privileges.h"

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "app/config_values.h"

namespace signpost::app {
namespace {

// A bit for each capability.
using CapabilitySet = uint64_t;

constexpr CapabilitySet kBindLowPorts = CapabilitySet{1} << CAP_NET_BIND_SERVICE;
constexpr int kLowPortsEnd = 1024;

// Of an entry in the databases of users and groups, which some keep in a directory service.
constexpr size_t kEntrySizeMax = size_t{1} << 20;

absl::Status SystemFault(const std::string& what) {
  return absl::UnavailableError(
      absl::StrCat("cannot ", what, ": ", std::generic_category().message(errno)));
}

// What getpwnam_r and getgrnam_r have in common: `Entry` with a buffer for its texts. Nothing when
// there is no such entry or it cannot be had.
template <typename Entry>
std::optional<Entry> Find(const std::string& name,
                          int (*find)(const char*, Entry*, char*, size_t, Entry**)) {
  std::vector<char> texts(size_t{1} << 12);
  Entry entry{};
  Entry* found = nullptr;
  while (find(name.c_str(), &entry, texts.data(), texts.size(), &found) == ERANGE) {
    if (texts.size() >= kEntrySizeMax) return std::nullopt;
    texts.resize(texts.size() * 2);
  }
  if (found == nullptr) return std::nullopt;
  return entry;  // its texts are gone, its numbers are not
}

struct Capabilities {
  CapabilitySet effective = 0;
  CapabilitySet permitted = 0;
  CapabilitySet inheritable = 0;
  friend bool operator==(const Capabilities&, const Capabilities&) = default;
};

using SystemCapabilities = std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;

__user_cap_header_struct OfThisThread() {
  return {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
}

Capabilities Held() {
  __user_cap_header_struct header = OfThisThread();
  SystemCapabilities halves{};
  syscall(SYS_capget, &header, halves.data());
  Capabilities held;
  for (size_t i = halves.size(); i-- > 0;) {
    held.effective = held.effective << 32 | halves[i].effective;
    held.permitted = held.permitted << 32 | halves[i].permitted;
    held.inheritable = held.inheritable << 32 | halves[i].inheritable;
  }
  return held;
}

bool Set(const Capabilities& wanted) {
  __user_cap_header_struct header = OfThisThread();
  SystemCapabilities halves{};
  for (size_t i = 0; i < halves.size(); ++i) {
    halves[i].effective = static_cast<uint32_t>(wanted.effective >> (32 * i));
    halves[i].permitted = static_cast<uint32_t>(wanted.permitted >> (32 * i));
    halves[i].inheritable = static_cast<uint32_t>(wanted.inheritable >> (32 * i));
  }
  return syscall(SYS_capset, &header, halves.data()) == 0;
}

// Needs CAP_SETPCAP. Who lacks it is not root, and gains nothing by the set with no_new_privs.
void ClearBoundingSet() {
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability) {
    if (prctl(PR_CAPBSET_READ, capability, 0, 0, 0) == 1) {
      prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    }
  }
}

absl::Status Become(const Account& account) {
  const std::string what = absl::StrCat("become user ", Quoted(account.name));
  // Else root's capabilities go with root, this one too.
  if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0) return SystemFault(what);
  if (initgroups(account.name.c_str(), account.group) != 0) return SystemFault(what);
  if (setresgid(account.group, account.group, account.group) != 0) return SystemFault(what);
  if (setresuid(account.user, account.user, account.user) != 0) return SystemFault(what);
  prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0);
  return absl::OkStatus();
}

absl::Status KeepOnly(CapabilitySet kept) {
  const Capabilities held = Held();
  const CapabilitySet keeps = held.permitted & kept;
  const Capabilities wanted{.effective = keeps, .permitted = keeps, .inheritable = 0};
  if (held == wanted || Set(wanted)) return absl::OkStatus();
  // A system-call filter may forbid it where whoever set it up left us nothing else anyway.
  const CapabilitySet all = held.effective | held.permitted | held.inheritable;
  if ((all & ~kBindLowPorts) == 0) return absl::OkStatus();
  return SystemFault("give up capabilities");
}

bool IsLow(int64_t port) { return port > 0 && port < kLowPortsEnd; }

}  // namespace

absl::StatusOr<Account> FindAccount(const Config& config) {
  if (config.user.empty()) return Account{"", geteuid(), getegid()};
  const auto user = Find<passwd>(config.user, getpwnam_r);
  if (!user) {
    return absl::NotFoundError(
        absl::StrCat("user: ", Quoted(config.user), " is not a user of this system"));
  }
  Account account{config.user, user->pw_uid, user->pw_gid};
  if (config.group.empty()) return account;
  const auto entry = Find<group>(config.group, getgrnam_r);
  if (!entry) {
    return absl::NotFoundError(
        absl::StrCat("group: ", Quoted(config.group), " is not a group of this system"));
  }
  account.group = entry->gr_gid;
  return account;
}

absl::Status CheckMayBecome(const Account& account) {
  const bool is_it = account.user == geteuid() && account.group == getegid();
  if (is_it || geteuid() == 0) return absl::OkStatus();
  return absl::PermissionDeniedError(
      absl::StrCat("user: the server was started as user ", geteuid(), ", group ", getegid(),
                   "; only root can make it ", Quoted(account.name), ", user ", account.user,
                   ", group ", account.group));
}

bool NeedsLowPorts(const Config& config) {
  return (config.dns_on && IsLow(config.port)) || (config.http_on && IsLow(config.http_port));
}

absl::Status GiveUpPrivileges(const Account& account, bool keeps_low_ports) {
  ClearBoundingSet();
  if (!account.name.empty() && geteuid() == 0) {
    if (absl::Status status = Become(account); !status.ok()) return status;
  }
  absl::Status status = KeepOnly(keeps_low_ports ? kBindLowPorts : 0);
  if (!status.ok()) return status;
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) {
    return SystemFault("clear the ambient capabilities");
  }
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return SystemFault("set no_new_privs");
  // Both: what pipes cores to a program passes over the limit, and a program that is started has
  // its own mark, but inherits the limit.
  const rlimit none{0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0) return SystemFault("forbid core files");
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return SystemFault("forbid core files");
  return absl::OkStatus();
}

}  // namespace signpost::app
