#pragma once

// A service account of DC/OS: who logs in, where, and with which key. Private to this room.
//
// IAMConfigFile is the JSON object that `dcos security service-accounts` hands out:
//   {"scheme": "RS256", "uid": "mesos-dns", "private_key": "-----BEGIN PRIVATE KEY-----\n...",
//    "login_endpoint": "https://leader.mesos/acs/api/v1/auth/login"}
// The endpoint is https; over http only at this machine itself ("localhost", 127/8, ::1), since
// whoever reads the login along can log in as well.

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "poller/jwt.h"
#include "poller/location.h"

namespace signpost::poller {

struct IamAccount {
  std::string uid;
  RsaKey key;
  Target login;
};

// Reads `json`. Fails with InvalidArgument; the message names the member, and no secret.
absl::StatusOr<IamAccount> ParseIamAccount(std::string_view json);

// Reads the file `path`; the message names it.
absl::StatusOr<IamAccount> ReadIamAccount(const std::string& path);

}  // namespace signpost::poller
