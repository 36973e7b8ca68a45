#pragma once

// The page at / and the files it is made of (src/http/page), which are part of the program.

#include <cstddef>
#include <string_view>

namespace signpost::http {

struct PageFile {
  std::string_view path;
  std::string_view content_type;
  std::string_view etag;  // with its quotes; another one whenever the body is (RFC 9110 §8.8.3)
  std::string_view body;
};

inline constexpr size_t kPageFileCount = 3;
extern const PageFile kPageFiles[kPageFileCount];  // written by cmake/embed.cmake

// What the browser is told to keep to: nothing from elsewhere, nothing inline, in no frame.
inline constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// Null when there is none at `path`.
inline const PageFile* FindPageFile(std::string_view path) {
  for (const PageFile& file : kPageFiles) {
    if (file.path == path) return &file;
  }
  return nullptr;
}

}  // namespace signpost::http
