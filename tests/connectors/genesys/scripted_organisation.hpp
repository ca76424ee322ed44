// A Genesys Cloud target before a scripted organisation: answers are written by hand after genesys.md. One
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/genesys/target.hpp"
#include "tests/support/scripted_target.hpp"

namespace hub::connectors::genesys {

inline const std::string kSome = "11111111-2222-4333-8444-555555555555";  // an id that Genesys gave

inline TargetOptions scripted_options() {
  TargetOptions options;
  options.external_source_id = "source-1";
  options.user_id = "user-1";
  options.collector_contact = "collector-1";
  options.worktype_id = "type-1";
  options.workitem_life = std::chrono::hours(24);
  return options;
}

struct ScriptedOrganisation : testing::ScriptedTarget<Target> {
  explicit ScriptedOrganisation(TargetOptions options = scripted_options())
      : ScriptedTarget(std::move(options), ClientOptions{"https://api.example", std::chrono::seconds(30)},
                       http::fixed_token({"token-1", {}, {}, "Bearer"})) {
    contact_shape.name = "contact";
    contact_shape.object = kContact;
    contact_shape.key_field = "externalIds";
    note_shape.name = "note";
    note_shape.object = kNote;
    note_shape.key_field = "marker";
    note_shape.stage = 1;
    note_shape.parent = 0;
    note_shape.parent_field = "contactId";
    note_shape.parent_optional = true;
    workitem_shape.name = "workitem";
    workitem_shape.object = kWorkitem;
    workitem_shape.key_field = "externalTag";
    workitem_shape.parent_field = "externalContactId";
  }

  // The newest notes of that contact.
  void expect_list(std::string_view contact, std::string_view notes, int total, int page = 1) {
    expect("GET",
           "/contacts/" + std::string(contact) + "/notes?pageSize=100&pageNumber=" + std::to_string(page) +
               "&sortOrder=createDate%3Adesc&expand=mergeset",
           200, "{\"entities\":[" + std::string(notes) + "],\"total\":" + std::to_string(total) + "}");
  }
  model::Record contact(std::string_view key, std::string_view fields) {
    return record(contact_shape, key, {}, 0, fields);
  }
  model::Record note(std::string_view key, std::string_view text, std::string_view contact_id = {}) {
    return record(note_shape, key, contact_id, 0, "{\"noteText\":\"" + std::string(text) + "\"}");
  }
  model::Record workitem(std::string_view key, std::string_view fields) {
    return record(workitem_shape, key, {}, 0, fields);
  }
  // A note as Genesys shows it: of that record, or with a text of its own.
  std::string shown(std::string_view id, std::string_view text,
                    std::string_view created = "2026-11-01T10:00:00.000Z") {
    Buffer out("{");
    model::write_json_member("id", id, out);
    out.push_back(',');
    model::write_json_member("noteText", text, out);
    out.push_back(',');
    model::write_json_member("createDate", created, out);
    out.push_back('}');
    return std::string(out.view());
  }
  std::string shown(std::string_view id, const model::Record& record) {
    return shown(id, marked_text(record, arena));
  }

  model::RecordShape contact_shape, note_shape, workitem_shape;
};

using testing::contains;

}  // namespace hub::connectors::genesys
