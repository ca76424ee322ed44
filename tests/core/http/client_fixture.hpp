// A CurlClient that may reach 127.0.0.1, driven from a plain test.
#pragma once

#include <utility>

#include "tests/support/loopback.hpp"

namespace hub::testing {

struct ClientFixture {
  explicit ClientFixture(http::ClientSettings settings = loopback()) : client(io, std::move(settings)) {}

  // Sends all at once and runs the loop until every answer is there.
  std::vector<Result<http::Response>> send_all(std::vector<http::Request> requests) {
    std::vector<std::optional<Result<http::Response>>> answers(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) {
      spawn(io.get_executor(), send_into(std::move(requests[i]), answers[i]));
    }
    io.restart();
    io.run();
    std::vector<Result<http::Response>> out;
    for (auto& answer : answers) out.push_back(std::move(answer).value());
    return out;
  }
  Result<http::Response> send(http::Request request) {
    std::vector<http::Request> one;
    one.push_back(std::move(request));
    return std::move(send_all(std::move(one)).front());
  }

  IoContext io{1};
  http::CurlClient client;

 private:
  Task<void> send_into(http::Request request, std::optional<Result<http::Response>>& answer) {
    auto sending = client.send(std::move(request));
    answer.emplace(co_await std::move(sending));
  }
};

inline http::Request get(const std::string& url) {
  http::Request request;
  request.url = url;
  return request;
}

inline http::Request post(const std::string& url, std::string_view body) {
  http::Request request;
  request.method = "POST";
  request.url = url;
  request.body.append(body);
  return request;
}

}  // namespace hub::testing
