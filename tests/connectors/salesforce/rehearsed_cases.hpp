// Cases of one record and one transcript part each, for the simulated org. One thread.
#pragma once

#include "tests/connectors/salesforce/rehearsal.hpp"
#include "tests/connectors/salesforce/scripted_org.hpp"

namespace hub::connectors::salesforce {

struct RehearsedCases : Rehearsal {
  using Rehearsal::Rehearsal;

  delivery::CaseRecords make_case(int number, std::string_view text = "A question and an answer") {
    const std::string key = "simulated-case-key-" + std::to_string(number);
    model::ObjectBuilder fields(arena), part(arena);
    fields.add("Subject", model::Value::string("Hello"));
    part.add("Body__c", model::Value::string(arena.copy(text)));
    part.add("Part__c", model::Value::integer(1));
    const auto key_text = arena.copy(key);
    return {{testing::make_record(cases, key_text, {}, 0, fields.finish()),
             testing::make_record(transcripts, arena.copy(key + "-1"), key_text, 1, part.finish())},
            false};
  }
  std::vector<delivery::CaseRecords> make_cases(int count) {
    std::vector<delivery::CaseRecords> batch;
    for (int i = 0; i < count; ++i) batch.push_back(make_case(i));
    return batch;
  }

  model::RecordShape cases = case_shape();
  model::RecordShape transcripts = transcript_shape();
};

}  // namespace hub::connectors::salesforce
