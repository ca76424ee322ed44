#include "core/http/request_parser.hpp"

#include <utility>

#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/parser.hpp>

namespace hub::http {

namespace beast = boost::beast;

namespace {
// Reserving what Content-Length announces would let a client claim memory without sending anything.
constexpr std::size_t kReserveMax = 256 * 1024;

struct WipedBody {
  using value_type = Buffer;

  class reader {
   public:
    template <bool isRequest, class Fields>
    reader(beast::http::header<isRequest, Fields>&, value_type& body) : body_(body) {}

    void init(const boost::optional<std::uint64_t>& length, beast::error_code& error) {
      if (length) body_.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, kReserveMax)));
      error = {};
    }
    template <class Buffers>
    std::size_t put(const Buffers& buffers, beast::error_code& error) {
      std::size_t size = 0;
      for (const auto part : beast::buffers_range_ref(buffers)) {
        body_.append({static_cast<const char*>(part.data()), part.size()});
        size += part.size();
      }
      error = {};
      return size;
    }
    void finish(beast::error_code& error) { error = {}; }

   private:
    value_type& body_;
  };
};

int refusal_of(const beast::error_code& error) {
  if (error == beast::http::error::header_limit || error == beast::http::error::buffer_overflow) return 431;
  if (error == beast::http::error::body_limit) return 413;
  return 400;
}

std::string to_text(beast::string_view view) {
  return {view.data(), view.size()};
}
}  // namespace

struct RequestParser::State {
  std::size_t header_bytes_max;
  std::size_t body_bytes_max;
  std::optional<beast::http::request_parser<WipedBody>> parser;
  Request request;
  bool wants_continue = false;

  void reset() {
    parser.emplace();
    parser->header_limit(static_cast<std::uint32_t>(header_bytes_max));
    parser->body_limit(body_bytes_max);
    request = {};
    wants_continue = false;
  }

  // 0, or the status to refuse with. Beast lets equal lengths and unknown codings pass.
  int accept_header() {
    const auto& message = parser->get();
    if (message.version() != 10 && message.version() != 11) return 400;
    request.method = to_text(message.method_string());
    request.url = to_text(message.target());
    for (const auto& field : message)
      request.headers.add(to_text(field.name_string()), to_text(field.value()));
    const auto hosts = request.headers.count("Host");
    if (request.headers.count("Content-Length") > 1) return 400;
    if (hosts > 1 || (hosts == 0 && message.version() == 11)) return 400;
    if (const auto coding = request.headers.find("Transfer-Encoding")) {
      const bool chunked = beast::iequals({coding->data(), coding->size()}, "chunked");
      if (!chunked || request.headers.count("Transfer-Encoding") > 1) return 400;
      if (message.version() == 10 || request.headers.count("Content-Length") > 0) return 400;
    }
    if (const auto expect = request.headers.find("Expect")) {
      if (!beast::iequals({expect->data(), expect->size()}, "100-continue")) return 417;
      wants_continue = message.version() == 11;
    }
    return 0;
  }
};

RequestParser::RequestParser(std::size_t header_bytes_max, std::size_t body_bytes_max)
    : state_(new State{header_bytes_max, body_bytes_max, {}, {}}) {
  state_->reset();
}

RequestParser::~RequestParser() = default;

RequestParser::Step RequestParser::feed(std::string_view bytes) {
  auto& parser = *state_->parser;
  const bool had_header = parser.is_header_done();
  parser.eager(had_header);  // stop after the header: trailers must not mix with the headers that were judged
  beast::error_code error;
  std::size_t consumed = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
  if (error && error != beast::http::error::need_more)
    return {Progress::refused, consumed, refusal_of(error)};
  if (!parser.is_header_done()) return {Progress::more, consumed, 0};
  if (!had_header) {
    if (const int status = state_->accept_header()) return {Progress::refused, consumed, status};
    if (parser.is_done()) return {Progress::done, consumed, 0};
    if (consumed == bytes.size()) return {Progress::more, consumed, 0};
    auto rest = feed(bytes.substr(consumed));
    rest.consumed += consumed;
    return rest;
  }
  return {parser.is_done() ? Progress::done : Progress::more, consumed, 0};
}

bool RequestParser::header_done() const {
  return state_->parser->is_header_done();
}
bool RequestParser::wants_continue() const {
  return state_->wants_continue;
}
std::size_t RequestParser::body_size() const {
  return state_->parser->get().body().size();
}
bool RequestParser::keep_alive() const {
  return state_->parser->keep_alive();
}
bool RequestParser::http_1_0() const {
  return state_->parser->get().version() == 10;
}

Request RequestParser::take() {
  Request request = std::move(state_->request);
  request.body = std::move(state_->parser->get().body());
  state_->reset();
  return request;
}

}  // namespace hub::http
