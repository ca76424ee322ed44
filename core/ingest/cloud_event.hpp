// CloudEvents 1.0 out of an HTTP request: structured, binary and batched mode, JSON only. Pure; one thread a
// parser.
#pragma once

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "core/http/message.hpp"
#include "core/ingest/problem_details.hpp"
#include "core/model/json.hpp"

namespace hub::ingest {

// Views into the request's arena; an empty text is an absent attribute.
struct CloudEvent {
  std::string_view id, source, specversion, type, subject, time, datacontenttype, dataschema, dataref;
  std::string_view traceparent;  // of the extension Distributed Tracing, as it came
  std::optional<model::Value> data;
};

template <class T>
using OrProblem = std::variant<T, Problem>;

// One event of a request, or why it is none. `id` is usable (empty when it is not) even beside a problem.
struct ReadEvent {
  std::string_view id;
  OrProblem<CloudEvent> event;
};

struct ReadRequest {
  bool is_batch = false;
  std::vector<ReadEvent> events;
};

// What concerns the whole request is its problem: 400 malformed JSON, 413 too many events, 415 a format or
// type that is not read. What concerns one event is that event's. Pointers of a batch start with the event's
// index; in binary mode they point into the same event in structured form.
OrProblem<ReadRequest> read_events(const http::Request& request, std::size_t batch_events_max,
                                   model::JsonParser& parser, model::Arena& arena);

// Where the data of event `index` stands. `root` outlives the result.
inline Path event_path(const Path& root, bool is_batch, std::size_t index) {
  return is_batch ? root.item(index) : root;
}

}  // namespace hub::ingest
