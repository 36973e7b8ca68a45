#include "poller/gunzip.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace signpost::poller {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;
constexpr size_t kFirstSize = 256 << 10;
constexpr size_t kStepSize = size_t{1} << 30;  // zlib counts in 32 bits

}  // namespace

Gunzip::Gunzip(size_t size_max) : size_max_(size_max) {
  SIGNPOST_CHECK(inflateInit2(&stream_, kGzipOnly) == Z_OK);
}

Gunzip::~Gunzip() { inflateEnd(&stream_); }

absl::Status Gunzip::Add(std::string_view packed) {
  while (!packed.empty()) {
    // RFC 1952 §2.2: a stream is one member or several, one behind the other.
    if (is_whole_) SIGNPOST_CHECK(inflateReset(&stream_) == Z_OK);
    is_whole_ = false;
    int code = Z_OK;
    while (code == Z_OK && (!packed.empty() || size_ == output_.size())) {
      if (absl::Status status = MakeRoom(); !status.ok()) return status;
      code = Inflate(&packed);
    }
    is_whole_ = code == Z_STREAM_END;
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
      return absl::InvalidArgumentError("is no gzip stream");
    }
  }
  return size_ > size_max_ ? TooLarge() : absl::OkStatus();
}

absl::StatusOr<std::string> Gunzip::Finish() {
  if (!is_whole_) return absl::InvalidArgumentError("is no whole gzip stream");
  output_.resize(size_);
  return std::move(output_);
}

// One octet of room beyond size_max_ tells a text that fills it from one that is longer.
absl::Status Gunzip::MakeRoom() {
  if (size_ > size_max_) return TooLarge();
  if (size_ < output_.size()) return absl::OkStatus();
  output_.resize(std::min(size_max_ + 1, std::max(kFirstSize, size_ * 2)));
  return absl::OkStatus();
}

absl::Status Gunzip::TooLarge() const {
  return absl::ResourceExhaustedError(absl::StrCat("unpacks to more than ", size_max_, " octets"));
}

// Unpacks into the room there is; returns zlib's code and takes what it read off `packed`.
int Gunzip::Inflate(std::string_view* packed) {
  const size_t in = std::min(packed->size(), kStepSize);
  const size_t out = std::min(output_.size() - size_, kStepSize);
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed->data()));
  stream_.avail_in = static_cast<uInt>(in);
  stream_.next_out = reinterpret_cast<Bytef*>(output_.data() + size_);
  stream_.avail_out = static_cast<uInt>(out);
  const int code = inflate(&stream_, Z_NO_FLUSH);
  packed->remove_prefix(in - stream_.avail_in);
  size_ += out - stream_.avail_out;
  return code;
}

}  // namespace signpost::poller
