#include <boost/asio/signal_set.hpp>
#include <cstdio>
#include <fstream>

#include "core/async/system_clock.hpp"
#include "core/base/random.hpp"
#include "core/http/curl_client.hpp"
#include "core/http/standard_webhooks.hpp"
#include "tools/simulators/command.hpp"
#include "tools/simulators/engage/event_file.hpp"
#include "tools/simulators/engage/rehearsal.hpp"
#include "tools/simulators/engage/sender.hpp"

namespace hub::simulators {

namespace {

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const auto comma = std::min(text.find(',', start), text.size());
    parts.push_back(text.substr(start, comma - start));
    start = comma + 1;
  }
  return parts;
}

engage::GeneratorSettings generator_settings(const Options& options) {
  engage::GeneratorSettings settings;
  settings.seed = static_cast<std::uint64_t>(number_option(options, "seed", 1));
  settings.sources = split(text_option(options, "sources", settings.sources.front()));
  settings.messages_max = number_option(options, "messages-max", settings.messages_max);
  settings.makes_updates = number_option(options, "updates", 1) != 0;
  return settings;
}

// Empty when there is none.
std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

// Empty when the file has no secret in it.
std::string read_secret_file(const std::string& path) {
  const auto secret = http::parse_hmac_secret(first_line(path));
  return secret.ok() ? std::string(secret->begin(), secret->end()) : std::string();
}

std::optional<engage::SenderSettings> sender_settings(const Options& options) {
  engage::SenderSettings settings;
  settings.url = text_option(options, "events-url", "http://127.0.0.1:8480/v1/cases");
  const auto mode = engage::parse_send_mode(text_option(options, "mode", "batched"));
  settings.signer.hmac_secret = read_secret_file(text_option(options, "secret-file", ""));
  if (!mode || settings.signer.hmac_secret.empty()) return std::nullopt;
  settings.mode = *mode;
  // A hub takes the message id of another run for a replay: runs do not share any.
  SystemRandom random;
  settings.message_prefix += std::to_string(random.next_u64()) + '_';
  settings.connections = static_cast<std::size_t>(number_option(options, "connections", 4));
  settings.events_per_second = static_cast<double>(number_option(options, "rate", 0));
  return settings;
}

// The events of the file; a damaged one ends them and says why.
Result<engage::EventSource> file_events(const std::string& path) {
  auto opened = engage::EventFile::open(path);
  if (!opened.ok()) return opened.error();
  auto file = std::make_shared<engage::EventFile>(std::move(*opened));
  return engage::EventSource([file]() -> std::optional<engage::SendableEvent> {
    auto event = file->next();
    if (event.ok()) return std::move(*event);
    std::fprintf(stderr, "hub-simulators: %s\n", event.error().message.c_str());
    return std::nullopt;
  });
}

Result<engage::EventSource> events_to_send(engage::Simulator& simulator, const Options& options) {
  if (const std::string path = text_option(options, "file", ""); !path.empty()) return file_events(path);
  engage::RehearsalSettings settings;
  settings.generator = generator_settings(options);
  settings.events = static_cast<std::uint64_t>(number_option(options, "events", 100));
  settings.thin_every = static_cast<std::uint64_t>(number_option(options, "thin-every", 0));
  return engage::rehearse(simulator, std::move(settings));
}

// False when the file cannot be written to its end.
bool write_events(const engage::EventSource& source, const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  while (const auto event = source()) file << event->text << '\n';
  file.close();
  return file.good();
}

void print(const engage::SendFigures& figures) {
  std::printf("{\"events\":%lu,\"accepted\":%lu,\"duplicates\":%lu,\"rejected\":%lu,\"requests\":%lu}\n",
              figures.events, figures.accepted, figures.duplicates, figures.rejected, figures.requests);
  for (const std::string& problem : figures.problems) std::fprintf(stderr, "rejected: %s\n", problem.c_str());
  std::fflush(stdout);
}

int refuse(const Error& error, int status) {
  std::fprintf(stderr, "hub-simulators: %s\n", error.message.c_str());
  return status;
}

}  // namespace

int run_engage(const std::vector<std::string>& arguments) {
  const auto options =
      parse_options(arguments, {"port", "events-url", "secret-file", "events", "seed", "sources",
                                "messages-max", "updates", "file", "mode", "connections", "rate",
                                "thin-every", "write", "token-file", "callback-secret-file"});
  if (!options.ok()) return refuse(options.error(), 2);
  IoContext io(1);
  SystemClock clock(io);
  engage::SimulatorSettings settings;
  settings.port = static_cast<std::uint16_t>(number_option(*options, "port", 0));
  settings.api_token = first_line(text_option(*options, "token-file", ""));
  if (const std::string path = text_option(*options, "callback-secret-file", ""); !path.empty()) {
    auto secret = http::parse_hmac_secret(first_line(path));
    if (!secret.ok()) {
      std::fprintf(stderr, "hub-simulators: --callback-secret-file has no secret\n");
      return 2;
    }
    settings.callback_secret = std::move(*secret);
  }
  auto simulator = engage::Simulator::start(io, clock, settings);
  if (!simulator.ok()) return refuse(simulator.error(), 1);
  http::ClientSettings client_settings;
  client_settings.guard = std::move(http::AddressGuard::with_allowed({"127.0.0.1/32", "::1/128"})).value();
  http::CurlClient client(io, client_settings);
  // Told to stop, the loop still runs until what was sent is answered.
  bool is_sending = false, is_told_to_stop = false;
  std::optional<engage::EventSender> sender;
  const std::string written = text_option(*options, "write", "");
  if (!written.empty()) {
    const auto source = events_to_send(**simulator, *options);
    if (!source.ok() || !write_events(*source, written)) {
      std::fprintf(stderr, "hub-simulators: --write or --file is not usable\n");
      return 2;
    }
  } else if (number_option(*options, "events", 100) != 0) {
    auto to_send = sender_settings(*options);
    auto source = events_to_send(**simulator, *options);
    if (!to_send || !source.ok()) {
      std::fprintf(stderr, "hub-simulators: --secret-file, --mode or --file is not usable\n");
      return 2;
    }
    sender.emplace(client, clock, io.get_executor(), std::move(*to_send));
    is_sending = true;
    spawn(io.get_executor(), sender->run(std::move(*source)), [&] {
      print(sender->figures());
      is_sending = false;
      if (is_told_to_stop) io.stop();
    });
  }
  boost::asio::signal_set signals(io, SIGTERM, SIGINT);
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (error) return;
    is_told_to_stop = true;
    if (sender) sender->stop();
    if (!is_sending) io.stop();
  });
  std::printf("{\"engage\":\"%s\"}\n", (*simulator)->base_url().c_str());
  std::fflush(stdout);
  io.run();
  return 0;
}

int print_events(const std::vector<std::string>& arguments) {
  const auto options = parse_options(arguments, {"events", "seed", "sources", "messages-max", "updates"});
  if (!options.ok()) return refuse(options.error(), 2);
  const auto source = engage::made_up_events(
      generator_settings(*options), static_cast<std::uint64_t>(number_option(*options, "events", 100)));
  while (const auto event = source()) {
    std::fwrite(event->text.data(), 1, event->text.size(), stdout);
    std::fputc('\n', stdout);
  }
  return 0;
}

}  // namespace hub::simulators
