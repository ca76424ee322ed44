// A Dynamics 365 target before a scripted environment: answers are written by hand after dynamics.md. One
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/dynamics/target.hpp"
#include "tests/support/scripted_target.hpp"

namespace hub::connectors::dynamics {

using testing::contains;

inline model::RecordShape case_shape() {
  model::RecordShape shape;
  shape.name = "case";
  shape.object = "incidents";
  shape.key_field = "incidentid";
  shape.parent = 0;
  shape.parent_field = "customerid_contact";
  shape.parent_key_field = "contactid";
  shape.parent_optional = true;
  return shape;
}

inline model::RecordShape note_shape() {
  model::RecordShape shape = case_shape();
  shape.name = "note";
  shape.object = "annotations";
  shape.key_field = "annotationid";
  shape.parent_field = "objectid_incident";
  return shape;
}

struct Part {
  int status;
  std::string body = {};
};

// As Dataverse writes it: what a change set wrote stands in a multipart of its own, a refusal alone.
inline http::Response batch_answer(const std::vector<Part>& parts) {
  std::string body;
  for (const Part& part : parts) {
    const std::string answer =
        "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nHTTP/1.1 " +
        std::to_string(part.status) +
        " Said\r\nContent-Type: application/json; odata.metadata=minimal\r\n"
        "OData-Version: 4.0\r\n\r\n" +
        part.body + "\r\n";
    body += "--batchresponse_b1\r\n";
    const bool is_set = part.status == 204;
    body += is_set ? "Content-Type: multipart/mixed; "
                     "boundary=changesetresponse_c1\r\n\r\n--changesetresponse_c1\r\n" +
                         answer + "--changesetresponse_c1--\r\n"
                   : answer;
  }
  http::Response answer;
  answer.headers.add("Content-Type", "multipart/mixed; boundary=batchresponse_b1");
  answer.body.append(body + "--batchresponse_b1--\r\n");
  return answer;
}

struct ScriptedEnvironment : testing::ScriptedTarget<Target> {
  explicit ScriptedEnvironment(WriteOptions options = {})
      : ScriptedTarget(std::move(options), ClientOptions{"https://acme.crm4.dynamics.com"}, token()) {}

  static http::TokenSource token() {
    http::Token token;
    token.value = "t0ken";
    return http::fixed_token(std::move(token));
  }

  void expect(const std::vector<Part>& parts) {
    http.expect("POST", "https://acme.crm4.dynamics.com/api/data/v9.2/$batch", batch_answer(parts));
  }
  model::Record case_record(std::string_view key, std::string_view contact_key = {},
                            std::string_view fields = R"({"title":"Hello"})") {
    return testing::make_record(cases, arena.copy(key), arena.copy(contact_key), 0, json(fields));
  }
  model::Record note(std::string_view key, std::string_view case_key, std::string_view fields) {
    return testing::make_record(notes, arena.copy(key), arena.copy(case_key), 1, json(fields));
  }

  model::RecordShape cases = case_shape();
  model::RecordShape notes = note_shape();
};

}  // namespace hub::connectors::dynamics
