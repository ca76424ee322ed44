#include "core/config/spec.hpp"

#include <algorithm>
#include <charconv>

namespace hub::config {

namespace {

std::string describe_choices(const Field& field) {
  std::string all;
  for (const std::string& choice : field.choices) all += (all.empty() ? "" : ", ") + choice;
  return all;
}

bool is_url(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (text.substr(0, scheme.size()) != scheme) continue;
    const std::string_view rest = text.substr(scheme.size());
    const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
    // A user and password in the address would end up in logs.
    return !host.empty() && host.find('@') == std::string_view::npos &&
           rest.find_first_of(" \t\r\n") == rest.npos;
  }
  return false;
}

bool has_scheme(std::string_view text, std::string_view scheme) {
  return text.size() > scheme.size() + 1 && text.starts_with(scheme) && text[scheme.size()] == ':';
}

// `more`: schemes that this field alone knows.
bool is_secret_reference(std::string_view text, const std::vector<std::string>& more) {
  for (const std::string_view scheme : {"env", "file", "cmd", "secret"})
    if (has_scheme(text, scheme)) return true;
  return std::ranges::any_of(more, [text](const std::string& scheme) { return has_scheme(text, scheme); });
}

struct Outcome {
  bool ok = false;
  std::string expected;  // "must be ..."
  std::string fix;
};

Outcome expect(bool ok, std::string expected, std::string fix = {}) {
  return {ok, std::move(expected), std::move(fix)};
}

Outcome read_integer(std::string_view text, bool quoted, std::int64_t& number) {
  const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = failure == std::errc{} && stop == text.data() + text.size();
  return expect(is_number && !quoted, "must be a whole number", is_number ? "write it without quotes" : "");
}

Outcome read_boolean(std::string_view text, bool quoted, std::int64_t& number) {
  number = text == "true" ? 1 : 0;
  return expect((text == "true" || text == "false") && !quoted, "must be true or false");
}

Outcome read_duration(std::string_view text, std::int64_t& number) {
  const auto parsed = parse_duration(text);
  if (parsed) number = parsed->count();
  return expect(parsed.has_value(), "must be a time such as 250ms, 30s, 5m, 72h or 7d");
}

Outcome read_bytes(std::string_view text, std::int64_t& number) {
  const auto parsed = parse_size(text);
  if (parsed) number = static_cast<std::int64_t>(*parsed);
  return expect(parsed.has_value(), "must be a size such as 512, 64KiB or 8MiB");
}

Outcome read_choice(const Field& field, const std::string& text) {
  const bool known = std::ranges::find(field.choices, text) != field.choices.end();
  const auto meant = known ? std::nullopt : did_you_mean(text, field.choices);
  return expect(known, "must be one of: " + describe_choices(field),
                meant ? "did you mean '" + *meant + "'?" : "");
}

Outcome read_scalar(const Field& field, const std::string& text, bool quoted, std::int64_t& number) {
  switch (field.type) {
    case FieldType::integer:
      return read_integer(text, quoted, number);
    case FieldType::boolean:
      return read_boolean(text, quoted, number);
    case FieldType::duration:
      return read_duration(text, number);
    case FieldType::size:
      return read_bytes(text, number);
    case FieldType::url:
      return expect(is_url(text), "must be an address such as https://host.example/path");
    case FieldType::secret:
      return expect(is_secret_reference(text, field.choices), "must name where the secret is, not hold it",
                    "write env:NAME, file:PATH, cmd:COMMAND or secret:NAME");
    case FieldType::choice:
      return read_choice(field, text);
    case FieldType::text:
    case FieldType::text_list:
      break;
  }
  return expect(true, {});
}

bool read_list(const Node& node, std::vector<std::string>& list, Problems& problems) {
  bool ok = true;
  for (const Node& item : node.items) {
    if (item.is_scalar()) {
      list.push_back(item.text);
    } else {
      problems.push_back(item.problem("must be text"));
      ok = false;
    }
  }
  return ok;
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    words.emplace_back(text.substr(0, comma));
    text.remove_prefix(comma == text.npos ? text.size() : comma + 1);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  }
  return words;
}

}  // namespace

class SettingsReader {
 public:
  SettingsReader(const Spec& spec, const Node& node, Problems& problems)
      : spec_(spec), node_(node), problems_(problems) {}

  Settings read() {
    settings_.file_ = node_.file;
    settings_.path_ = node_.path;
    settings_.line_ = node_.line;
    settings_.column_ = node_.column;
    for (const Field& field : spec_.fields) settings_.items_[field.name];
    if (!node_.is_map() && node_.kind != Node::Kind::null) {
      problems_.push_back(node_.problem("the settings of " + spec_.name + " must be lines of 'name: value'"));
      return std::move(settings_);
    }
    std::vector<std::string> known;
    for (const Field& field : spec_.fields) known.push_back(field.name);
    check_keys(node_, known, problems_);
    for (const Field& field : spec_.fields) read_or_default(field, settings_.items_[field.name]);
    return std::move(settings_);
  }

 private:
  void read_or_default(const Field& field, Settings::Item& item) {
    if (const Node* written = node_.find(field.name)) {
      item.present = read_field(field, *written, item);
    } else if (field.required) {
      problems_.push_back(node_.problem(field.name + " is missing", field.description));
    } else if (!field.fallback.empty()) {
      if (field.type == FieldType::text_list) item.list = split_words(field.fallback);
      item.text = field.fallback;
      item.present = read_scalar(field, item.text, false, item.number).ok;
    }
  }

  bool read_field(const Field& field, const Node& node, Settings::Item& item) {
    item.line = node.line;
    item.column = node.column;
    const bool is_list = field.type == FieldType::text_list;
    if (is_list && node.is_list()) return read_list(node, item.list, problems_);
    if (!node.is_scalar()) {
      problems_.push_back(
          node.problem(field.name + (is_list ? " must be a list of texts" : " must be a single value")));
      return false;
    }
    item.text = node.text;
    if (is_list) item.list = {node.text};
    Outcome outcome = read_scalar(field, node.text, node.quoted, item.number);
    if (!outcome.ok)
      problems_.push_back(node.problem(field.name + ' ' + outcome.expected, std::move(outcome.fix)));
    return outcome.ok;
  }

  const Spec& spec_;
  const Node& node_;
  Problems& problems_;
  Settings settings_;
};

Settings read_settings(const Spec& spec, const Node& node, Problems& problems) {
  return SettingsReader(spec, node, problems).read();
}

}  // namespace hub::config
