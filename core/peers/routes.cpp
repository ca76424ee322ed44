#include "core/peers/routes.hpp"

namespace hub::peers {

namespace {

int status_of(const Error& error) {
  if (error.code == "epoch_over") return 409;
  return error.kind == ErrorKind::invalid ? 422 : 503;
}

Task<http::Response> refuse(int status, std::string_view code) {
  co_return refusal(status, code);
}

}  // namespace

http::Response refusal(int status, std::string_view code) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/plain");
  response.body.append(code);
  return response;
}

http::Response refusal(const Error& error) {
  return refusal(status_of(error), error.code);
}

std::string common_name(std::string_view subject) {
  while (!subject.empty()) {
    const auto end = subject.find_first_of(",+");
    const std::string_view part = subject.substr(0, end);
    if (part.starts_with("CN=")) return std::string(part.substr(3));
    if (end == std::string_view::npos) break;
    subject.remove_prefix(end + 1);
  }
  return {};
}

void Routes::add(std::string method, std::string path, Answer answer) {
  answers_[{std::move(method), std::move(path)}] = std::move(answer);
}

Task<http::Response> Routes::serve(http::Request request, const http::Peer& from) const {
  std::string peer = common_name(from.certificate_subject);
  if (peer.empty()) return refuse(403, "no_certificate");
  const std::string path = request.url.substr(0, request.url.find('?'));
  const auto found = answers_.find({request.method, path});
  if (found == answers_.end()) return refuse(404, "no_such_path");
  return found->second(std::move(request), std::move(peer));
}

}  // namespace hub::peers
