#include "tests/connectors/salesforce/small_org.hpp"

#include <algorithm>

#include "tests/support/scripted_client.hpp"

namespace hub::connectors::salesforce {

using contract::Fault;
using model::Value;
using testing::json_answer;

namespace {

constexpr std::size_t kSubjectMax = 255;
constexpr const char* kDescribeCase =
    R"({"name":"Case","createable":true,"updateable":true,"queryable":true,"fields":[
      {"name":"Hub_Key__c","type":"string","length":64,"externalId":true,"unique":true,"createable":true},
      {"name":"Subject","type":"string","length":255,"createable":true},
      {"name":"Description","type":"textarea","length":32000,"createable":true}]})";

std::string json_text(std::string_view text) {
  Buffer out;
  model::write_json_string(text, out);
  return std::string(out.view());
}

std::string failure(std::string_view code, std::string_view message, std::string_view fields) {
  return R"({"success":false,"errors":[{"statusCode":)" + json_text(code) + R"(,"message":)" +
         json_text(message) + R"(,"fields":[)" + std::string(fields) + "]}]}";
}

std::string decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '%' && i + 2 < text.size();
    out +=
        is_escape ? static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16)) : text[i];
    if (is_escape) i += 2;
  }
  return out;
}

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(at), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// As an org saves text: trimmed, empty is null.
Value normalised(const Value& value) {
  if (!value.is_string()) return value;
  constexpr std::string_view kBlank = " \t\r\n";
  std::string_view text = value.as_string();
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  text = text.substr(0, text.find_last_not_of(kBlank) + 1);
  return text.empty() ? Value() : Value::string(text);
}

http::Response refusal(int status, std::string_view code) {
  return json_answer(status, R"([{"errorCode":")" + std::string(code) + R"(","message":"refused"}])");
}

http::Response told_to_wait(std::string_view retry_after) {
  http::Response answer = json_answer(429, "");
  if (!retry_after.empty()) answer.headers.add("Retry-After", std::string(retry_after));
  return answer;
}

}  // namespace

Task<Result<http::Response>> SmallOrg::send(http::Request request) {
  const auto path_start = request.url.find('/', request.url.find("://") + 3);
  const std::string path = request.url.substr(path_start);
  const bool is_login = path == "/services/oauth2/token";
  if (is_login) co_return log_in();
  const std::string token = "Bearer token-" + std::to_string(tokens_);
  if (strikes_once(Fault::token_expired) || faults.contains(Fault::token_revoked) ||
      request.headers.find("Authorization") != std::string_view(token)) {
    co_return refusal(401, "INVALID_SESSION_ID");
  }
  if (auto fault = fault_of_the_call(request.method == "PATCH")) co_return std::move(*fault);
  auto answer = serve(request, path);
  if (request.method == "PATCH" && strikes_once(Fault::lost_after_commit)) {
    co_return unknown_outcome("reset", "the connection was reset");
  }
  if (request.method == "PATCH" && strikes_once(Fault::garbled_answer))
    answer->body.resize(answer->body.size() / 2);
  co_return answer;
}

http::Response SmallOrg::log_in() {
  if (faults.contains(Fault::token_revoked)) {
    return json_answer(400, R"({"error":"invalid_grant","error_description":"user is not admin approved"})");
  }
  return json_answer(200, R"({"access_token":"token-)" + std::to_string(++tokens_) +
                              R"(","instance_url":"https://small.my.salesforce.com"})");
}

std::optional<Result<http::Response>> SmallOrg::fault_of_the_call(bool is_write) {
  if (faults.contains(Fault::unavailable)) return refusal(503, "SERVER_UNAVAILABLE");
  if (!is_write) return std::nullopt;
  if (strikes_once(Fault::unavailable_html)) return json_answer(503, "<html>busy</html>");
  if (strikes_once(Fault::lost_before_commit)) return unknown_outcome("reset", "the connection was reset");
  if (strikes_once(Fault::silent)) return unknown_outcome("timeout", "no answer in time");
  if (strikes_once(Fault::budget_used_up)) return refusal(403, "REQUEST_LIMIT_EXCEEDED");
  if (strikes_once(Fault::wait_seconds)) return told_to_wait("2");
  if (strikes_once(Fault::wait_date)) return told_to_wait("Sat, 01 Jan 2028 00:00:00 GMT");
  if (strikes_once(Fault::wait_nonsense)) return told_to_wait("when the cows come home");
  if (strikes_once(Fault::wait_unsaid)) return told_to_wait("");
  return std::nullopt;
}

Result<http::Response> SmallOrg::serve(const http::Request& request, const std::string& path) {
  constexpr std::string_view kQuery = "/services/data/v62.0/query?q=";
  constexpr std::string_view kCollection = "/services/data/v62.0/composite/sobjects/";
  if (path == "/services/data") return json_answer(200, R"([{"version":"62.0"}])");
  if (path.ends_with("/limits"))
    return json_answer(200, R"({"DailyApiRequests":{"Max":15000,"Remaining":14998}})");
  if (path.ends_with("/sobjects/Case/describe")) return json_answer(200, kDescribeCase);
  if (path.starts_with(kQuery)) return query(decode(path.substr(kQuery.size())));
  if (request.method == "DELETE") return remove(path);
  if (!path.starts_with(kCollection)) return refusal(404, "NOT_FOUND");
  const auto names = split(path.substr(kCollection.size()), '/');
  return request.method == "PATCH" ? upsert(names[0], request) : retrieve(request);
}

http::Response SmallOrg::upsert(const std::string& object, const http::Request& request) {
  const Value body = *parser_.parse(request.body.view(), arena_);
  std::string answer = "[";
  for (const Value& record : body.find("records")->as_array()) {
    if (answer.size() > 1) answer += ',';
    answer += upsert_one(object, record);
  }
  return json_answer(200, answer + ']');
}

std::string SmallOrg::upsert_one(const std::string& object, const Value& record) {
  if (strikes_once(Fault::record_locked)) return failure("UNABLE_TO_LOCK_ROW", "try again", "");
  if (record.text_at("Subject").size() > kSubjectMax) {
    return failure("STRING_TOO_LONG",
                   "Subject: data value too large: " + std::string(record.text_at("Subject")),
                   R"("Subject")");
  }
  Stored stored{object, {}};
  for (const model::Member& member : record.as_object()) {
    if (member.name == "attributes") continue;
    if (member.name == "Case__r" && find("Case", member.value.text_at("Hub_Key__c")).empty()) {
      return failure("INVALID_FIELD",
                     "Foreign key external ID: not found for field Hub_Key__c in entity Case", "");
    }
    stored.fields[std::string(member.name)] = normalised(member.value);
  }
  Value& text = stored.fields["Description"];
  if (faults.contains(Fault::text_shortened) && text.is_string())
    text = Value::string(text.as_string().substr(0, 100));
  std::string id = find(object, record.text_at("Hub_Key__c"));
  const bool is_new = id.empty();
  if (is_new) id = (object == "Case" ? "500" : "a01") + std::to_string(100'000'000'000 + ++ids_) + "AAA";
  for (auto& [name, value] : stored.fields) records_[id].fields[name] = value;
  records_[id].object = object;
  return R"({"id":")" + id + R"(","success":true,"errors":[],"created":)" + (is_new ? "true}" : "false}");
}

http::Response SmallOrg::retrieve(const http::Request& request) {
  const Value body = *parser_.parse(request.body.view(), arena_);
  const bool is_stale = strikes_once(Fault::read_stale);
  std::vector<std::string> names;
  for (const Value& name : body.find("fields")->as_array()) names.emplace_back(name.as_string());
  Buffer answer("[");
  for (const Value& id : body.find("ids")->as_array()) {
    if (answer.size() > 1) answer.push_back(',');
    const auto found = records_.find(std::string(id.as_string()));
    if (is_stale || found == records_.end()) {
      answer.append("null");
    } else {
      write_fields(found->second, names, answer);
    }
  }
  answer.push_back(']');
  return json_answer(200, answer.view());
}

// SELECT a,b FROM Object WHERE Hub_Key__c IN ('k1','k2')
http::Response SmallOrg::query(std::string soql) {
  const auto from = soql.find(" FROM "), where = soql.find(" WHERE "), in = soql.find(" IN (");
  const auto names = split(soql.substr(7, from - 7), ',');
  const std::string object = soql.substr(from + 6, where - from - 6);
  const auto keys = split(soql.substr(in + 5, soql.size() - in - 6), ',');
  const std::set<std::string> wanted(keys.begin(), keys.end());
  Buffer answer(R"({"done":true,"records":[)");
  bool is_first = true;
  for (const auto& [id, stored] : records_) {
    const Value& key = stored.fields.at("Hub_Key__c");
    if (stored.object != object || !wanted.contains("'" + std::string(key.as_string()) + "'")) continue;
    if (!is_first) answer.push_back(',');
    is_first = false;
    Stored row = stored;
    row.fields["Id"] = Value::string(id);
    write_fields(row, names, answer);
  }
  answer.append("]}");
  return json_answer(200, answer.view());
}

void SmallOrg::write_fields(const Stored& stored, const std::vector<std::string>& names, Buffer& out) const {
  out.append(R"({"attributes":{"type":")");
  out.append(stored.object);
  out.append("\"}");
  for (const std::string& path : names) {
    const std::string name = path.substr(0, path.find('.'));
    out.append(",\"" + name + "\":");
    const auto found = stored.fields.find(name);
    found == stored.fields.end() ? out.append("null") : model::write_json(found->second, out);
  }
  out.push_back('}');
}

http::Response SmallOrg::remove(const std::string& path) {
  std::string answer = "[";
  for (const std::string& id : split(path.substr(path.find("ids=") + 4), ',')) {
    if (answer.size() > 1) answer += ',';
    answer += records_.erase(id) > 0 ? R"({"id":")" + id + R"(","success":true,"errors":[]})"
                                     : failure("ENTITY_IS_DELETED", "entity is deleted", "");
  }
  return json_answer(200, answer + ']');
}

std::string SmallOrg::find(const std::string& object, std::string_view key) const {
  for (const auto& [id, stored] : records_) {
    if (stored.object == object && stored.fields.at("Hub_Key__c").as_string() == key) return id;
  }
  return {};
}

std::size_t SmallOrg::count(std::string_view key) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      records_, [&](const auto& entry) { return entry.second.fields.at("Hub_Key__c").as_string() == key; }));
}

void SmallOrg::duplicate(std::string_view key) {
  const std::string original = find("Case", key);
  records_["500999999999999AAA"] = records_.at(original);
}

}  // namespace hub::connectors::salesforce
