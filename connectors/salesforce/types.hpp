// Salesforce's JSON and query language to and from our structs. Pure; any thread.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/salesforce/canonical.hpp"
#include "core/base/buffer.hpp"
#include "core/delivery/connector.hpp"

namespace hub::connectors::salesforce {

// Field names are the same in any case: "subject" in a mapping is Salesforce's "Subject".
bool same_field(std::string_view a, std::string_view b);
const model::Value* find_field(const model::Value& record, std::string_view name);

// What describe said about one object.
struct ObjectFacts {
  std::vector<FieldFacts> fields;
  const FieldFacts* find(std::string_view field) const;
};

// "Case__c" to "Case__r", "ParentId" to "Parent"; describe knows better.
std::string relationship_name(std::string_view lookup_field, const ObjectFacts* facts);

// Adds the fields of the record that are compared when it is read back, once each. Links by another key,
// whose values are objects, cannot be read by their own name.
void add_compared(const model::Record& record, std::vector<std::string>& fields);

// Members of an object that was begun, after a comma where one is needed: a text; the link to the parent; the
// fields of the mapping.
void write_member(std::string_view name, std::string_view text, Buffer& out);
void write_link(const model::Record& record, std::string_view relationship, Buffer& out);
void write_fields(const model::Record& record, Buffer& out);

// Request bodies. Records with a target_id go by that, the others by their key.
void write_records(std::span<const model::Record> batch, std::string_view relationship, Buffer& out);
void write_retrieve(std::span<const std::string> ids, std::span<const std::string> fields, Buffer& out);

// One result for each element of a collections answer. Nothing when the answer is not an array of `asked`
// results.
std::optional<std::vector<Result<delivery::StoredRecord>>> read_results(const model::Value& answer,
                                                                        std::size_t asked,
                                                                        const model::RecordShape* shape);

// A describe answer, for lint and for canonical().
delivery::SchemaObject read_schema(const model::Value& describe);
ObjectFacts read_facts(const model::Value& describe);

// "api-usage=18/5000; per-app-api-usage=17/250(appName=x)".
std::optional<delivery::Budget> read_usage(std::string_view limit_info);

}  // namespace hub::connectors::salesforce
