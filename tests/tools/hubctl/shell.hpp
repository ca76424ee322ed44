// hubctl called as a shell would, against a real admin listener over fakes. The listener runs on a thread of
// its own.
#pragma once

#include <boost/test/unit_test.hpp>
#include <sstream>
#include <thread>

#include "core/async/worker.hpp"
#include "core/http/server.hpp"
#include "core/policy/credential.hpp"
#include "tests/core/admin/fakes.hpp"
#include "tests/support/fake_tracking.hpp"
#include "tools/hubctl/hubctl.hpp"

namespace hub::hubctl::testing {

constexpr const char* kNowhere = "http://127.0.0.1:1";

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct Outcome {
  int status = 0;
  std::string out, err;
};

// Without a hub: `url` may point anywhere.
inline Outcome call(std::vector<std::string> words, const std::string& url, const std::string& key,
                    const std::string& input = {}) {
  std::istringstream in(input);
  std::ostringstream out, err;
  Surroundings surroundings{in, out, err, false, [&](const char* name) -> const char* {
                              if (std::string_view(name) == "HUBCTL_URL") return url.c_str();
                              if (std::string_view(name) == "HUBCTL_KEY") return key.c_str();
                              return nullptr;
                            }};
  Outcome outcome;
  outcome.status = run(words, surroundings);
  outcome.out = out.str();
  outcome.err = err.str();
  return outcome;
}

// Fill `control` and `views` before the first call.
class Shell {
 public:
  Shell()
      : api_({control,
              views,
              platform,
              audit,
              secrets,
              book,
              removals,
              moves,
              tracking,
              key_store,
              figures_,
              log_,
              log_level_,
              clock_,
              admin::KeyRing({{"anna", admin::Role::operator_, policy::bearer_hash("operator-key")},
                              {"adam", admin::Role::admin, policy::bearer_hash("admin-key")},
                              {"vera", admin::Role::viewer, policy::bearer_hash("viewer-key")}}),
              random_,
              io_.get_executor(),
              hierarchy_,
              key_worker_,
              sessions_}) {
    auto handler = [this](http::Request request, const http::Peer& peer) {
      return api_.handle(std::move(request), peer);
    };
    auto started = http::Server::start(io_, {}, handler);
    BOOST_REQUIRE(started.ok());
    server_ = std::move(*started);
    url_ = "http://127.0.0.1:" + std::to_string(server_->port());
    thread_ = std::thread([this] { io_.run(); });
  }
  ~Shell() {
    post_to(io_.get_executor(),
            [this] { spawn(io_.get_executor(), server_->drain(), [this] { io_.stop(); }); });
    thread_.join();
  }

  Outcome call(std::vector<std::string> words, const std::string& key = "operator-key",
               const std::string& input = {}) {
    return testing::call(std::move(words), url_, key, input);
  }

  admin::testing::FakeControl control;
  admin::testing::FakeViews views;
  admin::testing::FakePlatform platform;
  admin::testing::FakeAudit audit;
  admin::testing::FakeSecrets secrets;
  admin::testing::FakeBook book;
  admin::testing::FakeRemovals removals;
  admin::testing::FakeMoves moves;
  hub::testing::FakeTracking tracking;
  admin::testing::FakeKeys key_store;

 private:
  metrics::Registry figures_;
  admin::testing::NoLog log_;
  hub::testing::VirtualClock clock_;
  log::TimedLevel log_level_{log::Level::info, [](log::Level) {}, log_, clock_};
  IoContext io_;
  SeededRandom random_{7};
  admin::Hierarchy hierarchy_;
  LoopWorker key_worker_{io_.get_executor()};
  admin::Sessions sessions_{clock_, random_, false};
  admin::Api api_;
  std::unique_ptr<http::Server> server_;
  std::string url_;
  std::thread thread_;
};

}  // namespace hub::hubctl::testing
