// How fast text is scanned on one core, beside memchr and memcpy over the same bytes; and, with `find`, what
// is found: `bench_redact speed < TEXT`, `bench_redact find KINDS [strict] [unchecked] < MESSAGES.jsonl`.
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

#include "core/base/timestamp.hpp"
#include "core/model/json.hpp"
#include "core/redaction/scanner.hpp"

namespace {

using namespace hub::redaction;
using hub::model::Arena;

constexpr int kRounds = 7;

// Of this thread: the same on a busy machine as on an idle one.
double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// Megabytes a second of processor time in the best round; `work` goes over all of the text once.
template <class Work>
double megabytes_per_second(std::size_t bytes, const Work& work) {
  double best = 0;
  for (int round = 0; round < kRounds; ++round) {
    const double begin = processor_seconds();
    work();
    best = std::max(best, static_cast<double>(bytes) / 1e6 / (processor_seconds() - begin));
  }
  return best;
}

// The lines as texts of some kilobytes, as the fields of records are.
std::vector<std::string> texts_of(const std::vector<std::string>& lines) {
  constexpr std::size_t kTextBytes = 4096;
  std::vector<std::string> texts(1);
  for (const std::string& line : lines) {
    if (texts.back().size() + line.size() > kTextBytes) texts.emplace_back();
    texts.back().append(line).append("\n");
  }
  return texts;
}

int measure(const std::vector<std::string>& texts) {
  std::size_t bytes = 0;
  for (const std::string& text : texts) bytes += text.size();
  std::vector<char> copy(bytes + 1);
  std::size_t finds = 0, found_by_memchr = 0;
  Arena arena(1 << 20);
  const ScanOptions options;
  const double scanned = megabytes_per_second(bytes, [&] {
    finds = 0;
    for (const std::string& text : texts) {
      finds += scan(text, options, arena).size();
      arena.reset();
    }
  });
  const double looked_at = megabytes_per_second(bytes, [&] {
    for (const std::string& text : texts)
      found_by_memchr += std::memchr(text.data(), '\x02', text.size()) ? 1 : 0;
  });
  const double copied = megabytes_per_second(bytes, [&] {
    std::size_t at = 0;
    for (const std::string& text : texts) {
      std::memcpy(copy.data() + at, text.data(), text.size());
      at += text.size();
    }
  });
  std::cout << "{\"texts\":" << texts.size() << ",\"bytes\":" << bytes << ",\"finds\":" << finds
            << ",\"scan_mb_per_s\":" << scanned << ",\"memchr_mb_per_s\":" << looked_at
            << ",\"memcpy_mb_per_s\":" << copied << ",\"ratio_to_memchr\":" << scanned / looked_at
            << ",\"ratio_to_memcpy\":" << scanned / copied << ",\"controls\":" << found_by_memchr << "}\n";
  return 0;
}

// A line is {"messages":[{"sender","at","text"}...]}; the answer is [[message, kind, begin, end]...], in
// characters.
void print_finds(const hub::model::Value& conversation, const ScanOptions& options, Arena& arena) {
  std::vector<Message> messages;
  for (const auto& message : conversation.find("messages")->as_array()) {
    const auto at = hub::parse_timestamp(message.text_at("at"));
    messages.push_back({message.text_at("sender"), at ? at->time_since_epoch() : std::chrono::milliseconds(0),
                        message.text_at("text")});
  }
  const auto characters = [](std::string_view text) {
    return std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; });
  };
  std::cout << '[';
  const char* between = "";
  for (const MessageFind& found : scan_messages(messages, options, arena)) {
    const std::string_view text = messages[found.message].text;
    std::cout << between << '[' << found.message << ",\"" << spec_of(found.find.kind).name << "\","
              << characters(text.substr(0, found.find.begin)) << ','
              << characters(text.substr(0, found.find.end)) << ']';
    between = ",";
  }
  std::cout << "]\n";
}

int find(const std::vector<std::string>& lines, const std::vector<std::string>& arguments) {
  ScanOptions options;
  options.kinds = KindSet();
  for (const std::string& argument : arguments) {
    if (argument == "strict") {
      options.strict = true;
    } else if (argument == "unchecked") {
      options.check_validity = false;
    } else if (const auto kind = parse_kind(argument)) {
      options.kinds.add(*kind);
    } else {
      std::cerr << "bench_redact: no such kind: " << argument << '\n';
      return 2;
    }
  }
  hub::model::JsonParser parser;
  Arena arena;
  for (const std::string& line : lines) {
    const auto conversation = parser.parse(line, arena);
    if (!conversation.ok()) return 1;
    print_finds(*conversation, options, arena);
    arena.reset();
  }
  return 0;
}

int print_kinds() {
  for (const KindSpec& spec : kinds()) std::cout << spec.name << '\n';
  return 0;
}

}  // namespace

int main(int argument_count, char** arguments) {
  const std::vector<std::string> words(arguments + 1, arguments + argument_count);
  if (words.size() == 1 && words[0] == "kinds") return print_kinds();
  std::vector<std::string> lines;
  for (std::string line; std::getline(std::cin, line);) lines.push_back(std::move(line));
  if (words.size() == 1 && words[0] == "speed") return measure(texts_of(lines));
  if (words.size() > 1 && words[0] == "find") return find(lines, {words.begin() + 1, words.end()});
  std::cerr << "usage: bench_redact speed < TEXT | bench_redact find KIND... [strict] [unchecked] < "
               "MESSAGES.jsonl\n";
  return 2;
}
