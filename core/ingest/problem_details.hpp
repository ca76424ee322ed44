// Refusals as RFC 9457 problem details. Fixed texts, JSON Pointers and numbers only: nothing of the input is
// echoed. Values; one thread.
#pragma once

#include <chrono>
#include <optional>

#include "core/base/error.hpp"
#include "core/http/message.hpp"
#include "core/ingest/findings.hpp"

namespace hub::ingest {

struct Problem {
  Problem(int http_status, StaticText type_name, StaticText type_title)
      : status(http_status), name(type_name.text), title(type_title.text) {}

  Problem with_detail(StaticText text) && { return detail = text.text, std::move(*this); }
  Problem with_findings(Findings found) && { return findings = std::move(found), std::move(*this); }
  Problem with_retry_after(std::chrono::seconds wait) && { return retry_after = wait, std::move(*this); }

  // May the same event pass later, unchanged?
  bool is_retryable() const { return status == 429 || status == 503; }

  int status;
  std::string_view name;   // the last part of the type URI: "invalid-case"
  std::string_view title;  // the same for every problem of the type
  std::string_view detail;
  Findings findings;
  std::optional<std::chrono::seconds> retry_after;
};

// Appends the problem as a JSON object.
void write_problem(const Problem& problem, Buffer& out);
// The whole answer: application/problem+json, with Retry-After where the problem says so.
http::Response problem_answer(const Problem& problem);

// The problems that are not about one document.
Problem unauthenticated();
Problem wrong_tenant();
Problem not_found();
Problem method_not_allowed();
Problem busy(std::chrono::seconds retry_after);
Problem too_many(std::chrono::seconds retry_after);

// How an error of the intake (sealing, store, limits) is answered.
Problem problem_of(const Error& error);

}  // namespace hub::ingest
