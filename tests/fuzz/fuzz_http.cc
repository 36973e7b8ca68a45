// MakeAnswer with any octets as the target: whatever was asked, there is an answer with a status
// that docs/http.md names, and what calls itself JSON is JSON in valid UTF-8. Likewise for names of
// tasks that are any octets.

#include <rapidjson/error/error.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <set>

#include "base/check.h"
#include "http/api.h"
#include "records/zone_editor.h"
#include "wire/name.h"
#include "wire/rdata.h"

namespace signpost::http {
namespace {

bool IsJson(const std::string& text) {
  rapidjson::MemoryStream octets(text.data(), text.size());
  rapidjson::Reader reader;
  rapidjson::BaseReaderHandler<> ignore;
  constexpr unsigned kFlags =
      rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;
  return !reader.Parse<kFlags>(octets, ignore).IsError();
}

wire::Name ToName(std::string_view text) {
  const auto name = wire::Name::FromText(text);
  SIGNPOST_CHECK(name.ok());
  return *name;
}

std::vector<uint8_t> Srv(std::string_view target) {
  std::vector<uint8_t> rdata(wire::kSrvFixedSize, 1);
  const wire::Name name = ToName(target);
  rdata.insert(rdata.end(), name.wire().begin(), name.wire().end());
  return rdata;
}

// A zone with names that hold more than letters.
records::SharedRecordList Records() {
  constexpr uint8_t kAddress[] = {10, 0, 0, 1};
  auto list = std::make_shared<records::RecordList>();
  for (const char* owner : {"a.mesos.", "\\000\\255\\\".mesos.", "\\195\\169.*.mesos."}) {
    list->Add(ToName(owner).wire(), wire::Type::kA, kAddress);
    list->Add(ToName("_a._tcp.mesos.").wire(), wire::Type::kSrv, Srv(owner));
  }
  return list;
}

SharedSnapshot MakeZone(std::string_view task_name) {
  records::ZoneEditor zone({.apex = ToName("mesos."), .name_server = ToName("ns1.mesos.")});
  zone.Add(Records());
  records::InventoryEditor inventory;
  const std::string name(task_name);
  const records::Circumstances now{.place = name, .place_id = name};
  inventory.AddEntry(inventory.AddGroup(name),
                     {name, name, Records(), std::make_shared<const records::Circumstances>(now)});
  return MakeSnapshot(ToName("mesos."), {}, 60, zone.Build().table, inventory.inventory());
}

void CheckAnswer(std::string_view method, std::string_view target, SharedSnapshot snapshot) {
  static const HttpServerOptions options{.listen = {}, .config_json = "{}", .dns_counters = {}};
  static const StatusBoard board;
  Answer answer = MakeAnswer(method, target, {&options, &board, std::move(snapshot), {}});
  SIGNPOST_CHECK(std::set<unsigned>({200, 400, 404, 405, 501}).contains(answer.status));
  if (answer.rest != nullptr) {
    while (AppendSlice(answer.rest.get(), &answer.body)) {
    }
  }
  if (answer.content_type == "application/json") SIGNPOST_CHECK(IsJson(answer.body));
}

}  // namespace
}  // namespace signpost::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using signpost::http::CheckAnswer;
  const std::string_view text = signpost::AsText({data, size});
  static const auto snapshot = signpost::http::MakeZone("web");
  CheckAnswer("GET", text, snapshot);
  CheckAnswer("GET", "/v1/hosts/" + std::string(text), snapshot);
  CheckAnswer("GET", "/v1/services/" + std::string(text), snapshot);
  CheckAnswer("GET", "/v1/explain/" + std::string(text), snapshot);
  CheckAnswer("GET", "/v1/search?q=" + std::string(text), snapshot);
  CheckAnswer("GET", "/v1/browse?" + std::string(text), snapshot);
  CheckAnswer(text, "/v1/version", snapshot);
  const auto named = signpost::http::MakeZone(text);
  for (const char* target : {"/v1/enumerate", "/v1/browse", "/v1/browse?framework=0",
                             "/v1/browse?framework=0&task=0", "/v1/explain/a.mesos"}) {
    CheckAnswer("GET", target, named);
  }
  return 0;
}
