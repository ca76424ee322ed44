// /query and /queryAll with pages (salesforce.md 4.2).
#include <algorithm>
#include <charconv>

#include "core/model/json.hpp"
#include "tools/simulators/salesforce/rest.hpp"
#include "tools/simulators/salesforce/soql.hpp"

namespace hub::simulators::salesforce {

namespace {
constexpr std::size_t kCursorsMax = 100;

// Two or more long custom texts make the pages short.
bool has_long_texts(const Query& query, const ObjectDef& object) {
  std::size_t long_texts = 0;
  for (const std::string& name : query.fields) {
    const int field = name.ends_with("__c") ? object.find(name) : -1;
    if (field >= 0 && object.fields[static_cast<std::size_t>(field)].type == "textarea") ++long_texts;
  }
  return long_texts > 1;
}

}  // namespace

RestAnswer Rest::query(const RestRequest& request, const std::string& version) {
  if (request.method != "GET") return method_not_allowed();
  if (request.segments.size() == 2) {
    const std::string& locator = request.segments[1];  // "CURSOR-START"
    std::uint64_t cursor = 0;
    std::size_t start = 0;
    const std::size_t dash = locator.find('-');
    if (dash == std::string::npos)
      return error_answer({"INVALID_QUERY_LOCATOR", "invalid query locator", {}});
    std::from_chars(locator.data(), locator.data() + dash, cursor);
    std::from_chars(locator.data() + dash + 1, locator.data() + locator.size(), start);
    if (!cursors_.contains(cursor))
      return error_answer({"INVALID_QUERY_LOCATOR", "invalid query locator", {}});
    return page(cursor, start, version);
  }
  const auto text = request.query.find("q");
  if (text == request.query.end()) return error_answer({"MALFORMED_QUERY", "q is missing", {}});
  const auto parsed = parse_soql(text->second);
  if (const auto* error = std::get_if<ApiError>(&parsed)) return error_answer(*error);
  const auto& query = std::get<Query>(parsed);
  auto found = run_query(query, org_, request.segments[0] == "queryAll");
  if (const auto* error = std::get_if<ApiError>(&found)) return error_answer(*error);
  auto& rows = std::get<std::vector<Row*>>(found);
  const bool is_stale = find_fault(request.faults, "stale_read") != nullptr;
  if (is_stale) std::erase_if(rows, [](const Row* row) { return row->before.empty(); });
  if (query.counts) {
    RestAnswer answer;
    answer.body.append("{\"totalSize\":" + std::to_string(rows.size()) + ",\"done\":true,\"records\":[]}");
    return answer;
  }
  if (cursors_.size() >= kCursorsMax) cursors_.erase(cursors_.begin());
  std::size_t page_rows = limits_.page_rows;
  if (request.page_rows_max > 0) page_rows = std::min(page_rows, request.page_rows_max);
  if (has_long_texts(query, *org_.schema().find(query.object)))
    page_rows = std::min(page_rows, limits_.long_text_page_rows);
  cursors_[++last_cursor_] = {query.fields, std::move(rows), page_rows, is_stale};
  return page(last_cursor_, 0, version);
}

RestAnswer Rest::page(std::uint64_t cursor, std::size_t start, const std::string& version) {
  const Cursor& open = cursors_.at(cursor);
  const std::size_t end = std::min(open.rows.size(), start + open.page_rows);
  const bool done = end == open.rows.size();
  RestAnswer answer;
  answer.body.append("{\"totalSize\":" + std::to_string(open.rows.size()) +
                     ",\"done\":" + (done ? "true" : "false"));
  if (!done) {
    answer.body.append(",\"nextRecordsUrl\":\"/services/data/" + version + "/query/" +
                       std::to_string(cursor) + '-' + std::to_string(end) + "\"");
  }
  answer.body.append(",\"records\":[");
  for (std::size_t i = start; i < end; ++i) {
    if (i > start) answer.body.push_back(',');
    write_row(*open.rows[i], open.fields, org_, version, open.stale, answer.body);
  }
  answer.body.append("]}");
  return answer;
}

}  // namespace hub::simulators::salesforce
