#include "core/http/session.hpp"

#include <utility>

#include <boost/asio/this_coro.hpp>

namespace hub::http {

namespace {
constexpr int kUnauthorized = 401;

Error auth_error() {
  return {ErrorKind::auth, "unauthorized", "the target refuses the credentials", {}, {}};
}

Task<Result<Token>> given(Token token) {
  co_return token;
}
}  // namespace

struct Session::Refresh {
  explicit Refresh(Executor executor) : done(executor) {}
  Event done;
  std::optional<Result<Token>> outcome;
};

TokenSource fixed_token(Token token) {
  return [token = std::move(token)](Client&) -> Task<Result<Token>> { return given(token); };
}

Session::Session(Client& client, Clock& clock, TokenSource source)
    : client_(client), clock_(clock), source_(std::move(source)) {}

Task<Result<Token>> Session::token() {
  if (token_ && clock_.now() < renew_at_) co_return *token_;
  if (refresh_) {
    const auto refresh = refresh_;
    co_await refresh->done.wait();
    co_return *refresh->outcome;
  }
  const Executor executor = co_await boost::asio::this_coro::executor;
  const auto refresh = std::make_shared<Refresh>(executor);
  refresh_ = refresh;
  auto getting = source_(client_);
  refresh->outcome.emplace(co_await std::move(getting));
  if (refresh->outcome->ok()) keep(refresh->outcome->value());
  refresh_.reset();
  refresh->done.set();
  co_return *refresh->outcome;
}

void Session::keep(const Token& token) {
  token_ = token;
  renew_at_ = MonotonicTime::max();
  if (token.life) renew_at_ = clock_.now() + *token.life * 4 / 5;  // before it dies under a request in flight
}

Task<Result<Response>> Session::send_once(const MakeRequest& make, const Token& token) {
  Request request = make(token);
  if (!token.scheme.empty()) request.headers.add("Authorization", token.scheme + ' ' + token.value);
  auto sending = client_.send(std::move(request));
  co_return co_await std::move(sending);
}

Task<Result<Response>> Session::send(MakeRequest make, std::function<bool(const Response&)> refresh_helps) {
  const auto first = co_await token();
  if (!first) co_return first.error();
  auto answer = co_await send_once(make, *first);
  if (!answer || answer->status != kUnauthorized) co_return answer;
  if (refresh_helps && !refresh_helps(*answer)) co_return auth_error();

  // Another request may have renewed it while this one was on its way.
  if (token_ && token_->value == first->value) token_.reset();
  const auto second = co_await token();
  if (!second) co_return second.error();
  auto repeated = co_await send_once(make, *second);
  if (repeated && repeated->status == kUnauthorized) co_return auth_error();
  co_return repeated;
}

}  // namespace hub::http
