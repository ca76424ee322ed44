// What an org knows: its objects and their fields, read from files shaped like describe answers. Immutable
// but for field visibility. One thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace hub::simulators::salesforce {

struct FieldDef {
  std::string name, label,
      type;                // type: "string", "textarea", "picklist", "reference", "datetime", "double", ...
  std::size_t length = 0;  // characters; 0: not limited
  std::size_t byte_length = 0;  // of CaseComment.CommentBody: bytes after HTML escaping; 0: not limited
  bool nillable = true, createable = true, updateable = true, defaulted = false;
  bool external_id = false, id_lookup = false, unique = false, case_sensitive = false;
  bool restricted = false, html = false, auto_number = false;
  bool indexed = false;  // found without a scan though it is no key
  bool hidden = false;   // no field permission: to the API it does not exist
  int scale = 0;
  std::string default_value, relationship;
  std::vector<std::string> values, refers_to;

  bool is_text() const;
  bool is_key() const { return external_id || id_lookup; }
  bool is_indexed() const { return is_key() || unique || indexed; }
  // Long texts and files cannot be compared or sorted by.
  bool is_filterable() const { return type != "textarea" && type != "base64"; }
};

struct ObjectDef {
  std::string name, label, key_prefix;
  bool custom = false;
  std::vector<FieldDef> fields;

  // By API name, in any case; hidden fields are not there. -1 when there is none.
  int find(std::string_view field_name) const;
  // The field whose relationshipName is that.
  int find_relationship(std::string_view relationship_name) const;
};

class Schema {
 public:
  // The org that ships with the hub: Case, Chat_Transcript__c, Contact, User, ContentVersion and a few more.
  static Schema shipped();

  Result<void> add(std::string_view describe_json);
  ObjectDef* find(std::string_view object_name);
  const std::vector<ObjectDef>& objects() const { return objects_; }
  // Takes the permission for every field of that name away, or gives it back.
  void set_hidden(std::string_view field_name, bool hidden);
  void show_all();

 private:
  std::vector<ObjectDef> objects_;
};

bool same_name(std::string_view a, std::string_view b);

}  // namespace hub::simulators::salesforce
