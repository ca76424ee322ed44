#include "core/http/response_head.hpp"

#include <charconv>
#include <utility>

namespace hub::http {

namespace {
constexpr std::pair<int, std::string_view> kReasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
};

void append_number(Buffer& out, std::size_t number) {
  char digits[20];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), number);
  out.append({digits, static_cast<std::size_t>(end.ptr - digits)});
}

// Framing has one author, or the answer could be read in two ways.
bool belongs_to_server(std::string_view name) {
  return same_name(name, "Content-Length") || same_name(name, "Transfer-Encoding") ||
         same_name(name, "Connection") || same_name(name, "Date");
}

void append_clean(Buffer& out, std::string_view text) {
  for (const char c : text) out.push_back(static_cast<unsigned char>(c) < 0x20 && c != '\t' ? ' ' : c);
}
}  // namespace

std::string_view reason_phrase(int status) {
  for (const auto& [known, reason] : kReasons) {
    if (known == status) return reason;
  }
  return "Status";
}

void append_head(Buffer& out, const Response& response, Framing framing, bool keep_alive,
                 std::string_view date) {
  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::size_t>(response.status));
  out.append(" ");
  out.append(reason_phrase(response.status));
  out.append("\r\nDate: ");
  out.append(date);
  for (const auto& [name, value] : response.headers) {
    if (belongs_to_server(name)) continue;
    out.append("\r\n");
    append_clean(out, name);
    out.append(": ");
    append_clean(out, value);
  }
  if (framing == Framing::length) {
    out.append("\r\nContent-Length: ");
    append_number(out, response.body.size());
  } else if (framing == Framing::chunked) {
    out.append("\r\nTransfer-Encoding: chunked");
  }
  if (!keep_alive) out.append("\r\nConnection: close");
  out.append("\r\n\r\n");
}

void append_chunk(Buffer& out, std::string_view piece) {
  char digits[16];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), piece.size(), 16);
  out.append({digits, static_cast<std::size_t>(end.ptr - digits)});
  out.append("\r\n");
  out.append(piece);
  out.append("\r\n");
}

Response problem(int status) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/problem+json");
  if (status == 503) response.headers.add("Retry-After", "1");
  response.body.append(R"({"type":"about:blank","title":")");
  response.body.append(reason_phrase(status));
  response.body.append(R"(","status":)");
  append_number(response.body, static_cast<std::size_t>(status));
  response.body.append("}");
  return response;
}

}  // namespace hub::http
