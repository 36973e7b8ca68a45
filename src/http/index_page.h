#pragma once

// The page at /: where everything is.

#include <string_view>

namespace signpost::http {

inline constexpr std::string_view kIndexPage = R"(<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Signpost</title>
<h1>Signpost</h1>
<p>DNS for the tasks of a Mesos cluster.</p>
<dl>
<dt><a href="/v1/status">/v1/status</a></dt><dd>how old the data is, what was served and refused</dd>
<dt><a href="/health">/health</a>, <a href="/ready">/ready</a></dt><dd>whether it runs; whether to send clients here</dd>
<dt><a href="/metrics">/metrics</a></dt><dd>figures for Prometheus</dd>
<dt><a href="/v1/version">/v1/version</a></dt><dd>name and version of this program</dd>
<dt><a href="/v1/config">/v1/config</a></dt><dd>the configuration, without secrets</dd>
<dt>/v1/hosts/{host}</dt><dd>addresses of a name</dd>
<dt>/v1/services/{service}</dt><dd>addresses and ports of a service</dd>
<dt><a href="/v1/enumerate">/v1/enumerate</a></dt><dd>tasks and the records they make</dd>
<dt><a href="/v1/axfr">/v1/axfr</a></dt><dd>all records</dd>
</dl>
</html>
)";

}  // namespace signpost::http
