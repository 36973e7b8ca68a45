#pragma once

// Is this message the reply to that query? Pure; any thread.
//
// Whoever can send datagrams can send replies; of those that come to the right port from the right
// address only one with the right id to the right question counts (RFC 5452 §9.1), and it must be
// one that a client can read: every record within the message, every name finite, every OPT where
// it belongs.

#include <cstddef>

#include "base/bytes.h"
#include "wire/types.h"

namespace signpost::forward {

enum class ReplyKind {
  kForeign,    // does not answer this query: id, QR, opcode or question differ
  kMalformed,  // seems to, but cannot be read
  kTruncated,  // TC is set; what stands behind the question is not looked at
  kWhole,
};

struct ReplyFacts {
  ReplyKind kind;
  wire::Rcode rcode = wire::Rcode::kNoError;  // the header's four bits
  size_t size = 0;  // octets up to the end of the last record; what follows is not part of it
};

// `sent`: a query with one well-formed question. Its question must come back octet for octet.
ReplyFacts CheckReply(Bytes sent, Bytes received);

// Where the data of the OPT of a whole reply ends, when nothing follows it: options may be added
// there. `start` is where its first record starts.
struct OptPlace {
  bool has_opt = false;
  size_t data_size_at = 0;  // of the OPT's two octets that hold the size of its data; 0: no place
};
OptPlace FindOpt(Bytes reply, size_t start);

struct AnswersThatFit {
  size_t size = 0;  // octets
  size_t count = 0;
};

// The most answers at the front of a whole reply that fit into `room` octets; `start` is where its
// first record starts.
AnswersThatFit FitAnswers(Bytes reply, size_t start, size_t room);

}  // namespace signpost::forward
