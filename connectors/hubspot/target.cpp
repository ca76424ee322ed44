#include "connectors/hubspot/target.hpp"

#include <algorithm>
#include <set>

#include "connectors/shared/comparison.hpp"
#include "connectors/shared/members.hpp"
#include "core/base/timestamp.hpp"
#include "core/delivery/missing_object.hpp"
#include "core/model/html_form.hpp"

namespace hub::connectors::hubspot {

using delivery::ReadRequest;
using delivery::StoredRecord;
using model::Value;

namespace {

// The refusals of a batch answer by the ids that they are about.
std::map<std::string, Error, std::less<>> refusals_of(const Value& answer) {
  std::map<std::string, Error, std::less<>> refusals;
  for (const Value& each : list_at(answer, "errors")) {
    const Value* context = each.find("context");
    if (!context) continue;
    for (const Value& id : list_at(*context, "ids"))
      if (id.is_string()) refusals.emplace(std::string(id.as_string()), classify_refusal(each));
  }
  return refusals;
}

// One result for each record of a batch answer, whatever its order: by our key, or by the id that was written
// to.
std::vector<Written> results_of(const Value& answer, Records batch) {
  const bool by_key = batch.front().target_id.empty();
  const Rows rows = by_key ? rows_by(batch.front().shape->key_field, answer) : rows_by_id(answer);
  const auto refusals = refusals_of(answer);
  std::vector<Written> results;
  for (const model::Record& record : batch) {
    const std::string_view name = by_key ? record.key : record.target_id;
    const auto row = rows.find(name);
    const auto refusal = refusals.find(name);
    if (row != rows.end()) {
      results.emplace_back(StoredRecord{std::string(row->second.text_at("id")), flag_at(row->second, "new")});
    } else if (refusal == refusals.end()) {
      results.emplace_back(http::unreadable_answer(http::Effect::writes));
    } else if (!by_key && is_missing(refusal->second)) {
      results.emplace_back(gone_meanwhile("record"));
    } else {
      results.emplace_back(refusal->second);
    }
  }
  return results;
}

bool has_link(const Links& links, std::string_view from, std::string_view to) {
  const auto found = links.find(from);
  return found != links.end() && std::ranges::find(found->second, to) != found->second.end();
}

// The record is there, only its link is missing: writing both again makes no second one.
Error link_failed(Error error) {
  if (error.kind == ErrorKind::unknown || error.kind == ErrorKind::invalid) error.kind = ErrorKind::transient;
  error.whole_request = false;
  return std::move(error).with_context("linking the record");
}

}  // namespace

Target::Target(TargetOptions options, Credentials credentials, http::Client& http, Clock& clock)
    : options_(std::move(options)),
      client_(options_.client, std::move(credentials), http, clock),
      clock_(clock) {
  traits_.batch_records_max = 100;
  traits_.concurrency_max = 4;
  traits_.key_guarantee = delivery::UniqueKey{};
  traits_.links_by_id = true;
  traits_.can_find_existing = true;
  traits_.erasure = {
      "Tickets and notes are archived: nobody sees them, and the API finds them no more. Contacts are "
      "deleted for "
      "good.",
      "Archived tickets and notes can be restored from the recycling bin for about 90 days: the API deletes "
      "nothing but contacts for good, so delete them there.",
      false};
}

const PropertyTypes* Target::types_of(const model::RecordShape& shape) const {
  const auto found = types_.find(shape.object);
  return found == types_.end() ? nullptr : &found->second;
}

// A note needs a time; where the mapping gives none, it is that of the writing.
Defaults Target::defaults_for(const model::RecordShape& shape) const {
  const auto found = options_.defaults.find(shape.object);
  Defaults defaults = found == options_.defaults.end() ? Defaults() : found->second;
  if (shape.object == "notes") defaults.emplace_back("hs_timestamp", format_timestamp(clock_.wall_now()));
  return defaults;
}

Task<Result<delivery::Schema>> Target::describe(std::vector<std::string> objects) {
  delivery::Schema schema;
  for (const std::string& object : objects) {
    model::Arena arena;
    auto answer = co_await client_.properties(object, arena);
    if (!answer.ok() && (is_missing(answer.error()) || answer.error().kind == ErrorKind::invalid)) {
      co_return delivery::missing_object("HubSpot has no object '" + object + "'");
    }
    if (!answer.ok()) co_return std::move(answer).error();
    schema.objects.push_back(read_schema(object, *answer));
    types_[object] = read_types(*answer);
  }
  co_return schema;
}

Task<Result<Rows>> Target::rows_of(const std::string& object, std::vector<std::string> values,
                                   std::string property, std::vector<std::string> properties,
                                   model::Arena& arena) {
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  if (values.empty()) co_return Rows();
  Buffer body;
  write_read(values, property, properties, body);
  const auto answer = co_await client_.read(object, std::move(body), arena);
  if (!answer.ok() && is_missing(answer.error())) co_return Rows();
  if (!answer.ok()) co_return answer.error();
  co_return property.empty() ? rows_by_id(*answer) : rows_by(property, *answer);
}

Task<std::vector<Written>> Target::write(Records batch) {
  if (batch.empty()) co_return std::vector<Written>();
  const model::RecordShape& shape = *batch.front().shape;
  const bool by_key = batch.front().target_id.empty();
  Buffer body;
  write_records(batch, by_key ? defaults_for(shape) : Defaults(), body);
  model::Arena arena;
  auto sending = by_key ? client_.upsert(shape.object, std::move(body), arena)
                        : client_.update(shape.object, std::move(body), arena);
  const auto answer = co_await std::move(sending);
  if (!answer.ok()) co_return all_of<StoredRecord>(batch.size(), answer.error());
  std::vector<Written> results = results_of(*answer, batch);
  co_await link(batch, results);
  co_return results;
}

// The parent by its own id, or by our key; or the contact that stands for everybody who is not known.
Task<Result<std::vector<Target::Link>>> Target::wanted_links(Records batch) {
  if (batch.empty()) co_return std::vector<Link>();
  const model::RecordShape& shape = *batch.front().shape;
  const bool has_collector = shape.object == "tickets" && !options_.collector_contact.empty() &&
                             (shape.parent_field.empty() || shape.parent_field == "contacts");
  std::vector<std::string> keys;
  for (const model::Record& record : batch)
    if (record.parent_id.empty() && !record.parent_key.empty()) keys.emplace_back(record.parent_key);
  model::Arena arena;
  std::vector<std::string> properties{shape.parent_key_field};
  std::string by = shape.parent_key_field;
  const auto parents =
      co_await rows_of(shape.parent_field, std::move(keys), std::move(by), std::move(properties), arena);
  if (!parents.ok()) co_return parents.error();
  std::vector<Link> links;
  for (const model::Record& record : batch) {
    const auto parent = parents->find(record.parent_key);
    if (!record.parent_id.empty()) {
      links.push_back({shape.parent_field, std::string(record.parent_id)});
    } else if (!record.parent_key.empty()) {
      const bool is_there = parent != parents->end();
      links.push_back({shape.parent_field, is_there ? std::string(parent->second.text_at("id")) : ""});
    } else if (has_collector && record.target_id.empty()) {
      links.push_back({"contacts", options_.collector_contact});
    } else {
      links.emplace_back();
    }
  }
  co_return links;
}

Task<void> Target::link(Records batch, std::vector<Written>& results) {
  const auto wanted = co_await wanted_links(batch);
  std::vector<std::pair<std::string, std::string>> pairs;
  std::string to;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (!results[i].ok()) continue;
    if (!wanted.ok()) {
      results[i] = link_failed(wanted.error());
      continue;
    }
    const Link& one = (*wanted)[i];
    if (one.to.empty()) continue;
    if (one.id.empty()) {
      results[i] = parent_missing("record");
      continue;
    }
    to = one.to;
    pairs.emplace_back(results[i]->id, one.id);
    places.push_back(i);
  }
  if (pairs.empty()) co_return;
  Buffer body;
  write_links(pairs, body);
  model::Arena arena;
  const auto answer = co_await client_.link(batch.front().shape->object, to, std::move(body), arena);
  const auto errors = answer.ok() ? list_at(*answer, "errors") : std::span<const Value>();
  if (answer.ok() && errors.empty()) co_return;
  const Error error = answer.ok() ? classify_refusal(errors.front()) : answer.error();
  for (const std::size_t place : places) results[place] = link_failed(error);
}

Task<Result<Links>> Target::links_of(const std::string& object, const std::string& to,
                                     const std::vector<std::string>& ids) {
  if (ids.empty()) co_return Links();
  Buffer body;
  write_ids(ids, body);
  model::Arena arena;
  const auto answer = co_await client_.links(object, to, std::move(body), arena);
  if (!answer.ok() && is_missing(answer.error())) co_return Links();
  if (!answer.ok()) co_return answer.error();
  co_return read_links(*answer);
}

Task<Result<Rows>> Target::rows_by_key(Records batch, model::Arena& arena) {
  const model::RecordShape& shape = *batch.front().shape;
  std::vector<std::string> keys;
  for (const model::Record& record : batch) keys.emplace_back(record.key);
  std::string by = shape.key_field;
  std::vector<std::string> properties{shape.key_field};
  co_return co_await rows_of(shape.object, std::move(keys), std::move(by), std::move(properties), arena);
}

// A record without its link counts as not there: then it is written again, which makes the link and no second
// record.
Task<std::vector<Result<Seen>>> Target::look_up(Records batch) {
  if (batch.empty()) co_return std::vector<Result<Seen>>();
  model::Arena arena;
  const auto rows = co_await rows_by_key(batch, arena);
  if (!rows.ok()) co_return all_of<Seen>(batch.size(), rows.error());
  const auto wanted = co_await wanted_links(batch);
  if (!wanted.ok()) co_return all_of<Seen>(batch.size(), wanted.error());
  std::vector<std::string> ids;
  std::string to;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto row = rows->find(batch[i].key);
    if (row == rows->end() || (*wanted)[i].to.empty()) continue;
    to = (*wanted)[i].to;
    ids.emplace_back(row->second.text_at("id"));
  }
  const auto links = co_await links_of(batch.front().shape->object, to, ids);
  if (!links.ok()) co_return all_of<Seen>(batch.size(), links.error());
  std::vector<Result<Seen>> results;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto row = rows->find(batch[i].key);
    const Link& link = (*wanted)[i];
    const std::string id(row == rows->end() ? std::string_view() : row->second.text_at("id"));
    const bool is_linked = link.to.empty() || has_link(*links, id, link.id);
    results.emplace_back(seen(is_linked ? id : ""));
  }
  co_return results;
}

std::vector<std::string> Target::properties_to_read(Requests batch) const {
  const model::RecordShape& shape = *batch.front().record->shape;
  std::vector<std::string> properties{shape.key_field};
  for (const ReadRequest& request : batch) {
    for (const model::Member& field : request.record->fields.as_object()) {
      if (!is_compared(shape, field.name)) continue;
      if (std::ranges::find(properties, field.name) == properties.end()) properties.emplace_back(field.name);
    }
  }
  return properties;
}

Task<std::vector<Result<Form>>> Target::read_back(Requests batch, model::Arena& arena) {
  if (batch.empty()) co_return std::vector<Result<Form>>();
  const model::RecordShape& shape = *batch.front().record->shape;
  const bool by_id = std::ranges::none_of(batch, [](const ReadRequest& each) { return each.id.empty(); });
  std::vector<std::string> names;
  for (const ReadRequest& each : batch) names.push_back(by_id ? each.id : std::string(each.record->key));
  std::string by = by_id ? "" : shape.key_field;
  std::vector<std::string> properties = properties_to_read(batch);
  const auto rows = co_await rows_of(shape.object, names, std::move(by), std::move(properties), arena);
  if (!rows.ok()) co_return all_of<Form>(batch.size(), rows.error());

  std::vector<model::Record> children;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const model::Record& record = *batch[i].record;
    const auto row = rows->find(names[i]);
    if (parent_of(record).empty() || row == rows->end() || !is_compared(shape, shape.parent_field)) continue;
    children.push_back(record);
    ids.emplace_back(row->second.text_at("id"));
  }
  const auto links = co_await links_of(shape.object, shape.parent_field, ids);
  if (!links.ok()) co_return all_of<Form>(batch.size(), links.error());
  const auto parents = co_await wanted_links(children);
  if (!parents.ok()) co_return all_of<Form>(batch.size(), parents.error());
  std::set<std::string_view> linked;  // keys of the children that hang where they should
  for (std::size_t i = 0; i < children.size(); ++i)
    if (has_link(*links, ids[i], (*parents)[i].id)) linked.insert(children[i].key);

  std::vector<Result<Form>> results;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto row = rows->find(names[i]);
    const bool is_linked = linked.contains(batch[i].record->key);
    results.emplace_back(row == rows->end() ? Form()
                                            : Form(stored(*batch[i].record, row->second, is_linked, arena)));
  }
  co_return results;
}

Value Target::stored(const model::Record& record, const Value& row, bool is_linked,
                     model::Arena& arena) const {
  const Value* key = property_of(row, record.shape->key_field);
  const auto form_of = [&](const model::Member& field) {
    const Value* value = property_of(row, field.name);
    return value ? canonical(field.name, *value, types_of(*record.shape), arena) : Value();
  };
  return shown_form(record, key ? *key : Value(), is_linked, form_of, arena);
}

Value Target::expected(const model::Record& record, model::Arena& arena) const {
  const auto form_of = [&](const model::Member& field) {
    const bool is_html = field.name == kNoteBody && field.value.is_string();
    const Value value =
        is_html ? Value::string(model::to_html(field.value.as_string(), arena), field.value.data_class())
                : field.value;
    return canonical(field.name, value, types_of(*record.shape), arena);
  };
  return sent_form(record, form_of, arena);
}

// Whatever it is linked to.
Task<std::vector<Result<Seen>>> Target::find_by_key(Records batch) {
  if (batch.empty()) co_return std::vector<Result<Seen>>();
  model::Arena arena;
  const auto rows = co_await rows_by_key(batch, arena);
  if (!rows.ok()) co_return all_of<Seen>(batch.size(), rows.error());
  std::vector<Result<Seen>> results;
  for (const model::Record& record : batch) {
    const auto row = rows->find(record.key);
    results.emplace_back(seen(row == rows->end() ? "" : std::string(row->second.text_at("id"))));
  }
  co_return results;
}

Task<std::vector<Result<void>>> Target::erase(Requests batch) {
  if (batch.empty()) co_return std::vector<Result<void>>();
  const std::string& object = batch.front().record->shape->object;
  const std::string& key_field = batch.front().record->shape->key_field;
  std::vector<std::string> ids, keys;
  for (const ReadRequest& each : batch) {
    if (!each.id.empty()) ids.push_back(each.id);
    if (each.id.empty()) keys.emplace_back(each.record->key);
  }
  model::Arena arena;
  std::vector<std::string> properties{key_field};
  std::string by = key_field;
  const auto rows = co_await rows_of(object, std::move(keys), std::move(by), std::move(properties), arena);
  if (!rows.ok()) co_return all_of<void>(batch.size(), rows.error());
  for (const auto& [key, row] : *rows) ids.emplace_back(row.text_at("id"));
  std::vector<Result<void>> results(batch.size());
  if (ids.empty()) co_return results;
  if (object != "contacts") {
    Buffer body;
    write_ids(ids, body);
    const auto answer = co_await client_.archive(object, std::move(body), arena);
    if (!answer.ok() && !is_missing(answer.error())) co_return all_of<void>(batch.size(), answer.error());
    co_return results;
  }
  for (const std::string& id : ids) {
    const auto answer = co_await client_.forget_contact(id, arena);
    if (!answer.ok() && !is_missing(answer.error())) co_return all_of<void>(batch.size(), answer.error());
  }
  co_return results;
}

Task<Result<void>> Target::probe() {
  model::Arena arena;
  const auto answer = co_await client_.any_ticket(arena);
  co_return done(answer);
}

}  // namespace hub::connectors::hubspot
