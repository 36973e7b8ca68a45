// Where the names differ from those of Mesos-DNS, and why: one test a rule of
// known_differences.json (or the rules for /v1/axfr and /v1/enumerate that say the same), named
// after its id.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compat/compat_cluster.h"

namespace signpost::testing {
namespace {

using dns::Transport;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using wire::Rcode;
using wire::Type;

std::vector<CompatFramework> Marathon(std::vector<CompatTask> tasks) {
  return {{.name = "marathon", .tasks = std::move(tasks)}};
}

TEST(NamingCompat, NoSilentDrop) {
  // Canonical label: 60 octets of name, a hash and the agent's tail: 60 + 9.
  CompatCluster cluster(Marathon({{.name = std::string(60, 'x'), .id = "a"}}));
  const LdnsMessage reply = cluster.Ask("_" + std::string(60, 'x') + "._tcp.marathon.mesos.",
                                        Type::kSrv, Transport::kTcp);
  EXPECT_EQ(reply.rcode, Rcode::kNoError);
  EXPECT_THAT(reply.answer, SizeIs(1));
}

TEST(NamingCompat, AxfrShortened) {
  CompatCluster cluster(Marathon({{.name = std::string(60, 'x'), .id = "a"}}));
  // sha1("a") gives o556e; 63 - strlen("-o556e-s1") octets are left for the name.
  const std::string canonical = std::string(54, 'x') + "-o556e-s1.marathon.mesos.";
  EXPECT_THAT(cluster.Ask(canonical, Type::kA).answer,
              ElementsAre(canonical + " 60 IN A 10.0.2.1"));
}

TEST(NamingCompat, UnreachableAbsent) {
  CompatCluster cluster(
      Marathon({{.name = "a", .id = "a", .discovery = R"("name": "Upper Line")"}}));
  EXPECT_EQ(cluster.Ask("upper\\032line.marathon.mesos.", Type::kA).rcode, Rcode::kNxDomain);
  EXPECT_THAT(cluster.Ask("upperline.marathon.mesos.", Type::kA).answer, SizeIs(1));
}

TEST(NamingCompat, NoNamesOver255) {
  const std::string label(60, 'y');
  CompatCluster cluster({{.name = label + "." + label + "." + label + "." + label,
                          .tasks = {{.name = "web", .id = "a"}}},
                         {.name = "ok", .tasks = {{.name = "web", .id = "b"}}}});
  EXPECT_THAT(cluster.Ask("web.ok.mesos.", Type::kA).answer, SizeIs(1));
  EXPECT_GT(cluster.board().Number("refused_unencodable"), 0);
}

TEST(NamingCompat, AxfrUnencodable) {
  CompatCluster cluster({{.name = "", .tasks = {{.name = "web", .id = "a"}}},
                         {.name = "ok", .tasks = {{.name = "web", .id = "b"}}}});
  EXPECT_EQ(cluster.Ask("web.mesos.", Type::kA).rcode, Rcode::kNxDomain);
  EXPECT_THAT(cluster.Ask("web.ok.mesos.", Type::kA).answer, SizeIs(1));
}

TEST(NamingCompat, AxfrBadPort) {
  CompatCluster cluster(
      Marathon({{.name = "x", .id = "a", .discovery = R"("name": "x", "ports": {"ports": [
          {"number": 65536, "name": "bad", "protocol": "tcp"},
          {"number": 80, "name": "ok", "protocol": "tcp"}]})"}}));
  EXPECT_EQ(cluster.Ask("_bad._x._tcp.marathon.mesos.", Type::kSrv).rcode, Rcode::kNxDomain);
  EXPECT_THAT(cluster.Ask("_ok._x._tcp.marathon.mesos.", Type::kSrv).answer, SizeIs(1));
  EXPECT_GT(cluster.board().Number("skipped_ports"), 0);
}

TEST(NamingCompat, AxfrOddCharacters) {
  CompatCluster cluster(Marathon({{.name = "a", .id = "a", .discovery = R"("name": "we\"b")"}}));
  EXPECT_EQ(cluster.Ask("we\\\"b.marathon.mesos.", Type::kA).rcode, Rcode::kNxDomain);
  EXPECT_THAT(cluster.Ask("web.marathon.mesos.", Type::kA).answer, SizeIs(1));
}

TEST(NamingCompat, AxfrCase) {
  CompatCluster cluster(Marathon({{.name = "a", .id = "a", .discovery = R"("name": "My_App")"}}));
  EXPECT_THAT(cluster.Ask("My_App.marathon.mesos.", Type::kA).answer,
              ElementsAre("My_App.marathon.mesos. 60 IN A 10.0.2.1"));
  EXPECT_THAT(cluster.Ask("my-app.marathon.mesos.", Type::kA).answer, SizeIs(1));
}

TEST(NamingCompat, AxfrTaskFirst) {
  CompatCluster cluster({{.name = "web.marathon", .address = "10.0.0.66"},
                         {.name = "marathon", .tasks = {{.name = "web", .id = "a"}}}});
  EXPECT_THAT(cluster.Ask("web.marathon.mesos.", Type::kA).answer,
              ElementsAre("web.marathon.mesos. 60 IN A 10.0.2.1"));
  EXPECT_EQ(cluster.Ask("_framework._tcp.web.marathon.mesos.", Type::kSrv).rcode, Rcode::kNxDomain);
}

TEST(NamingCompat, AxfrReservedName) {
  std::vector<CompatFramework> frameworks;
  for (const char* name : {"leader", "master", "master0", "slave", "ns1"}) {
    frameworks.push_back({.name = name, .address = "10.0.0.66", .tasks = {}});
  }
  CompatCluster cluster(frameworks);
  for (const CompatFramework& framework : frameworks) {
    for (const std::string& record : cluster.Ask(framework.name + ".mesos.", Type::kA).answer) {
      EXPECT_THAT(record, Not(HasSubstr("10.0.0.66")));
    }
    EXPECT_EQ(cluster.Ask("_framework._tcp." + framework.name + ".mesos.", Type::kSrv).rcode,
              Rcode::kNxDomain);
  }
  EXPECT_GT(cluster.board().Number("refused_reserved"), 0);
}

TEST(NamingCompat, AxfrNameServerElsewhere) {
  auto options = CompatCluster::DefaultOptions();
  options.naming.name_server = *wire::Name::FromText("ns.example.org.");
  CompatCluster cluster(Marathon({}), options);
  EXPECT_EQ(cluster.Ask("ns.example.org.", Type::kA).rcode, Rcode::kRefused);
  const LdnsMessage reply = cluster.Ask("mesos.", Type::kNs);
  EXPECT_THAT(reply.answer, ElementsAre("mesos. 60 IN NS ns.example.org."));
  EXPECT_THAT(reply.additional, IsEmpty());
}

TEST(NamingCompat, ZoneDiffers) {
  // The target is the shortened name, and its address comes with it.
  const std::string name(60, 'x');
  CompatCluster cluster(Marathon({{.name = name, .id = "a"}}));
  const std::string target = std::string(54, 'x') + "-o556e-s1.marathon.slave.mesos.";
  const LdnsMessage reply = cluster.Ask("_" + name + "._tcp.marathon.mesos.", Type::kSrv);
  EXPECT_THAT(reply.answer,
              ElementsAre("_" + name + "._tcp.marathon.mesos. 60 IN SRV 0 1 31000 " + target));
  EXPECT_THAT(reply.additional, ElementsAre(target + " 60 IN A 10.0.1.1"));
}

TEST(NamingCompat, NamesThatMeetAsLabelsAreOneName) {
  CompatCluster cluster(Marathon({{.name = "My App", .id = "a", .address = "10.0.2.1"},
                                  {.name = "my_app", .id = "b", .address = "10.0.2.2"},
                                  {.name = "myapp", .id = "c", .address = "10.0.2.3"}}));
  EXPECT_THAT(cluster.Ask("my-app.marathon.mesos.", Type::kA).answer,
              ElementsAre("my-app.marathon.mesos. 60 IN A 10.0.2.2"));
  EXPECT_THAT(cluster.Ask("myapp.marathon.mesos.", Type::kA).answer,
              UnorderedElementsAre("myapp.marathon.mesos. 60 IN A 10.0.2.1",
                                   "myapp.marathon.mesos. 60 IN A 10.0.2.3"));
}

}  // namespace
}  // namespace signpost::testing
