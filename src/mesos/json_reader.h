#pragma once

// Reads a JSON document while it arrives, in pieces of any size, for a StateHandler. Private to
// this room.
//
// The parser is Boost.JSON's, which goes on where the last piece ended and takes texts as they are,
// valid UTF-8 or not. What one tenant can bring into everybody's document and no parser takes is
// mended: lone surrogates (json_repair.h), exponents of ten digits.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "mesos/json_repair.h"

namespace signpost::mesos {

class StateHandler;

class JsonReader {
 public:
  // `handler` must outlive the reader.
  explicit JsonReader(StateHandler* handler);
  ~JsonReader();

  // Takes the next octets. After a fault nothing more is read.
  void Add(std::string_view octets);

  // The document is at its end. True when it was read, whole.
  bool Finish();

  // Why not, or why the handler ended it; and the octet at which it was seen.
  const std::string& fault() const { return fault_; }
  size_t offset() const { return offset_; }

 private:
  class Parser;

  void Write(std::string_view octets);
  size_t WriteSome(std::string_view octets);
  size_t SkipDigits(std::string_view octets);
  void NoteError();

  const StateHandler& handler_;
  const std::unique_ptr<Parser> parser_;
  SurrogateRepair repair_;
  bool skips_digits_ = false;  // of a number that is replaced
  std::string fault_;
  size_t offset_ = 0;
};

}  // namespace signpost::mesos
