// Contacts, fields, and what every refusal looks like.
#include <algorithm>

#include "core/model/object_writer.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/freshdesk/simulator.hpp"

namespace hub::simulators::freshdesk {

http::Response refused(const Refusal& refusal) {
  Buffer body;
  model::ObjectWriter members(body);
  if (refusal.field.empty()) {
    members.add("code", refusal.code);
    members.add("message", refusal.message);
    members.finish();
    return respond_json(refusal.status, std::move(body));
  }
  members.add("description", "Validation failed");
  Buffer& out = members.begin("errors");
  out.push_back('[');
  model::ObjectWriter error(out);
  error.add("field", refusal.field);
  error.add("message", refusal.message);
  error.add("code", refusal.code);
  error.finish();
  out.push_back(']');
  members.finish();
  return respond_json(refusal.status, std::move(body));
}

http::Response not_found() {
  return respond(404, "text/html", "");
}

void write_contact(const Contact& contact, Buffer& out) {
  model::ObjectWriter members(out);
  members.begin("id").append(std::to_string(contact.id));
  for (const auto& [name, json] : contact.fields) members.begin(name).append(json);
  members.finish();
}

http::Response Simulator::list_contacts(const Call& call) {
  std::vector<const Contact*> found;
  for (const Contact& contact : account_.contacts()) {
    const bool is_it = std::ranges::all_of(call.target.query, [this, &contact](const auto& filter) {
      const auto& [name, value] = filter;
      if (name == "page" || name == "per_page") return true;
      const Contact* match = account_.find_contact_by(name, value);
      return match && match->id == contact.id;
    });
    if (is_it && !contact.is_deleted) found.push_back(&contact);
  }
  const Page page = page_of(call.target, found.size());
  Buffer body("[");
  for (std::size_t i = page.begin; i < page.end; ++i) {
    if (i > page.begin) body.push_back(',');
    write_contact(*found[i], body);
  }
  body.push_back(']');
  return respond_json(200, std::move(body));
}

http::Response Simulator::ticket_fields() const {
  Buffer body(
      R"([{"id":1,"name":"subject","label":"Subject","type":"default_subject"},)"
      R"({"id":2,"name":"status","label":"Status","type":"default_status","choices":{"2":["Open","Being Processed"],)"
      R"("3":["Pending","Awaiting your Reply"],"4":["Resolved","Resolved"],"5":["Closed","Closed"]}},)"
      R"({"id":3,"name":"priority","label":"Priority","type":"default_priority",)"
      R"("choices":{"Low":1,"Medium":2,"High":3,"Urgent":4}},)"
      R"({"id":4,"name":"source","label":"Source","type":"default_source",)"
      R"("choices":{"Email":1,"Portal":2,"Phone":3,"Chat":7,"Feedback Widget":9,"Outbound Email":10}},)"
      R"({"id":5,"name":"ticket_type","label":"Type","type":"default_ticket_type",)"
      R"("choices":["Question","Incident","Problem","Feature Request"]})");
  int id = 5;
  for (const auto& [name, type] : account_.custom_fields()) {
    if (account_.is_hidden(name)) continue;
    body.push_back(',');
    model::ObjectWriter field(body);
    field.begin("id").append(std::to_string(++id));
    field.add("name", name);
    field.add("label", name);
    field.add("type", type);
    field.finish();
  }
  body.push_back(']');
  return respond_json(200, std::move(body));
}

}  // namespace hub::simulators::freshdesk
