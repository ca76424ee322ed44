#include "core/http/poll.hpp"

#include <boost/test/unit_test.hpp>
#include <deque>

#include "tests/support/run_task.hpp"

using namespace hub;
using namespace std::chrono_literals;
using Answer = Result<std::optional<int>>;

namespace {

struct Fixture {
  IoContext io;
  testing::VirtualClock clock;
  std::deque<Answer> answers;
  std::vector<milliseconds> asked_at;
  MonotonicTime start = clock.now();

  Task<Answer> ask() {
    asked_at.push_back(std::chrono::duration_cast<milliseconds>(clock.now() - start));
    Answer answer = Answer(std::optional<int>());
    if (!answers.empty()) {
      answer = answers.front();
      answers.pop_front();
    }
    co_return answer;
  }
  Answer poll() {
    http::PollPace pace{100ms, 400ms, 2s};
    return testing::run_task(io, clock, http::poll<int>(clock, pace, [this] { return ask(); }));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(polling)

BOOST_AUTO_TEST_CASE(it_asks_at_once_and_then_after_pauses_that_grow) {
  Fixture fixture;
  for (int i = 0; i < 4; ++i) fixture.answers.push_back(std::optional<int>());
  fixture.answers.push_back(std::optional(7));
  const auto answer = fixture.poll();
  BOOST_REQUIRE(answer.ok());
  BOOST_TEST(**answer == 7);
  const std::vector<milliseconds> expected{0ms, 100ms, 300ms, 700ms, 1100ms};
  BOOST_TEST((fixture.asked_at == expected));
}

BOOST_AUTO_TEST_CASE(it_keeps_a_pause_it_is_told_and_goes_on_after_an_error_that_passes) {
  Fixture fixture;
  Error told = transient_error("http_429", "told to wait");
  told.kind = ErrorKind::rate_limited;
  told.retry_after = 1s;
  fixture.answers = {told, std::optional(7)};
  BOOST_TEST(fixture.poll().ok());
  BOOST_TEST((fixture.asked_at.back() == 1s));
}

BOOST_AUTO_TEST_CASE(it_ends_at_an_error_that_does_not_pass) {
  Fixture fixture;
  fixture.answers = {invalid_error("gone", "no such job")};
  BOOST_TEST(fixture.poll().error().code == "gone");
  BOOST_TEST(fixture.asked_at.size() == 1u);
}

BOOST_AUTO_TEST_CASE(it_gives_up_when_its_patience_is_used_up) {
  Fixture fixture;
  const auto answer = fixture.poll();
  BOOST_REQUIRE(answer.ok());
  BOOST_TEST(!answer->has_value());
  BOOST_TEST((fixture.asked_at.back() <= 2s));
}

BOOST_AUTO_TEST_SUITE_END()
