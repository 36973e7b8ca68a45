#pragma once

// The answers that the page at / is made of and lives on: its files, what it searches and browses,
// what it watches. Others may ask for them too; docs/http.md describes them.

#include <string_view>

#include "http/api.h"
#include "http/page_files.h"
#include "http/request_target.h"

namespace signpost::http {

// 304 when the client has the file already (RFC 9110 §13.1.2).
Answer FileAnswer(const PageFile& file, const ApiContext& context);

// /v1/search, /v1/explain, /v1/browse and /v1/changes; `target_text` holds their parameters.
// context.snapshot has a table.
Answer ListingAnswer(const RequestTarget& target, std::string_view target_text,
                     const ApiContext& context);

// /v1/watch: goes on behind the change that the header Last-Event-ID or the parameter `since`
// names.
Answer WatchAnswer(std::string_view target_text, const ApiContext& context);

}  // namespace signpost::http
