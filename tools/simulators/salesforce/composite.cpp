#include "tools/simulators/salesforce/composite.hpp"

#include <algorithm>

#include "core/model/json.hpp"

namespace hub::simulators::salesforce {

using model::Value;

namespace {

constexpr std::size_t kSubrequestsMax = 25;
constexpr int kGraphsSince = 50;
constexpr std::ptrdiff_t kQueriesMax = 5;  // collections count among them

// A collection answers 200 with its failures inside.
bool has_failed(const RestRequest& request, const RestAnswer& answer) {
  return answer.status >= 300 || (request.all_or_none && answer.failed_records > 0);
}

bool flag(const Value& body, std::string_view name) {
  const Value* found = body.find(name);
  return found && found->is_boolean() && found->as_boolean();
}

bool is_query_or_collection(const Value& subrequest) {
  const std::string_view url = subrequest.text_at("url");
  return url.find("/query") != std::string_view::npos || url.find("/composite/") != std::string_view::npos;
}

RestAnswer malformed(std::string what) {
  return error_answer({"JSON_PARSER_ERROR", std::move(what), {}});
}

}  // namespace

RestAnswer halted_answer() {
  return error_answer(
      {"PROCESSING_HALTED",
       "The transaction was rolled back since another operation in the same transaction failed.",
       {}});
}

std::variant<RestRequest, ApiError> Composite::prepare(const Value& subrequest, std::string_view body_name) {
  const auto filled = references_.fill(subrequest.text_at("url"));
  const Value* body = subrequest.find(body_name);
  const auto filled_body = body ? references_.fill(*body, arena_) : std::optional<Value>(Value());
  if (!filled || !filled_body) {
    return ApiError{"PROCESSING_HALTED", "Invalid reference specified: no earlier answer holds it", {}};
  }
  std::string_view url = *filled;
  for (const std::string& prefix : {"/services/data/" + version_, version_}) {
    if (url.starts_with(prefix)) url.remove_prefix(prefix.size());
  }
  RestRequest request = Rest::parse_target(std::string(subrequest.text_at("method", "GET")), url);
  request.body = *filled_body;
  request.faults = outer_.faults;
  return request;
}

std::vector<Composite::Subrequest> Composite::run(const Value& requests, bool all_or_none, bool& failed) {
  std::vector<Subrequest> done;
  failed = false;
  const std::size_t mark = rest_.org().begin();
  for (const Value& one : requests.as_array()) {
    Subrequest& sub = done.emplace_back();
    sub.reference = one.text_at("referenceId");
    if (failed && all_or_none) continue;
    auto prepared = prepare(one, "body");
    if (const auto* error = std::get_if<ApiError>(&prepared)) {
      sub.answer = error_answer(*error);
      failed = true;
      continue;
    }
    RestRequest& request = std::get<RestRequest>(prepared);
    request.all_or_none = all_or_none;
    request.first_record = before_ + done.size() - 1;
    sub.answer = rest_.run(request, version_);
    failed = failed || has_failed(request, sub.answer);
    references_.add(sub.reference, sub.answer.body.view());
  }
  if (failed && all_or_none) {
    rest_.org().roll_back(mark);
    // The first that failed keeps its own words; it is the last that ran.
    const auto culprit = std::ranges::find_if(done, [](const Subrequest& sub) {
      return sub.answer.status >= 300 || sub.answer.failed_records > 0;
    });
    for (auto sub = done.begin(); sub != done.end(); ++sub) {
      if (sub != culprit) sub->answer = halted_answer();
    }
  }
  rest_.org().end();
  return done;
}

void Composite::write(const std::vector<Subrequest>& subrequests, Buffer& out) {
  out.append("{\"compositeResponse\":[");
  for (std::size_t i = 0; i < subrequests.size(); ++i) {
    const RestAnswer& answer = subrequests[i].answer;
    if (i > 0) out.push_back(',');
    out.append("{\"body\":");
    out.append(answer.body.empty() ? "null" : answer.body.view());
    out.append(",\"httpHeaders\":{},\"httpStatusCode\":" + std::to_string(answer.status) +
               ",\"referenceId\":");
    model::write_json_string(subrequests[i].reference, out);
    out.push_back('}');
  }
  out.append("]}");
}

RestAnswer Rest::composite(const RestRequest& request, const std::string& version) {
  const std::string kind = request.segments.size() > 1 ? request.segments[1] : "";
  if (request.method != "POST") return method_not_allowed();
  if (kind == "batch") return batch(request, version);
  if (kind == "graph") return api_version(version) >= kGraphsSince ? graph(request, version) : not_found();
  if (!kind.empty()) return not_found();
  const Value* requests = request.body.find("compositeRequest");
  if (!requests || !requests->is_array() || requests->as_array().size() > kSubrequestsMax)
    return malformed("compositeRequest: a list of at most 25");
  for (const Value& one : requests->as_array()) {
    if (one.text_at("referenceId").empty()) return malformed("referenceId is missing");
  }
  if (std::ranges::count_if(requests->as_array(), is_query_or_collection) > kQueriesMax)
    return malformed("compositeRequest: at most 5 queries and collections");
  Composite composite(*this, version, request);
  bool failed = false;
  const auto done = composite.run(*requests, flag(request.body, "allOrNone"), failed);
  RestAnswer answer;
  Composite::write(done, answer.body);
  return answer;
}

// Independent of each other: nothing is undone, and each subrequest counts as a call.
RestAnswer Rest::batch(const RestRequest& request, const std::string& version) {
  const Value* requests = request.body.find("batchRequests");
  if (!requests || !requests->is_array() || requests->as_array().size() > kSubrequestsMax)
    return malformed("batchRequests: a list of at most 25");
  const auto calls = static_cast<std::int64_t>(requests->as_array().size());
  usage_.count(std::max<std::int64_t>(0, calls - 1));  // the call that carries them was counted as one
  Composite composite(*this, version, request);
  const bool halts = flag(request.body, "haltOnError");
  bool failed = false;
  Buffer results;
  std::size_t index = 0;
  for (const Value& one : requests->as_array()) {
    RestAnswer answer;
    auto prepared = composite.prepare(one, "richInput");
    if (failed && halts) {
      answer = error_answer({"BATCH_PROCESSING_HALTED", "Batch processing halted per request", {}, 412});
    } else if (const auto* error = std::get_if<ApiError>(&prepared)) {
      answer = error_answer(*error);
    } else {
      auto& sub = std::get<RestRequest>(prepared);
      sub.first_record = index;
      answer = run(sub, version);
    }
    failed = failed || answer.status >= 300;
    results.append((index++ > 0 ? "," : "") + ("{\"statusCode\":" + std::to_string(answer.status)) +
                   ",\"result\":");
    results.append(answer.body.empty() ? "null" : answer.body.view());
    results.push_back('}');
  }
  RestAnswer answer;
  answer.body.append(std::string("{\"hasErrors\":") + (failed ? "true" : "false") + ",\"results\":[");
  answer.body.append(results.view());
  answer.body.append("]}");
  return answer;
}

}  // namespace hub::simulators::salesforce
