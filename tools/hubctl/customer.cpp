#include "tools/hubctl/customer.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "core/base/hex.hpp"
#include "core/config/secret.hpp"
#include "core/ingest/credential.hpp"
#include "core/policy/fields.hpp"
#include "core/policy/resource_document.hpp"
#include "tools/hubctl/files.hpp"

namespace hub::hubctl {
namespace {

constexpr std::array<std::string_view, 3> kSchemes = {"env:", "file:", "cmd:"};
constexpr std::string_view kFile = "file:";

bool is_reference(const config::Node& node) {
  return node.is_scalar() && std::ranges::any_of(kSchemes, [&](std::string_view scheme) {
           return node.text.starts_with(scheme);
         });
}

// A replacement in the file's text.
struct Edit {
  std::size_t begin = 0, end = 0;
  std::string text;
};

class Reader {
 public:
  Reader(Customer& customer, std::string_view text, bool dry_run, Random& random, config::Problems& problems)
      : customer_(customer), text_(text), dry_run_(dry_run), random_(random), problems_(problems) {
    lines_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n') lines_.push_back(i + 1);
  }

  void read(const policy::ResourceDocument& document);
  void check_whole();
  std::string edited() const;

 private:
  void read_tenant(const config::Node& document, const std::string& name);
  void read_target(const policy::ResourceDocument& document);
  void read_credential(const config::Node& credential);
  void take_key(const config::Node& key, const config::Node& value);
  const Buffer* take_secret(const config::Node& node, std::string name, const std::string& target);
  std::optional<Buffer> value_of(const config::Node& node);
  std::string local(const std::string& reference) const;
  // Where the scalar's text stands; a problem when it is not written plainly on one line.
  std::optional<Edit> place_of(const config::Node& node, int line, int column);

  Customer& customer_;
  std::string_view text_;
  bool dry_run_;
  Random& random_;
  config::Problems& problems_;
  std::vector<std::size_t> lines_;  // where each begins
  std::vector<Edit> edits_;
  std::vector<config::Node> targets_;
};

std::string Reader::local(const std::string& reference) const {
  if (!reference.starts_with(kFile)) return reference;
  const auto folder = std::filesystem::path(customer_.file).parent_path();
  return std::string(kFile) + (folder / reference.substr(kFile.size())).string();
}

std::optional<Edit> Reader::place_of(const config::Node& node, int line, int column) {
  const auto at = static_cast<std::size_t>(line - 1);
  const std::size_t begin =
      at < lines_.size() ? lines_[at] + static_cast<std::size_t>(column - 1) : text_.size();
  if (begin <= text_.size() && text_.substr(begin).starts_with(node.text))
    return Edit{begin, begin + node.text.size(), {}};
  problems_.push_back(node.problem("a reference stands on one line, as it is", "file:PATH or env:NAME"));
  return std::nullopt;
}

std::optional<Buffer> Reader::value_of(const config::Node& node) {
  auto value = config::read_secret(local(node.text));
  if (value.ok() && !value->empty()) return std::move(*value);
  problems_.push_back(node.problem(
      value.ok() ? "there is nothing behind this reference" : value.error().message, advice_on(node.text)));
  return std::nullopt;
}

const Buffer* Reader::take_secret(const config::Node& node, std::string name, const std::string& target) {
  if (!is_reference(node)) return nullptr;
  auto edit = place_of(node, node.text_line, node.text_column);
  auto value = value_of(node);
  if (!edit || !value) return nullptr;
  std::ranges::replace(name, '_', '-');
  if (!policy::is_resource_name(name)) {
    problems_.push_back(node.problem("'" + name + "' cannot be the name of a secret", "use shorter names"));
    return nullptr;
  }
  edit->text = "secret:" + name;
  edits_.push_back(std::move(*edit));
  customer_.secrets.push_back({std::move(name), node.text, target, node.problem({}), std::move(*value)});
  return &customer_.secrets.back().value;
}

// `key: REFERENCE` becomes the key's id and hash, which is all that the hub keeps of it.
void Reader::take_key(const config::Node& key, const config::Node& value) {
  auto edit = place_of(key, key.line, key.column);
  const auto end = place_of(value, value.text_line, value.text_column);
  const std::string path = value.text.starts_with(kFile) ? local(value.text).substr(kFile.size()) : "";
  std::error_code error;
  const bool is_missing = !path.empty() && !std::filesystem::exists(path, error);
  std::optional<Buffer> text;
  if (is_missing) {
    text = Buffer(ingest::make_bearer_key(random_).shown);
    if (const auto written = dry_run_ ? Result<void>() : write_private_file(path, text->view());
        !written.ok())
      return problems_.push_back(value.problem(written.error().message, "name a file that can be made"));
  } else {
    text = value_of(value);
  }
  if (!edit || !end || !text) return;
  const auto parts = ingest::split_bearer_key(text->view());
  if (!parts)
    return problems_.push_back(
        value.problem("this is no event key", "name a file that does not exist: the key is made there"));
  const ingest::KeyHash hash = ingest::hash_of_key(parts->secret);
  const std::size_t line = lines_[static_cast<std::size_t>(key.line - 1)];
  const std::string_view before = text_.substr(line, edit->begin - line);
  const bool is_block = before.find_first_not_of(" -") == std::string_view::npos;
  edit->end = end->end + (value.quoted ? 1 : 0);
  edit->text = "key_id: " + std::string(parts->id) +
               (is_block ? '\n' + std::string(before.size(), ' ') : ", ") + "sha256: " + hex_encode(hash);
  if (is_block) customer_.added_after.push_back(key.line);
  edits_.push_back(std::move(*edit));
  customer_.event_key.bearer = std::move(*text);
  customer_.event_key.is_new = is_missing;
}

void Reader::read_credential(const config::Node& credential) {
  if (!credential.is_map()) return;
  const config::Node *name = credential.find("name"), *secrets = credential.find("secrets");
  for (const auto& [key, value] : credential.members)
    if (key.text == "key" && is_reference(value)) take_key(key, value);
  if (name == nullptr || secrets == nullptr) return;
  int number = 0;
  for (const config::Node& secret : secrets->items) {
    const std::string suffix = ++number == 1 ? "" : "-" + std::to_string(number);
    const Buffer* value = take_secret(secret, name->text + "-key" + suffix, {});
    if (value != nullptr && value->view().starts_with("whsec_") && !customer_.event_key.is_usable())
      customer_.event_key.signing_secret = Buffer(value->view());
  }
}

void Reader::read_tenant(const config::Node& document, const std::string& name) {
  if (!customer_.tenant.empty())
    return problems_.push_back(document.problem("a file is of one customer", "give each tenant a file"));
  customer_.tenant = name;
  if (const config::Node* credentials = document.find("credentials"))
    for (const config::Node& credential : credentials->items) read_credential(credential);
  const config::Node* platform = document.find("platform");
  const config::Node* secret = platform != nullptr && platform->is_map() ? platform->find("secret") : nullptr;
  if (secret != nullptr) take_secret(*secret, "platform", {});
}

void Reader::read_target(const policy::ResourceDocument& document) {
  const config::Node *connector = document.node.find("connector"), *settings = document.node.find("settings");
  customer_.targets.push_back({document.id.name, connector != nullptr ? connector->text : std::string(),
                               (settings != nullptr ? *settings : document.node).problem({})});
  targets_.push_back(document.node);
  if (settings == nullptr || !settings->is_map()) return;
  for (const auto& [key, value] : settings->members)
    take_secret(value, document.id.name + '-' + key.text, document.id.name);
}

void Reader::read(const policy::ResourceDocument& document) {
  if (document.id.kind == "tenant") return read_tenant(document.node, document.id.name);
  if (document.id.kind == "target") return read_target(document);
  const config::Node* credentials = document.node.is_map() ? document.node.find("credentials") : nullptr;
  if (document.id.kind == "partner" && credentials != nullptr)
    for (const config::Node& credential : credentials->items) read_credential(credential);
}

void Reader::check_whole() {
  for (const config::Node& target : targets_) {
    const config::Node* tenant = target.find("tenant");
    if (customer_.tenant.empty())
      problems_.push_back(target.problem("its tenant is not in this file", "write down both"));
    else if (tenant == nullptr || tenant->text != customer_.tenant)
      problems_.push_back((tenant != nullptr ? *tenant : target)
                              .problem("this file is of another customer", "tenant: " + customer_.tenant));
  }
}

std::string Reader::edited() const {
  std::vector<Edit> edits = edits_;
  std::ranges::sort(edits, {}, &Edit::begin);
  std::string text;
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    text += text_.substr(at, edit.begin - at);
    text += edit.text;
    at = edit.end;
  }
  return text + std::string(text_.substr(at));
}

}  // namespace

int Customer::line_in_file(int line) const {
  int added = 0;
  for (const int after : added_after)
    if (line > after + added) ++added;
  return line - added;
}

std::string advice_on(const std::string& reference) {
  if (reference.starts_with("env:"))
    return "put the right value into the environment variable " + reference.substr(4) + " and run it again";
  if (reference.starts_with(kFile))
    return "put the right value into the file " + reference.substr(kFile.size()) + " and run it again";
  return "let this command print the right value and run it again";
}

std::optional<Customer> read_customer(const std::string& file, bool dry_run, Random& random,
                                      config::Problems& problems) {
  Customer customer;
  customer.file = file;
  const std::string text = config::load_text(file, problems);
  const auto documents = policy::read_documents(text, file, problems);
  if (!problems.empty()) return std::nullopt;
  if (documents.empty()) {
    problems.push_back(
        {file, 0, 0, {}, "there is no resource in this file", "see tools/onboarding/README.md"});
    return std::nullopt;
  }
  Reader reader(customer, text, dry_run, random, problems);
  for (const policy::ResourceDocument& document : documents) reader.read(document);
  reader.check_whole();
  if (!problems.empty()) return std::nullopt;
  std::ranges::sort(customer.added_after);
  customer.text = reader.edited();
  return customer;
}

}  // namespace hub::hubctl
