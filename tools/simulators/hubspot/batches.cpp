// Batches of at most 100 inputs: results in no particular order, refusals per record, 207 when there is one.
#include <algorithm>
#include <set>

#include "core/base/timestamp.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/hubspot/simulator.hpp"

namespace hub::simulators::hubspot {

using model::Value;

namespace {

constexpr std::size_t kInputsMax = 100, kLinksMax = 2'000;

std::span<const Value> inputs_of(const Value& body) {
  const Value* inputs = body.find("inputs");
  return inputs && inputs->is_array() ? inputs->as_array() : std::span<const Value>();
}

std::optional<Refusal> wrong_size(std::size_t size, std::size_t most) {
  if (size > 0 && size <= most) return std::nullopt;
  return Refusal{400, "VALIDATION_ERROR", "a batch has 1 to " + std::to_string(most) + " inputs", {}, {}};
}

// A batch answer, filled as it is made.
class Answer {
 public:
  Buffer& next_result() {
    if (!is_first_) results_.push_back(',');
    is_first_ = false;
    return results_;
  }
  void add(const Refusal& refusal, std::string_view id) {
    if (errors_count_++ > 0) errors_.push_back(',');
    write_refusal(refusal, id, errors_);
  }
  http::Response finish(int status, WallTime now) {
    Buffer body("{\"status\":\"COMPLETE\",\"startedAt\":\"" + format_timestamp(now) +
                "\",\"completedAt\":\"" + format_timestamp(now) + "\",\"results\":[");
    body.append(results_.view());
    body.append("]");
    if (errors_count_ > 0) {
      body.append(",\"numErrors\":" + std::to_string(errors_count_) + ",\"errors\":[");
      body.append(errors_.view());
      body.append("]");
    }
    body.push_back('}');
    return respond_json(errors_count_ > 0 ? 207 : status, std::move(body));
  }

 private:
  Buffer results_, errors_;
  bool is_first_ = true;
  std::size_t errors_count_ = 0;
};

// A text property cut in half: what a fault does to the inputs.
Value shortened(const Value& properties, std::string_view field, model::Arena& arena) {
  auto* members = arena.take_array<model::Member>(properties.as_object().size());
  std::size_t count = 0;
  for (model::Member member : properties.as_object()) {
    if (member.name == field && member.value.is_string())
      member.value = Value::string(member.value.as_string().substr(0, member.value.as_string().size() / 2));
    members[count++] = member;
  }
  return Value::object({members, count});
}

}  // namespace

std::variant<Row*, Refusal> Simulator::write_input(const Call& call, const Value& input, bool& is_new) {
  Value properties = *input.find("properties");
  if (const Fault* cut = find_fault(call.faults, "truncated_field"))
    properties = shortened(properties, cut->field, arena_);
  const std::string_view id = input.text_at("id"), by = input.text_at("idProperty");
  Row* row = call.operation == "create" ? nullptr : row_of(call.object, id, by);
  is_new = row == nullptr;
  if (row) {
    if (auto refusal = portal_.update(*row, properties)) return *refusal;
    return row;
  }
  if (call.operation == "update")
    return Refusal{404, "OBJECT_NOT_FOUND", "Could not get some records", {}, {}};
  return portal_.create(call.object, properties);
}

http::Response Simulator::batch_write(Call& call) {
  const auto inputs = inputs_of(call.body);
  if (const auto wrong = wrong_size(inputs.size(), kInputsMax)) return refused(*wrong);
  std::set<std::string_view> ids;
  for (const Value& input : inputs) {
    const Value* properties = input.find("properties");
    if (!properties || !properties->is_object())
      return refused({400, "VALIDATION_ERROR", "properties is missing", {}, {}});
    if (const auto unknown = portal_.check_names(call.object, *properties)) return refused(*unknown);
    const std::string_view by = input.text_at("idProperty");
    const Property* property = by.empty() ? nullptr : portal_.find_property(call.object, by);
    if (call.operation == "upsert" && !(property && property->is_unique)) {
      return refused({400, "VALIDATION_ERROR", "Unable to perform update/upsert by non-unique property",
                      "NON_UNIQUE_PROPERTY", std::string(by)});
    }
    if (call.operation != "create" && !ids.insert(input.text_at("id")).second)
      return refused({400, "VALIDATION_ERROR", "Duplicate IDs found in batch input", {}, {}});
  }
  const Fault* unlucky = find_fault(call.faults, "record_error");
  Answer answer;
  // Last first: nothing says that results come in the order of the inputs.
  for (std::size_t i = inputs.size(); i-- > 0;) {
    const std::string_view id = inputs[i].text_at("id");
    if (unlucky && static_cast<std::size_t>(unlucky->record) == i) {
      answer.add({400, unlucky->text, "told to refuse", {}, unlucky->field}, id);
      continue;
    }
    bool is_new = false;
    auto written = write_input(call, inputs[i], is_new);
    if (const auto* refusal = std::get_if<Refusal>(&written)) {
      answer.add(*refusal, id);
      continue;
    }
    Buffer& out = answer.next_result();
    write_row(*std::get<Row*>(written), portal_, {}, false, out);
    out.append(is_new ? ",\"new\":true}" : ",\"new\":false}");
  }
  return answer.finish(call.operation == "create" ? 201 : 200, clock_.wall_now());
}

http::Response Simulator::batch_read(Call& call) {
  const auto inputs = inputs_of(call.body);
  if (const auto wrong = wrong_size(inputs.size(), kInputsMax)) return refused(*wrong);
  std::vector<std::string> names{"hs_object_id"};
  if (const Value* asked = call.body.find("properties"); asked && asked->is_array())
    for (const Value& name : asked->as_array()) names.emplace_back(name.as_string());
  const bool is_stale = find_fault(call.faults, "stale_read");
  Answer answer;
  for (std::size_t i = inputs.size(); i-- > 0;) {
    const std::string_view id = inputs[i].text_at("id");
    const Row* row = row_of(call.object, id, call.body.text_at("idProperty"));
    if (!row || (is_stale && row->before.empty())) {
      answer.add({404, "OBJECT_NOT_FOUND", "Could not get some records", {}, {}}, id);
      continue;
    }
    Buffer& out = answer.next_result();
    write_row(*row, portal_, names, is_stale, out);
    out.push_back('}');
  }
  return answer.finish(200, clock_.wall_now());
}

http::Response Simulator::batch_archive(Call& call) {
  const auto inputs = inputs_of(call.body);
  if (const auto wrong = wrong_size(inputs.size(), kInputsMax)) return refused(*wrong);
  for (const Value& input : inputs)
    if (Row* row = portal_.find(call.object, input.text_at("id"))) portal_.archive(*row);
  http::Response gone;
  gone.status = 204;
  return gone;
}

http::Response Simulator::batch_link(Call& call) {
  const auto inputs = inputs_of(call.body);
  if (const auto wrong = wrong_size(inputs.size(), kLinksMax)) return refused(*wrong);
  Answer answer;
  for (const Value& input : inputs) {
    const Value* from = input.find("from");
    const Value* to = input.find("to");
    const Row* one = from ? portal_.find(call.object, from->text_at("id")) : nullptr;
    const Row* other = to ? portal_.find(call.to, to->text_at("id")) : nullptr;
    if (!one || !other) {
      answer.add({404, "OBJECT_NOT_FOUND", "one of the records does not exist", {}, {}},
                 from ? from->text_at("id") : "");
      continue;
    }
    portal_.link(*one, *other);
    Buffer& out = answer.next_result();
    out.append("{\"from\":{");
    model::write_json_member("id", one->id, out);
    out.append("},\"to\":{");
    model::write_json_member("id", other->id, out);
    out.append("}}");
  }
  return answer.finish(200, clock_.wall_now());
}

http::Response Simulator::batch_links(Call& call) {
  const auto inputs = inputs_of(call.body);
  if (const auto wrong = wrong_size(inputs.size(), kInputsMax)) return refused(*wrong);
  Answer answer;
  for (const Value& input : inputs) {
    const Row* row = portal_.find(call.object, input.text_at("id"));
    const auto ids = row ? portal_.linked(*row, call.to) : std::vector<std::string>();
    if (ids.empty()) {
      answer.add({404, "OBJECT_NOT_FOUND", "No contact is associated with the record", {}, {}},
                 input.text_at("id"));
      continue;
    }
    Buffer& out = answer.next_result();
    out.append("{\"from\":{");
    model::write_json_member("id", row->id, out);
    out.append("},\"to\":[");
    for (std::size_t i = 0; i < ids.size(); ++i) {
      out.append(i > 0 ? ",{\"toObjectId\":" : "{\"toObjectId\":");
      out.append(ids[i]);
      out.append(",\"associationTypes\":[]}");
    }
    out.append("]}");
  }
  return answer.finish(200, clock_.wall_now());
}

}  // namespace hub::simulators::hubspot
