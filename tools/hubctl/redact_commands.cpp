#include <array>
#include <iterator>
#include <ostream>

#include "core/admin/json_writer.hpp"
#include "core/model/json.hpp"
#include "core/policy/redaction.hpp"
#include "core/redaction/known_values.hpp"
#include "core/redaction/reference.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/files.hpp"
#include "tools/hubctl/table.hpp"

namespace hub::hubctl {
namespace {

constexpr std::array<std::string_view, 4> kStrengths = {"weak", "shape", "context", "checked"};

// A YAML list or word as an option gives it.
config::Node node_of(const std::string& option, const std::string& value, config::Problems& problems) {
  std::vector<config::Node> documents = config::parse_yaml(value, "--" + option, problems);
  return documents.empty() ? config::Node{} : std::move(documents.front());
}

// What the options ask for.
redaction::Profile profile_of(const Call& call, config::Problems& problems) {
  policy::Tenant tenant;
  if (const std::string* file = call.find("tenant")) {
    for (const config::Node& document : config::load_yaml(*file, problems))
      if (const config::Node* found = document.find("redaction")) tenant.redaction = *found;
  }
  redaction::Profile profile = policy::read_tenant_redaction(tenant, problems);
  profile.strict = profile.strict || call.find("strict") != nullptr;
  config::Node wish;
  wish.kind = config::Node::Kind::map;
  for (const char* option : {"kinds", "with"}) {
    const std::string* value = call.find(option);
    if (value == nullptr) continue;
    config::Node key;
    key.kind = config::Node::Kind::scalar;
    key.text = option;
    const std::string yaml = std::string_view(option) == "kinds" ? '[' + *value + ']' : *value;
    wish.members.emplace_back(key, node_of(option, yaml, problems));
  }
  profile.everywhere = redaction::read_instruction(wish, &profile.rules, problems);
  return profile;
}

// Shows one text after another, and counts what was found in all of them.
class Trial {
 public:
  Trial(Call& call, const redaction::Profile& profile, model::Arena& arena)
      : call_(call), profile_(profile), arena_(arena) {}

  void know(redaction::KnownValues known) { known_.emplace(std::move(known)); }

  void show(std::string_view text) {
    const redaction::Sources sources{known_ ? &*known_ : nullptr, &profile_.rules, profile_.strict};
    const redaction::Finds finds = redaction::find_all(text, profile_.everywhere->wanted, sources, arena_);
    // Any key will do: the tokens shown are not those of the hub.
    static constexpr std::array<std::byte, 32> kSampleKey{};
    const redaction::TokenKey token_key{kSampleKey, profile_.target};
    const std::string_view result = redaction::treat(text, finds, profile_.everywhere->treatment, token_key,
                                                     profile_.rules.labels(), arena_);
    call_.json ? write_json(result, finds) : write_text(result, finds);
  }

  void finish() {
    if (call_.json) return;
    Table table({"FOUND", "TIMES"});
    for (const auto& [name, times] : times_) table.add({name, std::to_string(times)});
    call_.out << '\n';
    table.print(call_.out);
  }

 private:
  std::string name_of(const redaction::Find& find) const {
    return find.rule == redaction::Find::kNoRule ? std::string(redaction::spec_of(find.kind).name)
                                                 : profile_.rules.names()[find.rule];
  }

  void write_text(std::string_view result, const redaction::Finds& finds) {
    call_.out << result;
    if (!result.ends_with('\n')) call_.out << '\n';
    for (const redaction::Find& find : finds) ++times_[name_of(find)];
  }

  void write_json(std::string_view result, const redaction::Finds& finds) {
    admin::JsonWriter json;
    json.begin_object().member("text", result).name("finds").begin_array();
    for (const redaction::Find& find : finds) {
      json.begin_object().member("kind", name_of(find));
      json.member("strength", kStrengths[static_cast<std::size_t>(find.strength)]);
      json.member("begin", static_cast<std::int64_t>(find.begin));
      json.member("end", static_cast<std::int64_t>(find.end)).end_object();
    }
    json.end_array().end_object();
    const Buffer line = json.take();
    call_.out << line.view() << '\n';
  }

  Call& call_;
  const redaction::Profile& profile_;
  model::Arena& arena_;
  std::optional<redaction::KnownValues> known_;
  std::map<std::string, std::size_t> times_;
};

int show_messages(Call& call, std::string_view text, Trial& trial, model::Arena& arena) {
  model::JsonParser parser;
  const auto event = parser.parse(text, arena);
  if (!event) return fail(call, kRefused, "the input is no JSON event");
  const model::Value* data = event->find("data");
  const model::Value& whole = data != nullptr ? *data : *event;
  const model::Value* transcript = whole.find("transcript");
  const model::Value* messages = transcript != nullptr ? transcript->find("messages") : nullptr;
  if (messages == nullptr || !messages->is_array())
    return fail(call, kRefused, "the event has no transcript.messages");
  trial.know(redaction::known_values_of(whole, arena));
  for (const model::Value& message : messages->as_array()) trial.show(message.text_at("text"));
  trial.finish();
  return kDone;
}

Result<Buffer> read_input(Call& call) {
  if (!call.arguments.empty()) return read_file(call.arguments[0]);
  Buffer text;
  for (std::istreambuf_iterator<char> at(call.in), end; at != end; ++at) text.push_back(*at);
  return text;
}

int try_redaction(Call& call) {
  config::Problems problems;
  const redaction::Profile profile = profile_of(call, problems);
  for (const config::Problem& problem : problems) call.err << problem.text() << '\n';
  if (!problems.empty()) return kBadUsage;
  const auto text = read_input(call);
  if (!text) return fail(call, kRefused, text.error().message);
  model::Arena arena;
  Trial trial(call, profile, arena);
  if (call.find("event") != nullptr) return show_messages(call, text->view(), trial, arena);
  trial.show(text->view());
  trial.finish();
  return kDone;
}

int print_reference(Call& call) {
  call.out << redaction::reference_page();
  return kDone;
}

}  // namespace

std::vector<Command> redact_commands() {
  return {
      {"redact try",
       "[FILE]",
       0,
       1,
       "Shows a text, from a file or the input, without the personal data that would be taken out.",
       {{"event", "",
         "the input is an event: its messages are shown, and what it knows of its people counts"},
        {"kinds", "LIST", "only these, by comma: card,email"},
        {"with", "WORD", "what stands in their place: label (the default), drop, mask or token"},
        {"strict", "", "also what merely fits"},
        {"tenant", "FILE", "the tenant's resource file, for rules of its own"}},
       try_redaction},
      {"redact reference", "", 0, 0, "Prints the page about what can be taken out.", {}, print_reference}};
}

}  // namespace hub::hubctl
