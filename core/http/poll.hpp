// Waiting for what a vendor does in its own time: asks again until it is done. The one place where a
// connector may wait, so that none of them has a pace of its own. One loop's thread.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>

#include "core/async/event.hpp"
#include "core/base/result.hpp"

namespace hub::http {

struct PollPace {
  milliseconds first_pause{200};
  milliseconds longest_pause{std::chrono::seconds(5)};
  milliseconds patience{std::chrono::minutes(2)};  // all pauses together
};

// `ask` gives nothing while it is not done. It is asked at once, then after pauses that grow; a pause that an
// answer tells (rate_limited, transient) is kept in full. Gives up with the last error, or with nothing, when
// the patience is used up; any other error ends it at once. `clock` outlives the task.
template <class T>
Task<Result<std::optional<T>>> poll(Clock& clock, PollPace pace,
                                    std::function<Task<Result<std::optional<T>>>()> ask) {
  milliseconds pause = pace.first_pause, waited{0};
  while (true) {
    auto asking = ask();
    auto answer = co_await std::move(asking);
    if (answer.ok() && answer->has_value()) co_return answer;
    milliseconds next = pause;
    if (!answer.ok()) {
      const Error& error = answer.error();
      const bool comes_again = error.kind == ErrorKind::rate_limited || error.kind == ErrorKind::transient;
      if (!comes_again) co_return answer;
      next = std::max(next, std::chrono::duration_cast<milliseconds>(error.retry_after));
    }
    waited += next;
    if (waited > pace.patience) co_return answer;
    co_await sleep_for(clock, next);
    pause = std::min(pause * 2, pace.longest_pause);
  }
}

}  // namespace hub::http
