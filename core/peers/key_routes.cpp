#include "core/peers/key_routes.hpp"

#include "core/peers/messages.hpp"

namespace hub::peers {

namespace {

http::Response answer(Buffer body) {
  http::Response response;
  response.headers.add("Content-Type", "application/octet-stream");
  response.body = std::move(body);
  return response;
}

Task<http::Response> hold(vault::SharedVault& vault, const OnWriter& on_writer, http::Request request) {
  const auto parcel = parse_parcel(request.body.view());
  if (!parcel.ok()) co_return refusal(parcel.error());
  std::function<Result<void>()> take = [&vault, bytes = *parcel]() -> Result<void> {
    const auto taken = vault.take(bytes);
    return taken.ok() ? Result<void>() : Result<void>(taken.error());
  };
  const Result<void> taken = co_await on_writer(std::move(take));
  if (!taken.ok()) co_return refusal(taken.error());
  http::Response done;
  done.status = 204;
  co_return done;
}

Task<http::Response> give(const vault::SharedVault& vault, http::Request request) {
  const auto epochs = parse_epochs(request.body.view());
  if (!epochs.ok()) co_return refusal(epochs.error());
  const auto parcels = vault.give(*epochs);
  co_return answer(encoded(std::span<const vault::EpochParcel>(parcels)));
}

Task<http::Response> give_seed(const vault::SharedVault& vault) {
  const vault::EpochParcel seed = vault.give_id_seed();
  co_return answer(encoded(std::span(&seed, 1)));
}

}  // namespace

// The coroutines are functions of their own: what a lambda captures would not live as long as they do.
void add_key_routes(Routes& routes, vault::SharedVault& vault, OnWriter on_writer) {
  const auto writer = std::make_shared<const OnWriter>(std::move(on_writer));
  routes.add("PUT", std::string(kEpochPath), [&vault, writer](http::Request request, const std::string&) {
    return hold(vault, *writer, std::move(request));
  });
  routes.add("POST", std::string(kFetchPath),
             [&vault](http::Request request, const std::string&) { return give(vault, std::move(request)); });
  routes.add("GET", std::string(kIdSeedPath),
             [&vault](const http::Request&, const std::string&) { return give_seed(vault); });
}

}  // namespace hub::peers
