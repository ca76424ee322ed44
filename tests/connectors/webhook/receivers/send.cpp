// webhook_sender SETTINGS.yaml: writes one record to the target that the file declares, over the network, and
// says what came of it. For receivers in other languages, that check what the hub sends.
#include <cstdio>

#include "connectors/connectors.hpp"
#include "core/async/system_clock.hpp"
#include "core/http/curl_client.hpp"
#include "core/model/builder.hpp"
#include "tests/support/make_record.hpp"

namespace {

using namespace hub;

Task<void> write_into(delivery::Connector& connector, const model::Record& record, int& status) {
  auto results = co_await connector.write(std::span(&record, 1));
  status = results.front().ok() ? 0 : 1;
  if (status != 0) std::printf("%s\n", results.front().error().message.c_str());
}

int complain(const std::string& message) {
  std::fprintf(stderr, "webhook_sender: %s\n", message.c_str());
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return complain("usage: webhook_sender SETTINGS.yaml");
  connectors::Registry registry;
  connectors::add_all(registry);
  const connectors::ConnectorKind* kind = registry.find("webhook");
  config::Problems problems;
  const auto documents = config::load_yaml(argv[1], problems);
  if (!problems.empty()) return complain(problems.front().text());
  const config::Settings settings = config::read_settings(kind->spec, documents.front(), problems);
  if (!problems.empty()) return complain(problems.front().text());

  IoContext io(1);
  SystemClock clock(io);
  http::ClientSettings client_settings;
  client_settings.guard = http::AddressGuard::with_allowed({"127.0.0.1/32"}).value();
  http::CurlClient client(io, std::move(client_settings));
  auto connector = kind->create(settings, {client, clock});
  if (!connector.ok()) return complain(connector.error().message);

  model::Arena arena;
  model::RecordShape shape;
  shape.object = "cases";
  shape.key_field = "external_id";
  model::ObjectBuilder fields(arena);
  fields.add("text", model::Value::string("Thumbs \U0001F44D and a \"quoted\" line\n"));
  const model::Record record = testing::make_record(shape, "msg_0123456789", {}, 0, fields.finish());
  int status = 2;
  spawn(io.get_executor(), write_into(**connector, record, status));
  io.run();
  return status;
}
