#include "tools/simulators/engage/generator.hpp"

#include <algorithm>

#include "core/base/timestamp.hpp"
#include "core/ingest/event_type.hpp"
#include "core/model/json.hpp"
#include "tools/simulators/engage/case_writer.hpp"
#include "tools/simulators/engage/words.hpp"

namespace hub::simulators::engage {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view kChannels[] = {"chat",     "chat",      "chat",     "video",
                                          "cobrowse", "phone2web", "callback", "offline"};
constexpr std::uint64_t kLongEvery = 97;  // every so many cases has as many messages as there may be
constexpr std::uint64_t kNoCloserEvery = 10;
constexpr std::uint64_t kLateEvery = 7;
constexpr std::uint64_t kUpdateAfter = 20;  // so many events later

// "Ada O'Brien" -> "ada.obrien17@mail.example"; letters beyond ASCII fall out.
std::string mail_of(std::string_view name, std::uint64_t number) {
  std::string local;
  for (const char c : name) {
    if (c == ' ') local.push_back('.');
    if (c >= 'A' && c <= 'Z') local.push_back(static_cast<char>(c + 32));
    if (c >= 'a' && c <= 'z') local.push_back(c);
  }
  return (local.size() > 1 ? local : "visitor") + std::to_string(number) + "@mail.example";
}

std::int64_t message_count(std::uint64_t number, std::int64_t most, Dice& dice) {
  if (number % kLongEvery == kLongEvery - 1) return most;
  if (number % 5 == 3) return 1;
  return std::min<std::int64_t>(most, dice.between(2, 40));
}

CasePlot make_plot(std::uint64_t number, const GeneratorSettings& settings, Dice& dice) {
  CasePlot plot;
  plot.number = number;
  plot.case_id = dice.guid();
  plot.channel = kChannels[number % std::size(kChannels)];
  plot.visitor_name = dice.pick(first_names());
  plot.visitor_name += ' ';
  plot.visitor_name += dice.pick(last_names());
  plot.mail = mail_of(plot.visitor_name, number);
  plot.phone = "+1 202 555 01" + dice.digits(2);
  plot.order = "SO-" + dice.digits(8);
  plot.street = dice.pick(streets());
  plot.card = dice.pick(cards());
  plot.personal_number = dice.pick(personal_numbers());
  plot.agent_id = "agent-" + std::to_string(dice.between(1, 40));
  plot.agent_name = dice.pick(agent_names());
  plot.language = dice.pick(languages());
  plot.messages = message_count(number, settings.messages_max, dice);
  plot.closed = settings.start + 37s * static_cast<std::int64_t>(number);
  plot.accepted = plot.closed - milliseconds(dice.between(10'000, 900'000));
  plot.queued = plot.accepted - milliseconds(dice.between(1'000, 60'000));
  plot.opened = plot.queued - milliseconds(dice.between(500, 20'000));
  plot.has_closer = number % kNoCloserEvery != kNoCloserEvery - 1;
  plot.is_wrapped_up = number % kLateEvery != kLateEvery - 1;
  plot.is_full = number % 3 == 0;
  return plot;
}

std::string envelope(const GeneratedEvent& event, std::string_view last_name, std::string_view last_json) {
  admin::JsonWriter json;
  json.begin_object().member("specversion", "1.0").member("id", event.id).member("source", event.source);
  json.member("subject", event.case_id).member("type", event.type).member("time", event.time);
  json.member("datacontenttype", "application/json").name(last_name).raw(last_json).end_object();
  return std::string(json.take().view());
}

}  // namespace

std::string GeneratedEvent::text() const {
  return envelope(*this, "data", data);
}

std::string GeneratedEvent::thin_text(const std::string& dataref) const {
  Buffer quoted;
  model::write_json_string(dataref, quoted);
  return envelope(*this, "dataref", quoted.view());
}

CaseGenerator::CaseGenerator(GeneratorSettings settings)
    : settings_(std::move(settings)), dice_(settings_.seed) {}

GeneratedEvent CaseGenerator::next() {
  const std::uint64_t number = events_++;
  if (!updates_.empty() && updates_.front().due <= number) {
    GeneratedEvent update = std::move(updates_.front().event);
    updates_.pop_front();
    return update;
  }
  return make_case();
}

GeneratedEvent CaseGenerator::make_case() {
  const CasePlot plot = make_plot(cases_++, settings_, dice_);
  GeneratedEvent event;
  event.id = dice_.guid();
  event.source = settings_.sources[plot.number % settings_.sources.size()];
  event.type = ingest::kCaseClosedType;
  event.case_id = plot.case_id;
  event.time = format_timestamp(plot.closed);
  event.data = CaseWriter(plot, settings_.attachments_url, dice_).write(event.attachments);
  if (!plot.is_wrapped_up && settings_.makes_updates) {
    updates_.push_back({events_ + kUpdateAfter, make_update(event, plot.closed + 90s)});
  }
  return event;
}

GeneratedEvent CaseGenerator::make_update(const GeneratedEvent& closed, WallTime at) {
  CasePlot plot;
  plot.case_id = closed.case_id;
  plot.visitor_name = "the visitor";
  GeneratedEvent event;
  event.id = dice_.guid();
  event.source = closed.source;
  event.type = ingest::kCaseUpdatedType;
  event.case_id = closed.case_id;
  event.time = format_timestamp(at);
  event.data = CaseWriter(plot, settings_.attachments_url, dice_).write_update();
  return event;
}

}  // namespace hub::simulators::engage
