// The fast responder against the slow one, on random zones and queries.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "dns/ask.h"
#include "support/reply_agreement.h"
#include "support/slow_responder.h"
#include "support/zone.h"

namespace signpost::dns {
namespace {

using testing::SlowResponder;
using wire::Type;

constexpr char kSoa[] = "mesos. 60 IN SOA ns1.mesos. root.ns1.mesos. 1 60 600 86400 30";
constexpr char kNegativeSoa[] = "mesos. 30 IN SOA ns1.mesos. root.ns1.mesos. 1 60 600 86400 30";

class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  size_t Below(size_t end) { return std::uniform_int_distribution<size_t>(0, end - 1)(random_); }
  template <typename T>
  const T& OneOf(const std::vector<T>& values) {
    return values[Below(values.size())];
  }

 private:
  std::mt19937 random_;
};

// Few labels, so that names meet, contain each other and leave gaps.
std::string RandomName(Dice* dice) {
  static const std::vector<std::string> kLabels = {"a", "b",  "web", "_tcp",
                                                   "*", "*x", "ax",  "slave"};
  std::string name;
  for (size_t i = 0, count = dice->Below(4); i < count; ++i) {
    absl::StrAppend(&name, dice->OneOf(kLabels), ".");
  }
  return name + "mesos.";
}

testing::ZoneLines RandomZone(Dice* dice) {
  testing::ZoneLines lines;
  const size_t names = 1 + dice->Below(12);
  for (size_t i = 0; i < names; ++i) {
    const std::string name = RandomName(dice);
    const size_t records = dice->Below(8) == 0 ? 60 : 1 + dice->Below(4);
    for (size_t j = 0; j < records; ++j) {
      const size_t kind = dice->Below(3);
      if (kind == 0) lines.push_back(absl::StrCat(name, " 60 IN A 10.0.0.", j + 1));
      if (kind == 1) lines.push_back(absl::StrCat(name, " 60 IN AAAA fd00::", j + 1));
      if (kind == 2) {
        lines.push_back(absl::StrCat(name, " 60 IN SRV 0 1 ", j + 1, " ", RandomName(dice)));
      }
    }
  }
  std::sort(lines.begin(), lines.end());
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  return lines;
}

std::string RandomCase(std::string name, Dice* dice) {
  for (char& c : name) {
    if (dice->Below(3) == 0) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

TEST(SlowTwin, AgreesOnRandomZonesAndQueries) {
  const std::vector<Type> types = {Type::kA,   Type::kAaaa, Type::kSrv, Type::kNs,  Type::kSoa,
                                   Type::kAny, Type::kTxt,  Type::kDs,  Type::kAxfr};
  const std::vector<size_t> cookie_sizes = {0, 0, 0, 7, 8, 12, 16, 24, 40, 41};
  const std::vector<uint16_t> sizes = {0, 0, 512, 700, 1232, 4096};
  for (unsigned seed = 0; seed < 300; ++seed) {
    Dice dice(seed);
    testing::ZoneLines lines = RandomZone(&dice);
    const auto snapshot = testing::SnapshotOf(lines);
    lines.push_back("mesos. 60 IN NS ns1.mesos.");
    const SlowResponder slow("mesos.", lines, kSoa, kNegativeSoa);
    Responder fast{ResponderOptions{}};
    for (int i = 0; i < 40; ++i) {
      const std::string name = RandomCase(RandomName(&dice), &dice);
      const Type type = dice.OneOf(types);
      const uint16_t udp_size = dice.OneOf(sizes);
      const bool over_udp = dice.Below(2) == 0;
      const testing::LdnsQueryOptions options{
          .udp_size = udp_size, .cookie = std::vector<uint8_t>(dice.OneOf(cookie_sizes), 'c')};
      const auto query = testing::LdnsQuery(name, type, options);
      const auto reply =
          Ask(&fast, *snapshot, name, type, over_udp ? Transport::kUdp : Transport::kTcp, options);
      ASSERT_TRUE(reply.has_value());
      const size_t size_max = !over_udp ? 65535 : std::clamp<size_t>(udp_size, 512, 1232);
      const auto expected = slow.Answer(*testing::ParseWithLdns(query), over_udp);
      ASSERT_EQ(testing::Disagreement(*reply, expected, size_max), "")
          << "seed " << seed << ": " << name << " " << wire::TypeName(type) << " " << udp_size
          << (over_udp ? " udp\n" : " tcp\n") << absl::StrJoin(lines, "\n");
    }
  }
}

}  // namespace
}  // namespace signpost::dns
