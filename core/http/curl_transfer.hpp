// One exchange over a curl handle: its options, its bytes, and what its end means. Internal to core/http.
// One loop's thread. The handle is the caller's and is reset when the transfer dies.
#pragma once

#include <array>
#include <memory>

#include "core/async/event.hpp"
#include "core/http/curl_client.hpp"
#include "core/http/curl_multi.hpp"

namespace hub::http {

class CurlTransfer final : public Completion {
 public:
  // `settings` and `request` outlive the transfer.
  CurlTransfer(CURL* easy, const ClientSettings& settings, const Request& request, Executor executor);
  ~CurlTransfer() override;
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;

  // Before the start: refuses what must not be sent.
  Result<void> prepare();
  Task<void> wait() { return end_.wait(); }
  // Once, after wait().
  Result<Response> take_result();

  void finished(CURLcode result) override;

 private:
  static std::size_t on_read(char* to, std::size_t size, std::size_t count, void* self);
  static std::size_t on_write(char* from, std::size_t size, std::size_t count, void* self);
  static std::size_t on_header(char* from, std::size_t size, std::size_t count, void* self);
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
  static curl_socket_t on_open(void* self, curlsocktype purpose, curl_sockaddr* address);

  bool may_send() const { return !settings_.may_send || settings_.may_send(); }
  void set_connection_options();
  Result<void> set_method();
  Result<void> set_headers();
  void take_header(std::string_view line);
  Error failure() const;
  template <class Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(easy_, option, value);
  }

  using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

  CURL* easy_;
  const ClientSettings& settings_;
  const Request& request_;
  Event end_;
  List headers_{nullptr, &curl_slist_free_all};
  List resolve_{nullptr, &curl_slist_free_all};
  std::array<char, CURL_ERROR_SIZE> detail_{};
  AddressGuard::Reach reach_ = AddressGuard::Reach::allowed;
  CURLcode code_ = CURLE_OK;
  std::size_t body_sent_ = 0;
  std::size_t header_bytes_ = 0;
  bool too_large_ = false;
  bool refused_address_ = false;
  bool tried_address_ = false;
  Response response_;
};

}  // namespace hub::http
