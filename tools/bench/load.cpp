// The load of a bench: sends a file of events over some connections, each again as soon as it is answered.
// `bench_load --url URL --file EVENTS [--secret-file FILE] [--mode structured|binary|batched] [--batch N]
//  [--connections N] [--rate N] [--events N] [--any-success 1] [--first-copy N]`
// Reads the whole file, prints {"ready":N}, waits for a line on standard input, sends, prints one JSON
// object. More events than the file has are copies with ids of their own, numbered from 1, or all of
// them from `--first-copy` on.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "core/async/system_clock.hpp"
#include "core/base/random.hpp"
#include "core/http/standard_webhooks.hpp"
#include "tools/bench/plain_client.hpp"
#include "tools/simulators/engage/event_file.hpp"
#include "tools/simulators/engage/sender.hpp"
#include "tools/simulators/options.hpp"

namespace {

using hub::simulators::number_option;
using hub::simulators::text_option;
namespace engage = hub::simulators::engage;

constexpr auto kTimelineStep = std::chrono::milliseconds(250);

// What the answers of one run were like.
struct Measured {
  std::vector<double> answer_milliseconds;     // of each request
  std::vector<std::uint64_t> events_per_step;  // answered in each step of the time line
};

double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double percentile(const std::vector<double>& sorted, double part) {
  if (sorted.empty()) return 0;
  const auto at = static_cast<std::size_t>(part * static_cast<double>(sorted.size()));
  return sorted[std::min(at, sorted.size() - 1)];
}

// An event of the file, to be sent as it is and as copies.
struct Original {
  engage::SendableEvent event;
  std::string case_id;
};

std::string case_id_of(const std::string& text) {
  hub::model::Arena arena;
  hub::model::JsonParser parser;
  const auto document = parser.parse(text, arena);
  const auto* data = document.ok() ? document->find("data") : nullptr;
  const auto* the_case = data ? data->find("case") : nullptr;
  return std::string(the_case ? the_case->text_at("id") : "");
}

// The whole file before the clock starts: reading and unpacking it is no part of what is measured.
bool read_events(const std::string& path, std::vector<Original>& events) {
  auto file = engage::EventFile::open(path);
  if (!file.ok()) return false;
  for (;;) {
    auto event = file->next();
    if (!event.ok()) return false;
    if (!event->has_value()) return !events.empty();
    std::string case_id = case_id_of((*event)->text);
    events.push_back({std::move(**event), std::move(case_id)});
  }
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  if (what.empty()) return;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

// The same case of another visit: nothing differs but the ids of event and case. Made when it is sent, for a
// million of them would be gigabytes.
engage::SendableEvent copy_of(const Original& original, std::size_t round) {
  const engage::SendableEvent& event = original.event;
  if (round == 0) return event;
  const std::string suffix = "-" + std::to_string(round);
  engage::SendableEvent copy{event.id + suffix, event.text};
  replace_all(copy.text, event.id, copy.id);
  if (original.case_id != event.id) replace_all(copy.text, original.case_id, original.case_id + suffix);
  return copy;
}

// What is sent of a file: so many events, beginning with its copy `first`. Copy 0 is the file itself.
struct Copies {
  std::size_t count = 0, first = 0;
};

bool read_secret(const std::string& path, engage::Signer& signer) {
  if (path.empty()) return true;
  std::ifstream file(path);
  std::string text(std::istreambuf_iterator<char>(file), {});
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const auto secret = hub::http::parse_hmac_secret(text);
  if (secret.ok()) signer.hmac_secret.assign(secret->begin(), secret->end());
  return secret.ok();
}

bool read_settings(const hub::simulators::Options& options, engage::SenderSettings& settings) {
  settings.url = text_option(options, "url", "");
  const auto mode = engage::parse_send_mode(text_option(options, "mode", "batched"));
  if (settings.url.empty() || !mode) return false;
  settings.mode = *mode;
  settings.batch_events = static_cast<std::size_t>(number_option(options, "batch", 50));
  settings.connections = static_cast<std::size_t>(number_option(options, "connections", 64));
  settings.events_per_second = static_cast<double>(number_option(options, "rate", 0));
  settings.takes_any_success = number_option(options, "any-success", 0) != 0;
  hub::SystemRandom random;
  settings.message_prefix += std::to_string(random.next_u64()) + '_';
  return settings.batch_events > 0 && settings.connections > 0 &&
         read_secret(text_option(options, "secret-file", ""), settings.signer);
}

void print(const engage::SendFigures& figures, Measured& measured, double seconds, double processor) {
  auto& times = measured.answer_milliseconds;
  std::sort(times.begin(), times.end());
  std::printf("{\"events\":%lu,\"accepted\":%lu,\"rejected\":%lu,\"duplicates\":%lu,\"requests\":%lu,",
              figures.events, figures.accepted, figures.rejected, figures.duplicates, figures.requests);
  std::printf("\"told_to_wait\":%lu,\"unanswered\":%lu,\"seconds\":%.4f,\"processor_seconds\":%.4f,",
              figures.told_to_wait, figures.unanswered, seconds, processor);
  std::printf(
      "\"ack_ms\":{\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f},\"step_seconds\":%.3f,\"events_per_step\":[",
      percentile(times, 0.50), percentile(times, 0.99), percentile(times, 1.0),
      std::chrono::duration<double>(kTimelineStep).count());
  for (std::size_t i = 0; i < measured.events_per_step.size(); ++i) {
    std::printf("%s%lu", i == 0 ? "" : ",", measured.events_per_step[i]);
  }
  std::printf("]}\n");
  for (const std::string& problem : figures.problems) std::fprintf(stderr, "rejected: %s\n", problem.c_str());
}

bool send_all(const std::vector<Original>& events, Copies copies, engage::SenderSettings settings) {
  hub::IoContext io(1);
  hub::SystemClock clock(io);
  const auto client = hub::bench::PlainClient::open(io, settings.url);
  if (!client.ok()) {
    std::fprintf(stderr, "bench_load: %s\n", client.error().message.c_str());
    return false;
  }
  engage::EventSender sender(**client, clock, io.get_executor(), std::move(settings));
  Measured measured;
  const auto begin = clock.now();
  const double processor_before = processor_seconds();
  sender.on_answer = [&](std::size_t count, std::chrono::microseconds took) {
    measured.answer_milliseconds.push_back(static_cast<double>(took.count()) / 1000);
    const auto step = static_cast<std::size_t>((clock.now() - begin) / kTimelineStep);
    if (measured.events_per_step.size() <= step) measured.events_per_step.resize(step + 1);
    measured.events_per_step[step] += count;
  };
  std::size_t next = 0;
  auto source = [&]() -> std::optional<engage::SendableEvent> {
    if (next == copies.count) return std::nullopt;
    const Original& original = events[next % events.size()];
    return copy_of(original, copies.first + next++ / events.size());
  };
  double seconds = 0;
  hub::spawn(io.get_executor(), sender.run(source), [&] {
    seconds = std::chrono::duration<double>(clock.now() - begin).count();
    io.stop();
  });
  io.run();
  print(sender.figures(), measured, seconds, processor_seconds() - processor_before);
  return true;
}

}  // namespace

int main(int argument_count, char** arguments) {
  const auto options = hub::simulators::parse_options(
      std::vector<std::string>(arguments + std::min(argument_count, 1), arguments + argument_count),
      {"url", "file", "secret-file", "mode", "batch", "connections", "rate", "events", "any-success",
       "first-copy"});
  engage::SenderSettings settings;
  if (!options.ok() || !read_settings(*options, settings)) {
    std::fprintf(stderr,
                 "bench_load: --url, --mode, --batch, --connections or --secret-file is not usable\n");
    return 2;
  }
  std::vector<Original> events;
  if (!read_events(text_option(*options, "file", ""), events)) {
    std::fprintf(stderr, "bench_load: --file holds no events\n");
    return 2;
  }
  const auto count =
      static_cast<std::size_t>(number_option(*options, "events", static_cast<long>(events.size())));
  const Copies copies{count, static_cast<std::size_t>(number_option(*options, "first-copy", 0))};
  std::printf("{\"ready\":%zu}\n", count);
  std::fflush(stdout);
  std::string go;
  std::getline(std::cin, go);
  return send_all(events, copies, std::move(settings)) ? 0 : 1;
}
