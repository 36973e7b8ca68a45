#pragma once

// Lone surrogates: \uD800..\uDFFF escapes without a partner (RFC 8259 §7), for which a JSON reader
// refuses the whole document, though one tenant's text alone is to blame. Private to this room.

#include <cstddef>
#include <string>
#include <string_view>

namespace signpost::mesos {

// Replaces them by \uFFFD while the document arrives; all else stays as it is, and so do sizes.
// Values only.
class SurrogateRepair {
 public:
  // Takes the next octets of the document and hands on, to `sink(std::string_view)`, what is known
  // of it by now: pieces of `octets` for the most part.
  template <typename Sink>
  void Add(std::string_view octets, const Sink& sink) {
    while (!held_.empty() && !octets.empty()) {
      held_.push_back(octets.front());
      octets.remove_prefix(1);
      held_.erase(0, HandOn(held_, /*is_last=*/false, sink));
    }
    if (held_.empty()) held_ = octets.substr(HandOn(octets, /*is_last=*/false, sink));
  }

  // The document is at its end.
  template <typename Sink>
  void Finish(const Sink& sink) {
    HandOn(held_, /*is_last=*/true, sink);
    held_.clear();
  }

 private:
  // What stands at the start of a text: that many octets, of which none is known while the escape
  // may go on behind the text's end.
  struct Start {
    size_t size;
    bool is_lone = false;
  };
  static Start StartOf(std::string_view text, bool is_last);

  // Returns how many octets at the start of `text` are handed on.
  template <typename Sink>
  static size_t HandOn(std::string_view text, bool is_last, const Sink& sink) {
    size_t done = 0;
    size_t at = text.find('\\');
    while (at != std::string_view::npos) {
      const Start start = StartOf(text.substr(at), is_last);
      if (start.size == 0) break;
      if (start.is_lone) {
        if (at > done) sink(text.substr(done, at - done));
        sink(std::string_view("\\uFFFD"));
        done = at + start.size;
      }
      at = text.find('\\', at + start.size);
    }
    const size_t end = at == std::string_view::npos ? text.size() : at;
    if (end > done) sink(text.substr(done, end - done));
    return end;
  }

  std::string held_;  // an escape's beginning
};

}  // namespace signpost::mesos
