#pragma once

// /v1/enumerate: which task makes which records.
//
//   {"frameworks":[{"tasks":[{"name":"web","id":"web.1","records":[
//     {"name":"web.marathon.mesos.","host":"10.0.0.1","rtype":"A"}, ...]}],"name":"marathon"}]}
//
// A record that several tasks make is shown with the first of them, in the inventory's order, as in
// Mesos-DNS. What has been shown is remembered as 64-bit hashes: 9 to 18 octets a record while the
// answer lasts.

#include <memory>

#include "http/body_producer.h"
#include "http/lookup.h"

namespace signpost::http {

std::unique_ptr<BodyProducer> EnumerateBody(SharedSnapshot snapshot);

}  // namespace signpost::http
