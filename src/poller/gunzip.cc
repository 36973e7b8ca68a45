#include "poller/gunzip.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace signpost::poller {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;
constexpr size_t kOutputSize = 64 << 10;
constexpr size_t kStepSize = size_t{1} << 30;  // zlib counts in 32 bits

}  // namespace

Gunzip::Gunzip(size_t size_max) : size_max_(size_max), output_(kOutputSize, '\0') {
  SIGNPOST_CHECK(inflateInit2(&stream_, kGzipOnly) == Z_OK);
}

Gunzip::~Gunzip() { inflateEnd(&stream_); }

absl::Status Gunzip::Add(std::string_view packed, const TextSink& sink) {
  while (!packed.empty()) {
    if (absl::Status status = AddMember(&packed, sink); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Gunzip::Finish() const {
  if (!is_whole_) return absl::InvalidArgumentError("is no whole gzip stream");
  return absl::OkStatus();
}

// RFC 1952 §2.2: a stream is one member or several, one behind the other. Takes what `packed` has
// of one.
absl::Status Gunzip::AddMember(std::string_view* packed, const TextSink& sink) {
  if (is_whole_) SIGNPOST_CHECK(inflateReset(&stream_) == Z_OK);
  int code = Z_OK;
  bool was_full = false;  // there may be more text
  while (code == Z_OK && (!packed->empty() || was_full)) {
    size_t size = 0;
    code = Inflate(packed, &size);
    was_full = size == output_.size();
    size_ += size;
    if (size_ > size_max_) {
      return absl::ResourceExhaustedError(
          absl::StrCat("unpacks to more than ", size_max_, " octets"));
    }
    if (size > 0) sink(std::string_view(output_).substr(0, size));
  }
  is_whole_ = code == Z_STREAM_END;
  if (code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR) return absl::OkStatus();
  return absl::InvalidArgumentError("is no gzip stream");
}

// Unpacks into output_; returns zlib's code and takes what it read off `packed`.
int Gunzip::Inflate(std::string_view* packed, size_t* unpacked_size) {
  const size_t in = std::min(packed->size(), kStepSize);
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed->data()));
  stream_.avail_in = static_cast<uInt>(in);
  stream_.next_out = reinterpret_cast<Bytef*>(output_.data());
  stream_.avail_out = static_cast<uInt>(output_.size());
  const int code = inflate(&stream_, Z_NO_FLUSH);
  packed->remove_prefix(in - stream_.avail_in);
  *unpacked_size = output_.size() - stream_.avail_out;
  return code;
}

}  // namespace signpost::poller
