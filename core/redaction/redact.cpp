#include "core/redaction/redact.hpp"

#include <algorithm>

namespace hub::redaction {

namespace {

void add_rule_finds(std::string_view text, const Wanted& wanted, const TenantRules& rules, Finds& finds) {
  const std::size_t first = finds.size();
  rules.find(text, finds);
  const auto is_unwanted = [&wanted](const Find& find) { return (wanted.rules >> find.rule & 1) == 0; };
  finds.erase(std::remove_if(finds.begin() + static_cast<std::ptrdiff_t>(first), finds.end(), is_unwanted),
              finds.end());
}

}  // namespace

std::optional<Wanted> parse_wanted(std::span<const std::string_view> names, const TenantRules* rules) {
  if (names.empty()) return Wanted{};
  Wanted wanted{KindSet(), 0};
  for (const std::string_view name : names) {
    if (const auto kind = parse_kind(name)) {
      wanted.kinds.add(*kind);
      continue;
    }
    const auto rule = rules ? rules->number_of(name) : std::nullopt;
    if (!rule) return std::nullopt;
    wanted.rules |= std::uint64_t{1} << *rule;
  }
  return wanted;
}

Finds find_all(std::string_view text, const Wanted& wanted, const Sources& sources, model::Arena& arena) {
  ScanOptions options;
  options.kinds = wanted.kinds;
  options.strict = sources.strict;
  Finds finds = scan(text, options, arena);
  const std::size_t scanned = finds.size();
  if (sources.known) sources.known->find(text, wanted.kinds, finds);
  if (sources.rules) add_rule_finds(text, wanted, *sources.rules, finds);
  if (finds.size() > scanned) resolve_overlaps(finds);
  return finds;
}

}  // namespace hub::redaction
