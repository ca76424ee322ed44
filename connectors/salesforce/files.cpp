#include "connectors/salesforce/files.hpp"

#include <algorithm>
#include <array>

#include "connectors/salesforce/types.hpp"
#include "connectors/shared/outcomes.hpp"
#include "core/base/base64.hpp"
#include "core/base/md5.hpp"
#include "core/model/builder.hpp"
#include "core/model/json.hpp"

namespace hub::connectors::salesforce {

using delivery::ReadRequest;
using delivery::StoredRecord;
using model::Value;

namespace {

const std::string kFile = "ContentVersion";
const std::string kCase = "Case";  // what a file belongs to when only the key of that record is known
constexpr std::string_view kBytes = "VersionData";
constexpr std::string_view kDocument = "ContentDocumentId";
// Where the file is published when it is made: this links it to the case.
constexpr std::string_view kPlace = "FirstPublishLocationId";

std::string_view bytes_of(const Value& fields) {
  const Value* bytes = find_field(fields, kBytes);
  return bytes && bytes->is_string() ? bytes->as_string() : std::string_view();
}

Value fingerprint(std::string_view checksum, std::int64_t size, model::Arena& arena) {
  std::string text = "md5 ";
  text.append(checksum).append(", ").append(std::to_string(size)).append(" bytes");
  return Value::string(arena.copy(text), model::DataClass::free_text);
}

// Fields that are read: ours, and those of the mapping that are compared, for its bytes their fingerprint.
std::vector<std::string> fields_of(std::span<const ReadRequest> batch) {
  const model::RecordShape& shape = *batch.front().record->shape;
  std::vector<std::string> fields{"Id",       shape.key_field, std::string(kPlace), std::string(kDocument),
                                  "Checksum", "ContentSize"};
  for (const ReadRequest& request : batch) add_compared(*request.record, fields);
  std::erase_if(fields, [](const std::string& name) { return same_field(name, kBytes); });
  return fields;
}

// What the query told, with the fingerprint of the bytes and, when the file is where it belongs, the key of
// that case as a query would tell it of a link that it can follow.
Value completed(const Value& row, const model::Record& record, std::string_view case_id,
                model::Arena& arena) {
  model::ObjectBuilder whole(arena);
  for (const model::Member& member : row.as_object()) whole.add(member.name, member.value);
  const Value* size = find_field(row, "ContentSize");
  const std::int64_t bytes = size && size->is_integer() ? size->as_integer() : -1;
  whole.add(kBytes, fingerprint(row.text_at("Checksum"), bytes, arena));
  const std::string_view place = row.text_at(kPlace);
  if (!case_id.empty() && id_18(place, arena) == id_18(case_id, arena)) {
    model::ObjectBuilder link(arena);
    link.add(record.shape->parent_key_field, Value::string(record.parent_key));
    whole.add(arena.copy(relationship_name(record.shape->parent_field, nullptr)), link.finish());
  }
  return whole.finish(model::DataClass::free_text);
}

void write_file(const model::Record& record, std::string_view case_id, Buffer& out) {
  out.push_back('{');
  write_member(record.shape->key_field, record.key, out);
  if (!case_id.empty()) write_member(record.shape->parent_field, case_id, out);
  for (const model::Member& field : record.fields.as_object()) {
    out.push_back(',');
    model::write_json_string(field.name, out);
    out.push_back(':');
    if (!same_field(field.name, kBytes)) {
      write_clean_json(field.value, out);
      continue;
    }
    out.push_back('"');
    base64_encode(bytes_of(record.fields), out);
    out.push_back('"');
  }
  out.push_back('}');
}

}  // namespace

bool is_file(std::string_view object) {
  return same_field(object, kFile);
}

void allow_replacing(delivery::SchemaObject& object) {
  for (delivery::SchemaField& field : object.fields) field.updateable |= field.createable;
}

std::string_view deletion_column(const model::RecordShape& shape) {
  return is_file(shape) ? kDocument : "Id";
}

Value with_fingerprint(const Value& fields, model::Arena& arena) {
  model::ObjectBuilder form(arena);
  for (const model::Member& field : fields.as_object()) {
    const std::string_view bytes = bytes_of(fields);
    const bool is_bytes = same_field(field.name, kBytes);
    form.add(field.name, is_bytes
                             ? fingerprint(md5_hex(bytes), static_cast<std::int64_t>(bytes.size()), arena)
                             : field.value);
  }
  return form.finish(model::DataClass::free_text);
}

// By their keys, where the record does not name its case by id.
Task<Result<std::vector<std::string>>> Files::cases_of(std::span<const ReadRequest> batch) {
  std::vector<std::string> ids;
  const std::string& column = batch.front().record->shape->parent_key_field;
  RowQuery query{column, kCase, {"Id", column}, {}};
  for (const ReadRequest& request : batch) {
    ids.emplace_back(request.record->parent_id);
    const std::string_view key = request.record->parent_key;
    if (ids.back().empty() && !key.empty()) query.keys.push_back(key);
  }
  if (query.keys.empty()) co_return ids;
  const auto rows = co_await rows_by(client_, std::move(query), arena_);
  if (!rows.ok()) co_return rows.error();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (!ids[i].empty()) continue;
    const auto row = row_of(*rows, batch[i].record->parent_key);
    if (!row.ok()) co_return row.error();
    if (*row) ids[i] = (*row)->text_at("Id");
  }
  co_return ids;
}

Task<std::vector<Result<FoundRow>>> Files::rows_below(std::span<const ReadRequest> batch,
                                                      std::vector<std::string> cases) {
  RowQuery query{batch.front().record->shape->key_field, kFile, fields_of(batch), {}};
  for (const ReadRequest& request : batch) query.keys.push_back(request.record->key);
  const auto found = co_await rows_by(client_, std::move(query), arena_);
  if (!found.ok()) co_return connectors::all_of<FoundRow>(batch.size(), found.error());
  std::vector<Result<FoundRow>> rows;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const model::Record& record = *batch[i].record;
    auto row = row_of(*found, record.key);
    if (row.ok() && *row) row = FoundRow(completed(**row, record, cases[i], arena_));
    rows.push_back(std::move(row));
  }
  co_return rows;
}

Task<std::vector<Result<FoundRow>>> Files::rows(std::span<const ReadRequest> batch) {
  auto cases = co_await cases_of(batch);
  if (!cases.ok()) co_return connectors::all_of<FoundRow>(batch.size(), cases.error());
  auto reading = rows_below(batch, std::move(*cases));
  co_return co_await std::move(reading);
}

Task<std::vector<Files::Stored>> Files::write(std::span<const model::Record> batch) {
  std::vector<ReadRequest> requests;
  for (const model::Record& record : batch) requests.push_back({&record, {}});
  const auto cases = co_await cases_of(requests);
  if (!cases.ok()) co_return connectors::all_of<StoredRecord>(batch.size(), cases.error());
  auto reading = rows_below(requests, *cases);
  const auto rows = co_await std::move(reading);
  std::vector<Stored> results;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const std::string& case_id = (*cases)[i];
    if (!rows[i].ok()) {
      results.emplace_back(rows[i].error());
    } else if (case_id.empty() && !batch[i].parent_key.empty()) {
      results.emplace_back(
          transient_error("parent_missing", "the case that the file belongs to is not there yet"));
    } else {
      auto keeping = keep(batch[i], case_id, *rows[i]);
      results.push_back(co_await std::move(keeping));
    }
  }
  co_return results;
}

Task<Files::Stored> Files::keep(const model::Record& record, std::string case_id, FoundRow row) {
  if (row && holds(*row, record, case_id)) co_return StoredRecord{std::string(row->text_at("Id")), false};
  if (row) {
    const std::vector<std::string> documents{std::string(row->text_at(kDocument))};
    const auto removed = co_await delete_rows(client_, documents);
    if (!removed.front().ok()) co_return removed.front().error();
  }
  auto creating = create(record, std::move(case_id));
  co_return co_await std::move(creating);
}

Task<Files::Stored> Files::create(const model::Record& record, std::string case_id) {
  Buffer body;
  write_file(record, case_id, body);
  const auto answer = co_await client_.create(kFile, std::move(body), arena_);
  if (answer.ok()) {
    const std::string id(answer->text_at("id"));
    if (id.empty()) co_return http::unreadable_answer(http::Effect::writes);
    co_return StoredRecord{id, true};
  }
  Error error = answer.error();
  error.whole_request = false;  // it was about this file
  // Somebody made the file, or deleted the case, since they were looked for: the next attempt looks again.
  const bool has_changed = error.code == "DUPLICATE_VALUE" || error.code == "INVALID_CROSS_REFERENCE_KEY";
  if (has_changed) error.kind = ErrorKind::transient;
  co_return error;
}

bool Files::holds(const Value& row, const model::Record& record, std::string_view case_id) {
  if (id_18(row.text_at(kPlace), arena_) != id_18(case_id, arena_)) return false;
  const Value sent = with_fingerprint(record.fields, arena_);
  return std::ranges::all_of(sent.as_object(), [&](const model::Member& field) {
    if (record.shape->compare_of(field.name) == model::Compare::ignore) return true;
    const Value* stored = find_field(row, field.name);
    return stored && canonical(*stored, nullptr, arena_) == canonical(field.value, nullptr, arena_);
  });
}

}  // namespace hub::connectors::salesforce
