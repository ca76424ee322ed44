// The conversation of a made-up case.
#include "tools/simulators/engage/case_writer.hpp"
#include "tools/simulators/engage/words.hpp"

namespace hub::simulators::engage {

namespace {

constexpr unsigned kHardPercent = 12;
constexpr std::uint64_t kLongTextEvery = 211;  // messages
constexpr std::size_t kLongTextSize = 12'000;

}  // namespace

std::string CaseWriter::filled(std::string_view line) const {
  const std::pair<std::string_view, const std::string&> values[] = {
      {"{name}", plot_.visitor_name}, {"{mail}", plot_.mail},           {"{phone}", plot_.phone},
      {"{card}", plot_.card},         {"{ssn}", plot_.personal_number}, {"{order}", plot_.order},
      {"{street}", plot_.street},
  };
  std::string text(line);
  for (const auto& [mark, value] : values) {
    const auto at = text.find(mark);
    if (at != std::string::npos) text.replace(at, mark.size(), value);
  }
  return text;
}

void CaseWriter::write_transcript() {
  json_.name("transcript").begin_object().name("messages").begin_array();
  const auto step = (plot_.closed - plot_.accepted) / (plot_.messages + 1);
  std::int64_t seq = 0;
  for (std::int64_t i = 1; i <= plot_.messages; ++i) {
    seq += dice_.chance(5) ? 2 : 1;  // a number may be missing, none comes twice
    write_message(seq, plot_.accepted + i * step);
  }
  json_.end_array().end_object();
}

void CaseWriter::write_message(std::int64_t seq, WallTime at) {
  const std::uint64_t kind = dice_.below(100);
  const bool is_agent = kind < 40;
  const bool is_visitor = !is_agent && kind < 90;
  json_.begin_object().member("seq", seq).member("id", dice_.guid()).member("at", at);
  json_.member("role", is_agent ? "agent" : is_visitor ? "visitor" : kind < 95 ? "bot" : "system");
  json_.member("participant", is_agent ? plot_.agent_id : is_visitor ? "visitor" : "engage");
  if (is_agent || is_visitor) {
    std::string text = filled(dice_.pick(is_agent ? agent_lines() : visitor_lines()));
    if (dice_.chance(kHardPercent)) text = filled(dice_.pick(hard_lines()));
    if (dice_.below(kLongTextEvery) == 0) {
      while (text.size() < kLongTextSize) text += ' ' + filled(dice_.pick(visitor_lines()));
    }
    json_.member("type", "text").member("text", text).member("lang", plot_.language);
  } else if (kind < 95) {
    json_.member("type", kind < 92 ? "option" : "form").member("text", "Orders | Invoices | Something else");
  } else {
    json_.member("type", kind < 98 ? "event" : "file");
    json_.member("text", kind < 98 ? "the agent joined" : "passport of " + plot_.visitor_name + ".png");
  }
  json_.end_object();
}

}  // namespace hub::simulators::engage
