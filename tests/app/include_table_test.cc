// Who may include whom (tests/include_table.txt), and where headers of libraries stay.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "support/files.h"

namespace signpost::app {
namespace {

// By file, "room/file.h": what it includes, as written between the quotes or brackets.
using Includes = std::map<std::string, std::vector<std::string>>;

struct Sources {
  Includes quoted;
  Includes all;
};

std::string RoomOf(std::string_view path) { return std::string(path.substr(0, path.find('/'))); }

// The text between `open` and `close` behind "#include ", or nothing.
std::string Included(std::string_view line, char open, char close) {
  constexpr std::string_view kInclude = "#include";
  if (!line.starts_with(kInclude)) return "";
  line.remove_prefix(std::min(line.find_first_not_of(' ', kInclude.size()), line.size()));
  const size_t end = line.find(close, 1);
  if (!line.starts_with(open) || end == std::string_view::npos) return "";
  return std::string(line.substr(1, end - 1));
}

void ReadIncludes(const std::string& file, Sources* sources) {
  std::istringstream text(testing::ReadFile("src/" + file));
  auto& quoted = sources->quoted[file];
  auto& all = sources->all[file];
  for (std::string line; std::getline(text, line);) {
    const std::string ours = Included(line, '"', '"');
    if (!ours.empty()) quoted.push_back(ours);
    const std::string any = ours.empty() ? Included(line, '<', '>') : ours;
    if (!any.empty()) all.push_back(any);
  }
}

const Sources& AllSources() {
  static const Sources sources = [] {
    Sources read;
    const std::filesystem::path root = SIGNPOST_SOURCE_DIR "/src";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      const std::string extension = entry.path().extension();
      if (extension == ".h" || extension == ".cc") {
        ReadIncludes(entry.path().lexically_relative(root), &read);
      }
    }
    return read;
  }();
  return sources;
}

// The table: by room, the rooms it may include. A line is "room: room room ..."; '#' starts a
// comment.
std::map<std::string, std::set<std::string>> IncludeTable() {
  std::map<std::string, std::set<std::string>> table;
  std::istringstream text(testing::ReadFile("tests/include_table.txt"));
  for (std::string line; std::getline(text, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    const size_t colon = line.find(':');
    std::istringstream rooms(line.substr(colon + 1));
    auto& allowed = table[line.substr(0, colon)];
    for (std::string room; rooms >> room;) allowed.insert(room);
  }
  return table;
}

bool IsOfALibrary(const std::string& include) {
  static const std::vector<std::string> kLibraries = {"boost/",  "rapidjson/", "ares.h",
                                                      "ares_",   "ldns/",      "zookeeper/",
                                                      "spdlog/", "openssl/",   "zlib.h"};
  return std::any_of(kLibraries.begin(), kLibraries.end(),
                     [&](const std::string& library) { return include.starts_with(library); });
}

// Headers that a file of another room includes.
std::set<std::string> PublicHeaders() {
  std::set<std::string> headers;
  for (const auto& [file, includes] : AllSources().quoted) {
    for (const std::string& include : includes) {
      if (RoomOf(include) != RoomOf(file) && AllSources().all.contains(include)) {
        headers.insert(include);
      }
    }
  }
  return headers;
}

// `header` and all of ours that it includes, directly or through others.
void AddReachable(const std::string& header, std::set<std::string>* reachable) {
  if (!AllSources().all.contains(header) || !reachable->insert(header).second) return;
  for (const std::string& include : AllSources().quoted.at(header)) {
    AddReachable(include, reachable);
  }
}

TEST(IncludeTable, SourcesAreFound) {
  EXPECT_GT(AllSources().all.size(), 100u);
  EXPECT_GT(PublicHeaders().size(), 20u);
}

TEST(IncludeTable, EveryRoomHasALine) {
  const auto table = IncludeTable();
  for (const auto& [file, includes] : AllSources().all) {
    EXPECT_TRUE(table.contains(RoomOf(file))) << file;
  }
}

TEST(IncludeTable, NoTwoRoomsMayIncludeEachOther) {
  const auto table = IncludeTable();
  for (const auto& [room, allowed] : table) {
    EXPECT_FALSE(allowed.contains(room)) << room;
    for (const std::string& other : allowed) {
      ASSERT_TRUE(table.contains(other)) << room << ": " << other << " has no line";
      EXPECT_FALSE(table.at(other).contains(room)) << room << " and " << other;
    }
  }
}

// Whatever clients send, nobody who answers them writes a line: they count.
TEST(IncludeTable, RoomsThatServeOrArePureDoNotLog) {
  const std::set<std::string> silent = {"wire",     "records", "mesos", "forward",
                                        "transfer", "dns",     "http"};
  for (const auto& [file, includes] : AllSources().quoted) {
    if (!silent.contains(RoomOf(file))) continue;
    for (const std::string& include : includes) {
      EXPECT_NE(include, "base/log.h") << file << " includes it";
    }
  }
}

TEST(IncludeTable, EveryRoomIncludesOnlyRoomsThatItMay) {
  auto table = IncludeTable();
  for (const auto& [file, includes] : AllSources().quoted) {
    for (const std::string& include : includes) {
      const std::string room = RoomOf(include);
      const bool may = room == "absl" || room == RoomOf(file) || table[RoomOf(file)].contains(room);
      EXPECT_TRUE(may) << file << " includes " << include;
    }
  }
}

TEST(IncludeTable, HeadersOfLibrariesReachNoOtherRoom) {
  for (const std::string& header : PublicHeaders()) {
    std::set<std::string> reachable;
    AddReachable(header, &reachable);
    for (const std::string& file : reachable) {
      for (const std::string& include : AllSources().all.at(file)) {
        EXPECT_FALSE(IsOfALibrary(include)) << header << " is included by another room and brings "
                                            << include << " along (in " << file << ")";
      }
    }
  }
}

}  // namespace
}  // namespace signpost::app
