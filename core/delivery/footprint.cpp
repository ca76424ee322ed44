#include "core/delivery/footprint.hpp"

#include <algorithm>
#include <charconv>

namespace hub::delivery {

namespace {

// One line each, the name last because it may hold blanks: "own contact", "key KEY contact", "at case",
// "3 transcript", "again 2 case".
constexpr std::string_view kOwn = "own", kShared = "key", kAttached = "at", kRewritten = "again";

std::string label_of(const model::Record& record) {
  return record.part == 0 ? record.shape->name : record.shape->name + '#' + std::to_string(record.part);
}

std::string_view take_word(std::string_view& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

std::uint32_t number_of(std::string_view word) {
  std::uint32_t number = 0;
  const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), number);
  return failure == std::errc{} && end == word.data() + word.size() ? number : 0;
}

}  // namespace

Footprint Footprint::parse(std::string_view text) {
  Footprint footprint;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::string_view word = take_word(line);
    const std::string key(word == kShared || word == kRewritten ? take_word(line) : std::string_view());
    if (line.empty()) continue;
    const std::string name(line);
    if (word == kOwn) {
      footprint.choices_[name] = {Place::own, {}};
    } else if (word == kShared) {
      footprint.choices_[name] = {Place::shared, key};
    } else if (word == kAttached) {
      footprint.choices_[name] = {Place::attached, {}};
    } else if (word == kRewritten) {
      if (const std::uint32_t times = number_of(key); times > 0) footprint.rewrites_[name] = times;
    } else if (const std::uint32_t parts = number_of(word); parts > 0) {
      footprint.parts_[name] = parts;
    }
  }
  return footprint;
}

std::string Footprint::text() const {
  std::string text;
  const auto line = [&text](std::string_view word, std::string_view name) {
    text.append(word).append(" ").append(name).append("\n");
  };
  for (const auto& [name, choice] : choices_) {
    const std::string_view word = choice.place == Place::attached ? kAttached : kOwn;
    line(choice.place == Place::shared ? std::string(kShared) + ' ' + choice.key : std::string(word), name);
  }
  for (const auto& [name, parts] : parts_) line(std::to_string(parts), name);
  for (const auto& [name, times] : rewrites_) {
    line(std::string(kRewritten) + ' ' + std::to_string(times), name);
  }
  return text;
}

const Footprint::Choice* Footprint::choice_of(const model::Record& record) const {
  const auto found = choices_.find(label_of(record));
  return found == choices_.end() ? nullptr : &found->second;
}

void Footprint::choose(const model::Record& record, Choice choice) {
  choices_[label_of(record)] = std::move(choice);
}

std::uint32_t Footprint::parts_of(const model::RecordShape& shape) const {
  const auto found = parts_.find(shape.name);
  return found == parts_.end() ? 0 : found->second;
}

void Footprint::add_part(const model::Record& record) {
  if (record.part == 0) return;
  std::uint32_t& parts = parts_[record.shape->name];
  parts = std::max(parts, record.part);
}

std::uint32_t Footprint::add_rewrite(const model::Record& record) {
  return ++rewrites_[label_of(record)];
}

}  // namespace hub::delivery
