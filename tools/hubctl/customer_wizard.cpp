#include "tools/hubctl/customer_wizard.hpp"

#include <algorithm>
#include <filesystem>
#include <istream>
#include <ostream>

#include "core/policy/fields.hpp"
#include "tools/hubctl/answers.hpp"
#include "tools/hubctl/files.hpp"

namespace hub::hubctl {
namespace {

// Asks until an answer will do. Nothing once the input has ended.
class Questions {
 public:
  explicit Questions(Call& call) : call_(call) {}

  using Check = std::string (*)(const std::string& answer);  // what is wrong with it; empty: nothing
  std::string ask(const std::string& question, const std::string& usual, Check check) {
    while (!has_ended_) {
      call_.out << question << (usual.empty() ? "" : " [" + usual + ']') << ": " << std::flush;
      std::string answer;
      has_ended_ = !std::getline(call_.in, answer);
      if (answer.empty()) answer = usual;
      const std::string problem = has_ended_ ? std::string() : check(answer);
      if (problem.empty()) return answer;
      call_.out << "  " << problem << '\n';
    }
    return {};
  }

  std::string choose(const std::string& question, const std::vector<std::string>& choices) {
    while (!has_ended_ && !choices.empty()) {
      for (std::size_t i = 0; i < choices.size(); ++i)
        call_.out << "  " << i + 1 << "  " << choices[i] << '\n';
      const std::string answer = ask(question, "1", [](const std::string&) { return std::string(); });
      const auto named = std::ranges::find(choices, answer);
      if (named != choices.end()) return answer;
      for (std::size_t i = 0; i < choices.size(); ++i)
        if (answer == std::to_string(i + 1)) return choices[i];
      if (!has_ended_) call_.out << "  choose one of these, by number or name\n";
    }
    return {};
  }

  bool has_ended() const { return has_ended_; }

 private:
  Call& call_;
  bool has_ended_ = false;
};

std::string is_anything(const std::string&) {
  return {};
}
std::string is_something(const std::string& answer) {
  return answer.empty() ? "it is needed" : "";
}
std::string is_name(const std::string& answer) {
  return policy::is_resource_name(answer) ? "" : "lower-case letters, digits and inner hyphens, at most 63";
}
std::string is_reference(const std::string& answer) {
  const bool is_one = answer.starts_with("env:") || answer.starts_with("file:") || answer.starts_with("cmd:");
  return is_one || answer.empty() ? ""
                                  : "not the secret itself: env:NAME or file:PATH, from where it is read";
}

// As a YAML scalar that is nothing but text.
std::string quoted(const std::string& text) {
  const bool is_plain = !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '/' || c == '.' || c == ':';
  });
  if (is_plain && !text.ends_with(':') && text.find_first_not_of("0123456789.") != std::string::npos)
    return text;
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + '\'';
}

std::string tenant_document(Questions& questions, std::string& tenant) {
  tenant = questions.ask("Name of the customer", "", is_name);
  const std::string partner = questions.ask("Its partner, empty for a direct customer", "", is_anything);
  const std::string region = questions.ask("Region of its data", "eu", is_something);
  const std::string source =
      questions.ask("CloudEvents source of its events", "/engage/" + region + '/' + tenant, is_something);
  std::string text = "kind: tenant\nname: " + tenant + '\n';
  if (!partner.empty()) text += "partner: " + quoted(partner) + '\n';
  return text + "region: " + quoted(region) + "\nsources: [" + quoted(source) +
         "]\ncredentials:\n  # The key that its events are sent with; it is made in this file.\n  - name: " +
         tenant + "-events\n    kind: bearer\n    key: file:" + tenant + ".events.key\n";
}

// What a target of this kind needs, asked for one by one.
std::string settings(Questions& questions, const model::Value& kind) {
  std::string text;
  for (const model::Value& field : list_at(kind, "settings")) {
    const bool is_secret = field.text_at("type") == "secret", is_needed = boolean_at(field, "required");
    if (!is_needed && !is_secret) continue;
    const std::string name(field.text_at("name"));
    const std::string question = std::string(field.text_at("description")) + " (" + name + ')';
    const std::string answer =
        questions.ask(is_needed ? question : question + ", empty to leave it out",
                      std::string(field.text_at("default")), is_secret ? is_reference : is_something);
    if (answer.empty()) continue;
    text += "  " + name + ": " + quoted(answer) + '\n';
  }
  return text.empty() ? " {}\n" : '\n' + text;
}

std::string target_document(Questions& questions, const std::string& tenant,
                            std::span<const model::Value> kinds) {
  std::vector<std::string> names, mappings;
  for (const model::Value& kind : kinds) names.emplace_back(kind.text_at("name"));
  const std::string connector = questions.choose("Where its cases go", names);
  const auto kind =
      std::ranges::find_if(kinds, [&](const model::Value& one) { return one.text_at("name") == connector; });
  if (kind == kinds.end()) return {};
  for (const model::Value& mapping : list_at(*kind, "mappings")) mappings.emplace_back(mapping.as_string());
  const std::string mapping = questions.choose("What they become there", mappings);
  const std::string max_class = questions.choose("The most personal data that it may see",
                                                 {"free_text", "direct", "pseudonymous", "none"});
  return "---\nkind: target\nname: " + connector + "\ntenant: " + tenant + "\nconnector: " + connector +
         "\nmapping: " + mapping + "\nmax_class: " + max_class + "\nsettings:" + settings(questions, *kind);
}

}  // namespace

int write_customer(Call& call) {
  const auto kinds = call.hub.get("/api/v1/connectors");
  if (!kinds) return refused(call, kinds.error());
  Questions questions(call);
  std::string tenant;
  std::string text = tenant_document(questions, tenant);
  text += target_document(questions, tenant, list_at(kinds->value(), "connectors"));
  const std::string file = questions.ask("File to write", tenant + ".yaml", is_something);
  if (questions.has_ended())
    return fail(call, kBadUsage, "the answers ended early: name a FILE where nobody is there to be asked");
  if (std::filesystem::exists(file)) return fail(call, kBadUsage, "there is such a file already: " + file);
  if (const auto written = write_file(file, text); !written.ok())
    return fail(call, kRefused, written.error().message);
  call.out << file << " is written. Next:\n  hubctl onboard " << file << " --dry-run\n";
  return kDone;
}

}  // namespace hub::hubctl
