#include "app/config.h"

#include <filesystem>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "absl/strings/str_cat.h"
#include "app/config_keys.h"
#include "app/config_reader.h"
#include "app/config_rules.h"
#include "app/config_values.h"
#include "app/cookie_secrets.h"
#include "app/file_text.h"
#include "app/secret_mode.h"
#include "app/server_files.h"
#include "app/tsig_keys.h"
#include "base/check.h"
#include "transfer/access.h"

namespace signpost::app {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void WriteText(std::string_view text, Writer* writer) {
  writer->String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void WriteTexts(const Texts& texts, Writer* writer) {
  writer->StartArray();
  for (const std::string& text : texts) WriteText(text, writer);
  writer->EndArray();
}

// Writes the value of one key.
class ValueWriter {
 public:
  ValueWriter(const Config& config, Writer* writer) : config_(config), writer_(*writer) {}

  void operator()(const IntegerKey& key) const { writer_.Int64(config_.*key.member); }
  void operator()(bool Config::*member) const { writer_.Bool(config_.*member); }
  void operator()(std::string Config::*member) const { WriteText(config_.*member, &writer_); }
  void operator()(Texts Config::*member) const { WriteTexts(config_.*member, &writer_); }

  void operator()(OneOrMore Config::*member) const {
    const Texts& texts = (config_.*member).values;
    if (texts.size() == 1) return WriteText(texts.front(), &writer_);
    WriteTexts(texts, &writer_);
  }

  void operator()(ZoneResolvers Config::*member) const {
    writer_.StartObject();
    for (const auto& [zone, resolvers] : config_.*member) {
      writer_.Key(zone.data(), static_cast<rapidjson::SizeType>(zone.size()));
      WriteTexts(resolvers, &writer_);
    }
    writer_.EndObject();
  }

  // The secret's place stays, empty: programs that read the reference's answer expect it.
  void operator()(Credentials Config::*member) const {
    writer_.StartObject();
    writer_.Key("Principal");
    WriteText((config_.*member).principal, &writer_);
    writer_.Key("Secret");
    writer_.String("");
    writer_.EndObject();
  }

 private:
  const Config& config_;
  Writer& writer_;
};

void ResolveStateFile(const std::string& config_file, std::string* state_file) {
  if (state_file->empty()) return;
  const auto folder = std::filesystem::path(config_file).parent_path();
  *state_file = (folder / *state_file).string();  // an absolute path stays as it is
}

void CheckReadable(const char* key, const std::string& file, ConfigResult* result) {
  if (file.empty()) return;
  const auto text = ReadFileText(file, kMaxConfigSize);
  if (!text.ok()) {
    result->faults.push_back(absl::StrCat(key, ": ", Quoted(file), " ", text.status().message()));
  }
}

void CheckSecret(const char* key, const std::string& file, ConfigResult* result) {
  if (file.find_first_of("\n{") != std::string::npos || file.starts_with("-----BEGIN")) {
    result->faults.push_back(
        absl::StrCat(key, ": the value is the secret itself; the name of a file is asked for"));
    return;
  }
  CheckReadable(key, file, result);
  if (file.empty()) return;
  if (const absl::Status status = CheckSecretMode(file); !status.ok()) {
    result->faults.push_back(absl::StrCat(key, ": ", status.message()));
  }
}

void CheckCookieSecrets(const std::string& file, ConfigResult* result) {
  if (file.empty()) return;
  if (const auto secrets = ReadCookieSecrets(file); !secrets.ok()) {
    result->faults.push_back(absl::StrCat("cookieSecretFile: ", secrets.status().message()));
  }
}

// Each key that is named must be there.
void CheckTsigKeys(ConfigResult* result) {
  const Config& config = result->config;
  transfer::TsigKeys keys;
  if (!config.tsig_key_file.empty()) {
    auto read = ReadTsigKeys(config.tsig_key_file);
    if (!read.ok()) {
      result->faults.push_back(absl::StrCat("tsigKeyFile: ", read.status().message()));
      return;
    }
    keys = *std::move(read);
  }
  const auto check = [&](const char* key, const Texts& texts) {
    for (size_t i = 0; i < texts.size(); ++i) {
      const size_t at = texts[i].find(transfer::kKeyPrefix);
      if (at == std::string::npos) continue;
      const auto name = transfer::KeyNameOf(std::string_view(texts[i]).substr(at));
      if (!name || keys.Find(*name) != nullptr) continue;
      result->faults.push_back(
          absl::StrCat(key, "[", i, "]: ", Quoted(texts[i]), " names a key that tsigKeyFile ",
                       config.tsig_key_file.empty() ? "would hold" : "does not hold"));
    }
  };
  check("allowTransfer", config.allow_transfer);
  check("secondaries", config.secondaries);
}

// Only a warning: Mesos-DNS never minded, and its files shall do.
void WarnOfOpenSecrets(ConfigResult* result) {
  const Config& config = result->config;
  const absl::Status status = CheckSecretMode(config.file);
  const auto warn = [&](const char* key) {
    result->warnings.push_back(absl::StrCat(key, ": the file ", status.message()));
  };
  if (status.ok()) return;
  if (!config.mesos_credentials.secret.empty()) warn("mesosCredentials");
  if (WithoutPassword(config.zk) != config.zk) warn("zk");
}

// Keys of the file that was read before were checked then; others cannot be known.
void CheckSameTsigNames(const Config& running, ConfigResult* result) {
  const Config& config = result->config;
  if (config.allow_transfer == running.allow_transfer &&
      config.secondaries == running.secondaries) {
    return;
  }
  result->faults.push_back(
      absl::StrCat("tsigKeyFile: ", Quoted(config.tsig_key_file),
                   " cannot be read any more, so that allowTransfer and secondaries must stay"));
}

void CheckFiles(const Config& running, ConfigResult* result) {
  const Config& config = result->config;
  const std::vector<std::string> kept = KeysOutOfReach(config, running);
  const auto is_kept = [&](const char* key) {
    return std::find(kept.begin(), kept.end(), key) != kept.end();
  };
  if (!is_kept("CACertFile")) CheckReadable("CACertFile", config.ca_cert_file, result);
  if (!is_kept("CertFile")) CheckReadable("CertFile", config.cert_file, result);
  if (!is_kept("KeyFile")) CheckSecret("KeyFile", config.key_file, result);
  if (!is_kept("IAMConfigFile")) CheckSecret("IAMConfigFile", config.iam_config_file, result);
  if (!is_kept("cookieSecretFile")) CheckCookieSecrets(config.cookie_secret_file, result);
  if (is_kept("tsigKeyFile")) {
    CheckSameTsigNames(running, result);
  } else {
    CheckTsigKeys(result);
  }
}

ConfigResult Load(const std::string& file, const Config& running) {
  const absl::StatusOr<std::string> text = ReadFileText(file, kMaxConfigSize);
  if (!text.ok()) {
    ConfigResult result;
    result.config.file = file;
    result.faults.push_back(absl::StrCat("the file ", text.status().message()));
    return result;
  }
  ConfigResult result = ParseConfig(*text, file);
  CheckFiles(running, &result);
  WarnOfOpenSecrets(&result);
  return result;
}

}  // namespace

ConfigResult ParseConfig(std::string_view json, const std::string& file) {
  ConfigResult result;
  if (ReadConfig(json, &result)) CheckConfig(&result);
  ResolveStateFile(file, &result.config.state_file);
  result.config.file = file;
  return result;
}

ConfigResult LoadConfig(const std::string& file) { return Load(file, Config()); }

ConfigResult LoadConfigAgain(const Config& running) { return Load(running.file, running); }

std::vector<Endpoint> EndpointsOf(const OneOrMore& listener, int64_t port) {
  std::vector<Endpoint> endpoints;
  for (const std::string& text : listener.values) {
    const auto address = IpAddress::Parse(text);
    SIGNPOST_CHECK(address.has_value());
    endpoints.push_back({*address, static_cast<uint16_t>(port)});
  }
  return endpoints;
}

std::string ConfigJson(const Config& config) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  Config shown = config;
  shown.zk = WithoutPassword(config.zk);
  writer.StartObject();
  for (const ConfigKey& key : ConfigKeys()) {
    writer.Key(key.shown.data(), static_cast<rapidjson::SizeType>(key.shown.size()));
    std::visit(ValueWriter(shown, &writer), key.target);
  }
  writer.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace signpost::app
