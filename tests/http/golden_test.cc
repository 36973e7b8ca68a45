// Against what Mesos-DNS served: zones, requests and answers as they were recorded from it.
//
// golden/CASE/axfr.json.gz, enumerate.json.gz: the zone and the tasks; http.json.gz: requests with
// their answers. In lists of records the order is free; {"one_of": [...]} stands for any of these.

#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <map>
#include <set>

#include "http/api.h"
#include "http/test_zone.h"
#include "support/files.h"

namespace signpost::http {
namespace {

using rapidjson::Document;
using rapidjson::Value;
using testing::TestFramework;

Document Parse(const std::string& text) {
  Document json;
  json.Parse<rapidjson::kParseIterativeFlag>(text.c_str());
  EXPECT_FALSE(json.HasParseError()) << text;
  return json;
}

Document Load(const std::string& name, const std::string& file) {
  return Parse(signpost::testing::ReadFile("tests/http/golden/" + name + "/" + file + ".json.gz"));
}

// "owner SRV port target" of "target:port"; the same with an address for the other types.
std::string LineOf(std::string_view owner, const std::string& type, std::string_view value) {
  std::string text(value);
  if (type == "SRV") {
    const size_t colon = text.rfind(':');
    text = text.substr(colon + 1) + " " + text.substr(0, colon);
  }
  return std::string(owner) + " " + type + " " + text;
}

std::vector<std::string> ZoneLines(const Document& axfr) {
  std::vector<std::string> lines;
  for (const auto& table : axfr["Records"].GetObject()) {
    const std::string plural = table.name.GetString();
    const std::string type = plural.substr(0, plural.size() - 1);
    for (const auto& name : table.value.GetObject()) {
      for (const Value& value : name.value.GetArray()) {
        lines.push_back(LineOf(name.name.GetString(), type, value.GetString()));
      }
    }
  }
  return lines;
}

std::vector<TestFramework> Frameworks(const Document& enumerate) {
  std::vector<TestFramework> frameworks;
  for (const Value& framework : enumerate["frameworks"].GetArray()) {
    TestFramework& added = frameworks.emplace_back();
    added.name = framework["name"].GetString();
    for (const Value& task : framework["tasks"].GetArray()) {
      auto& entry = added.tasks.emplace_back();
      entry.name = task["name"].GetString();
      entry.id = task["id"].GetString();
      for (const Value& record : task["records"].GetArray()) {
        entry.records.push_back(LineOf(record["name"].GetString(), record["rtype"].GetString(),
                                       record["host"].GetString()));
      }
    }
  }
  return frameworks;
}

// Is `got` the record `wanted`, or one that it allows?
bool IsRecord(const Value& wanted, const Value& got) {
  if (wanted.MemberCount() != got.MemberCount()) return false;
  return std::all_of(wanted.MemberBegin(), wanted.MemberEnd(), [&](const auto& member) {
    const auto found = got.FindMember(member.name);
    if (found == got.MemberEnd()) return false;
    if (!member.value.IsObject()) return member.value == found->value;
    const auto one_of = member.value["one_of"].GetArray();
    return std::find(one_of.begin(), one_of.end(), found->value) != one_of.end();
  });
}

bool AreRecords(const Value& wanted, const Value& got) {
  if (!got.IsArray() || wanted.Size() != got.Size()) return false;
  std::set<const Value*> taken;
  for (const Value& record : wanted.GetArray()) {
    const auto found = std::find_if(got.Begin(), got.End(), [&](const Value& candidate) {
      return !taken.contains(&candidate) && IsRecord(record, candidate);
    });
    if (found == got.End()) return false;
    taken.insert(found);
  }
  return true;
}

// Where docs/http.md says that Signpost differs.
bool MayDiffer(const Value& request, unsigned status) {
  if (std::set<unsigned>({301, 406, 500}).contains(status)) return true;
  const bool is_head = request.HasMember("method") && request["method"] == "HEAD";
  return (is_head && status == 405) || request["path"] == "/";
}

class Golden : public ::testing::TestWithParam<const char*> {
 protected:
  Golden() {
    options_.enumeration = GetParam() != std::string_view("http-no-enumeration");
    std::vector<TestFramework> frameworks;
    if (options_.enumeration) frameworks = Frameworks(Load(GetParam(), "enumerate"));
    snapshot_ = testing::SnapshotOf(ZoneLines(Load(GetParam(), "axfr")), frameworks);
  }

  Answer Ask(const Value& request) const {
    const char* method = request.HasMember("method") ? request["method"].GetString() : "GET";
    Answer answer = MakeAnswer(method, request["path"].GetString(),
                               {&options_, &board_, snapshot_, snapshot_->built_at});
    if (answer.rest != nullptr) answer.body += testing::BodyOf(std::move(answer.rest));
    return answer;
  }

  HttpServerOptions options_{
      .listen = {}, .config_json = "{}", .name_server = {}, .dns_counters = {}};
  StatusBoard board_;
  SharedSnapshot snapshot_;
};

TEST_P(Golden, EveryRequestIsAnsweredAsItWas) {
  const Document recorded = Load(GetParam(), "http");
  size_t compared_count = 0;
  for (const Value& request : recorded["requests"].GetArray()) {
    const Value& wanted = request["answer"];
    const Answer got = Ask(request);
    const unsigned status = wanted["status"].GetUint();
    if (MayDiffer(request, status)) continue;
    EXPECT_EQ(got.status, status) << request["path"].GetString();
    if (status != 200) continue;
    EXPECT_EQ(got.content_type, wanted["ctype"].GetString());
    if (wanted.HasMember("json") && wanted["json"].IsArray()) {
      ++compared_count;
      EXPECT_TRUE(AreRecords(wanted["json"], Parse(got.body)))
          << request["path"].GetString() << " " << got.body;
    }
  }
  EXPECT_GE(compared_count, 10u);
}

std::multiset<std::string> Texts(const Value& list) {
  std::multiset<std::string> texts;
  for (const Value& text : list.GetArray()) texts.insert(text.GetString());
  return texts;
}

TEST_P(Golden, AxfrHoldsTheSameRecords) {
  options_.enumeration = true;
  Document request;
  request.Parse(R"({"path":"/v1/axfr"})");
  const Document wanted = Load(GetParam(), "axfr");
  const Document got = Parse(Ask(request).body);
  for (const char* key : {"TTL", "RefreshSeconds", "Domain", "Rname"}) {
    EXPECT_EQ(got[key], wanted[key]) << key;
  }
  EXPECT_EQ(got.MemberCount(), wanted.MemberCount());
  for (const auto& table : wanted["Records"].GetObject()) {
    const Value& names = got["Records"][table.name];
    EXPECT_EQ(names.MemberCount(), table.value.MemberCount());
    for (const auto& name : table.value.GetObject()) {
      ASSERT_TRUE(names.HasMember(name.name)) << name.name.GetString();
      EXPECT_EQ(Texts(names[name.name]), Texts(name.value)) << name.name.GetString();
    }
  }
}

TEST_P(Golden, EnumerateHoldsTheSameTasks) {
  if (!options_.enumeration) GTEST_SKIP() << "nothing was recorded";
  Document request;
  request.Parse(R"({"path":"/v1/enumerate"})");
  const Document got = Parse(Ask(request).body);
  EXPECT_EQ(got, Load(GetParam(), "enumerate"));
}

INSTANTIATE_TEST_SUITE_P(Cases, Golden,
                         ::testing::Values("http-api", "http-no-enumeration", "agent-hostname"));

}  // namespace
}  // namespace signpost::http
