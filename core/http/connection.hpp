// One connection of the server, over a plain or a TLS stream. Internal to core/http; one loop's thread.
//
// It is one task: read a request, call the handler, write the answer, until the client or the server has
// enough. The server's sweep looks at `deadline` and ends what takes too long.
#pragma once

#include <algorithm>
#include <utility>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include "core/http/input.hpp"
#include "core/http/request_parser.hpp"
#include "core/http/response_head.hpp"
#include "core/http/server_state.hpp"

namespace hub::http {

template <class Stream>
class Connection final : public ConnectionBase, public std::enable_shared_from_this<Connection<Stream>> {
 public:
  Connection(std::shared_ptr<ServerState> server, Stream stream, Peer peer)
      : server_(std::move(server)),
        stream_(std::move(stream)),
        peer_(std::move(peer)),
        parser_(server_->settings.limits.header_bytes_max, server_->settings.limits.body_bytes_max),
        input_(server_->settings.limits.header_bytes_max),
        entry_(server_->enter(*this)) {
    enter_phase(Phase::header, server_->settings.limits.header_deadline);
  }
  ~Connection() override {
    count_body(0);
    server_->leave(entry_);
  }

  Stream& stream() { return stream_; }
  Peer& peer() { return peer_; }

  void expire() override {
    if (phase_ == Phase::handler) {
      gave_up_ = true;
      enter_phase(Phase::answer, server_->settings.limits.write_deadline);
      spawn(server_->io.get_executor(), answer_late(this->shared_from_this()));
    } else if (phase_ == Phase::body) {
      timed_out_ = true;
      enter_phase(Phase::closing, kLinger);
      boost::system::error_code ignored;
      socket().cancel(ignored);
    } else {
      close();
    }
  }

  void end_if_idle() override {
    boost::system::error_code error;
    const bool unread = socket().available(error) > 0 && !error;
    if (phase_ == Phase::idle && !unread) close();
  }

  void close() override {
    deadline = SteadyTime::max();
    boost::system::error_code ignored;
    socket().close(ignored);
  }

  // `self` is what keeps the connection alive.
  static Task<void> run(std::shared_ptr<Connection> self) {
    for (bool more = true; more;) {
      const int refusal = co_await self->read_request();
      if (refusal == kGone) co_return;
      if (refusal != 0) {
        co_await self->refuse(refusal);
        co_return;
      }
      more = co_await self->answer_request();
    }
    co_await self->finish();
  }

 private:
  enum class Phase { header, idle, body, handler, answer, closing };
  static constexpr int kGone = -1;
  static constexpr std::chrono::milliseconds kLinger{1'000};
  static constexpr std::size_t kLingerBytesMax = 32u << 20;
  // Small answers are copied behind their head: one system call, one TLS record.
  static constexpr std::size_t kCoalesceMax = 12 * 1024;

  void enter_phase(Phase phase, std::chrono::milliseconds time) {
    phase_ = phase;
    deadline = std::chrono::steady_clock::now() + time;
  }

  TcpSocket& socket() {
    if constexpr (requires { stream_.next_layer(); }) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  // 0 when a request is complete, the status to refuse it with, or kGone.
  Task<int> read_request() {
    const auto& limits = server_->settings.limits;
    bool continued = false;
    for (;;) {
      if (!input_.empty()) {
        if (phase_ == Phase::idle) enter_phase(Phase::header, limits.header_deadline);
        const auto step = parser_.feed(input_.view());
        input_.consume(step.consumed);
        if (!count_body(parser_.body_size())) co_return 503;
        if (step.progress == RequestParser::Progress::refused) co_return step.refusal;
        if (step.progress == RequestParser::Progress::done) co_return 0;
        if (parser_.header_done() && phase_ == Phase::header) enter_phase(Phase::body, limits.body_deadline);
      }
      if (parser_.header_done() && parser_.wants_continue() && !continued) {
        continued = true;
        if (!co_await send_all(kContinue)) co_return kGone;
      }
      // Only a chunk's head or trailers can fill the input once the header is done.
      if (!input_.make_room()) co_return parser_.header_done() ? 400 : 431;
      boost::system::error_code error;
      const auto size =
          co_await stream_.async_read_some(boost::asio::buffer(input_.room(), input_.room_size()),
                                           boost::asio::redirect_error(UseTask(), error));
      if (timed_out_) co_return 408;
      if (error) co_return kGone;
      input_.commit(size);
    }
  }

  // The bodies of all connections together are bounded too; false when this one is too much. A handled body
  // counts until its answer is sent.
  bool count_body(std::size_t size) {
    server_->body_bytes += size - counted_;
    counted_ = size;
    return server_->body_bytes <= server_->settings.limits.bodies_bytes_max || size == 0;
  }

  // False when the connection ends with this answer.
  Task<bool> answer_request() {
    const auto& limits = server_->settings.limits;
    const bool wanted = parser_.keep_alive();
    const bool http_1_0 = parser_.http_1_0();
    Request request = parser_.take();
    input_.wipe_consumed();
    const bool head = request.method == "HEAD";
    enter_phase(Phase::handler, limits.handler_deadline);
    auto task = server_->handler(std::move(request), peer_);
    Response response = co_await std::move(task);
    if (response.drop) close();
    if (gave_up_ || response.drop) co_return false;
    const bool endless = response.stream && http_1_0;
    const bool keep = wanted && !endless && !server_->draining();
    const bool sent = co_await write(response, head, keep, endless);
    output_.clear();
    count_body(0);
    if (!sent || !keep) co_return false;
    enter_phase(Phase::idle, limits.idle_deadline);
    co_return true;
  }

  Task<bool> write(Response& response, bool head, bool keep, bool endless) {
    enter_phase(Phase::answer, server_->settings.limits.write_deadline);
    const bool bodiless = response.status == 204 || response.status == 304 || response.status < 200;
    const auto framing = bodiless          ? Framing::none
                         : endless         ? Framing::until_close
                         : response.stream ? Framing::chunked
                                           : Framing::length;
    output_.clear();
    append_head(output_, response, framing, keep, server_->date());
    if (head || bodiless) co_return co_await send_all(output_.view());
    if (response.stream) {
      if (!co_await send_all(output_.view())) co_return false;
      co_return co_await write_stream(response.stream, framing == Framing::chunked);
    }
    if (response.body.size() <= kCoalesceMax) {
      output_.append(response.body.view());
      co_return co_await send_all(output_.view());
    }
    const std::array<boost::asio::const_buffer, 2> parts{
        boost::asio::buffer(output_.data(), output_.size()),
        boost::asio::buffer(response.body.data(), response.body.size())};
    boost::system::error_code error;
    co_await boost::asio::async_write(stream_, parts, boost::asio::redirect_error(UseTask(), error));
    co_return !error;
  }

  Task<bool> write_stream(const BodySource& source, bool chunked) {
    for (;;) {
      deadline = SteadyTime::max();  // the source decides how long it waits
      auto next = source();
      Buffer piece = co_await std::move(next);
      enter_phase(Phase::answer, server_->settings.limits.write_deadline);
      output_.clear();
      if (chunked) {
        append_chunk(output_, piece.view());
      } else {
        output_.append(piece.view());
      }
      if (!co_await send_all(output_.view())) co_return false;
      if (piece.empty()) co_return true;
    }
  }

  Task<bool> send_all(std::string_view bytes) {
    boost::system::error_code error;
    co_await boost::asio::async_write(stream_, boost::asio::buffer(bytes.data(), bytes.size()),
                                      boost::asio::redirect_error(UseTask(), error));
    co_return !error;
  }

  // The handler goes on without the client; its answer is dropped.
  static Task<void> answer_late(std::shared_ptr<Connection> self) {
    Response response = problem(503);
    co_await self->write(response, false, false, false);
    self->close();
  }

  // Answers, then reads on for as long as more comes: closing with unread bytes would reset the connection
  // and lose the answer, and whoever was not told that a body is too large sends it again for ever.
  Task<void> refuse(int status) {
    {
      const Request unwanted = parser_.take();
      count_body(0);
    }
    Response response = problem(status);
    if (!co_await write(response, false, false, false)) co_return;
    const auto over =
        std::chrono::steady_clock::now() + (timed_out_ ? kLinger : server_->settings.limits.body_deadline);
    boost::system::error_code error;
    socket().shutdown(Tcp::socket::shutdown_send, error);
    for (std::size_t read = 0; !error && read < kLingerBytesMax;) {
      enter_phase(Phase::closing, kLinger);
      deadline = std::min(deadline, over);
      input_.clear();
      read += co_await socket().async_read_some(boost::asio::buffer(input_.room(), input_.room_size()),
                                                boost::asio::redirect_error(UseTask(), error));
    }
  }

  Task<void> finish() {
    if (gave_up_) co_return;
    enter_phase(Phase::closing, kLinger);
    if constexpr (requires { stream_.next_layer(); }) {
      boost::system::error_code ignored;
      co_await stream_.async_shutdown(boost::asio::redirect_error(UseTask(), ignored));
    }
  }

  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

  std::shared_ptr<ServerState> server_;
  Stream stream_;
  Peer peer_;
  RequestParser parser_;
  Input input_;
  Buffer output_;
  std::size_t counted_ = 0;
  Phase phase_ = Phase::header;
  bool timed_out_ = false;
  bool gave_up_ = false;
  ServerState::Connections::iterator entry_;
};

}  // namespace hub::http
