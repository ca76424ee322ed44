#include "core/http/session.hpp"

#include <boost/test/unit_test.hpp>
#include <deque>

#include "tests/support/virtual_clock.hpp"

using hub::ErrorKind;
using hub::Result;
using hub::Task;
namespace http = hub::http;
using namespace std::chrono_literals;

namespace {
// Answers 401 to every token but the current one.
class TokenTarget final : public http::Client {
 public:
  explicit TokenTarget(hub::Executor executor) : executor_(executor) {}

  Task<Result<http::Response>> send(http::Request request) override {
    hub::Event turn(executor_);
    turn.set();
    co_await turn.wait();
    seen.push_back(std::string(request.headers.find("Authorization").value_or("")) + " " + request.url);
    http::Response response;
    response.status =
        accepted.empty() || request.headers.find("Authorization") == "Bearer " + accepted ? 200 : 401;
    co_return response;
  }

  std::string accepted;
  std::vector<std::string> seen;

 private:
  hub::Executor executor_;
};

struct Fixture {
  hub::IoContext io;
  hub::testing::VirtualClock clock;
  TokenTarget target{io.get_executor()};
  int refreshes = 0;
  std::optional<std::chrono::seconds> life;
  std::optional<hub::Error> refusal;
  bool slow = false;
  http::Session session{target, clock, [this](http::Client&) { return get_token(); }};

  Task<Result<http::Token>> get_token() {
    const int number = ++refreshes;
    if (slow) co_await hub::sleep_for(clock, 1s);
    if (refusal) co_return *refusal;
    http::Token token{"t" + std::to_string(number), "https://pod" + std::to_string(number) + ".example",
                      life};
    co_return token;
  }

  void spawn_send(std::optional<Result<http::Response>>& answer,
                  std::function<bool(const http::Response&)> helps) {
    hub::spawn(io.get_executor(), send_into(answer, std::move(helps)));
  }
  Result<http::Response> send(std::function<bool(const http::Response&)> helps = {}) {
    std::optional<Result<http::Response>> answer;
    spawn_send(answer, std::move(helps));
    hub::testing::run_until(io, clock, [&] { return answer.has_value(); });
    return std::move(answer).value();
  }

 private:
  Task<void> send_into(std::optional<Result<http::Response>>& answer,
                       std::function<bool(const http::Response&)> helps) {
    http::Session::MakeRequest make = [](const http::Token& token) {
      http::Request request;
      request.url = token.base_url + "/x";
      return request;
    };
    auto sending = session.send(std::move(make), std::move(helps));
    answer.emplace(co_await std::move(sending));
  }
};
}  // namespace

BOOST_AUTO_TEST_SUITE(session)

BOOST_AUTO_TEST_CASE(a_token_is_fetched_once_and_kept) {
  Fixture fixture;
  for (int i = 0; i < 3; ++i) BOOST_TEST(fixture.send().ok());
  BOOST_TEST(fixture.refreshes == 1);
  BOOST_TEST(fixture.target.seen.back() == "Bearer t1 https://pod1.example/x");
}

BOOST_AUTO_TEST_CASE(a_401_leads_to_one_refresh_and_one_repeat_at_the_new_address) {
  Fixture fixture;
  fixture.target.accepted = "t2";
  const auto answer = fixture.send();
  BOOST_REQUIRE(answer.ok());
  BOOST_TEST(answer->status == 200);
  BOOST_TEST(fixture.refreshes == 2);
  const std::vector<std::string> expected{"Bearer t1 https://pod1.example/x",
                                          "Bearer t2 https://pod2.example/x"};
  BOOST_TEST(fixture.target.seen == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_second_401_is_an_auth_error_and_a_later_request_may_succeed) {
  Fixture fixture;
  fixture.target.accepted = "t3";
  const auto answer = fixture.send();
  BOOST_REQUIRE(!answer.ok());
  BOOST_TEST((answer.error().kind == ErrorKind::auth));
  BOOST_TEST(fixture.target.seen.size() == 2u);
  BOOST_TEST(fixture.send().ok());
}

BOOST_AUTO_TEST_CASE(a_401_that_no_refresh_can_help_is_an_auth_error_at_once) {
  Fixture fixture;
  fixture.target.accepted = "t2";
  const auto answer = fixture.send([](const http::Response&) { return false; });
  BOOST_REQUIRE(!answer.ok());
  BOOST_TEST((answer.error().kind == ErrorKind::auth));
  BOOST_TEST(fixture.refreshes == 1);
}

BOOST_AUTO_TEST_CASE(requests_that_meet_a_401_together_share_one_refresh) {
  Fixture fixture;
  BOOST_TEST(fixture.send().ok());
  fixture.target.accepted = "t2";
  fixture.slow = true;
  std::vector<std::optional<Result<http::Response>>> answers(10);
  for (auto& answer : answers) fixture.spawn_send(answer, {});
  hub::testing::run_until(fixture.io, fixture.clock, [&] {
    return std::ranges::all_of(answers, [](const auto& answer) { return answer.has_value(); });
  });
  for (auto& answer : answers) BOOST_TEST((*answer)->status == 200);
  BOOST_TEST(fixture.refreshes == 2);
}

BOOST_AUTO_TEST_CASE(requests_that_wait_for_a_failing_refresh_share_its_error) {
  Fixture fixture;
  fixture.slow = true;
  fixture.refusal = hub::transient_error("refused", "no answer");
  std::vector<std::optional<Result<http::Response>>> answers(5);
  for (auto& answer : answers) fixture.spawn_send(answer, {});
  hub::testing::run_until(fixture.io, fixture.clock, [&] {
    return std::ranges::all_of(answers, [](const auto& answer) { return answer.has_value(); });
  });
  for (auto& answer : answers) BOOST_TEST(answer->error().code == "refused");
  BOOST_TEST(fixture.refreshes == 1);
  fixture.refusal.reset();
  BOOST_TEST(fixture.send().ok());
}

BOOST_AUTO_TEST_CASE(a_token_is_renewed_when_four_fifths_of_its_life_are_over) {
  Fixture fixture;
  fixture.life = 100s;
  BOOST_TEST(fixture.send().ok());
  fixture.clock.advance(79s);
  BOOST_TEST(fixture.send().ok());
  BOOST_TEST(fixture.refreshes == 1);
  fixture.clock.advance(1s);
  BOOST_TEST(fixture.send().ok());
  BOOST_TEST(fixture.refreshes == 2);
}

BOOST_AUTO_TEST_SUITE_END()
