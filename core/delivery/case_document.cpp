#include "core/delivery/case_document.hpp"

#include "core/model/json.hpp"
#include "core/model/merge.hpp"

namespace hub::delivery {

Buffer document_of(const NewEvent& event) {
  Buffer out;
  out.reserve(event.data.size() + 256);
  out.append("{\"event\":{\"id\":");
  model::write_json_string(event.event_id, out);
  out.append(",\"source\":");
  model::write_json_string(event.source, out);
  out.append(",\"type\":");
  model::write_json_string(event.type, out);
  out.append(",\"time\":");
  model::write_json_string(event.time, out);
  out.append(",\"at_ms\":" + std::to_string(event.happened_at.time_since_epoch().count()));
  if (!event.traceparent.empty()) {
    out.append(",\"traceparent\":");
    model::write_json_string(event.traceparent, out);
  }
  out.append("},\"tenant\":{\"id\":");
  model::write_json_string(event.tenant, out);
  out.append("},\"data\":");
  out.append(event.data);
  out.push_back('}');
  return out;
}

Result<Buffer> merged_document(const model::Value& stored, bool stored_is_later, const NewEvent& event,
                               model::JsonParser& parser, model::Arena& arena) {
  const model::Value* stored_data = stored.find("data");
  const model::Value* envelope = stored.find("event");
  if (!stored_data || !envelope) return invalid_error("malformed_case", "the sealed document has no data");
  const auto news = parser.parse(event.data, arena);
  if (!news.ok()) return news.error();
  const model::Value data =
      stored_is_later ? model::merged(*news, *stored_data, arena) : model::merged(*stored_data, *news, arena);
  Buffer text;
  model::write_json(data, text);
  NewEvent whole = event;
  whole.data = text.view();
  if (!stored_is_later) {
    const model::Value* at = envelope->find("at_ms");
    whole.event_id = envelope->text_at("id");
    whole.source = envelope->text_at("source");
    whole.type = envelope->text_at("type");
    whole.time = envelope->text_at("time");
    whole.traceparent = envelope->text_at("traceparent");
    whole.happened_at = WallTime(milliseconds(at && at->is_integer() ? at->as_integer() : 0));
  }
  return document_of(whole);
}

}  // namespace hub::delivery
