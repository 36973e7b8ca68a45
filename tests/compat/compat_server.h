#pragma once

// A cluster asked over HTTP: what a test needs to show one difference to Mesos-DNS.

#include <string>
#include <string_view>
#include <vector>

#include "app/config.h"
#include "compat/compat_cluster.h"
#include "http/http_server.h"
#include "http/test_client.h"
#include "records/snapshot_publisher.h"

namespace signpost::testing {

class CompatServer {
 public:
  using Response = http::testing::TestClient::Response;

  explicit CompatServer(const std::vector<CompatFramework>& frameworks,
                        const app::Config& config = {});

  // Over a connection of its own. `headers`: whole lines. Ends the test program when there is no
  // answer.
  Response Ask(std::string_view method, std::string_view target, std::string_view headers = "");

  // The body of a GET.
  std::string Get(std::string_view target) { return Ask("GET", target).body(); }

 private:
  CompatCluster cluster_;
  StatusBoard board_;
  records::SnapshotPublisher publisher_;
  http::HttpServer server_;
};

}  // namespace signpost::testing
