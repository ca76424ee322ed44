#include "connectors/genesys/target.hpp"

#include <algorithm>

#include "connectors/shared/comparison.hpp"
#include "connectors/shared/existing.hpp"
#include "connectors/shared/one_by_one.hpp"
#include "core/base/uuid.hpp"
#include "core/delivery/missing_object.hpp"
#include "core/model/builder.hpp"

namespace hub::connectors::genesys {

using delivery::ReadRequest;
using delivery::StoredRecord;
using model::Record;
using model::Value;

namespace {

constexpr std::string_view kType = "type";
// No figure is published for either; the smaller a call, the less is sent again after a lost answer.
constexpr std::size_t kRecordsMax = 50, kBodyBytesMax = 512u << 10;
constexpr std::size_t kIdentifierMax = 255;

Error cannot_find(const Record& record) {
  return config_error("record '" + record.shape->name +
                      "': contacts are found by id, one address, one telephone number or externalIds, and "
                      "workitems by id");
}

// In what is compared to the letter.
bool differs(const model::RecordShape& shape, const Value& expected, const Value& held) {
  return std::ranges::any_of(expected.as_object(), [&](const model::Member& member) {
    const Value* value = held.find(member.name);
    const bool is_same = value ? *value == member.value : member.value.is_null();
    return !is_same && shape.compare_of(member.name) == model::Compare::exact;
  });
}

Value text_value(const Value& row, std::string_view name) {
  const Value* found = row.find(name);
  return found && found->is_string() ? *found : Value();
}

}  // namespace

Target::Target(TargetOptions options, ClientOptions client, http::TokenSource tokens, http::Client& http,
               Clock& clock)
    : options_(std::move(options)),
      client_(std::move(client), std::move(tokens), http, clock),
      clock_(clock) {
  traits_.batch_records_max = kRecordsMax;
  traits_.batch_bytes_max = kBodyBytesMax;
  traits_.concurrency_max = 4;
  traits_.links_by_id = true;
  traits_.can_find_existing = true;
  traits_.children_need_parent = true;
  traits_.erasure = {
      "Notes and workitems are deleted; contacts that the hub made are erased by a GDPR request.",
      "What else Genesys Cloud holds of a person (interactions, recordings, contacts of others) takes a GDPR "
      "request of its own. Notes on a contact that others made are found by the contact only."};
  // Contacts are unique by external id; notes and workitems are not by anything (genesys.md 6.3, 7).
  traits_.key_guarantee = delivery::LookUpOnly{options_.late_commit, options_.visibility_lag};
}

Task<Result<delivery::Schema>> Target::describe(std::vector<std::string> objects) {
  delivery::Schema schema;
  for (const std::string& object : objects) {
    auto known = schema_of(object);
    if (!known) {
      co_return delivery::missing_object("Genesys Cloud has no object '" + object +
                                         "': contact, note and workitem are known");
    }
    schema.objects.push_back(std::move(*known));
  }
  co_return schema;
}

// Three calls, since each proves something else: the source of our keys, the collector, and the right to
// write.
Task<Result<void>> Target::probe() {
  const auto source = co_await check_source();
  if (!source.ok()) co_return source.error();
  const auto collector = co_await check_collector();
  if (!collector.ok()) co_return collector.error();
  Buffer body;
  write_contact("connector-hub-probe", Value::object({}), options_.external_source_id, body);
  model::Arena arena;
  const auto answer = co_await client_.enrich(std::move(body), true, arena);
  co_return done(answer);
}

Task<std::vector<Written>> Target::write(Records batch) {
  if (!batch.empty() && batch.front().shape->object == kNote) return write_notes_of(batch);
  return one_by_one<StoredRecord>(batch, [this](const Record& record) { return write_one(record); });
}

Task<Written> Target::write_one(const Record& record) {
  return record.shape->object == kContact ? write_contact_of(record) : write_workitem_of(record);
}

Task<std::vector<Result<Seen>>> Target::look_up(Records batch) {
  if (!batch.empty() && batch.front().shape->object == kNote) return look_up_notes(batch);
  return one_by_one<Seen>(batch, [this](const Record& record) { return look_up_one(record); });
}

Task<std::vector<Result<Seen>>> Target::find_by_key(Records batch) {
  if (!batch.empty() && batch.front().shape->object == kNote) return find_notes(batch);
  return one_by_one<Seen>(batch, [this](const Record& record) { return find_one_by_key(record); });
}

Task<Result<Seen>> Target::find_one_by_key(const Record& record) {
  model::Arena arena;
  const auto row = co_await find_row(record, arena);
  if (!row.ok()) co_return row.error();
  co_return seen(*row ? std::string((*row)->text_at("id")) : "");
}

// What is there in another version counts as not there: then it is written again, which makes no second one,
// for a contact is upserted and a workitem is looked for.
Task<Result<Seen>> Target::look_up_one(const Record& record) {
  model::Arena arena;
  const auto row = co_await find_row(record, arena);
  if (!row.ok()) co_return row.error();
  if (!*row) co_return Seen();
  const auto contact = co_await contact_of(record);
  if (!contact.ok()) co_return contact.error();
  const Value held = stored(record, **row, *contact, arena);
  if (differs(*record.shape, expected(record, arena), held)) co_return Seen();
  co_return seen(std::string((*row)->text_at("id")));
}

Task<Result<Form>> Target::row_of(const model::RecordShape& shape, const std::string& id,
                                  model::Arena& arena) {
  const bool is_contact = shape.object == kContact;
  auto asking = is_contact ? client_.contact(id, arena) : client_.workitem(id, arena);
  auto answer = co_await std::move(asking);
  // Of a contact that was merged into another one, that one counts.
  const Value* merged = answer.ok() && is_contact ? answer->find("mergedTo") : nullptr;
  if (merged && !merged->text_at("id").empty()) {
    const std::string survivor(merged->text_at("id"));
    answer = co_await client_.contact(survivor, arena);
  }
  if (!answer.ok() && is_missing(answer.error())) co_return Form();
  if (!answer.ok()) co_return answer.error();
  co_return Form(*answer);
}

Task<Result<Form>> Target::find_row(const Record& record, model::Arena& arena) {
  return record.shape->object == kContact ? find_contact("ExternalId", record.key, arena)
                                          : find_workitem(record.key, arena);
}

Task<Result<std::string>> Target::contact_of(const Record& record) {
  if (!record.parent_id.empty()) co_return std::string(record.parent_id);
  if (record.parent_key.empty())
    co_return record.shape->object == kContact ? std::string() : options_.collector_contact;
  model::Arena arena;
  const auto contact = co_await find_contact("ExternalId", record.parent_key, arena);
  if (!contact.ok()) co_return contact.error();
  co_return *contact ? std::string((*contact)->text_at("id")) : std::string();
}

Task<std::vector<Result<Existing>>> Target::find_existing(Records batch) {
  return one_by_one<Existing>(batch, [this](const Record& record) { return find_one(record); });
}

Task<Result<Existing>> Target::find_one(const Record& record) {
  const model::RecordShape& shape = *record.shape;
  const auto wanted = only_wanted(record);
  const bool by_id = is_by_id(record);
  const std::string_view type =
      wanted && shape.object == kContact ? identifier_type(wanted->field) : std::string_view();
  if (shape.object == kNote || (!by_id && type.empty())) co_return cannot_find(record);
  const std::string& text = wanted->text;
  if (by_id ? !is_uuid(text) : text.empty() || text.size() > kIdentifierMax) co_return Existing();
  model::Arena arena;
  auto asking = by_id ? row_of(shape, text, arena) : find_contact(type, text, arena);
  const auto row = co_await std::move(asking);
  if (!row.ok()) co_return row.error();
  if (!*row) co_return Existing();
  const std::string field = closed_field_of(shape);
  const bool is_closed =
      !field.empty() && shown(**row, field, shape.attach->closed_value, arena) == shape.attach->closed_value;
  co_return Existing{{std::string((*row)->text_at("id")), is_closed}};
}

Task<std::vector<Result<Form>>> Target::read_back(Requests batch, model::Arena& arena) {
  if (!batch.empty() && batch.front().record->shape->object == kNote) return read_notes(batch, arena);
  return one_by_one<Form>(batch,
                          [this, &arena](const ReadRequest& request) { return read_one(request, arena); });
}

Task<Result<Form>> Target::read_one(const ReadRequest& request, model::Arena& arena) {
  const Record& record = *request.record;
  auto asking = request.id.empty() ? find_row(record, arena) : row_of(*record.shape, request.id, arena);
  const auto row = co_await std::move(asking);
  if (!row.ok() || !*row) co_return row;
  const auto contact = co_await contact_of(record);
  if (!contact.ok()) co_return contact.error();
  co_return Form(stored(record, **row, *contact, arena));
}

// A contact that somebody else made keeps what it holds: what counts is that it stays.
Value Target::stored(const Record& record, const Value& row, std::string_view contact_id,
                     model::Arena& arena) const {
  const model::RecordShape& shape = *record.shape;
  const bool is_contact = shape.object == kContact, is_ours = record.target_id.empty();
  model::ObjectBuilder form(arena);
  if (is_ours) {
    form.add(arena.copy(shape.key_field), is_contact
                                              ? key_of_contact(row, record.key, options_.external_source_id)
                                              : text_value(row, "externalTag"));
  }
  if (is_contact) form.add(kType, text_value(row, kType));
  if (is_contact && !is_ours) return form.finish(model::DataClass::free_text);
  if (!parent_of(record).empty()) {
    const Value* contact = row.find("externalContact");
    const bool is_linked = contact && contact->text_at("id") == contact_id;
    form.add(arena.copy(shape.parent_field), is_linked ? Value::string(parent_of(record)) : Value());
  }
  for (const model::Member& field : record.fields.as_object())
    form.add(arena.copy(field.name), shown(row, field.name, normalised(field.value, arena), arena));
  return form.finish(model::DataClass::free_text);
}

Value Target::expected(const Record& record, model::Arena& arena) const {
  const model::RecordShape& shape = *record.shape;
  const bool is_contact = shape.object == kContact, is_ours = record.target_id.empty();
  model::ObjectBuilder form(arena);
  if (is_ours) form.add(arena.copy(shape.key_field), Value::string(record.key));
  if (is_contact) form.add(kType, Value::string(kCurated));
  if (is_contact && !is_ours) return form.finish(model::DataClass::free_text);
  if (!parent_of(record).empty()) form.add(arena.copy(shape.parent_field), Value::string(parent_of(record)));
  for (const model::Member& field : record.fields.as_object())
    form.add(arena.copy(field.name), normalised(field.value, arena));
  return form.finish(model::DataClass::free_text);
}

Task<std::vector<Result<void>>> Target::erase(Requests batch) {
  return one_by_one<void>(batch, [this](const ReadRequest& request) {
    return request.record->shape->object == kNote ? erase_note(request) : erase_one(request);
  });
}

Task<Result<void>> Target::erase_one(const ReadRequest& request) {
  model::Arena arena;
  const model::RecordShape& shape = *request.record->shape;
  auto asking = request.id.empty() ? find_row(*request.record, arena) : row_of(shape, request.id, arena);
  const auto row = co_await std::move(asking);
  if (!row.ok()) co_return row.error();
  if (!*row) co_return Result<void>();
  const std::string id((*row)->text_at("id"));
  if (shape.object == kContact) co_return co_await erase_person(id);
  const auto deleted = co_await client_.delete_workitem(id, arena);
  co_return !deleted.ok() && is_missing(deleted.error()) ? Result<void>() : done(deleted);
}

}  // namespace hub::connectors::genesys
