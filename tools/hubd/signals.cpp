#include "tools/hubd/signals.hpp"

#include <pthread.h>

namespace hub::hubd {

Signals::Signals() {
  sigemptyset(&watched_);
  // SIGUSR1 is ours alone: it wakes the thread when this object dies.
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) sigaddset(&watched_, signal);
  pthread_sigmask(SIG_BLOCK, &watched_, nullptr);
  // A peer that goes away is an error of one write, not of the process.
  std::signal(SIGPIPE, SIG_IGN);
  thread_ = std::thread([this] { wait(); });
}

Signals::~Signals() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  pthread_kill(thread_.native_handle(), SIGUSR1);
  thread_.join();
}

void Signals::on_stop(std::function<void()> stop) {
  const std::scoped_lock lock(mutex_);
  stop_ = std::move(stop);
  if (stop_asked_ && stop_) stop_();
}

void Signals::on_reload(std::function<void()> reload) {
  const std::scoped_lock lock(mutex_);
  reload_ = std::move(reload);
}

void Signals::wait() {
  for (;;) {
    int signal = 0;
    if (sigwait(&watched_, &signal) != 0) continue;
    const std::scoped_lock lock(mutex_);
    if (ending_) return;
    if (signal == SIGHUP) {
      if (reload_) reload_();
    } else if (signal != SIGUSR1) {
      stop_asked_ = true;
      if (stop_) stop_();
    }
  }
}

}  // namespace hub::hubd
