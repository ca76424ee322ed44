#include "connectors/salesforce/existing.hpp"

#include <algorithm>

namespace hub::connectors::salesforce {

using delivery::ExistingRecord;
using model::Value;

namespace {

constexpr std::size_t kRowsMax = 2'000;            // of one query: one page (salesforce.md 4.2)
constexpr std::size_t kConditionBytesMax = 8'000;  // as they stand in the address (2.7)
constexpr std::size_t kQuestionsMax = 50;          // conditions joined by OR
constexpr std::size_t kRowsNeeded = 2;             // tells none, one and many apart

bool is_older(const Value& a, const Value& b) {
  const auto rank = [](const Value& row) { return std::pair(row.text_at("CreatedDate"), row.text_at("Id")); };
  return rank(a) < rank(b);
}

}  // namespace

Task<std::vector<Result<ExistingSearch::Found>>> ExistingSearch::run(std::span<const model::Record> batch) {
  std::vector<Question> questions;
  for (const model::Record& record : batch) questions.push_back(question_of(record));
  Questions next;
  std::size_t bytes = 0;
  std::optional<Error> failure;
  for (std::size_t i = 0; i <= questions.size() && !failure; ++i) {
    const bool is_end = i == questions.size();
    const std::size_t size =
        is_end || !questions[i].condition ? 0 : http::percent_encode(*questions[i].condition).size() + 16;
    const bool is_full = next.size() == kQuestionsMax || bytes + size > kConditionBytesMax;
    if ((is_end || is_full) && !next.empty()) {
      Questions full = std::exchange(next, {});
      auto asked = co_await ask(std::move(full));
      if (!asked.ok()) failure = std::move(asked).error();
      bytes = 0;
    }
    if (is_end || !questions[i].condition) continue;
    next.push_back(&questions[i]);
    bytes += size;
  }
  std::vector<Result<Found>> results;
  if (failure) results.assign(batch.size(), *failure);
  for (std::size_t i = 0; i < questions.size() && !failure; ++i) results.emplace_back(found_by(questions[i]));
  co_return results;
}

ExistingSearch::Question ExistingSearch::question_of(const model::Record& record) {
  Question question;
  if (record.attach_id.empty()) {
    for (const model::Member& member : record.match.as_object()) {
      const bool is_text = member.value.is_string();
      question.wanted.emplace_back(member.name, is_text ? member.value.as_string() : std::string_view());
    }
  } else if (const std::string& field = shape_.attach->field; !field.empty()) {
    question.wanted.emplace_back(field, record.attach_id);
  } else if (is_id(record.attach_id)) {
    question.wanted.emplace_back("Id", id_18(record.attach_id, arena_));
  }
  if (!question.wanted.empty()) question.condition = all_of(question.wanted, facts_);
  return question;
}

// Many questions in one query; one by one where the answer does not say which of them it answers.
Task<Result<void>> ExistingSearch::ask(Questions questions) {
  std::string soql = query_of(questions);
  auto rows = co_await client_.query(std::move(soql), arena_);
  if (!rows.ok()) co_return std::move(rows).error();
  if (questions.size() == 1) {
    questions.front()->rows = std::move(*rows);
    co_return Result<void>();
  }
  if (sort_out(questions, *rows)) co_return Result<void>();
  for (Question* question : questions) {
    Questions alone{question};
    auto asked = co_await ask(std::move(alone));
    if (!asked.ok()) co_return asked;
  }
  co_return Result<void>();
}

std::string ExistingSearch::query_of(const Questions& questions) const {
  const std::vector<std::string> fields = fields_of(questions.front()->wanted);
  std::string query = select_from(fields, shape_.object) + " WHERE ";
  for (std::size_t i = 0; i < questions.size(); ++i) {
    query += (i ? " OR (" : "(") + *questions[i]->condition + ')';
  }
  return query + " ORDER BY Id LIMIT " + std::to_string(kRowsMax);
}

std::vector<std::string> ExistingSearch::fields_of(const Wanted& wanted) const {
  std::vector<std::string> fields{"Id", "CreatedDate"};
  const auto add = [&fields](const std::string& name) {
    const auto is_it = [&name](const std::string& field) { return same_field(field, name); };
    if (!name.empty() && std::ranges::none_of(fields, is_it)) fields.push_back(name);
  };
  for (const auto& [field, value] : wanted) add(field);
  if (shape_.attach) add(shape_.attach->closed_field);
  return fields;
}

// Gives each row to the questions that it answers; false when that cannot be told of every row.
bool ExistingSearch::sort_out(const Questions& questions, const std::vector<Value>& rows) {
  if (rows.size() >= kRowsMax) return false;
  for (const Value& row : rows) {
    bool is_answer = false;
    for (Question* question : questions) {
      if (!answers(row, question->wanted)) continue;
      question->rows.push_back(row);
      is_answer = true;
    }
    if (!is_answer) return false;
  }
  return true;
}

ExistingSearch::Found ExistingSearch::found_by(Question& question) {
  std::ranges::sort(question.rows, is_older);
  Found found;
  for (const Value& row : question.rows) {
    if (found.size() == kRowsNeeded) break;
    found.push_back({std::string(row.text_at("Id")), is_closed(row)});
  }
  return found;
}

bool ExistingSearch::is_closed(const Value& row) {
  if (!shape_.attach || shape_.attach->closed_field.empty()) return false;
  const std::string& field = shape_.attach->closed_field;
  const FieldFacts* facts = facts_ ? facts_->find(field) : nullptr;
  const Value* value = find_field(row, field);
  return value && canonical(*value, facts, arena_) == canonical(shape_.attach->closed_value, facts, arena_);
}

}  // namespace hub::connectors::salesforce
