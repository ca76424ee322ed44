#include "core/http/curl_multi.hpp"

#include <malloc.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <cstdlib>
#include <cstring>

#include "core/base/assert.hpp"
#include "core/base/wipe.hpp"

namespace hub::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {
// curl copies bodies and tokens into buffers of its own: they are wiped when it gives them back.
void wiping_free(void* memory) {
  if (memory) wipe(memory, malloc_usable_size(memory));
  std::free(memory);
}

void* wiping_realloc(void* memory, std::size_t size) {
  if (!memory) return std::malloc(size);
  void* const moved = std::malloc(size);
  if (!moved) return nullptr;
  std::memcpy(moved, memory, std::min(size, malloc_usable_size(memory)));
  wiping_free(memory);
  return moved;
}

void init_curl_once() {
  static const CURLcode result = curl_global_init_mem(CURL_GLOBAL_DEFAULT, std::malloc, wiping_free,
                                                      wiping_realloc, strdup, std::calloc);
  HUB_ASSERT(result == CURLE_OK);
}
}  // namespace

// Borrows curl's socket: it is released, never closed, before curl closes it.
struct CurlMulti::Watch {
  Watch(Executor executor, curl_socket_t fd) : socket(fd), descriptor(executor, fd) {}

  curl_socket_t socket;
  asio::posix::basic_stream_descriptor<Executor> descriptor;
  bool reads = false;
  bool writes = false;
  bool read_waits = false;
  bool write_waits = false;

  void stop() {
    reads = writes = false;
    descriptor.release();
  }
};

CurlMulti::CurlMulti(IoContext& io, long connections_max) : io_(io), timer_(io.get_executor()) {
  init_curl_once();
  multi_ = curl_multi_init();
  HUB_ASSERT(multi_ != nullptr);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlMulti::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlMulti::on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, connections_max);
  curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections_max);
}

CurlMulti::~CurlMulti() {
  HUB_ASSERT(running_ == 0);
  curl_multi_cleanup(multi_);
  ++*timeout_number_;
  for (auto& [socket, watch] : watches_) watch->stop();
}

CURLMcode CurlMulti::start(CURL* easy, Completion& completion) {
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &completion);
  const CURLMcode result = curl_multi_add_handle(multi_, easy);
  if (result == CURLM_OK) ++running_;
  return result;
}

int CurlMulti::on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) {
  static_cast<CurlMulti*>(self)->watch(socket, what);
  return 0;
}

int CurlMulti::on_timer(CURLM*, long timeout_ms, void* self) {
  static_cast<CurlMulti*>(self)->set_timeout(timeout_ms);
  return 0;
}

void CurlMulti::watch(curl_socket_t socket, int what) {
  const auto found = watches_.find(socket);
  if (what == CURL_POLL_REMOVE) {
    if (found == watches_.end()) return;
    found->second->stop();
    watches_.erase(found);
    return;
  }
  std::shared_ptr<Watch> watch;
  if (found != watches_.end()) {
    watch = found->second;
  } else {
    watch = std::make_shared<Watch>(io_.get_executor(), socket);
    watches_.emplace(socket, watch);
  }
  watch->reads = (what & CURL_POLL_IN) != 0;
  watch->writes = (what & CURL_POLL_OUT) != 0;
  wait_read(watch);
  wait_write(watch);
}

void CurlMulti::wait_read(const std::shared_ptr<Watch>& watch) {
  if (!watch->reads || watch->read_waits) return;
  watch->read_waits = true;
  watch->descriptor.async_wait(asio::posix::descriptor_base::wait_read, [this, watch](error_code) {
    watch->read_waits = false;
    if (!watch->reads) return;
    act(watch->socket, CURL_CSELECT_IN);
    wait_read(watch);
  });
}

void CurlMulti::wait_write(const std::shared_ptr<Watch>& watch) {
  if (!watch->writes || watch->write_waits) return;
  watch->write_waits = true;
  watch->descriptor.async_wait(asio::posix::descriptor_base::wait_write, [this, watch](error_code) {
    watch->write_waits = false;
    if (!watch->writes) return;
    act(watch->socket, CURL_CSELECT_OUT);
    wait_write(watch);
  });
}

void CurlMulti::set_timeout(long timeout_ms) {
  const auto number = ++*timeout_number_;
  auto expired = [this, number, current = timeout_number_](error_code) {
    if (*current == number) act(CURL_SOCKET_TIMEOUT, 0);
  };
  timer_.cancel();
  if (timeout_ms < 0) return;
  if (timeout_ms == 0) {  // curl forbids acting from inside its own callback
    asio::post(io_.get_executor(), [expired] { expired({}); });
    return;
  }
  timer_.expires_after(std::chrono::milliseconds(timeout_ms));
  timer_.async_wait(std::move(expired));
}

void CurlMulti::act(curl_socket_t socket, int events) {
  int running = 0;
  curl_multi_socket_action(multi_, socket, events, &running);
  report_finished();
}

void CurlMulti::report_finished() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* const easy = message->easy_handle;
    const CURLcode result = message->data.result;
    Completion* completion = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &completion);
    curl_multi_remove_handle(multi_, easy);
    --running_;
    completion->finished(result);
  }
}

}  // namespace hub::http
