// Files on records: byte for byte what was said, which no column of text is. A name that holds the key makes
// each findable.
#include "connectors/servicenow/target.hpp"
#include "connectors/shared/comparison.hpp"

namespace hub::connectors::servicenow {

using delivery::ReadRequest;
using model::Value;

Task<std::vector<Written>> Target::write_files(Records batch) {
  std::vector<ReadRequest> requests;
  for (const model::Record& record : batch) requests.push_back({&record, {}});
  const auto parents = co_await parents_of(requests);
  std::vector<Written> results;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (!parents.ok()) {
      results.emplace_back(parents.error());
    } else if ((*parents)[i].empty()) {
      results.emplace_back(parent_missing("record"));
    } else {
      auto uploading = upload(batch[i], (*parents)[i]);
      results.push_back(co_await std::move(uploading));
    }
  }
  co_return results;
}

Task<Written> Target::upload(const model::Record& record, std::string parent) {
  const std::string path =
      "/api/now/attachment/file?table_name=" + http::percent_encode(options_.case_table) +
      "&table_sys_id=" + http::percent_encode(parent) +
      "&file_name=" + http::percent_encode(file_name(record));
  std::string type(record.fields.text_at(kContentType, "text/plain"));
  model::Arena arena;
  auto uploading = client_.upload(path, std::move(type), record.fields.text_at(kContent), arena);
  const auto answer = co_await std::move(uploading);
  if (!answer.ok() && is_missing(answer.error()))
    co_return transient_error("parent_missing", "the record that the file belongs to is gone or hidden");
  if (!answer.ok()) co_return answer.error();
  const std::string id(answer->text_at("sys_id"));
  if (id.empty()) co_return no_data(http::Effect::writes);
  co_return written(id, true);
}

Task<Result<std::vector<std::string>>> Target::parents_of(Requests batch) {
  std::vector<std::string> parents;
  std::vector<model::Record> unknown;  // stand-ins for parents of which only the key is known
  model::RecordShape shape;
  shape.object = options_.case_table;
  shape.key_field = batch.front().record->shape->parent_key_field;
  for (const ReadRequest& each : batch) {
    parents.emplace_back(each.record->parent_id);
    if (!each.record->parent_id.empty()) continue;
    model::Record& parent = unknown.emplace_back();
    parent.shape = &shape;
    parent.key = each.record->parent_key;
  }
  const auto found = co_await look_up(unknown);
  auto next = found.begin();
  for (std::string& parent : parents) {
    if (!parent.empty()) continue;
    if (!next->ok()) co_return next->error();
    if (next->value()) parent = (*next)->value().id;
    ++next;
  }
  co_return parents;
}

Task<Target::Rows> Target::files_of(Requests batch, model::Arena& arena) {
  const auto parents = co_await parents_of(batch);
  if (!parents.ok()) co_return Rows(batch.size(), Result<Form>(parents.error()));
  std::vector<Call> calls;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const std::string query =
        term(kParentLink, (*parents)[i]) + '^' + term(kFileName, file_name(*batch[i].record));
    calls.push_back(
        {"GET", "/api/now/attachment?sysparm_limit=10&sysparm_query=" + http::percent_encode(query)});
  }
  const auto answers = co_await client_.send_all(calls, http::Effect::reads, arena);
  Rows rows;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (!answers[i].ok() && !is_missing(answers[i].error())) {
      rows.emplace_back(answers[i].error());
      continue;
    }
    std::vector<Value> found;
    if (answers[i].ok()) found = rows_with(*answers[i], kFileName, file_name(*batch[i].record));
    std::erase_if(found, [&](const Value& row) { return row.text_at(kParentLink) != (*parents)[i]; });
    if (found.size() > 1) {
      rows.emplace_back(invalid_error("duplicate_key", "the record has several files of this name"));
    } else {
      rows.emplace_back(found.empty() ? Form() : Form(found.front()));
    }
  }
  co_return rows;
}

Task<Target::Rows> Target::read_files(Requests batch, model::Arena& arena) {
  Rows rows = co_await files_of(batch, arena);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i].ok() || !rows[i]->has_value()) continue;
    const Value row = **rows[i];
    const model::Record& record = *batch[i].record;
    const std::string id(row.text_at("sys_id"));
    const auto content = co_await client_.download(id, arena);
    if (!content.ok()) {
      rows[i] = is_missing(content.error()) ? Result<Form>(Form()) : Result<Form>(content.error());
      continue;
    }
    const auto form_of = [&](const model::Member& field) {
      if (field.name == kContent) return Value::string(*content, model::DataClass::free_text);
      if (field.name == kContentType) return canonical(row.find(kContentType), arena);
      return canonical(&field.value, arena);  // the name: the file was found by it
    };
    rows[i] = Form(shown_form(record, Value::string(record.key), true, form_of, arena));
  }
  co_return rows;
}

}  // namespace hub::connectors::servicenow
