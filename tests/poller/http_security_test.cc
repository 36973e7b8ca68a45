#include "poller/http_security.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "poller/http_security_parts.h"
#include "poller/limits.h"
#include "poller/test_certificates.h"
#include "support/test_folder.h"

namespace signpost::poller {
namespace {

using signpost::testing::TestFolder;
using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::Identity;
using ::testing::Not;
using testing::SelfSigned;
using ::testing::StartsWith;

constexpr char kNoPem[] = "no certificate but a s3cr3t";

class PollerHttpSecurity : public ::testing::Test {
 protected:
  std::string Written(std::string_view name, std::string_view text) const {
    folder_.Write(name, text);
    return folder_.Path(name);
  }

  std::string Fault() const {
    const auto read = ReadHttpSecurity(options_);
    return read.ok() ? "none" : std::string(read.status().message());
  }

  TestFolder folder_;
  HttpClientOptions options_;
  const Identity identity_ = SelfSigned();
};

TEST_F(PollerHttpSecurity, IsPlainHttpWithoutCredentialsByDefault) {
  const auto security = *ReadHttpSecurity({});
  EXPECT_FALSE(security->is_https);
  EXPECT_TRUE(security->tls->is_verifying());
  EXPECT_FALSE(security->trusts_named_leader);
  EXPECT_EQ(security->basic, "");
  EXPECT_FALSE(security->iam);
}

TEST_F(PollerHttpSecurity, TakesFilesThatAreWhatTheyShouldBe) {
  options_.tls = {.ca_cert_file = Written("ca", identity_.certificate),
                  .cert_file = Written("certificate", identity_.certificate),
                  .key_file = Written("key", identity_.key)};
  EXPECT_EQ(Fault(), "none");
}

TEST_F(PollerHttpSecurity, NamesTheFileThatIsMissing) {
  const std::string good = Written("good", identity_.certificate);
  const std::string missing = folder_.Path("missing");
  const std::string fault = missing + ": No such file or directory";
  options_.tls = {.ca_cert_file = missing};
  EXPECT_EQ(Fault(), fault);
  options_.tls = {.cert_file = missing, .key_file = good};
  EXPECT_EQ(Fault(), fault);
  options_.tls = {.cert_file = good, .key_file = missing};
  EXPECT_EQ(Fault(), fault);
  options_ = {.authentication = Authentication::kIam, .iam_config_file = missing};
  EXPECT_EQ(Fault(), fault);
}

TEST_F(PollerHttpSecurity, NamesTheFileThatIsNoPemAndShowsNothingOfIt) {
  const std::string good = Written("good", identity_.certificate);
  const std::string bad = Written("bad", kNoPem);
  const auto is_fault = AllOf(StartsWith(bad + ": no "), Not(HasSubstr("s3cr3t")));
  options_.tls = {.ca_cert_file = bad};
  EXPECT_THAT(Fault(), is_fault);
  options_.tls = {.cert_file = bad, .key_file = good};
  EXPECT_THAT(Fault(), is_fault);
  options_.tls = {.cert_file = good, .key_file = bad};
  EXPECT_THAT(Fault(), is_fault);
  options_ = {.authentication = Authentication::kIam, .iam_config_file = bad};
  EXPECT_THAT(Fault(), is_fault);
}

TEST_F(PollerHttpSecurity, TakesNoKeyOfAnotherCertificate) {
  const std::string other = Written("other", SelfSigned().key);
  options_.tls = {.cert_file = Written("certificate", identity_.certificate), .key_file = other};
  EXPECT_THAT(Fault(), StartsWith(other + ": no plain PEM key of the certificate: "));
}

TEST_F(PollerHttpSecurity, AsksForNoPasswordOfAKeyThatIsEncrypted) {
  const std::string encrypted = Written("encrypted", testing::EncryptedKey("some password"));
  options_.tls = {.cert_file = Written("certificate", identity_.certificate),
                  .key_file = encrypted};
  EXPECT_THAT(Fault(), StartsWith(encrypted + ": no plain PEM key of the certificate: "));
}

TEST_F(PollerHttpSecurity, ReadsNoFolder) {
  std::filesystem::create_directory(folder_.Path("folder"));
  options_.tls.ca_cert_file = folder_.Path("folder");
  EXPECT_EQ(Fault(), options_.tls.ca_cert_file + ": not a regular file");
}

TEST_F(PollerHttpSecurity, ReadsNoFileBeyondTheLimit) {
  options_.tls.ca_cert_file = Written("large", std::string(kSecretFileSizeMax + 1, ' '));
  EXPECT_EQ(Fault(),
            absl::StrCat(options_.tls.ca_cert_file, ": over ", kSecretFileSizeMax, " octets"));
}

TEST_F(PollerHttpSecurity, WritesBasicCredentialsAsMastersReadThem) {
  // RFC 7617 §2 has these.
  options_ = {
      .authentication = Authentication::kBasic, .principal = "Aladdin", .secret = "open sesame"};
  EXPECT_EQ((*ReadHttpSecurity(options_))->basic, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  options_.principal = "dns";
  options_.secret = "s:e cret";
  EXPECT_EQ((*ReadHttpSecurity(options_))->basic, "Basic ZG5zOnM6ZSBjcmV0");
}

TEST_F(PollerHttpSecurity, TakesNoPrincipalWithAColon) {
  options_ = {.authentication = Authentication::kBasic, .principal = "a:b", .secret = "s3cr3t"};
  EXPECT_EQ(Fault(), "mesosCredentials: a principal cannot contain a colon");
}

TEST_F(PollerHttpSecurity, ExpectsNoHostThatIsNone) {
  const auto tls = *TlsContext::Read({});
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(tls->context().native_handle()),
                                                      SSL_free);
  for (const auto& host : {std::string(), std::string("."), std::string(".example"),
                           std::string("a\0b", 3), std::string(300, 'a')}) {
    EXPECT_FALSE(tls->Expect(host, ssl.get())) << host;
  }
  for (const char* host : {"10.0.0.1", "fd00::1", "m1.example", "m1.example."}) {
    EXPECT_TRUE(tls->Expect(host, ssl.get())) << host;
  }
}

}  // namespace
}  // namespace signpost::poller
