#include "tools/hubd/run.hpp"

#include "core/async/worker.hpp"
#include "tools/hubd/hub.hpp"
#include "tools/hubd/live_resources.hpp"
#include "tools/hubd/service_manager.hpp"

namespace hub::hubd {

namespace {

constexpr int kCannotStart = 1;
constexpr int kNeedsAPerson = 78;  // EX_CONFIG of sysexits.h: a service manager need not try again

int report(const Error& error, log::Log& log) {
  log.error("the hub cannot start", {log::error_message(error)});
  const bool needs_a_person = error.code == "schema_newer" || error.code == kConfigurationRefused;
  return needs_a_person ? kNeedsAPerson : kCannotStart;
}

Task<void> stop_hub(Hub& hub, IoContext& io) {
  co_await hub.stop();
  io.stop();
}

}  // namespace

int run(const Configuration& configuration, const connectors::Registry& registry, HandedSockets& sockets,
        log::ConsoleLog& log, Signals& signals) {
  IoContext io(1);
  const auto work = boost::asio::make_work_guard(io);
  bool failed = false;
  const auto give_up = [&io, &failed] {
    post_to(io.get_executor(), [&io, &failed] {
      failed = true;
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
  if (failed) {
    // Nothing that lies in memory may be trusted or written any more: the next start recovers from disk.
    log.error("durability can no longer be trusted, the hub ends at once");
    std::_Exit(1);
  }
  return 0;
}

}  // namespace hub::hubd
