#include "http/request_target.h"

#include <gtest/gtest.h>

namespace signpost::http {
namespace {

Route RouteOf(std::string_view target) { return ParseRequestTarget(target).route; }
std::string NameOf(std::string_view target) { return ParseRequestTarget(target).name; }

TEST(RequestTarget, EachRouteIsFound) {
  EXPECT_EQ(RouteOf("/"), Route::kPage);
  EXPECT_EQ(RouteOf("/v1/version"), Route::kVersion);
  EXPECT_EQ(RouteOf("/v1/config"), Route::kConfig);
  EXPECT_EQ(RouteOf("/v1/hosts/a.mesos"), Route::kHost);
  EXPECT_EQ(RouteOf("/v1/hosts/a.mesos/ports"), Route::kHostPorts);
  EXPECT_EQ(RouteOf("/v1/services/_a._tcp.mesos"), Route::kService);
  EXPECT_EQ(RouteOf("/v1/enumerate"), Route::kEnumerate);
  EXPECT_EQ(RouteOf("/v1/axfr"), Route::kAxfr);
  EXPECT_EQ(RouteOf("/v1/status"), Route::kStatus);
  EXPECT_EQ(RouteOf("/health"), Route::kHealth);
  EXPECT_EQ(RouteOf("/ready/"), Route::kReady);
  EXPECT_EQ(RouteOf("/metrics?x"), Route::kMetrics);
}

TEST(RequestTarget, OtherPathsAreUnknown) {
  for (const char* target : {"",
                             "*",
                             "v1/version",
                             "/v1",
                             "/v1/",
                             "/v2/version",
                             "/V1/VERSION",
                             "/v1/hosts",
                             "/v1/hosts/",
                             "/v1/hosts//a.mesos",
                             "/v1/hosts/a/b",
                             "/v1/hosts/a/ports/b",
                             "//",
                             "/v1/services/",
                             "/v1/services/a/ports",
                             "/v1//version",
                             "/v1/version//",
                             "/favicon.ico",
                             "/v1/hosts/a/b/c/d/e/f/g/h",
                             "http:/v1/version"}) {
    EXPECT_EQ(RouteOf(target), Route::kUnknown) << target;
  }
}

TEST(RequestTarget, ASlashAtTheEndDoesNotMatter) {
  EXPECT_EQ(RouteOf("/v1/version/"), Route::kVersion);
  EXPECT_EQ(NameOf("/v1/hosts/a.mesos/"), "a.mesos");
  EXPECT_EQ(RouteOf("/v1/hosts/a.mesos/ports/"), Route::kHostPorts);
}

TEST(RequestTarget, TheQueryIsIgnored) {
  EXPECT_EQ(RouteOf("/v1/version?pretty=1"), Route::kVersion);
  EXPECT_EQ(NameOf("/v1/hosts/a.mesos.?x=%zz/y"), "a.mesos.");
}

TEST(RequestTarget, NamesAreDecoded) {
  EXPECT_EQ(NameOf("/v1/hosts/a%2eMESOS"), "a.MESOS");
  EXPECT_EQ(NameOf("/v1/services/caf%C3%A9%20%5C+"), "caf\u00e9 \\+");
  EXPECT_EQ(NameOf("/v1/hosts/%00"), std::string(1, '\0'));
}

TEST(RequestTarget, AnEncodedSlashIsABorder) {
  EXPECT_EQ(RouteOf("/v1/hosts/a%2Fb"), Route::kUnknown);
  EXPECT_EQ(RouteOf("/v1%2Fversion"), Route::kVersion);
}

TEST(RequestTarget, ABadEscapeIsMalformed) {
  for (const char* target : {"/v1/hosts/%zz", "/v1/hosts/%4", "/%", "/v1/version%g0"}) {
    EXPECT_EQ(RouteOf(target), Route::kMalformed) << target;
  }
}

TEST(RequestTarget, AbsoluteFormIsTaken) {
  EXPECT_EQ(RouteOf("http://signpost:8123/v1/version?x"), Route::kVersion);
  EXPECT_EQ(RouteOf("http://signpost"), Route::kPage);
}

}  // namespace
}  // namespace signpost::http
