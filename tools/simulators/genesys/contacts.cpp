// External contacts, sources of external ids, and what is done for people who want to be forgotten.
#include <algorithm>
#include <array>

#include "core/base/timestamp.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/genesys/json_object.hpp"
#include "tools/simulators/genesys/simulator.hpp"

namespace hub::simulators::genesys {

using model::Value;

namespace {

constexpr std::array<std::string_view, 5> kErasureSteps = {"INITIATED", "SEARCHING", "DELETING", "FINALIZING",
                                                           "COMPLETED"};

void write_source(const Source& source, Buffer& out) {
  JsonObject json(out);
  json.text("id", source.id).text("name", source.name).raw("active", source.is_active ? "true" : "false");
}

http::Response no_content() {
  http::Response gone;
  gone.status = 204;
  return gone;
}

}  // namespace

http::Response Simulator::enrich(Call& call) {
  const Value body = shortened(call.body, call.faults, arena_);
  auto done = organisation_.enrich(body, call.query("dryRun") == "true");
  if (const auto* refusal = std::get_if<Refusal>(&done)) return refused(*refusal);
  auto& [contact, is_new] = std::get<Organisation::Enriched>(done);
  if (find_fault(call.faults, "not_promoted") && !contact.id.empty())
    organisation_.contact(contact.id)->type = contact.type = "Identified";
  return respond_json(is_new ? 201 : 200, Buffer(to_json(contact)));
}

http::Response Simulator::find_contact(Call& call) {
  const Value* source = call.body.find("externalSource");
  const Contact* found = organisation_.find_contact(call.body.text_at("type"), call.body.text_at("value"),
                                                    source ? source->text_at("id") : "");
  return found ? respond_json(200, Buffer(to_json(*found))) : not_found();
}

http::Response Simulator::add_contact(Call& call) {
  auto made = organisation_.add_contact(call.body);
  if (const auto* refusal = std::get_if<Refusal>(&made)) return refused(*refusal);
  return respond_json(200, Buffer(to_json(*std::get<Contact*>(made))));
}

http::Response Simulator::get_contact(Call& call) {
  const Contact* contact = organisation_.contact(call.ids[0]);
  return contact ? shown(to_json(*contact), contact->before, call.faults) : not_found();
}

http::Response Simulator::delete_contact(Call& call) {
  Contact* contact = organisation_.contact(call.ids[0]);
  if (!contact) return not_found();
  organisation_.remove(*contact);
  return no_content();
}

http::Response Simulator::promote(Call& call) {
  Contact* contact = organisation_.contact(call.ids[0]);
  if (!contact) return not_found();
  organisation_.promote(*contact);
  return respond_json(200, Buffer(to_json(*contact)));
}

http::Response Simulator::list_sources(Call& call) {
  constexpr std::size_t kPageUsual = 25, kPageMost = 100;
  const auto& sources = organisation_.sources();
  const std::size_t start = std::min(call.number("cursor", 0), sources.size());
  const std::size_t end =
      std::min(start + std::min(call.number("limit", kPageUsual), kPageMost), sources.size());
  Buffer out("{\"entities\":[");
  for (std::size_t i = start; i < end; ++i) {
    if (i > start) out.push_back(',');
    write_source(sources[i], out);
  }
  out.append("],\"cursors\":{");
  if (end < sources.size()) out.append("\"after\":\"" + std::to_string(end) + "\"");
  out.append("}}");
  return respond_json(200, std::move(out));
}

http::Response Simulator::add_source(Call& call) {
  const Value* active = call.body.find("active");
  if (call.body.text_at("name").empty()) return refused(wrong_value("name", "is required"));
  Source source{organisation_.next_id(), std::string(call.body.text_at("name")),
                !active || !active->is_boolean() || active->as_boolean()};
  organisation_.sources().push_back(source);
  Buffer out;
  write_source(source, out);
  return respond_json(200, std::move(out));
}

http::Response Simulator::find_subjects(Call& call) {
  const std::string type = call.query("searchType");
  const std::string kind = type == "EMAIL" ? "Email" : type == "PHONE" ? "Phone" : "ExternalId";
  const Contact* found = organisation_.find_contact(kind, call.query("searchValue"), kSourceId);
  Buffer out("{\"entities\":[");
  if (found) JsonObject(out).text("externalContactId", found->id);
  out.append("],\"pageNumber\":1,\"pageSize\":25,\"total\":" + std::string(found ? "1" : "0") + "}");
  return respond_json(200, std::move(out));
}

http::Response Simulator::request_erasure(Call& call) {
  const Value* subject = call.body.find("subject");
  if (call.body.text_at("requestType") != "GDPR_DELETE")
    return refused(wrong_value("requestType", "only GDPR_DELETE is simulated"));
  if (call.query("deleteConfirmed") != "true")
    return refused({400, "bad.request", "The deletion must be confirmed", "deleteConfirmed"});
  if (!subject || subject->text_at("externalContactId").empty())
    return refused(wrong_value("subject", "is required"));
  const std::string id = organisation_.next_id();
  Erasure& erasure = erasures_[id];
  erasure.contact_id = subject->text_at("externalContactId");
  return erasure_json(id, erasure);
}

// Each look at it is a step further.
http::Response Simulator::get_erasure(Call& call) {
  const auto found = erasures_.find(call.ids[0]);
  if (found == erasures_.end()) return not_found();
  Erasure& erasure = found->second;
  erasure.step = std::min(erasure.step + 1, kErasureSteps.size() - 1);
  Contact* contact = organisation_.contact(erasure.contact_id);
  if (contact && erasure.step == kErasureSteps.size() - 1) organisation_.remove(*contact);
  return erasure_json(found->first, erasure);
}

http::Response Simulator::erasure_json(const std::string& id, const Erasure& erasure) {
  Buffer out;
  {
    JsonObject json(out);
    json.text("id", id).reference("createdBy", kUserId).text("requestType", "GDPR_DELETE");
    json.text("createdDate", format_timestamp(clock_.wall_now()));
    json.text("status", kErasureSteps[erasure.step]);
    JsonObject(json.begin("subject")).text("externalContactId", erasure.contact_id);
  }
  return respond_json(200, std::move(out));
}

}  // namespace hub::simulators::genesys
