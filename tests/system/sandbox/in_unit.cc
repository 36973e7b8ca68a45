// in_unit UNITFILE PROGRAM ARGUMENTS...: runs a program as systemd would run it in that unit, as
// far as the kernel lets anybody do that: without privileges and within the unit's system-call
// filter.
//
// The filter is that of SystemCallFilter=, RestrictAddressFamilies= and MemoryDenyWriteExecute=,
// with systemd's own sets of system calls. What it forbids ends the program with SIGSYS, in place
// of the unit's error: a test cannot fail to notice. Capabilities are all dropped, as for the unit
// with sockets handed over. Exit status 127: the filter cannot be set up.

#include <linux/capability.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr int kFailed = 127;

using Words = std::vector<std::string>;

[[noreturn]] void Fail(const std::string& why) {
  std::cerr << "in_unit: " << why << '\n';
  std::exit(kFailed);
}

void Require(bool is_true, const std::string& what) {
  if (!is_true) Fail(what);
}

// The values of KEY=, in the order of their lines.
std::vector<std::string> ValuesOf(const std::string& unit, const std::string& key) {
  std::ifstream file(unit);
  Require(file.good(), unit + " cannot be read");
  std::vector<std::string> values;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(key + "=")) values.push_back(line.substr(key.size() + 1));
  }
  Require(!values.empty(), unit + " has no " + key);
  return values;
}

Words WordsOf(const std::string& text) {
  std::istringstream stream(text);
  Words words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

// All sets of system calls that systemd has: by name ("@file-system"), calls and other sets.
std::map<std::string, Words> ReadSets() {
  std::FILE* const output = popen("systemd-analyze syscall-filter --no-pager", "r");
  Require(output != nullptr, "systemd-analyze cannot be run");
  std::map<std::string, Words> sets;
  Words* set = nullptr;
  char line[512];
  while (std::fgets(line, sizeof(line), output) != nullptr) {
    const Words words = WordsOf(line);
    if (words.empty() || words[0].starts_with('#')) continue;
    const bool is_heading = line[0] == '@';
    if (is_heading) set = &sets[words[0]];
    if (!is_heading && set != nullptr) set->push_back(words[0]);
  }
  Require(pclose(output) == 0 && sets.contains("@default"), "systemd-analyze names no sets");
  return sets;
}

void Expand(const std::map<std::string, Words>& sets, const std::string& name,
            std::set<std::string>* calls) {
  if (!name.starts_with('@')) {
    calls->insert(name);
    return;
  }
  const auto set = sets.find(name);
  Require(set != sets.end(), name + " is no set of system calls");
  for (const std::string& member : set->second) Expand(sets, member, calls);
}

// As systemd.exec(5) reads the lines: the first one begins a list of what is allowed.
std::set<std::string> AllowedCalls(const std::string& unit) {
  const auto sets = ReadSets();
  std::set<std::string> allowed;
  for (const std::string& value : ValuesOf(unit, "SystemCallFilter")) {
    const bool takes_away = value.starts_with('~');
    Require(!takes_away || !allowed.empty(), "the first SystemCallFilter forbids");
    for (const std::string& name : WordsOf(takes_away ? value.substr(1) : value)) {
      std::set<std::string> calls;
      Expand(sets, name, &calls);
      for (const std::string& call : calls) {
        takes_away ? static_cast<void>(allowed.erase(call))
                   : static_cast<void>(allowed.insert(call));
      }
    }
  }
  Expand(sets, "@default", &allowed);
  return allowed;
}

void Load(scmp_filter_ctx filter) {
  Require(seccomp_load(filter) == 0, "the kernel takes no filter");
  seccomp_release(filter);
}

scmp_filter_ctx NewFilter(uint32_t otherwise) {
  scmp_filter_ctx filter = seccomp_init(otherwise);
  Require(filter != nullptr, "no filter");
  return filter;
}

void LoadCalls(const std::set<std::string>& allowed) {
  scmp_filter_ctx filter = NewFilter(SCMP_ACT_KILL_PROCESS);
  for (const std::string& name : allowed) {
    // Calls of other machines, and those that the library is too old to know, stay forbidden.
    const int number = seccomp_syscall_resolve_name(name.c_str());
    if (number >= 0) {
      Require(seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0) == 0, "no rule for " + name);
    }
  }
  Load(filter);
}

void LoadAddressFamilies(const std::string& unit) {
  const std::map<std::string, int> known = {{"AF_UNIX", AF_UNIX},
                                            {"AF_INET", AF_INET},
                                            {"AF_INET6", AF_INET6},
                                            {"AF_NETLINK", AF_NETLINK}};
  std::set<int> allowed;
  for (const std::string& value : ValuesOf(unit, "RestrictAddressFamilies")) {
    for (const std::string& name : WordsOf(value)) {
      Require(known.contains(name), name + " is an address family that this program does not know");
      allowed.insert(known.at(name));
    }
  }
  scmp_filter_ctx filter = NewFilter(SCMP_ACT_ALLOW);
  for (int family = 0; family < AF_MAX; ++family) {
    if (allowed.contains(family)) continue;
    Require(seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(socket), 1,
                             SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(family))) == 0,
            "no rule for socket");
  }
  Load(filter);
}

// As systemd.exec(5) describes MemoryDenyWriteExecute=.
void LoadWriteExecute(const std::string& unit) {
  Require(ValuesOf(unit, "MemoryDenyWriteExecute").back() == "yes",
          "MemoryDenyWriteExecute is not yes");
  scmp_filter_ctx filter = NewFilter(SCMP_ACT_ALLOW);
  const auto forbid = [filter](int call, const scmp_arg_cmp& condition) {
    Require(seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, call, 1, condition) == 0,
            "no rule for memory");
  };
  constexpr scmp_datum_t kBoth = PROT_EXEC | PROT_WRITE;
  forbid(SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, kBoth, kBoth));
  forbid(SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
  forbid(SCMP_SYS(pkey_mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
  forbid(SCMP_SYS(shmat), SCMP_A2(SCMP_CMP_MASKED_EQ, SHM_EXEC, SHM_EXEC));
  Load(filter);
}

void DropCapabilities() {
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability) {
    prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);  // fails for who is not root, and has none
  }
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  Require(syscall(SYS_capset, &header, none) == 0, "capabilities cannot be dropped");
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count < 3) Fail("UNITFILE PROGRAM ARGUMENTS...");
  const std::string unit = arguments[1];
  const std::set<std::string> allowed = AllowedCalls(unit);
  DropCapabilities();
  LoadAddressFamilies(unit);
  LoadWriteExecute(unit);
  LoadCalls(allowed);
  // A sanitizer that looks for leaks at the end traces the program, which the filter forbids.
  setenv("ASAN_OPTIONS", "detect_leaks=0", /*overwrite=*/1);
  execvp(arguments[2], arguments + 2);
  Fail(std::string(arguments[2]) + " cannot be run");
}
