#pragma once

// A folder of its own for one test, removed with it.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "base/check.h"

namespace signpost::testing {

class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "signpost.XXXXXX").string();
    SIGNPOST_CHECK(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  std::string Path(std::string_view name) const { return (path_ / name).string(); }

  // Both return the file's path.
  std::string Write(std::string_view name, std::string_view text) const {
    std::ofstream stream(path_ / name, std::ios::binary | std::ios::trunc);
    stream << text;
    SIGNPOST_CHECK(stream.flush().good());
    return Path(name);
  }
  // The file appears whole, by renaming.
  std::string Replace(std::string_view name, std::string_view text) const {
    const std::string aside = Write(std::string(name) + ".new", text);
    std::filesystem::rename(aside, path_ / name);
    return Path(name);
  }

 private:
  std::filesystem::path path_;
};

}  // namespace signpost::testing
