#include "mesos/master_info.h"

#include <array>
#include <charconv>
#include <utility>

#include <rapidjson/document.h>
#include <rapidjson/memorystream.h>

#include "mesos/pid.h"
#include "mesos/protobuf_reader.h"

namespace signpost::mesos {
namespace {

// Never the recursive parser: a node full of brackets overflows its stack.
constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;

constexpr std::string_view kJsonLabel = "json.info_";
constexpr std::string_view kProtobufLabel = "info_";

// The parts of MasterInfo that are read; empty and nullopt: not there.
struct MasterInfo {
  std::optional<uint32_t> ip;
  std::optional<uint64_t> port;
  std::string pid;
  std::string hostname;
  std::string address_hostname;
  std::string address_ip;
  std::optional<uint64_t> address_port;
};

template <typename Number>
std::optional<Number> ToNumber(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// JSON. Numbers are texts here.

using Value = rapidjson::Value;

const Value* Member(const Value& object, const char* name) {
  const auto found = object.FindMember(name);
  return found == object.MemberEnd() ? nullptr : &found->value;
}

std::string Text(const Value& object, const char* name) {
  const Value* value = Member(object, name);
  if (value == nullptr || !value->IsString()) return {};
  return {value->GetString(), value->GetStringLength()};
}

template <typename Number>
std::optional<Number> NumberOf(const Value& object, const char* name) {
  return ToNumber<Number>(Text(object, name));
}

std::optional<MasterInfo> ReadJson(std::string_view data) {
  rapidjson::Document document;
  rapidjson::MemoryStream stream(data.data(), data.size());
  document.ParseStream<kFlags>(stream);
  // A zero octet looks like the end to the reader.
  if (document.HasParseError() || stream.Tell() != data.size()) return std::nullopt;
  if (!document.IsObject()) return std::nullopt;
  MasterInfo info{.ip = NumberOf<uint32_t>(document, "ip"),
                  .port = NumberOf<uint64_t>(document, "port"),
                  .pid = Text(document, "pid"),
                  .hostname = Text(document, "hostname"),
                  .address_hostname = {},
                  .address_ip = {},
                  .address_port = {}};
  if (const Value* address = Member(document, "address"); address && address->IsObject()) {
    info.address_hostname = Text(*address, "hostname");
    info.address_ip = Text(*address, "ip");
    info.address_port = NumberOf<uint64_t>(*address, "port");
  }
  return info;
}

// Protobuf. A field that comes twice: the last one counts; of another type than ours: as if it were
// not there.

std::string TextOf(const ProtobufField& field) {
  return field.octets ? std::string(AsText(*field.octets)) : std::string();
}

// message Address { hostname = 1; ip = 2; port = 3 }
bool ReadAddress(Bytes message, MasterInfo* info) {
  ProtobufReader reader(message);
  while (const auto field = reader.Next()) {
    if (field->number == 1) info->address_hostname = TextOf(*field);
    if (field->number == 2) info->address_ip = TextOf(*field);
    if (field->number == 3) info->address_port = field->integer;
  }
  return reader.ok();
}

// message MasterInfo { id = 1; ip = 2; port = 3; pid = 4; hostname = 5; version = 6; address = 7 }
std::optional<MasterInfo> ReadProtobuf(std::string_view data) {
  MasterInfo info;
  ProtobufReader reader(AsBytes(data));
  while (const auto field = reader.Next()) {
    if (field->number == 2 && field->integer) info.ip = static_cast<uint32_t>(*field->integer);
    if (field->number == 3) info.port = field->integer;
    if (field->number == 4) info.pid = TextOf(*field);
    if (field->number == 5) info.hostname = TextOf(*field);
    if (field->number == 7 && field->octets && !ReadAddress(*field->octets, &info)) {
      return std::nullopt;
    }
  }
  if (!reader.ok()) return std::nullopt;
  return info;
}

std::optional<MasterInfo> ReadPid(std::string_view data) {
  MasterInfo info;
  if (!ParsePid(data)) return std::nullopt;
  info.pid = data;
  return info;
}

std::optional<MasterInfo> Read(MasterInfoFormat format, std::string_view data) {
  switch (format) {
    case MasterInfoFormat::kJson:
      return ReadJson(data);
    case MasterInfoFormat::kProtobuf:
      return ReadProtobuf(data);
    case MasterInfoFormat::kPid:
      return ReadPid(data);
  }
  return std::nullopt;
}

// The master's in_addr, read as a number of a little-endian machine: its lowest octet comes first.
IpAddress FromNetworkOrder(uint32_t ip) {
  const std::array<uint8_t, 4> octets = {static_cast<uint8_t>(ip), static_cast<uint8_t>(ip >> 8),
                                         static_cast<uint8_t>(ip >> 16),
                                         static_cast<uint8_t>(ip >> 24)};
  return *IpAddress::FromBytes(octets);
}

std::optional<IpAddress> AddressOf(const MasterInfo& info, const std::optional<Pid>& pid) {
  if (!info.address_ip.empty()) return IpAddress::Parse(info.address_ip);
  if (info.ip) return FromNetworkOrder(*info.ip);
  return pid ? pid->address : std::nullopt;
}

uint64_t PortOf(const MasterInfo& info, const std::optional<Pid>& pid) {
  if (info.address_port) return *info.address_port;
  if (info.port) return *info.port;
  return pid ? pid->port : 0;
}

}  // namespace

std::optional<MasterNode> ParseMasterNode(std::string_view name) {
  MasterNode node{.sequence = 0, .format = MasterInfoFormat::kPid};
  if (name.starts_with(kJsonLabel)) {
    node.format = MasterInfoFormat::kJson;
    name.remove_prefix(kJsonLabel.size());
  } else if (name.starts_with(kProtobufLabel)) {
    node.format = MasterInfoFormat::kProtobuf;
    name.remove_prefix(kProtobufLabel.size());
  }
  const auto sequence = ToNumber<uint32_t>(name);
  if (!sequence) return std::nullopt;
  node.sequence = *sequence;
  return node;
}

MasterInfoResult ParseMasterInfo(MasterInfoFormat format, std::string_view data,
                                 MasterAddress* master) {
  if (data.size() > kMaxMasterInfoSize) return MasterInfoResult::kTooLarge;
  auto info = Read(format, data);
  if (!info) return MasterInfoResult::kMalformed;
  const auto pid = ParsePid(info->pid);
  const auto address = AddressOf(*info, pid);
  const uint64_t port = PortOf(*info, pid);
  if (!address || port == 0 || port > UINT16_MAX) return MasterInfoResult::kNoAddress;
  master->endpoint = {*address, static_cast<uint16_t>(port)};
  master->hostname =
      std::move(info->address_hostname.empty() ? info->hostname : info->address_hostname);
  return MasterInfoResult::kOk;
}

}  // namespace signpost::mesos
