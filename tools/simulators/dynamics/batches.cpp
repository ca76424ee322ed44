// $batch: operations in order, change sets that are carried out as a whole or not at all, answers as
// multipart.
#include <algorithm>

#include "core/base/ascii.hpp"
#include "core/http/response_head.hpp"
#include "core/model/text_form.hpp"
#include "tools/simulators/common/respond.hpp"
#include "tools/simulators/dynamics/simulator.hpp"

namespace hub::simulators::dynamics {

namespace {

constexpr std::size_t kOperationsMax = 1'000;

struct Part {
  http::Headers headers;
  std::string_view body;
};

// Cuts off the text before an empty line, as headers; what follows stays in `text`.
http::Headers cut_headers(std::string_view& text) {
  http::Headers headers;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 2, text.size()));
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    if (colon == line.npos) continue;
    headers.add(std::string(line.substr(0, colon)), std::string(model::trimmed(line.substr(colon + 1))));
  }
  return headers;
}

std::string boundary_in(const http::Headers& headers) {
  const std::string type(headers.find("Content-Type").value_or(""));
  const std::size_t at = type.find("boundary=");
  if (!type.starts_with("multipart/mixed") || at == type.npos) return {};
  std::string boundary = type.substr(at + 9, type.find(';', at) - at - 9);
  std::erase(boundary, '"');
  return boundary;
}

std::vector<Part> split(std::string_view body, const std::string& boundary) {
  std::vector<Part> parts;
  const std::string mark = "--" + boundary;
  for (std::size_t at = body.find(mark); at != body.npos;) {
    std::string_view rest = body.substr(at + mark.size());
    if (rest.starts_with("--")) break;
    const std::size_t next = body.find("\r\n" + mark, at + mark.size());
    if (next == body.npos) break;
    rest = rest.substr(0, next - at - mark.size() + 2);
    rest.remove_prefix(std::min<std::size_t>(rest.find("\r\n") + 2, rest.size()));
    http::Headers headers = cut_headers(rest);
    parts.push_back({std::move(headers), rest});
    at = next + 2;
  }
  return parts;
}

// "PATCH /api/data/v9.2/incidents(...) HTTP/1.1", its headers and its body.
http::Request read_operation(const Part& part) {
  http::Request operation;
  std::string_view text = part.body;
  const std::size_t end = std::min(text.find("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 2, text.size()));
  const std::size_t first = line.find(' '), last = line.rfind(" HTTP/");
  if (first == line.npos || last == line.npos || last <= first) return operation;
  operation.method = line.substr(0, first);
  operation.url = line.substr(first + 1, last - first - 1);
  operation.headers = cut_headers(text);
  if (const auto id = part.headers.find("Content-ID")) operation.headers.add("Content-ID", std::string(*id));
  operation.body.append(model::trimmed(text));
  return operation;
}

std::vector<http::Request> operations_in(const Part& part) {
  std::vector<http::Request> operations;
  const std::string boundary = boundary_in(part.headers);
  if (boundary.empty()) {
    operations.push_back(read_operation(part));
    return operations;
  }
  for (const Part& each : split(part.body, boundary)) operations.push_back(read_operation(each));
  return operations;
}

void write_answer(const http::Response& answer, std::string_view content_id, Buffer& out) {
  out.append("Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n");
  if (!content_id.empty()) out.append("Content-ID: " + std::string(content_id) + "\r\n");
  out.append("\r\nHTTP/1.1 " + std::to_string(answer.status) + ' ');
  out.append(http::reason_phrase(answer.status));
  out.append("\r\nOData-Version: 4.0\r\n");
  for (const auto& [name, value] : answer.headers) out.append(name + ": " + value + "\r\n");
  out.append("\r\n");
  out.append(answer.body.view());
  out.append("\r\n");
}

Refusal told_to_refuse(const Fault& fault) {
  return {400, fault.text,
          "A validation error occurred.  The length of the '" + fault.field +
              "' attribute of the 'incident' entity exceeded the maximum allowed length of '0'."};
}

}  // namespace

// All answers, or the one that took everything back.
std::vector<http::Response> Simulator::change_set(const std::vector<http::Request>& operations,
                                                  Context& context) {
  organisation_.begin();
  context.references.clear();
  std::vector<http::Response> answers;
  for (const http::Request& operation : operations) {
    const auto id = operation.headers.find("Content-ID");
    http::Response answer =
        operation.method == "GET" ? refused({400, "0x80060888", "A change set may not have a GET."})
        : !id ? refused({400, "0x80060888", "Content-ID header not present in the change set."})
              : carry_out(operation, context);
    if (answer.status >= 400) {
      organisation_.roll_back();
      std::vector<http::Response> alone;
      alone.push_back(std::move(answer));
      return alone;
    }
    if (const auto address = answer.headers.find("OData-EntityId"))
      context.references['$' + std::string(*id)] = std::string(*address);
    answers.push_back(std::move(answer));
  }
  return answers;
}

http::Response Simulator::batch(const http::Request& request, Context& context) {
  const std::string boundary = boundary_in(request.headers);
  if (boundary.empty()) return refused({400, "", "The batch has no boundary."});
  const auto parts = split(request.body.view(), boundary);
  const bool goes_on =
      request.headers.find("Prefer").value_or("").find("odata.continue-on-error") != std::string_view::npos;
  const Fault* unlucky = find_fault(context.faults, "record_error");
  Buffer out;
  std::size_t operations_count = 0, place = 0;
  int status = 200;
  for (const Part& part : parts) {
    const auto operations = operations_in(part);
    operations_count += operations.size();
    if (operations_count > kOperationsMax)
      return refused({400, "0x80040203", "The number of operations exceeds the limit of 1000."});
    const bool is_set = !boundary_in(part.headers).empty();
    std::vector<http::Response> answers;
    if (unlucky && static_cast<std::size_t>(unlucky->record) == place) {
      answers.push_back(refused(told_to_refuse(*unlucky)));
    } else if (is_set) {
      answers = change_set(operations, context);
    } else {
      organisation_.begin();
      answers.push_back(carry_out(operations.front(), context));
    }
    ++place;
    const bool has_failed = !answers.empty() && answers.front().status >= 400;
    out.append("--batchresponse_1\r\n");
    if (is_set && !has_failed) {
      const std::string inner = "changesetresponse_" + std::to_string(place);
      out.append("Content-Type: multipart/mixed; boundary=" + inner + "\r\n\r\n");
      for (std::size_t i = 0; i < answers.size(); ++i) {
        out.append("--" + inner + "\r\n");
        write_answer(answers[i], operations[i].headers.find("Content-ID").value_or(""), out);
      }
      out.append("--" + inner + "--\r\n");
    } else {
      write_answer(answers.front(), "", out);
    }
    if (has_failed && !goes_on) {
      status = answers.front().status;
      break;
    }
  }
  count_execution(operations_count);
  out.append("--batchresponse_1--\r\n");
  return respond(status, "multipart/mixed; boundary=batchresponse_1", out.view());
}

std::string operation_of(const http::Request& request, const RestTarget& target) {
  if (target.segments.empty()) return {};
  const std::string& first = target.segments[0];
  if (first == "$batch") {
    if (request.method != "POST") return {};
    const auto has = [&request](std::string_view word) {
      return request.body.view().find(word) != std::string_view::npos;
    };
    if (has("\r\nPATCH ") || has("\r\nPOST ")) return "batch_write";
    return has("\r\nDELETE ") ? "batch_delete" : "batch_read";
  }
  if (is_who_am_i(first)) return request.method == "GET" ? "who_am_i" : "";
  if (first.starts_with("EntityDefinitions")) return request.method == "GET" ? "metadata" : "";
  if (first == "CloseIncident") return request.method == "POST" ? "action" : "";
  if (request.method == "POST") return "create";
  if (request.method == "PATCH") return "upsert";
  if (request.method == "DELETE") return "delete";
  return request.method != "GET" ? "" : first.ends_with(')') ? "get" : "list";
}

}  // namespace hub::simulators::dynamics
