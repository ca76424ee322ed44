// An http::Client that plays a script: expects requests in order and gives the answers written for them. A
// request the script does not expect, and one that never came, fail the test. One thread.
#pragma once

#include <boost/test/unit_test.hpp>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "core/http/client.hpp"

namespace hub::testing {

inline http::Response json_answer(int status, std::string_view body) {
  http::Response answer;
  answer.status = status;
  answer.headers.add("Content-Type", "application/json;charset=UTF-8");
  answer.body.append(body);
  return answer;
}

class ScriptedClient final : public http::Client {
 public:
  ~ScriptedClient() override { BOOST_TEST(script_.empty(), "a request of the script was never sent"); }

  // The next request must have this method, and an address that ends with `address_end`.
  void expect(std::string method, std::string address_end, Result<http::Response> answer) {
    script_.push_back({std::move(method), std::move(address_end), std::move(answer)});
  }

  Task<Result<http::Response>> send(http::Request request) override {
    seen_.push_back(std::move(request));
    const http::Request& now = seen_.back();
    if (script_.empty()) {
      BOOST_ERROR("not in the script: " + now.method + ' ' + now.url);
      co_return transient_error("script", "the script is at its end");
    }
    Step step = std::move(script_.front());
    script_.pop_front();
    BOOST_TEST(now.method == step.method);
    BOOST_TEST(now.url.ends_with(step.address_end), now.url << " does not end with " << step.address_end);
    co_return std::move(step.answer);
  }

  const std::deque<http::Request>& seen() const { return seen_; }
  const http::Request& last() const { return seen_.back(); }

 private:
  struct Step {
    std::string method, address_end;
    Result<http::Response> answer;
  };
  std::deque<Step> script_;
  std::deque<http::Request> seen_;
};

}  // namespace hub::testing
