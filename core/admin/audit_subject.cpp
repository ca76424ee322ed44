#include "core/admin/audit_subject.hpp"

#include "core/admin/opening_reason.hpp"
#include "core/model/json.hpp"
#include "core/model/parse_keyed_hash.hpp"
#include "core/policy/fields.hpp"

namespace hub::admin {
namespace {

class Reader {
 public:
  void read_path(std::string_view shape, const std::vector<std::string>& values) {
    for (const std::string& value : values) {
      shape.remove_prefix(shape.find('{') + 1);
      take(shape.substr(0, shape.find('}')), value);
    }
  }

  void read_query(const Query& query) {
    for (const char* name : {"tenant", "target"})
      if (const std::string* value = query.find(name)) take(name, *value);
  }

  void read_body(const Buffer& body) {
    model::Arena arena;
    model::JsonParser parser;
    const auto parsed = parser.parse(body.view(), arena);
    if (!parsed || !parsed->is_object()) return;
    read_object(*parsed);
    if (const auto reason = parse_opening_reason(parsed->text_at("reason")))
      add("reason " + std::string(to_string(*reason)));
    if (const model::Value* filter = parsed->find("filter"); filter != nullptr && filter->is_object())
      read_object(*filter);
    count(*parsed, "deliveries", "delivery");
    count(*parsed, "cases", "case");
    const model::Value* dry_run = parsed->find("dry_run");
    if (dry_run != nullptr && dry_run->is_boolean() && dry_run->as_boolean()) add("dry run");
  }

  AuditSubject take_subject() { return std::move(subject_); }

 private:
  void read_object(const model::Value& object) {
    for (const char* name : {"tenant", "target"}) take(name, object.text_at(name));
    for (const char* name : {"version", "mapping_version"}) {
      const model::Value* number = object.find(name);
      if (number != nullptr && number->is_integer()) take("version", std::to_string(number->as_integer()));
    }
  }

  void count(const model::Value& object, std::string_view many, std::string_view one) {
    const model::Value* list = object.find(many);
    if (list == nullptr || !list->is_array()) return;
    const std::size_t size = list->as_array().size();
    add(std::to_string(size) + ' ' + std::string(size == 1 ? one : many));
  }

  void take(std::string_view what, std::string_view name) {
    if (what == "case") {
      if (model::parse_keyed_hash(name)) add("case " + std::string(name));
      return;
    }
    if (!policy::is_resource_name(name)) return;
    if (what == "tenant")
      subject_.tenant = name;
    else
      add(std::string(what) + ' ' + std::string(name));
  }

  void add(const std::string& part) { subject_.resource += (subject_.resource.empty() ? "" : ", ") + part; }

  AuditSubject subject_;
};

}  // namespace

AuditSubject audit_subject_of(const Operation& operation, const std::vector<std::string>& path_values,
                              const Query& query, const Buffer& body) {
  Reader reader;
  reader.read_path(operation.path, path_values);
  reader.read_query(query);
  if (!operation.body.empty()) reader.read_body(body);
  return reader.take_subject();
}

}  // namespace hub::admin
