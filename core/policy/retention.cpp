#include "core/policy/retention.hpp"

#include "core/policy/fields.hpp"

namespace hub::policy {
namespace {

constexpr std::chrono::milliseconds kMaxHoldMax = std::chrono::hours{24 * 30};
constexpr std::chrono::milliseconds kKeepDeliveredMax = std::chrono::hours{24 * 3660};
constexpr int kTombstoneDaysMax = 400, kSessionDaysMax = 400;
constexpr std::size_t kTypesMax = 500;
constexpr std::size_t kTypeCharactersMax = 128;

const std::vector<std::string>& kept_words() {
  static const std::vector<std::string> words = {"case", "metadata", "nothing"};
  return words;
}

config::Field keep_field() {
  return {.name = "keep",
          .type = config::FieldType::choice,
          .description =
              "What stays for `keep_delivered`: the `case`, or no more than its `metadata`. With "
              "`nothing` it is not even stored until it is delivered: it passes through, as with "
              "max_hold 0s",
          .required = false,
          .fallback = "case",
          .example = "metadata",
          .choices = kept_words()};
}

config::Field keep_delivered_field() {
  return {.name = "keep_delivered",
          .type = config::FieldType::duration,
          .description =
              "So long it stays after delivery, sealed, before it is deleted and certified as "
              "retention_elapsed",
          .required = false,
          .fallback = "0s",
          .example = "30d",
          .choices = {}};
}

KeepTerm read_keep(const config::Settings& settings, config::Problems& problems) {
  const std::string& word = settings.text("keep");
  const KeepTerm term{word == "nothing"    ? Kept::nothing
                      : word == "metadata" ? Kept::metadata
                                           : Kept::whole,
                      settings.duration("keep_delivered")};
  if (term.period > kKeepDeliveredMax)
    problems.push_back(settings.problem("keep_delivered", "a case is kept for at most ten years", "3650d"));
  if (term.what == Kept::metadata && term.period.count() == 0)
    problems.push_back(
        settings.problem("keep", "says nothing of how long metadata stay", "keep_delivered: 90d"));
  if (term.what == Kept::nothing && term.period.count() > 0)
    problems.push_back(settings.problem("keep", "nothing is kept: leave out keep_delivered"));
  return term;
}

void read_type(const std::string& type, const KeepTerm& term, const config::Settings& settings,
               KeepTerms& terms, config::Problems& problems) {
  if (type.empty() || type.size() > kTypeCharactersMax)
    problems.push_back(
        settings.problem("types", "a type is the `case.type_id` of events, at most 128 characters"));
  else if (!terms.by_type.emplace(type, term).second)
    problems.push_back(settings.problem("types", "one type is named twice"));
}

void read_by_type(const config::Node& list, KeepTerms& terms, config::Problems& problems) {
  if (!list.is_list()) {
    problems.push_back(list.problem("`by_type` is a list", "- {types: [TYPE_ID], keep_delivered: 90d}"));
    return;
  }
  for (const config::Node& item : list.items) {
    const std::size_t before = problems.size();
    const config::Settings settings = read_settings(keep_spec(), item, problems);
    if (problems.size() != before) continue;
    const KeepTerm term = read_keep(settings, problems);
    if (settings.list("types").empty()) problems.push_back(settings.problem("types", "names no type"));
    for (const std::string& type : settings.list("types")) read_type(type, term, settings, terms, problems);
  }
  if (terms.by_type.size() > kTypesMax)
    problems.push_back(list.problem("a tenant has terms for at most 500 types"));
}

}  // namespace

const config::Spec& keep_spec() {
  static const config::Spec spec{
      "by_type",
      "Other terms for cases of some types. Events name the type in `case.type_id`.",
      {{.name = "types",
        .type = config::FieldType::text_list,
        .description = "The types, as events name them",
        .required = true,
        .fallback = "",
        .example = "[3F2504E0-4F89-11D3-9A0C-0305E82C3301]",
        .choices = {}},
       keep_field(),
       keep_delivered_field()}};
  return spec;
}

const config::Spec& retention_spec() {
  static const config::Spec spec{
      "retention",
      "How long the hub keeps what. Besides: `by_type`.",
      {
          {.name = "max_hold",
           .type = config::FieldType::duration,
           .description =
               "An undelivered case is shredded after this time and certified as expired; 0s: cases pass "
               "through, and nothing of them is written",
           .required = false,
           .fallback = "72h",
           .example = "24h",
           .choices = {}},
          keep_field(),
          keep_delivered_field(),
          {.name = "tombstone_days",
           .type = config::FieldType::integer,
           .description = "For so many days a repeated event is recognised as a duplicate",
           .required = false,
           .fallback = "30",
           .example = "30",
           .choices = {}},
          {.name = "session_days",
           .type = config::FieldType::integer,
           .description = "For so many days after a case may be gone an erasure request can name its session "
                          "instead of its id; 0: never",
           .required = false,
           .fallback = "30",
           .example = "30",
           .choices = {}},
      }};
  return spec;
}

Retention read_retention(const config::Node* node, config::Problems& problems) {
  if (node == nullptr) return {};
  const std::size_t before = problems.size();
  config::Node scalars = *node;
  const auto by_type = take_member(scalars, "by_type");
  const config::Settings settings = read_settings(retention_spec(), scalars, problems);
  if (problems.size() != before) return {};
  Retention retention;
  retention.max_hold = settings.duration("max_hold");
  retention.keep.otherwise = read_keep(settings, problems);
  if (by_type) read_by_type(*by_type, retention.keep, problems);
  const std::int64_t days = settings.integer("tombstone_days");
  if (retention.max_hold > kMaxHoldMax)
    problems.push_back(settings.problem("max_hold", "a case is held for at most 30 days", "720h"));
  if (days < 1 || days > kTombstoneDaysMax)
    problems.push_back(settings.problem("tombstone_days", "must be between 1 and 400"));
  else
    retention.tombstone_days = static_cast<int>(days);
  const std::int64_t session_days = settings.integer("session_days");
  if (session_days < 0 || session_days > kSessionDaysMax)
    problems.push_back(settings.problem("session_days", "must be between 0 and 400"));
  else
    retention.session_days = static_cast<int>(session_days);
  return retention;
}

}  // namespace hub::policy
