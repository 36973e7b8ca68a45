#include "http/zone_search.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "http/json_object.h"
#include "http/record_text.h"
#include "records/table_walk.h"

namespace signpost::http {
namespace {

using records::NodeView;

std::vector<std::string> WordsOf(const std::string& query) {
  std::vector<std::string> words;
  size_t at = 0;
  while (words.size() < kMaxSearchWords) {
    const size_t begin = query.find_first_not_of(' ', at);
    if (begin == std::string::npos) break;
    at = std::min(query.find(' ', begin), query.size());
    words.push_back(absl::AsciiStrToLower(query.substr(begin, at - begin)));
  }
  return words;
}

// The longest part of `words` without a dot. A name that contains the words contains it within one
// label, so that the wire form, which is at hand, shows it too.
std::string LongestPart(const std::vector<std::string>& words) {
  std::string longest;
  for (const std::string& word : words) {
    for (const absl::string_view part : absl::StrSplit(word, '.')) {
      if (part.size() > longest.size()) longest = std::string(part);
    }
  }
  return longest;
}

// Smaller is better.
enum Rank { kWhole, kNameBegins, kLabelBegins, kInside };

Rank RankOf(std::string_view name, std::string_view word) {
  const size_t at = name.find(word);
  if (at == 0) {
    const std::string_view rest = name.substr(word.size());
    return rest.empty() || rest == "." ? kWhole : kNameBegins;
  }
  for (size_t next = at; next != std::string_view::npos; next = name.find(word, next + 1)) {
    const char before = name[next - 1];
    if (before == '.' || before == '_') return kLabelBegins;
  }
  return kInside;
}

struct Standing {
  Rank rank;
  std::string_view name;

  bool operator<(const Standing& other) const {
    return std::make_tuple(rank, name.size(), name) <
           std::make_tuple(other.rank, other.name.size(), other.name);
  }
};

struct Found {
  Rank rank;
  std::string name;
  NodeView node;

  Standing standing() const { return {rank, name}; }
  bool operator<(const Found& other) const { return standing() < other.standing(); }
};

void AppendFound(const Found& found, std::string* text) {
  ObjectWriter object(text);
  object.Add("name", found.name);
  std::string* types = object.Key("types");
  types->push_back('[');
  size_t record_count = 0;
  for (size_t index = 0; index < found.node.rrset_count(); ++index) {
    const records::RrsetView rrset = found.node.rrset(index);
    if (index > 0) types->push_back(',');
    AppendJsonString(wire::TypeName(rrset.type), types);
    record_count += rrset.record_count;
  }
  types->push_back(']');
  object.Add("record_count", record_count);
  object.End();
}

class SearchProducer : public BodyProducer {
 public:
  SearchProducer(SharedSnapshot snapshot, const std::string& query, size_t limit)
      : snapshot_(std::move(snapshot)),
        walk_(snapshot_->table.get()),
        query_(query),
        words_(WordsOf(query)),
        longest_part_(LongestPart(words_)),
        limit_(limit) {}

  bool Step(std::string* text) override {
    const NodeView node = words_.empty() ? NodeView() : walk_.Next();
    if (!node) {
      AppendAll(text);
      return false;
    }
    if (node.rrset_count() > 0) Weigh(node);
    return true;
  }

 private:
  void Weigh(NodeView node) {
    if (AsText(node.owner()).find(longest_part_) == std::string_view::npos) return;
    name_.clear();
    AppendPlainName(node.owner(), &name_);
    for (const std::string& word : words_) {
      if (name_.find(word) == std::string::npos) return;
    }
    ++match_count_;
    const Standing standing{RankOf(name_, words_[0]), name_};
    if (best_.size() < limit_ || (limit_ > 0 && standing < best_.front().standing())) {
      Keep({standing.rank, name_, node});
    }
  }

  // `best_` is a heap with the worst of the best at its front.
  void Keep(Found found) {
    if (best_.size() == limit_) {
      std::pop_heap(best_.begin(), best_.end());
      best_.pop_back();
    }
    best_.push_back(std::move(found));
    std::push_heap(best_.begin(), best_.end());
  }

  void AppendAll(std::string* text) {
    std::sort_heap(best_.begin(), best_.end());
    ObjectWriter object(text);
    object.Add("query", query_);
    object.Add("serial", snapshot_->soa.serial);
    object.Add("match_count", match_count_);
    object.Key("names")->push_back('[');
    for (size_t index = 0; index < best_.size(); ++index) {
      if (index > 0) text->push_back(',');
      AppendFound(best_[index], text);
    }
    text->push_back(']');
    object.End();
  }

  const SharedSnapshot snapshot_;  // keeps alive what the walk and the nodes point to
  records::TableWalk walk_;
  const std::string query_;
  const std::vector<std::string> words_;
  const std::string longest_part_;  // of words_
  const size_t limit_;
  std::string name_;  // of the node in hand
  size_t match_count_ = 0;
  std::vector<Found> best_;
};

}  // namespace

std::unique_ptr<BodyProducer> SearchBody(SharedSnapshot snapshot, const std::string& query,
                                         size_t limit) {
  return std::make_unique<SearchProducer>(std::move(snapshot), query, limit);
}

}  // namespace signpost::http
