// How fast a mapping is on one core: `zcat chats.jsonl.gz | bench_mapping mappings/salesforce/default.yaml`.
// Prints one JSON object. Events are parsed before the clock starts; a second figure includes parsing.
#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "core/mapping/mapping.hpp"
#include "core/model/json.hpp"

namespace {

using SteadyClock = std::chrono::steady_clock;
using hub::mapping::MapContext;
using hub::mapping::Mapping;
using hub::model::Arena;
using hub::model::JsonParser;
using hub::model::Value;

constexpr std::array<std::byte, 32> kKey{};
constexpr int kRounds = 5;

double seconds_since(SteadyClock::time_point begin) {
  return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

MapContext context() {
  return {kKey, hub::WallTime(hub::milliseconds(1'793'000'000'000)), "UTC", {}, {}, {}, {}, {}, nullptr};
}

std::string read_file(const char* path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

// Cases a second over all of `cases`; the best of some rounds. Negative when one cannot be mapped.
double cases_per_second(const Mapping& mapping, const std::vector<Value>& cases) {
  double best = 0;
  Arena arena(256 * 1024);
  for (int round = 0; round < kRounds; ++round) {
    const auto begin = SteadyClock::now();
    for (const Value& data : cases) {
      if (!mapping.map(data, context(), arena).ok()) return -1;
      arena.reset();
    }
    best = std::max(best, static_cast<double>(cases.size()) / seconds_since(begin));
  }
  return best;
}

double parsed_cases_per_second(const Mapping& mapping, const std::vector<std::string>& lines) {
  JsonParser parser;
  Arena arena(256 * 1024);
  const auto begin = SteadyClock::now();
  for (const std::string& line : lines) {
    const auto event = parser.parse(line, arena);
    if (!event.ok() || !mapping.map(*event->find("data"), context(), arena).ok()) return -1;
    arena.reset();
  }
  return static_cast<double>(lines.size()) / seconds_since(begin);
}

// Milliseconds for one chat of 2,000 messages.
double long_chat_milliseconds(const Mapping& mapping) {
  std::string json = R"({"case":{"id":"long","channel":"chat"},"transcript":{"messages":[)";
  for (int i = 0; i < 2'000; ++i) {
    json += (i == 0 ? "" : ",") + std::string(R"({"at":"2026-11-01T23:38:36.660Z","role":"visitor",)") +
            R"("text":"Some sixty characters of text, as people write them in chats."})";
  }
  json += "]}}";
  Arena input, output(1 << 20);
  JsonParser parser;
  const auto data = parser.parse(json, input);
  double best = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    const auto begin = SteadyClock::now();
    if (!mapping.map(*data, context(), output).ok()) return -1;
    best = std::min(best, seconds_since(begin) * 1000);
    output.reset();
  }
  return best;
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count != 2) {
    std::cerr << "usage: bench_mapping MAPPING.yaml < events.jsonl\n";
    return 2;
  }
  hub::config::Problems problems;
  const auto mapping = Mapping::compile(read_file(arguments[1]), arguments[1], problems);
  for (const auto& problem : problems) std::cerr << problem.text() << '\n';
  if (!mapping) return 1;
  Arena input(1 << 20);
  JsonParser parser;
  std::vector<std::string> lines;
  std::vector<Value> cases;
  for (std::string line; std::getline(std::cin, line);) {
    const auto event = parser.parse(line, input);
    const Value* data = event.ok() ? event->find("data") : nullptr;
    if (!data) continue;
    cases.push_back(*data);
    lines.push_back(std::move(line));
  }
  std::cout << "{\"mapping\":\"" << mapping->name() << "\",\"cases\":" << cases.size()
            << ",\"mapped_per_second\":" << cases_per_second(*mapping, cases)
            << ",\"parsed_and_mapped_per_second\":" << parsed_cases_per_second(*mapping, lines)
            << ",\"chat_of_2000_messages_ms\":" << long_chat_milliseconds(*mapping) << "}\n";
  return 0;
}
