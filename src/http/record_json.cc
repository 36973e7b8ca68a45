#include "http/record_json.h"

#include "http/json_object.h"
#include "http/record_text.h"

namespace signpost::http {
namespace {

void AddRecord(wire::Type type, Bytes rdata, ObjectWriter* record) {
  record->Add("type", wire::TypeName(type));
  record->Add("data", type == wire::Type::kNs ? PlainName(rdata) : PlainRdata(type, rdata));
}

}  // namespace

void AppendRecordJson(wire::Type type, Bytes rdata, std::string* text) {
  ObjectWriter record(text);
  AddRecord(type, rdata, &record);
  record.End();
}

void AppendOwnedRecordJson(const records::RecordView& record, std::string* text) {
  ObjectWriter object(text);
  object.Add("name", PlainName(record.owner));
  AddRecord(record.type, record.rdata, &object);
  object.End();
}

void AppendRecordArray(const records::RecordList& list, size_t count_max, std::string* text) {
  text->push_back('[');
  size_t count = 0;
  for (const records::RecordView record : list) {
    if (count == count_max) break;
    if (count++ > 0) text->push_back(',');
    AppendOwnedRecordJson(record, text);
  }
  text->push_back(']');
}

}  // namespace signpost::http
