#include "connectors/webhook/target.hpp"

#include <algorithm>

#include "connectors/shared/comparison.hpp"
#include "connectors/shared/one_by_one.hpp"
#include "core/delivery/missing_object.hpp"
#include "core/model/text_form.hpp"

namespace hub::connectors::webhook {

using delivery::ReadRequest;
using delivery::StoredRecord;
using model::Value;

namespace {

Places places_of(const model::Record& record, std::string_view id = {}) {
  return {record.shape->object, record.key, record.parent_key, id};
}

bool is_absent(int status) {
  return status == 404 || status == 410;
}

Error cannot(std::string_view what, std::string_view setting) {
  return config_error("this target was not told how to " + std::string(what) + ": add the setting '" +
                      std::string(setting) + "'");
}

}  // namespace

Target::Target(TargetOptions options, http::Client& http, Clock& clock)
    : options_(std::move(options)), client_(std::move(options_.client), http, clock), clock_(clock) {}

// A body that is no JSON is null: most receivers answer a webhook with nothing at all.
Result<Value> Target::parse(const http::Response& answer, model::Arena& arena) {
  return parser_.parse(answer.body.view(), arena, model::DataClass::free_text);
}

Task<std::vector<Written>> Target::write(Records batch) {
  return one_by_one<StoredRecord>(batch, [this](const model::Record& record) { return write_one(record); });
}

Task<Written> Target::write_one(const model::Record& record) {
  constexpr auto kWrites = http::Effect::writes;
  Buffer body;
  write_body(record, body);
  auto sending =
      client_.send(options_.calls.write, places_of(record), std::string(record.key), std::move(body));
  auto answer = co_await std::move(sending);
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), kWrites);
  model::Arena arena;
  const auto parsed = parse(*answer, arena);
  const Value said = parsed.ok() ? *parsed : Value();
  const auto refused = [&] {
    return refusal(options_.rules, *answer, said, kWrites, clock_.wall_now(), &record);
  };
  if (!is_success(options_.rules, answer->status)) co_return refused();
  const bool must_be_read = options_.calls.id_at || options_.rules.success_when;
  if (must_be_read && !parsed.ok()) co_return http::unreadable_answer(kWrites);
  if (const auto& condition = options_.rules.success_when) {
    const Value* place = condition->first.find(said);
    if (!place || text_of(*place) != condition->second) co_return refused();
  }
  const Value* id = options_.calls.id_at ? options_.calls.id_at->find(said) : nullptr;
  co_return StoredRecord{id ? text_of(*id) : std::string(), answer->status == 201};
}

Task<std::vector<Result<Seen>>> Target::look_up(Records batch) {
  return one_by_one<Seen>(batch, [this](const model::Record& record) { return look_up_one(record); });
}

// Whoever cannot be asked cannot say that it has nothing.
Task<std::vector<Result<Seen>>> Target::find_by_key(Records batch) {
  if (options_.calls.look_up) co_return co_await look_up(batch);
  co_return all_of<Seen>(batch.size(), cannot("look for a record", "look_up"));
}

Task<Result<Seen>> Target::look_up_one(const model::Record& record) {
  if (!options_.calls.look_up) {
    // Sending it again does no harm, or a person has to look.
    if (options_.can_repeat) co_return Seen();
    co_return invalid_error(
        "in_doubt",
        "nobody knows whether the target has it, and it cannot be asked: look there, then "
        "retry or discard; the settings 'look_up' or 'repeats' would spare you that");
  }
  model::Arena arena;
  auto asking = ask(*options_.calls.look_up, places_of(record), arena);
  const auto answer = co_await std::move(asking);
  if (!answer.ok()) co_return answer.error();
  if (!*answer) co_return Seen();
  const auto row = pick_record(options_.calls.look_up_at.find(**answer), record.shape->key_field, record.key);
  if (!row.ok()) co_return row.error();
  if (!*row) co_return Seen();
  const Value* id = options_.calls.id_at ? options_.calls.id_at->find(**row) : nullptr;
  co_return Seen(StoredRecord{id ? text_of(*id) : std::string(), false});
}

Task<Result<Form>> Target::ask(const Call& call, Places places, model::Arena& arena) {
  constexpr auto kReads = http::Effect::reads;
  auto sending = client_.send(call, places, {}, {});
  auto answer = co_await std::move(sending);
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), kReads);
  if (is_absent(answer->status)) co_return Form();
  const auto parsed = parse(*answer, arena);
  const Value said = parsed.ok() ? *parsed : Value();
  if (!is_success(options_.rules, answer->status))
    co_return refusal(options_.rules, *answer, said, kReads, clock_.wall_now(), nullptr);
  if (!parsed.ok()) co_return http::unreadable_answer(kReads);
  co_return Form(said);
}

Task<Result<std::optional<std::string>>> Target::id_for(const Call& call, const ReadRequest& request) {
  if (!request.id.empty() || !call.names("id")) co_return std::optional(request.id);
  const auto found = co_await look_up_one(*request.record);
  if (!found.ok()) co_return found.error();
  if (!*found) co_return std::optional<std::string>();
  co_return std::optional((*found)->id);
}

Task<std::vector<Result<Form>>> Target::read_back(Requests batch, model::Arena& arena) {
  return one_by_one<Form>(batch,
                          [this, &arena](const ReadRequest& request) { return read_one(request, arena); });
}

Task<Result<Form>> Target::read_one(const ReadRequest& request, model::Arena& arena) {
  if (!options_.calls.read_back) co_return cannot("read a record back", "read_back");
  const Call& call = *options_.calls.read_back;
  const model::Record& record = *request.record;
  const auto id = co_await id_for(call, request);
  if (!id.ok()) co_return id.error();
  if (!*id) co_return Form();
  auto asking = ask(call, places_of(record, **id), arena);
  const auto answer = co_await std::move(asking);
  if (!answer.ok() || !*answer) co_return answer;
  const Value* place = options_.calls.read_at.find(**answer);
  // Asked for one record, it is that one: whether it has our key is compared like the rest.
  const bool is_list = place && place->is_array();
  const auto row = pick_record(place, is_list ? record.shape->key_field : std::string(), record.key);
  if (!row.ok() || !*row) co_return row;
  co_return Form(stored(record, **row, arena));
}

Value Target::stored(const model::Record& record, const Value& row, model::Arena& arena) const {
  const auto shown = [&](std::string_view name) {
    const auto& elsewhere = options_.calls.read_as;
    const auto path =
        std::ranges::find(elsewhere, name, [](const auto& each) -> std::string_view { return each.first; });
    const Value* value = path == elsewhere.end() ? row.find(name) : path->second.find(row);
    return value ? compare_form(*value) : Value();
  };
  const model::RecordShape& shape = *record.shape;
  const bool is_linked = shown(shape.parent_field) == Value::string(parent_of(record));
  return shown_form(
      record, shown(shape.key_field), is_linked,
      [&](const model::Member& field) { return shown(field.name); }, arena);
}

Value Target::expected(const model::Record& record, model::Arena& arena) const {
  return sent_form(
      record, [this](const model::Member& field) { return compare_form(field.value); }, arena);
}

Value Target::compare_form(const Value& value) const {
  if (!options_.calls.trims_texts || !value.is_string()) return value;
  const std::string_view text = model::trimmed(value.as_string());
  return text.empty() ? Value() : Value::string(text, value.data_class());
}

Task<std::vector<Result<void>>> Target::erase(Requests batch) {
  return one_by_one<void>(batch, [this](const ReadRequest& request) { return erase_one(request); });
}

Task<Result<void>> Target::erase_one(const ReadRequest& request) {
  if (!options_.calls.erase) co_return cannot("erase a record", "erase");
  const Call& call = *options_.calls.erase;
  const auto id = co_await id_for(call, request);
  if (!id.ok()) co_return id.error();
  if (!*id) co_return Result<void>();
  auto sending = client_.send(call, places_of(*request.record, **id), std::string(request.record->key), {});
  auto answer = co_await std::move(sending);
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), http::Effect::writes);
  if (is_absent(answer->status) || is_success(options_.rules, answer->status)) co_return Result<void>();
  co_return refusal(options_.rules, *answer, Value(), http::Effect::writes, clock_.wall_now(), nullptr);
}

Task<Result<delivery::Schema>> Target::describe(std::vector<std::string> objects) {
  delivery::Schema schema;
  for (const std::string& object : objects) {
    if (!options_.calls.describe) {
      delivery::SchemaObject& unknown = schema.objects.emplace_back();
      unknown.name = object;
      unknown.is_open = true;
      continue;
    }
    model::Arena arena;
    auto asking = ask(*options_.calls.describe, Places{object, {}, {}, {}}, arena);
    const auto answer = co_await std::move(asking);
    if (!answer.ok()) co_return answer.error();
    if (!*answer) {
      co_return delivery::missing_object("the target has no '" + object + "', or its user may not see it");
    }
    schema.objects.push_back(read_schema(object, **answer));
  }
  co_return schema;
}

// Without a call of its own the base address is asked: whoever answers there at all was reached, and refused
// credentials, a redirection or a failing server are told apart.
Task<Result<void>> Target::probe() {
  static const Call kBase{"HEAD", "/"};
  const bool is_declared = options_.calls.probe.has_value();
  const Call& call = is_declared ? *options_.calls.probe : kBase;
  auto sending = client_.send(call, {}, {}, {});
  auto answer = co_await std::move(sending);
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), http::Effect::reads);
  if (is_success(options_.rules, answer->status)) co_return Result<void>();
  Error error = refusal(options_.rules, *answer, Value(), http::Effect::reads, clock_.wall_now(), nullptr);
  if (!is_declared && error.kind == ErrorKind::invalid) co_return Result<void>();
  co_return error;
}

}  // namespace hub::connectors::webhook
