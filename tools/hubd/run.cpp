#include "tools/hubd/run.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include "core/async/worker.hpp"
#include "tools/hubd/hub.hpp"
#include "tools/hubd/live_resources.hpp"
#include "tools/hubd/service_manager.hpp"

namespace hub::hubd {

namespace {

constexpr int kCannotStart = 1;    // now; or cannot go on
constexpr int kNeedsAPerson = 78;  // EX_CONFIG of sysexits.h: a service manager need not try again

// What another start would only meet again.
int status_of(const Error& error) {
  for (const std::string_view code :
       {std::string_view("schema_newer"), std::string_view("store_foreign"), std::string_view("store_unsafe"),
        std::string_view("store_taken"), std::string_view(kConfigurationRefused)}) {
    if (error.code == code) return kNeedsAPerson;
  }
  return kCannotStart;
}

int report(const Error& error, log::Log& log) {
  log.error("the hub cannot start", {log::error_message(error)});
  return status_of(error);
}

// A reload that is asked for while one is under way follows it: files may have changed after they were read.
class Reloads {
 public:
  explicit Reloads(Hub& hub) : hub_(hub) {}
  void ask(IoContext& io) {
    is_asked_ = true;
    if (!is_under_way_) spawn(io.get_executor(), run());
  }

 private:
  Task<void> run() {
    is_under_way_ = true;
    while (std::exchange(is_asked_, false)) {
      auto reload = hub_.reload();
      co_await std::move(reload);
    }
    is_under_way_ = false;
  }

  Hub& hub_;
  bool is_asked_ = false, is_under_way_ = false;
};

Task<void> stop_hub(Hub& hub, IoContext& io) {
  co_await hub.stop();
  io.stop();
}

}  // namespace

int run(const Configuration& configuration, const connectors::Registry& registry, HandedSockets& sockets,
        log::ConsoleLog& log, Signals& signals) {
  IoContext io(1);
  const auto work = boost::asio::make_work_guard(io);
  std::optional<Error> failure;
  const auto give_up = [&io, &failure](const Error& error) {
    post_to(io.get_executor(), [&io, &failure, error] {
      failure = error;
      io.stop();
    });
  };
  auto hub = Hub::create(io, configuration, registry, {log, sockets, give_up});
  if (!hub.ok()) return report(hub.error(), log);
  if (const auto started = (*hub)->start(); !started.ok()) return report(started.error(), log);
  log.info("the hub is ready", {log::count("events_port", (*hub)->events_port()),
                                log::count("admin_port", (*hub)->admin_port())});
  notify_service_manager("READY=1");
  bool stopping = false;
  Reloads reloads(**hub);
  signals.on_reload([&] {
    post_to(io.get_executor(), [&] {
      if (!stopping) reloads.ask(io);
    });
  });
  signals.on_stop([&] {
    post_to(io.get_executor(), [&] {
      if (std::exchange(stopping, true)) return;
      log.info("the hub stops: what is in flight is finished first");
      notify_service_manager("STOPPING=1");
      spawn(io.get_executor(), stop_hub(**hub, io));
    });
  });
  io.run();
  signals.on_stop(nullptr);
  signals.on_reload(nullptr);
  if (failure) {
    // Nothing that lies in memory may be trusted or written any more: the next start recovers from disk.
    log.error("durability can no longer be trusted, the hub ends at once");
    std::_Exit(status_of(*failure));
  }
  return 0;
}

}  // namespace hub::hubd
