#include "connectors/servicenow/target.hpp"

#include <algorithm>

#include "connectors/shared/comparison.hpp"
#include "core/delivery/missing_object.hpp"

namespace hub::connectors::servicenow {

using delivery::ReadRequest;
using model::Value;

namespace {

// Version 2 answers an empty list with 200, version 1 with 404, which may mean anything.
std::string table_path(std::string_view table) {
  return "/api/now/v2/table/" + http::percent_encode(table);
}

constexpr std::string_view kPlainReferences = "&sysparm_exclude_reference_link=true";

Call write_call(const model::Record& record) {
  const model::RecordShape& shape = *record.shape;
  const bool is_ours = record.target_id.empty();
  Call call{is_ours ? "POST" : "PATCH", table_path(shape.object)};
  if (!is_ours) call.path += '/' + http::percent_encode(record.target_id);
  call.path += "?sysparm_fields=sys_id," + http::percent_encode(shape.key_field);
  call.path += kPlainReferences;
  write_row(record, call.body);
  return call;
}

std::optional<Error> refusal_of(const model::Record& record, const Lengths& lengths) {
  if (const std::string field = too_long(record, lengths); !field.empty()) {
    Error error = invalid_error("too_long", "the text is longer than its column and would be cut: " + field);
    error.fields.push_back(field);
    return error;
  }
  const bool lacks_parent = !record.parent_key.empty() && record.parent_id.empty();
  if (lacks_parent) return parent_missing("record");
  return std::nullopt;
}

Written outcome_of(const model::Record& record, const Client::Answer& answer) {
  const bool is_ours = record.target_id.empty();
  if (!answer.ok() && !is_ours && is_missing(answer.error())) return gone_meanwhile("record");
  if (!answer.ok()) return answer.error();
  const std::string_view id = answer->text_at("sys_id");
  if (id.empty()) return no_data(http::Effect::writes);
  if (is_ours && answer->text_at(record.shape->key_field) != record.key) {
    Error error =
        invalid_error("key_not_kept",
                      "the record was made, but its key was not: the column is missing, or the hub's user "
                      "may not write and read it");
    error.fields.push_back(record.shape->key_field);
    return error;
  }
  return written(std::string(id), is_ours);
}

// The one row of a key, or nothing.
Result<Form> row_of_key(const Value& list, const model::Record& record) {
  const std::vector<Value> rows = rows_with(list, record.shape->key_field, record.key);
  if (rows.size() > 1) return invalid_error("duplicate_key", "several records have the same key");
  if (!rows.empty()) return Form(rows.front());
  const bool was_ignored = list.is_array() && !list.as_array().empty();
  if (!was_ignored) return Form();
  return Error{ErrorKind::auth,
               "no_key_column",
               "the table has no column '" + record.shape->key_field + "' that the hub's user may search",
               {},
               {}};
}

}  // namespace

Target::Target(TargetOptions options, http::TokenSource tokens, http::Client& http, Clock& clock)
    : options_(std::move(options)), client_(options_.client, std::move(tokens), http, clock) {
  traits_.batch_records_max = options_.batch_records;
  traits_.batch_bytes_max = 4u << 20;  // an item of a batch may have 5 MB
  traits_.concurrency_max = 4;
  traits_.key_guarantee = delivery::LookUpOnly{options_.late_commit, std::chrono::seconds(0)};
  traits_.links_by_id = true;
  traits_.can_find_existing = true;
  traits_.children_need_parent = true;
  traits_.erasure = {
      "Records and their files are deleted.",
      "By its own policies the instance may keep deleted rows in sys_audit_delete and in recovery "
      "tables. What a business rule forbids to delete stays, and is named."};
}

Task<std::vector<Written>> Target::write(Records batch) {
  std::vector<Written> results;
  if (batch.empty()) co_return results;
  if (batch.front().shape->object == kAttachment) {
    auto writing = write_files(batch);
    co_return co_await std::move(writing);
  }
  const Lengths& lengths = lengths_[batch.front().shape->object];
  std::vector<Call> calls;
  std::vector<std::size_t> places;
  for (const model::Record& record : batch) {
    const auto refusal = refusal_of(record, lengths);
    results.emplace_back(refusal ? *refusal : no_data(http::Effect::writes));
    if (refusal) continue;
    places.push_back(results.size() - 1);
    calls.push_back(write_call(record));
  }
  model::Arena arena;
  const auto answers = co_await client_.send_all(calls, http::Effect::writes, arena);
  for (std::size_t i = 0; i < answers.size(); ++i)
    results[places[i]] = outcome_of(batch[places[i]], answers[i]);
  co_return results;
}

Task<Target::Rows> Target::rows_of(Requests batch, const std::string& columns, model::Arena& arena) {
  const model::RecordShape& shape = *batch.front().record->shape;
  const std::string fields =
      "sysparm_fields=" + http::percent_encode(columns) + std::string(kPlainReferences);
  std::vector<Call> calls;
  for (const ReadRequest& each : batch) {
    std::string path = table_path(shape.object);
    if (each.id.empty()) {
      path +=
          "?sysparm_limit=2&sysparm_query=" + http::percent_encode(term(shape.key_field, each.record->key)) +
          '&' + fields;
    } else {
      path += '/' + http::percent_encode(each.id) + '?' + fields;
    }
    calls.push_back({"GET", std::move(path)});
  }
  const auto answers = co_await client_.send_all(calls, http::Effect::reads, arena);
  Rows rows;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (!answers[i].ok() && is_missing(answers[i].error())) {
      rows.emplace_back(Form());
    } else if (!answers[i].ok()) {
      rows.emplace_back(answers[i].error());
    } else if (batch[i].id.empty()) {
      rows.push_back(row_of_key(*answers[i], *batch[i].record));
    } else {
      rows.emplace_back(Form(*answers[i]));
    }
  }
  co_return rows;
}

Task<std::vector<Result<Seen>>> Target::look_up(Records batch) {
  std::vector<Result<Seen>> results;
  if (batch.empty()) co_return results;
  std::vector<ReadRequest> requests;
  for (const model::Record& record : batch) requests.push_back({&record, {}});
  model::Arena arena;
  const std::string columns = "sys_id," + batch.front().shape->key_field;
  const bool are_files = batch.front().shape->object == kAttachment;
  auto asking = are_files ? files_of(requests, arena) : rows_of(requests, columns, arena);
  const Rows rows = co_await std::move(asking);
  for (const Result<Form>& row : rows) {
    results.push_back(row.ok() ? Result<Seen>(seen(*row ? std::string((*row)->text_at("sys_id")) : ""))
                               : Result<Seen>(row.error()));
  }
  co_return results;
}

std::string Target::columns_of(Requests batch) const {
  const model::RecordShape& shape = *batch.front().record->shape;
  std::vector<std::string_view> names{"sys_id"};
  const auto add = [&names](std::string_view name) {
    if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
  };
  add(shape.key_field);
  for (const ReadRequest& each : batch) {
    if (!each.record->parent_id.empty()) add(shape.parent_field);
    for (const model::Member& field : each.record->fields.as_object())
      if (is_compared(shape, field.name)) add(field.name);
  }
  std::string columns;
  for (const std::string_view name : names) columns.append(columns.empty() ? "" : ",").append(name);
  return columns;
}

Task<Target::Rows> Target::read_back(Requests batch, model::Arena& arena) {
  if (batch.empty()) co_return Rows();
  const bool are_files = batch.front().record->shape->object == kAttachment;
  const std::string columns = columns_of(batch);
  auto reading = are_files ? read_files(batch, arena) : rows_of(batch, columns, arena);
  Rows rows = co_await std::move(reading);
  if (are_files) co_return rows;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].ok() && rows[i]->has_value()) rows[i] = Form(stored(*batch[i].record, **rows[i], arena));
  co_return rows;
}

// A column that the table does not have is missing in the row, and then compared as nothing.
Value Target::stored(const model::Record& record, const Value& row, model::Arena& arena) const {
  const auto form_of = [&](const model::Member& field) { return canonical(row.find(field.name), arena); };
  const model::RecordShape& shape = *record.shape;
  const Value key = canonical(row.find(shape.key_field), arena);
  const Value parent = canonical(row.find(shape.parent_field), arena);
  return shown_form(record, key, parent == Value::string(record.parent_id), form_of, arena);
}

Value Target::expected(const model::Record& record, model::Arena& arena) const {
  const auto form_of = [&](const model::Member& field) {
    // A file keeps its bytes.
    const bool is_content =
        record.shape->object == kAttachment && field.name == kContent && field.value.is_string();
    return is_content ? field.value : canonical(&field.value, arena);
  };
  return sent_form(record, form_of, arena);
}

Task<std::vector<Result<void>>> Target::erase(Requests batch) {
  std::vector<Result<void>> results(batch.size());
  if (batch.empty()) co_return results;
  const model::RecordShape& shape = *batch.front().record->shape;
  const bool are_files = shape.object == kAttachment;
  model::Arena arena;
  const std::string columns = "sys_id," + shape.key_field;
  auto finding = are_files ? files_of(batch, arena) : rows_of(batch, columns, arena);
  const Rows rows = co_await std::move(finding);
  std::vector<Call> calls;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (!rows[i].ok()) results[i] = rows[i].error();
    if (!rows[i].ok() || !rows[i]->has_value()) continue;
    const std::string id = http::percent_encode((*rows[i])->text_at("sys_id"));
    calls.push_back({"DELETE", (are_files ? "/api/now/attachment" : table_path(shape.object)) + '/' + id});
    places.push_back(i);
  }
  const auto answers = co_await client_.send_all(calls, http::Effect::writes, arena);
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (!answers[i].ok() && !is_missing(answers[i].error())) results[places[i]] = answers[i].error();
  co_return results;
}

Task<Result<delivery::Schema>> Target::describe(std::vector<std::string> objects) {
  delivery::Schema schema;
  for (const std::string& object : objects) {
    if (object == kAttachment) {
      schema.objects.push_back(attachment_schema());
      continue;
    }
    auto table = co_await describe_table(object);
    if (!table.ok()) co_return std::move(table).error();
    lengths_[object] = read_lengths(*table);
    schema.objects.push_back(std::move(*table));
  }
  co_return schema;
}

// The dictionary names the columns of a table and of those that it extends. Where the hub's user may not read
// it, the table is open: what is missing shows when values are compared.
Task<Result<delivery::SchemaObject>> Target::describe_table(std::string table) {
  constexpr std::size_t kDepthMax = 8;
  model::Arena arena;
  std::vector<std::string> extended;
  std::string names = table;
  for (std::string at = table; !at.empty() && extended.size() < kDepthMax;) {
    auto asking =
        client_.get(table_path("sys_db_object") + "?sysparm_limit=2&sysparm_fields=name,super_class.name" +
                        "&sysparm_query=" + http::percent_encode(term("name", at)),
                    arena);
    const auto answer = co_await std::move(asking);
    if (!answer.ok() && answer.error().code != "forbidden") co_return answer.error();
    const auto rows = answer.ok() ? rows_with(*answer, "name", at) : std::vector<Value>();
    at = rows.empty() ? "" : std::string(rows.front().text_at("super_class.name"));
    if (at.empty()) break;
    extended.push_back(at);
    names += ',' + at;
  }
  auto asking = client_.get(table_path("sys_dictionary") +
                                "?sysparm_limit=5000&sysparm_fields=name,element,column_label,internal_type,"
                                "max_length,read_only,mandatory" +
                                std::string(kPlainReferences) +
                                "&sysparm_query=" + http::percent_encode("nameIN" + names),
                            arena);
  const auto dictionary = co_await std::move(asking);
  if (!dictionary.ok() && dictionary.error().code != "forbidden") co_return dictionary.error();
  delivery::SchemaObject object = read_schema(table, extended, dictionary.ok() ? *dictionary : Value());
  if (!object.fields.empty()) co_return object;
  auto looking = client_.get(table_path(table) + "?sysparm_limit=1&sysparm_fields=sys_id", arena);
  const auto any = co_await std::move(looking);
  if (!any.ok() && any.error().code == "invalid_table") {
    co_return delivery::missing_object("the instance has no table '" + table +
                                       "', or the hub's user may not see it");
  }
  if (!any.ok()) co_return any.error();
  object.is_open = true;
  co_return object;
}

Task<Result<void>> Target::probe() {
  model::Arena arena;
  auto asking =
      client_.get(table_path(options_.case_table) + "?sysparm_limit=1&sysparm_fields=sys_id", arena);
  const auto answer = co_await std::move(asking);
  co_return done(answer);
}

}  // namespace hub::connectors::servicenow
