// Where the HTTP API differs from that of Mesos-DNS, and why: one test a rule of
// known_differences.json, named after its id.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/beast/http/field.hpp>

#include "compat/compat_server.h"

namespace signpost::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using Field = boost::beast::http::field;

constexpr char kNoHost[] = R"([{"host":"","ip":""}])";
constexpr char kNoService[] = R"([{"service":"","host":"","ip":"","port":""}])";

std::vector<CompatFramework> Marathon(std::vector<CompatTask> tasks) {
  return {{.name = "marathon", .tasks = std::move(tasks)}};
}

std::string TypeOf(const CompatServer::Response& response) {
  return std::string(response[Field::content_type]);
}

TEST(HttpCompat, ConfigSecret) {
  app::Config config;
  config.mesos_credentials = {.principal = "dns", .secret = "hush"};
  CompatServer server({}, config);
  const std::string body = server.Get("/v1/config");
  EXPECT_THAT(body, HasSubstr(R"("MesosCredentials":{"Principal":"dns","Secret":""})"));
  EXPECT_THAT(body, Not(HasSubstr("hush")));
}

TEST(HttpCompat, ConfigNewKeys) {
  CompatServer server({});
  const std::string body = server.Get("/v1/config");
  for (const char* key : {"AllowForwarding", "MaxUdpSize", "StateFile", "Workers"}) {
    EXPECT_THAT(body, HasSubstr(std::string("\"") + key + "\":"));
  }
}

TEST(HttpCompat, VersionText) {
  CompatServer server({});
  EXPECT_THAT(server.Get("/v1/version"), HasSubstr(R"("Service":"Signpost")"));
}

TEST(HttpCompat, HttpNoPanic) {
  CompatServer server({});
  for (const char* name : {".*", "%2e%2a"}) {
    EXPECT_EQ(server.Get(std::string("/v1/hosts/") + name), kNoHost);
    EXPECT_EQ(server.Get(std::string("/v1/services/") + name), kNoService);
  }
}

TEST(HttpCompat, HttpErrorText) {
  CompatServer server({});
  const auto missing = server.Ask("GET", "/v1/nosuch");
  EXPECT_EQ(missing.result_int(), 404u);
  EXPECT_EQ(missing.body(), "There is no such page.\n");
  const auto ports = server.Ask("GET", "/v1/hosts/leader.mesos/ports");
  EXPECT_EQ(ports.result_int(), 501u);
  EXPECT_THAT(TypeOf(ports), StartsWith("text/plain"));
}

TEST(HttpCompat, HttpPathCleaning) {
  CompatServer server({});
  EXPECT_EQ(server.Ask("GET", "/v1/hosts//leader.mesos").result_int(), 404u);
  const auto dot = server.Ask("GET", "/v1/hosts/.");
  EXPECT_EQ(dot.result_int(), 200u);
  EXPECT_EQ(dot.body(), kNoHost);
}

TEST(HttpCompat, HttpMethods) {
  CompatServer server({});
  const auto head = server.Ask("HEAD", "/v1/version");
  EXPECT_EQ(head.result_int(), 200u);
  EXPECT_THAT(head.body(), IsEmpty());
  for (const char* method : {"OPTIONS", "POST", "BREW"}) {
    const auto refused = server.Ask(method, "/v1/version");
    EXPECT_EQ(refused.result_int(), 405u) << method;
    EXPECT_EQ(refused[Field::allow], "GET, HEAD") << method;
  }
}

TEST(HttpCompat, HttpAccept) {
  CompatServer server({});
  for (const char* accepted : {"application/*", "text/html", "application/xml"}) {
    const auto response =
        server.Ask("GET", "/v1/version", std::string("Accept: ") + accepted + "\r\n");
    EXPECT_EQ(response.result_int(), 200u) << accepted;
    EXPECT_EQ(TypeOf(response), "application/json") << accepted;
  }
}

TEST(HttpCompat, HttpZoneDiffers) {
  const std::string name(60, 'x');
  CompatServer server(Marathon(
      {{.name = name, .id = "a"}, {.name = "b", .id = "b", .discovery = R"("name": "My_App")"}}));
  EXPECT_THAT(server.Get("/v1/services/_" + name + "._tcp.marathon.mesos"),
              HasSubstr(R"("host":")" + std::string(54, 'x') + "-o556e-s1.marathon.slave.mesos."));
  EXPECT_EQ(server.Get("/v1/hosts/My_App.marathon.mesos"),
            R"([{"host":"my_app.marathon.mesos.","ip":"10.0.2.1"}])");
}

TEST(HttpCompat, HttpNotAName) {
  // Mesos-DNS shows what it stored under the first two, though no DNS query can hold the names.
  CompatServer server({{.name = "", .tasks = {{.name = "web", .id = "a"}}},
                       {.name = "marathon", .tasks = {{.name = "", .id = "b"}}}});
  for (const std::string& name : {std::string("web..mesos"), std::string(".marathon.mesos"),
                                  std::string(64, 'x') + ".mesos"}) {
    EXPECT_EQ(server.Get("/v1/hosts/" + name), kNoHost) << name;
  }
}

TEST(HttpCompat, HttpNotANameServices) {
  CompatServer server({{.name = "", .tasks = {{.name = "web", .id = "a"}}}});
  EXPECT_EQ(server.Get("/v1/services/_web._tcp..mesos"), kNoService);
}

TEST(HttpCompat, HttpForeignHost) {
  CompatServer server({});
  EXPECT_EQ(server.Ask("GET", "http://evil.example/v1/version").result_int(), 421u);
  for (const char* host : {"leader.mesos:8123", "10.0.0.1", "[::1]:8123", "localhost"}) {
    EXPECT_EQ(server.Ask("GET", std::string("http://") + host + "/v1/version").result_int(), 200u)
        << host;
  }
}

TEST(HttpCompat, HttpRoot) {
  CompatServer server({});
  const auto page = server.Ask("GET", "/");
  EXPECT_EQ(page.result_int(), 200u);
  EXPECT_THAT(TypeOf(page), StartsWith("text/html"));
}

}  // namespace
}  // namespace signpost::testing
