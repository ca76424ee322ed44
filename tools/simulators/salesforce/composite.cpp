// /composite, /composite/graph and /composite/batch: several requests in one (salesforce.md 2.3 to 2.5).
#include <map>

#include "core/model/json.hpp"
#include "tools/simulators/salesforce/rest.hpp"

namespace hub::simulators::salesforce {

using model::Value;

namespace {

constexpr std::size_t kCompositeMax = 25, kGraphNodesMax = 500, kGraphsMax = 75;

// "@{refCase.id}" becomes what that subrequest answered.
std::string with_references(std::string text, const std::map<std::string, std::string>& ids) {
  for (std::size_t at = text.find("@{"); at != std::string::npos; at = text.find("@{", at)) {
    const std::size_t end = text.find('}', at);
    if (end == std::string::npos) break;
    const std::string reference = text.substr(at + 2, end - at - 2);
    const auto id = ids.find(reference.substr(0, reference.find('.')));
    const std::string value = id == ids.end() ? "" : id->second;
    text.replace(at, end - at + 1, value);
    at += value.size();
  }
  return text;
}

std::string id_in(std::string_view body) {
  model::Arena arena;
  model::JsonParser parser;
  const auto json = parser.parse(body, arena);
  return json.ok() ? std::string(json->text_at("id")) : "";
}

}  // namespace

// Runs subrequests in order through the same front door.
class Composite {
 public:
  Composite(Rest& rest, const std::string& version) : rest_(rest), version_(version) {}

  struct Sub {
    std::string reference;
    RestAnswer answer;
  };

  std::vector<Sub> run(const Value& requests) {
    std::vector<Sub> subs;
    std::map<std::string, std::string> ids;
    for (const Value& one : requests.as_array()) {
      Sub sub{std::string(one.text_at("referenceId")), run_one(one, ids)};
      ids[sub.reference] = id_in(sub.answer.body.view());
      subs.push_back(std::move(sub));
    }
    return subs;
  }

  RestAnswer run_one(const Value& one, const std::map<std::string, std::string>& ids) {
    std::string url = with_references(std::string(one.text_at("url")), ids);
    const std::string prefix = "/services/data/" + version_;
    if (url.starts_with(prefix))
      url = url.substr(prefix.size());
    else if (url.starts_with(version_))
      url = url.substr(version_.size());
    RestRequest request = Rest::parse_target(std::string(one.text_at("method", "GET")), url);
    model::Arena arena;
    model::JsonParser parser;
    const Value* body = one.find("body") ? one.find("body") : one.find("richInput");
    if (body) {
      Buffer text;
      model::write_json(*body, text);
      const Buffer resolved(with_references(std::string(text.view()), ids));
      if (const auto parsed = parser.parse(resolved.view(), arena); parsed.ok()) request.body = *parsed;
    }
    return rest_.run(request, version_);
  }

  // The first failure halts its neighbours, done or not.
  static bool halt(std::vector<Sub>& subs) {
    bool failed = false;
    for (const Sub& sub : subs) failed = failed || sub.answer.status >= 300;
    if (!failed) return false;
    for (Sub& sub : subs) {
      if (sub.answer.status >= 300) continue;
      sub.answer = error_answer(
          {"PROCESSING_HALTED",
           "The transaction was rolled back since another operation in the same transaction failed.",
           {}});
    }
    return true;
  }

  static void write(const std::vector<Sub>& subs, Buffer& out) {
    out.append("{\"compositeResponse\":[");
    for (std::size_t i = 0; i < subs.size(); ++i) {
      if (i > 0) out.push_back(',');
      out.append("{\"body\":");
      out.append(subs[i].answer.body.empty() ? "null" : subs[i].answer.body.view());
      out.append(",\"httpHeaders\":{},\"httpStatusCode\":" + std::to_string(subs[i].answer.status) +
                 ",\"referenceId\":");
      model::write_json_string(subs[i].reference, out);
      out.push_back('}');
    }
    out.append("]}");
  }

 private:
  Rest& rest_;
  const std::string& version_;
};

namespace {

bool is_list(const Value* value, std::size_t at_most) {
  return value && value->is_array() && value->as_array().size() <= at_most;
}

RestAnswer malformed(std::string what) {
  return error_answer({"JSON_PARSER_ERROR", std::move(what), {}});
}

}  // namespace

RestAnswer Rest::composite(const RestRequest& request, const std::string& version) {
  Composite composite(*this, version);
  RestAnswer answer;
  const std::string kind = request.segments.size() > 1 ? request.segments[1] : "";
  if (kind == "batch") {
    const Value* requests = request.body.find("batchRequests");
    if (!is_list(requests, kCompositeMax)) return malformed("batchRequests: a list of at most 25");
    answer.body.append("{\"hasErrors\":false,\"results\":[");
    for (std::size_t i = 0; i < requests->as_array().size(); ++i) {
      const RestAnswer one = composite.run_one(requests->as_array()[i], {});
      answer.body.append((i > 0 ? "," : "") + ("{\"statusCode\":" + std::to_string(one.status)) +
                         ",\"result\":");
      answer.body.append(one.body.empty() ? "null" : one.body.view());
      answer.body.push_back('}');
    }
    answer.body.append("]}");
    return answer;
  }
  if (kind == "graph") {
    const Value* graphs = request.body.find("graphs");
    if (!is_list(graphs, kGraphsMax)) return malformed("graphs: a list of at most 75");
    answer.body.append("{\"graphs\":[");
    for (std::size_t i = 0; i < graphs->as_array().size(); ++i) {
      const Value& graph = graphs->as_array()[i];
      const Value* requests = graph.find("compositeRequest");
      if (!is_list(requests, kGraphNodesMax))
        return malformed("compositeRequest: a list of at most 500 nodes");
      const std::size_t mark = org_.begin();
      auto subs = composite.run(*requests);
      const bool halted = Composite::halt(subs);
      if (halted) org_.roll_back(mark);
      org_.end();
      answer.body.append((i > 0 ? "," : "") + std::string("{\"graphId\":"));
      model::write_json_string(graph.text_at("graphId"), answer.body);
      answer.body.append(",\"graphResponse\":");
      Composite::write(subs, answer.body);
      answer.body.append(halted ? ",\"isSuccessful\":false}" : ",\"isSuccessful\":true}");
    }
    answer.body.append("]}");
    return answer;
  }
  const Value* requests = request.body.find("compositeRequest");
  if (!kind.empty() || !is_list(requests, kCompositeMax))
    return malformed("compositeRequest: a list of at most 25");
  for (const Value& one : requests->as_array()) {
    if (one.text_at("referenceId").empty()) return malformed("referenceId is missing");
  }
  const std::size_t mark = org_.begin();
  auto subs = composite.run(*requests);
  const Value* all_or_none = request.body.find("allOrNone");
  if (all_or_none && all_or_none->is_boolean() && all_or_none->as_boolean() && Composite::halt(subs))
    org_.roll_back(mark);
  org_.end();
  Composite::write(subs, answer.body);
  return answer;
}

}  // namespace hub::simulators::salesforce
