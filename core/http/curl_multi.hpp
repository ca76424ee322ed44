// libcurl's multi interface driven by one io_context: curl says which sockets and which timeout it waits for,
// Asio waits. Internal to core/http. One loop's thread.
#pragma once

#include <utility>

#include <curl/curl.h>

#include <boost/asio/basic_waitable_timer.hpp>
#include <map>
#include <memory>

#include "core/async/task.hpp"

namespace hub::http {

// Told when an exchange has ended, never from inside CurlMulti::start().
class Completion {
 public:
  virtual ~Completion() = default;
  virtual void finished(CURLcode result) = 0;
};

class CurlMulti {
 public:
  CurlMulti(IoContext& io, long connections_max);
  ~CurlMulti();  // precondition: nothing is running
  CurlMulti(const CurlMulti&) = delete;
  CurlMulti& operator=(const CurlMulti&) = delete;

  // Both outlive the exchange. Uses the handle's CURLOPT_PRIVATE.
  CURLMcode start(CURL* easy, Completion& completion);
  std::size_t running() const { return running_; }

 private:
  struct Watch;
  static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void* watch);
  static int on_timer(CURLM* multi, long timeout_ms, void* self);
  void watch(curl_socket_t socket, int what);
  void wait_read(const std::shared_ptr<Watch>& watch);
  void wait_write(const std::shared_ptr<Watch>& watch);
  void set_timeout(long timeout_ms);
  void act(curl_socket_t socket, int events);
  void report_finished();

  using Timer =
      boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                        boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;
  IoContext& io_;
  CURLM* multi_;
  Timer timer_;
  // Counts timeouts set; a handler whose number has passed has been overtaken. Shared: handlers may outlive
  // us.
  std::shared_ptr<std::uint64_t> timeout_number_ = std::make_shared<std::uint64_t>(0);
  std::map<curl_socket_t, std::shared_ptr<Watch>> watches_;
  std::size_t running_ = 0;
};

}  // namespace hub::http
