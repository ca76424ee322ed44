// Notes of contacts (genesys.md 6.2, 6.3): nothing keeps two of them from being the same.
#include <algorithm>

#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/genesys/json_object.hpp"
#include "tools/simulators/genesys/simulator.hpp"

namespace hub::simulators::genesys {

using model::Value;

namespace {

constexpr std::size_t kPageUsual = 25, kPageMost = 100, kReachable = 1'000;

}  // namespace

http::Response Simulator::list_notes(Call& call) {
  if (!organisation_.contact(call.ids[0])) return not_found();
  const std::size_t size = call.number("pageSize", kPageUsual), page = call.number("pageNumber", 1);
  if (size == 0 || size > kPageMost) return refused(wrong_value("pageSize", "is at most 100"));
  if (page == 0 || page * size > kReachable)
    return refused(wrong_value("pageNumber", "only the first 1000 notes can be listed"));
  std::vector<Note*> notes = organisation_.notes(call.ids[0], call.query("expand") == "mergeset");
  if (call.query("sortOrder").ends_with("desc")) std::ranges::reverse(notes);
  const std::size_t start = std::min((page - 1) * size, notes.size());
  const std::size_t end = std::min(start + size, notes.size());
  const bool is_stale = find_fault(call.faults, "stale_read");
  Buffer out("{\"entities\":[");
  bool is_first = true;
  for (std::size_t i = start; i < end; ++i) {
    const std::string json = is_stale ? notes[i]->before : to_json(*notes[i]);
    if (json.empty()) continue;
    if (!is_first) out.push_back(',');
    is_first = false;
    out.append(json);
  }
  out.append("],\"pageSize\":" + std::to_string(size) + ",\"pageNumber\":" + std::to_string(page) +
             ",\"total\":" + std::to_string(notes.size()) + "}");
  return respond_json(200, std::move(out));
}

http::Response Simulator::get_note(Call& call) {
  const Note* note = organisation_.note(call.ids[0], call.ids[1]);
  return note ? shown(to_json(*note), note->before, call.faults) : not_found();
}

http::Response Simulator::add_note(Call& call) {
  auto made = organisation_.add_note(call.ids[0], shortened(call.body, call.faults, arena_));
  if (const auto* refusal = std::get_if<Refusal>(&made)) return refused(*refusal);
  return respond_json(200, Buffer(to_json(*std::get<Note*>(made))));
}

// Results come last first: nothing says that they have the order of the request.
http::Response Simulator::add_notes(Call& call) {
  const Value* entities = call.body.find("entities");
  if (!entities || !entities->is_array()) return refused(wrong_value("entities", "is required"));
  const Fault* unlucky = find_fault(call.faults, "record_error");
  std::string results, wrong;
  std::size_t errors = 0;
  for (std::size_t i = entities->as_array().size(); i-- > 0;) {
    const Value& entity = entities->as_array()[i];
    std::variant<Note*, Refusal> made = Refusal{400, "invalid.value", "told to refuse", "noteText"};
    if (!unlucky || static_cast<std::size_t>(unlucky->record) != i)
      made = organisation_.add_note(entity.text_at("entityId"), shortened(entity, call.faults, arena_));
    Buffer out;
    if (const auto* refusal = std::get_if<Refusal>(&made)) {
      wrong += (errors++ > 0 ? "," : "") + std::to_string(i);
      JsonObject json(out);
      json.raw("success", "false").raw("status", std::to_string(refusal->status));
      JsonObject error(json.begin("error"));
      error.text("code", refusal->code).text("message", refusal->message);
      error.raw("status", std::to_string(refusal->status)).raw("retryable", "false");
      error.begin("details").push_back('[');
      JsonObject(out).text("fieldName", refusal->field);
      out.push_back(']');
      error.raw("entity", json_of(entity));
    } else {
      const Note& note = *std::get<Note*>(made);
      JsonObject(out)
          .text("id", note.id)
          .raw("success", "true")
          .raw("status", "200")
          .raw("entity", to_json(note));
    }
    results += (results.empty() ? "" : ",") + std::string(out.view());
  }
  return respond_json(200, Buffer("{\"results\":[" + results + "],\"errorCount\":" + std::to_string(errors) +
                                  ",\"errorIndexes\":[" + wrong + "]}"));
}

http::Response Simulator::change_note(Call& call) {
  Note* note = organisation_.note(call.ids[0], call.ids[1]);
  if (!note) return not_found();
  if (auto refusal = organisation_.change(*note, shortened(call.body, call.faults, arena_)))
    return refused(*refusal);
  return respond_json(200, Buffer(to_json(*note)));
}

http::Response Simulator::delete_note(Call& call) {
  Note* note = organisation_.note(call.ids[0], call.ids[1]);
  if (!note) return not_found();
  note->is_gone = true;
  http::Response gone;
  gone.status = 204;
  return gone;
}

// All notes of the organisation, page by page.
http::Response Simulator::scan_notes(Call& call) {
  const auto& notes = organisation_.all_notes();
  std::size_t at = call.number("cursor", 0), count = 0;
  const std::size_t most = std::min(call.number("limit", kPageMost), kPageMost);
  Buffer out("{\"entities\":[");
  for (; at < notes.size() && count < most; ++at) {
    if (notes[at].is_gone) continue;
    if (count++ > 0) out.push_back(',');
    out.append(to_json(notes[at]));
  }
  out.append("],\"cursors\":{");
  if (at < notes.size()) out.append("\"after\":\"" + std::to_string(at) + "\"");
  out.append("}}");
  return respond_json(200, std::move(out));
}

}  // namespace hub::simulators::genesys
