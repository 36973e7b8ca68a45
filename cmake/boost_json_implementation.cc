// Boost.JSON, compiled once: the reader of documents (src/mesos/json_reader.cc).

#include <boost/json/src.hpp>
