// What an answer means, by the rules that an administrator declared and, where they say nothing, by HTTP's
// own (webhook.md 6). Pure; any thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "connectors/webhook/types.hpp"
#include "core/base/clock.hpp"
#include "core/http/verdict.hpp"

namespace hub::connectors::webhook {

struct AnswerRules {
  std::vector<std::pair<int, int>> success = {{200, 299}};  // statuses
  std::optional<std::pair<Path, std::string>>
      success_when;                        // besides: this place of the answer holds this text
  std::map<int, ErrorKind> kinds;          // what a status means, against the usual
  std::optional<Path> code_at, fields_at;  // of a refusal

  // "200-299", "201"; "$.ok = true"; "423 = transient". Fail with config and leave the rules unchanged.
  Result<void> add_success(std::string_view statuses);
  Result<void> set_success_when(std::string_view condition);
  Result<void> add_kind(std::string_view rule);
};

bool is_success(const AnswerRules& rules, int status);
// Of an answer that is no success: by its status or by its body, which is null when it was no JSON. `record`
// may be null; of the answer's own words only a code and names of the record's fields get into the error.
Error refusal(const AnswerRules& rules, const http::Response& answer, const model::Value& body,
              http::Effect effect, WallTime now, const model::Record* record);

}  // namespace hub::connectors::webhook
