// Any bytes as a request body in each mode: reading and checking end, and what is taken is taken again when
// it comes as it was sealed.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/assert.hpp"
#include "core/ingest/case_check.hpp"
#include "core/ingest/cloud_event.hpp"
#include "core/ingest/event_type.hpp"
#include "core/ingest/tracking_check.hpp"

namespace {

using namespace hub::ingest;

constexpr std::size_t kBatchMax = 100;

void check(const CloudEvent& event, hub::model::Arena& arena) {
  if (!event.data) return;
  for (const EventType type : {EventType::case_closed, EventType::case_updated}) {
    Findings findings;
    const Path root;
    const CheckedCase checked = check_case(*event.data, type, {}, root.member("data"), arena, findings);
    if (!findings.empty()) continue;
    Findings again;
    static_cast<void>(check_case(checked.data, type, {}, root.member("data"), arena, again));
    HUB_ASSERT(again.empty());
  }
}

// As a tracking event, whatever its type is: one that comes in has a session.
void check_tracked(CloudEvent event) {
  event.type = kVisitorTrackedType;
  const Path root;
  if (tracking_problem(event, root)) return;
  const hub::model::Value* session = event.data->find("session");
  HUB_ASSERT(session && !session->text_at("id").empty());
}

void take(const char* content_type, std::string_view body, bool has_headers) {
  hub::http::Request request;
  request.headers.add("Content-Type", content_type);
  if (has_headers) {
    const std::string_view head = body.substr(0, body.find('\n'));
    for (const char* name : {"ce-id", "ce-source", "ce-type", "ce-time"})
      request.headers.add(name, std::string(head));
    request.headers.add("ce-specversion", "1.0");
    body.remove_prefix(std::min(body.size(), head.size() + 1));
  }
  request.body.append(body);
  hub::model::Arena arena;
  hub::model::JsonParser parser;
  const auto read = read_events(request, kBatchMax, parser, arena);
  const auto* events = std::get_if<ReadRequest>(&read);
  if (!events) return;
  for (const ReadEvent& item : events->events) {
    const auto* event = std::get_if<CloudEvent>(&item.event);
    if (!event) continue;
    check(*event, arena);
    check_tracked(*event);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  take("application/cloudevents+json", body, false);
  take("application/cloudevents-batch+json", body, false);
  take("application/json", body, true);
  return 0;
}
