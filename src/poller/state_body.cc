#include "poller/state_body.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"

namespace signpost::poller {

StateBody::StateBody(BlockMarker* marker, const BodyMarks* last, StateKeeper* keeper)
    : marker_(*marker), last_(last), keeper_(keeper) {}

StateBody::~StateBody() {
  if (is_written_) keeper_->Drop();
}

void StateBody::Begin(std::string_view encoding, uint64_t size_max) {
  text_.emplace(encoding, size_max);
  marks_.encoding = encoding;
  is_same_ = last_ != nullptr && last_->encoding == encoding;
  block_.reserve(kBlockSize);
}

std::optional<Failure> StateBody::Add(std::string_view octets) {
  while (!octets.empty()) {
    const size_t size = std::min(octets.size(), kBlockSize - block_.size());
    block_.append(octets.substr(0, size));
    octets.remove_prefix(size);
    if (block_.size() < kBlockSize) continue;
    if (auto failure = EndBlock()) return failure;
  }
  return std::nullopt;
}

std::optional<Failure> StateBody::Finish() {
  if (!block_.empty()) {
    if (auto failure = EndBlock()) return failure;
  }
  is_same_ = is_same_ && marks_.blocks.size() == last_->blocks.size();
  return is_same_ ? std::nullopt : ReadToEnd();
}

Outcome<NewState> StateBody::Take(std::string source, std::string_view what) {
  if (auto failure = ReadToEnd()) {
    return Failure{failure->reason, absl::StrCat(ToAbsl(what), ": ", failure->message)};
  }
  const auto start = std::chrono::steady_clock::now();
  auto state = reader_.Finish();
  read_time_ += std::chrono::steady_clock::now() - start;
  if (!state.ok()) {
    return Failure{"parse", absl::StrCat(ToAbsl(what), ": ", state.status().message())};
  }
  if (std::exchange(is_written_, false)) keeper_->End(StateKeeper::Clock::now());
  return NewState{.state = *std::move(state),
                  .source = std::move(source),
                  .size = reader_.size(),
                  .parse_time = read_time_};
}

std::optional<Failure> StateBody::EndBlock() {
  const size_t index = marks_.blocks.size();
  marks_.blocks.push_back(marker_.MarkOf(block_));
  const bool is_same =
      is_same_ && index < last_->blocks.size() && marks_.blocks[index] == last_->blocks[index];
  if (is_same) {
    held_.push_back(std::exchange(block_, {}));
    block_.reserve(kBlockSize);
    return std::nullopt;
  }
  if (auto failure = ReadHeld()) return failure;
  auto failure = Read(block_);
  block_.clear();
  return failure;
}

// What was held, each block given back as soon as it is read.
std::optional<Failure> StateBody::ReadHeld() {
  is_same_ = false;
  for (; !held_.empty(); held_.pop_front()) {
    if (auto failure = Read(held_.front())) return failure;
  }
  return std::nullopt;
}

std::optional<Failure> StateBody::ReadToEnd() {
  if (auto failure = ReadHeld()) return failure;
  return text_->Finish();
}

std::optional<Failure> StateBody::Read(std::string_view octets) {
  if (keeper_ != nullptr && !std::exchange(is_written_, true)) {
    keeper_->Begin(StateKeeper::Clock::now());
  }
  const auto start = std::chrono::steady_clock::now();
  auto failure = text_->Add(octets, [this](std::string_view text) {
    reader_.Add(text);
    if (keeper_ != nullptr) keeper_->Add(text);
  });
  read_time_ += std::chrono::steady_clock::now() - start;
  return failure;
}

}  // namespace signpost::poller
