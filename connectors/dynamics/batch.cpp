#include "connectors/dynamics/batch.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/base/ascii.hpp"
#include "core/model/text_form.hpp"

namespace hub::connectors::dynamics {

namespace {

// No line of a body begins like this: JSON written in one line begins with a brace.
constexpr std::string_view kBoundary = "batch_hub";

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// Up to the first empty line; `rest` is what follows.
http::Headers take_headers(std::string_view& rest) {
  http::Headers headers;
  for (std::string_view line = take_line(rest); !line.empty(); line = take_line(rest)) {
    const std::size_t colon = std::min(line.find(':'), line.size() - 1);
    headers.add(std::string(line.substr(0, colon)), std::string(model::trimmed(line.substr(colon + 1))));
  }
  return headers;
}

// Of a multipart body; nothing when it is none.
std::optional<std::string> boundary_of(const http::Headers& headers) {
  constexpr std::string_view kName = "boundary=";
  const std::string type(headers.find("Content-Type").value_or(""));
  const std::size_t at = lower_case(type).find(kName);
  if (!lower_case(type).starts_with("multipart/") || at == type.npos) return std::nullopt;
  std::string boundary = type.substr(at + kName.size());
  boundary = boundary.substr(0, boundary.find(';'));
  std::erase(boundary, '"');
  return boundary;
}

// Those that another boundary ends: what was cut short does not count.
std::vector<std::string_view> parts_of(std::string_view body, const std::string& boundary) {
  const std::string delimiter = "--" + boundary;
  std::vector<std::string_view> parts;
  std::size_t at = body.starts_with(delimiter) ? 0 : body.find('\n' + delimiter);
  while (at != body.npos) {
    std::string_view rest = body.substr(at);
    if (at > 0) take_line(rest);  // the end of the line before
    if (take_line(rest).substr(delimiter.size()).starts_with("--")) break;
    const std::size_t begin = body.size() - rest.size();
    at = body.find('\n' + delimiter, std::max<std::size_t>(begin, 1) - 1);
    if (at == body.npos) break;
    std::string_view part = body.substr(begin, at - std::min(at, begin));
    if (part.ends_with('\r')) part.remove_suffix(1);
    parts.push_back(part);
  }
  return parts;
}

http::Response read_operation(std::string_view text) {
  http::Response answer;
  const std::string_view status = take_line(text);  // "HTTP/1.1 204 No Content"
  const std::size_t digits = std::min(status.find(' '), status.size() - 1) + 1;
  answer.status = 0;
  if (!status.empty()) std::from_chars(status.data() + digits, status.data() + status.size(), answer.status);
  answer.headers = take_headers(text);
  answer.body.append(model::trimmed(text));
  return answer;
}

http::Response read_part(std::string_view part) {
  const http::Headers headers = take_headers(part);
  const auto boundary = boundary_of(headers);
  if (!boundary) return read_operation(part);
  http::Response first;
  first.status = 0;
  for (const std::string_view each : parts_of(part, *boundary)) {
    http::Response answer = read_part(each);
    if (answer.status >= 400) return answer;
    if (first.status == 0) first = std::move(answer);
  }
  return first;
}

}  // namespace

std::string BatchWriter::content_type() {
  return "multipart/mixed; boundary=" + std::string(kBoundary);
}

void BatchWriter::write(const Operation& operation, bool has_content_id) {
  body_.append("Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n");
  ++operations_;
  if (has_content_id) body_.append("Content-ID: " + std::to_string(operations_) + "\r\n");
  body_.append("\r\n" + operation.method + ' ' + root_ + operation.path + " HTTP/1.1\r\n");
  if (!operation.condition.empty()) body_.append(operation.condition + "\r\n");
  body_.append(operation.body.empty() ? "Accept: application/json\r\n\r\n"
                                      : "Content-Type: application/json\r\n\r\n");
  body_.append(operation.body.view());
  body_.append("\r\n");
}

void BatchWriter::add(const Operation& operation) {
  body_.append("--" + std::string(kBoundary) + "\r\n");
  write(operation, false);
  ++size_;
}

void BatchWriter::add_change_set(std::span<const Operation> operations) {
  const std::string boundary = "changeset_" + std::to_string(++size_);
  body_.append("--" + std::string(kBoundary) + "\r\nContent-Type: multipart/mixed; boundary=" + boundary +
               "\r\n\r\n");
  for (const Operation& operation : operations) {
    body_.append("--" + boundary + "\r\n");
    write(operation, true);
  }
  body_.append("--" + boundary + "--\r\n");
}

Buffer BatchWriter::finish() {
  body_.append("--" + std::string(kBoundary) + "--\r\n");
  return std::move(body_);
}

std::vector<http::Response> read_batch(const http::Response& answer) {
  std::vector<http::Response> answers;
  const auto boundary = boundary_of(answer.headers);
  if (!boundary) return answers;
  for (const std::string_view part : parts_of(answer.body.view(), *boundary))
    answers.push_back(read_part(part));
  return answers;
}

}  // namespace hub::connectors::dynamics
