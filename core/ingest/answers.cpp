#include "core/ingest/answers.hpp"

#include <algorithm>
#include <array>

namespace hub::ingest {

namespace {

void write_text_or_null(std::string_view text, Buffer& out) {
  if (text.empty()) return out.append("null");
  model::write_json_string(text, out);
}

void write_accepted(const EventAnswer& answer, const Accepted& accepted, Buffer& out) {
  out.append("{\"id\":");
  write_text_or_null(answer.id, out);
  if (answer.is_about_case) {
    out.append(",\"case\":");
    write_text_or_null(answer.case_id, out);
  }
  out.append(",\"status\":\"");
  out.append(to_string(accepted.status));
  out.push_back('"');
  if (accepted.is_confirmed) out.append(",\"confirmed\":true");
  if (accepted.certificate) {
    out.append(",\"certificate\":");
    out.append(*accepted.certificate);
  }
  out.push_back('}');
}

void write_rejected(const EventAnswer& answer, const Problem& problem, Buffer& out) {
  out.append("{\"id\":");
  write_text_or_null(answer.id, out);
  out.append(",\"problem\":");
  write_problem(problem, out);
  out.push_back('}');
}

// Writes the answers of one alternative as the items of a JSON array.
template <class Outcome, class Write>
void write_list(const std::vector<EventAnswer>& answers, Write write, Buffer& out) {
  out.push_back('[');
  bool first = true;
  for (const EventAnswer& answer : answers) {
    const auto* outcome = std::get_if<Outcome>(&answer.outcome);
    if (!outcome) continue;
    if (!first) out.push_back(',');
    first = false;
    write(answer, *outcome, out);
  }
  out.push_back(']');
}

bool is_settled(const EventAnswer& answer) {
  const auto* accepted = std::get_if<Accepted>(&answer.outcome);
  return accepted && (accepted->certificate || accepted->is_confirmed);
}

bool is_unanswered_for(const EventAnswer& answer) {
  const auto* problem = std::get_if<Problem>(&answer.outcome);
  return problem && problem->status >= 500;
}

bool may_pass_later(const EventAnswer& answer) {
  const auto* problem = std::get_if<Problem>(&answer.outcome);
  return problem && problem->is_retryable();
}

void ask_to_repeat(const std::vector<EventAnswer>& answers, http::Response& response) {
  std::chrono::seconds wait{1};
  bool is_rate = true;
  for (const EventAnswer& answer : answers) {
    const Problem& problem = std::get<Problem>(answer.outcome);
    wait = std::max(wait, problem.retry_after.value_or(wait));
    is_rate = is_rate && problem.status == 429;
  }
  response.status = is_rate ? 429 : 503;
  response.headers.add("Retry-After", std::to_string(wait.count()));
}

}  // namespace

std::string_view to_string(AcceptStatus status) {
  constexpr std::array<std::string_view, 3> kWords = {"accepted", "duplicate", "refused"};
  return kWords[static_cast<std::size_t>(status)];
}

http::Response batch_answer(const std::vector<EventAnswer>& answers) {
  http::Response response;
  response.status = 202;
  response.headers.add("Content-Type", "application/json");
  if (!answers.empty() && std::ranges::all_of(answers, is_settled)) response.status = 200;
  if (!answers.empty() && std::ranges::all_of(answers, is_unanswered_for)) response.status = 502;
  if (!answers.empty() && std::ranges::all_of(answers, may_pass_later)) ask_to_repeat(answers, response);
  response.body.append("{\"accepted\":");
  write_list<Accepted>(answers, write_accepted, response.body);
  response.body.append(",\"rejected\":");
  write_list<Problem>(answers, write_rejected, response.body);
  response.body.push_back('}');
  return response;
}

http::Response single_answer(const EventAnswer& answer) {
  if (const auto* problem = std::get_if<Problem>(&answer.outcome)) return problem_answer(*problem);
  return batch_answer({answer});
}

}  // namespace hub::ingest
