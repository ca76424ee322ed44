#include "tools/simulators/dynamics/tables.hpp"

#include <algorithm>

namespace hub::simulators::dynamics {

namespace {

Column text(std::string name, std::size_t length_max) {
  return {std::move(name), "String", length_max};
}
Column memo(std::string name, std::size_t length_max) {
  return {std::move(name), "Memo", length_max};
}
Column typed(std::string name, std::string type) {
  return {std::move(name), std::move(type)};
}
Column choice(std::string name, std::string type, std::vector<std::int64_t> choices) {
  return {std::move(name), std::move(type), 0, std::move(choices)};
}
Column read_only(std::string name, std::string type) {
  return {std::move(name), std::move(type), 0, {}, true};
}
Column id(std::string name) {
  return typed(std::move(name), "Uniqueidentifier");
}

Table cases() {
  return {"incidents",
          "incident",
          "incidentid",
          {id("incidentid"), text("title", 200), memo("description", 2'000), text("hub_caseid", 100),
           choice("caseorigincode", "Picklist", {1, 2, 3, 2483, 3986}),
           choice("prioritycode", "Picklist", {1, 2, 3}),
           choice("customersatisfactioncode", "Picklist", {1, 2, 3, 4, 5}),
           choice("statecode", "State", {0, 1, 2}),
           choice("statuscode", "Status", {1, 2, 3, 4, 5, 6, 1000, 2000}), typed("followupby", "DateTime"),
           typed("isescalated", "Boolean"), typed("influencescore", "Double"),
           read_only("ticketnumber", "String"), read_only("createdon", "DateTime"),
           read_only("modifiedon", "DateTime")},
          {{"customerid_contact", "customerid", "contacts"},
           {"customerid_account", "customerid", "accounts"},
           {"primarycontactid", "primarycontactid", "contacts"},
           {"parentcaseid", "parentcaseid", "incidents"},
           {"ownerid", "ownerid", "systemusers"}},
          "hub_caseid"};
}

Table notes() {
  return {"annotations",
          "annotation",
          "annotationid",
          {id("annotationid"), text("subject", 500), memo("notetext", 100'000),
           text("documentbody", 1'073'741'823), text("filename", 255), text("mimetype", 256),
           typed("isdocument", "Boolean"), read_only("filesize", "Integer"),
           read_only("createdon", "DateTime"), read_only("modifiedon", "DateTime")},
          {{"objectid_incident", "objectid", "incidents"},
           {"objectid_contact", "objectid", "contacts"},
           {"ownerid", "ownerid", "systemusers"}}};
}

Table contacts() {
  return {
      "contacts",
      "contact",
      "contactid",
      {id("contactid"), text("firstname", 50), text("lastname", 50), text("emailaddress1", 100),
       text("telephone1", 50), choice("statecode", "State", {0, 1}), read_only("createdon", "DateTime"),
       read_only("modifiedon", "DateTime")},
      {{"parentcustomerid_account", "parentcustomerid", "accounts"}, {"ownerid", "ownerid", "systemusers"}}};
}

Table accounts() {
  return {"accounts",
          "account",
          "accountid",
          {id("accountid"), text("name", 160), read_only("createdon", "DateTime"),
           read_only("modifiedon", "DateTime")},
          {{"ownerid", "ownerid", "systemusers"}}};
}

Table users() {
  return {"systemusers", "systemuser", "systemuserid", {id("systemuserid"), text("fullname", 200)}, {}};
}

}  // namespace

const Column* Table::find_column(std::string_view name) const {
  const auto found = std::ranges::find(columns, name, &Column::name);
  return found == columns.end() || found->is_hidden ? nullptr : &*found;
}

const Link* Table::find_link(std::string_view property) const {
  const auto found = std::ranges::find(links, property, &Link::property);
  return found == links.end() ? nullptr : &*found;
}

bool Table::shows(std::string_view name) const {
  if (find_column(name)) return true;
  return std::ranges::any_of(links,
                             [name](const Link& link) { return '_' + link.column + "_value" == name; });
}

std::vector<Table> shipped_tables() {
  return {cases(), notes(), contacts(), accounts(), users()};
}

}  // namespace hub::simulators::dynamics
