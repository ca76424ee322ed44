// The process's signals as calls: SIGTERM and SIGINT ask it to stop, SIGHUP to read its configuration again.
//
// Made before any other thread, since threads inherit which signals are blocked. The calls come from a thread
// of this object; the destructor ends it.
#pragma once

#include <csignal>
#include <functional>
#include <mutex>
#include <thread>

namespace hub::hubd {

class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  // From any thread. What came before is not lost: a stop already asked for is passed on at once.
  void on_stop(std::function<void()> stop);
  void on_reload(std::function<void()> reload);

 private:
  void wait();

  sigset_t watched_{};
  std::mutex mutex_;
  std::function<void()> stop_, reload_;
  bool stop_asked_ = false;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace hub::hubd
