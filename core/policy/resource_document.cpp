#include "core/policy/resource_document.hpp"

#include <algorithm>
#include <array>

namespace hub::policy {
namespace {

constexpr std::array<std::string_view, 3> kHostSchemes = {"env:", "file:", "cmd:"};

bool is_separator(std::string_view line) {
  return line.starts_with("---") && (line.size() == 3 || line[3] == ' ' || line[3] == '\r');
}

struct Part {
  std::size_t lines_before = 0;
  std::string text;
};

// At the lines that separate documents, which belong to neither side.
std::vector<Part> split(std::string_view text) {
  std::vector<Part> parts(1);
  std::size_t line_number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    const std::string_view line = text.substr(0, end + 1);
    ++line_number;
    if (is_separator(line.substr(0, line.find('\n'))))
      parts.push_back({line_number, {}});
    else
      parts.back().text += line;
    text.remove_prefix(end + 1);
  }
  return parts;
}

std::string scalar(const config::Node& node, std::string_view name) {
  const config::Node* found = node.is_map() ? node.find(name) : nullptr;
  return found != nullptr && found->is_scalar() ? found->text : std::string();
}

ResourceId id_of(const config::Node& node) {
  ResourceId id{scalar(node, "kind"), {}, scalar(node, "name")};
  if (id.kind == "target") id.tenant = scalar(node, "tenant");
  return id;
}

}  // namespace

std::string ResourceId::text() const {
  return kind + ' ' + (tenant.empty() ? name : tenant + '/' + name);
}

std::vector<ResourceDocument> read_documents(std::string_view text, const std::string& file,
                                             config::Problems& problems) {
  std::vector<ResourceDocument> documents;
  for (Part& part : split(text)) {
    // Blank lines in front, so that each node knows its line of the file.
    const std::string at_its_line = std::string(part.lines_before, '\n') + part.text;
    for (config::Node& node : config::parse_yaml(at_its_line, file, problems)) {
      if (node.kind == config::Node::Kind::null) continue;
      documents.push_back({id_of(node), part.text, std::move(node)});
    }
  }
  return documents;
}

std::vector<ResourceDocument> load_documents(const std::string& file, config::Problems& problems) {
  return read_documents(config::load_text(file, problems), file, problems);
}

void refuse_host_references(const config::Node& node, config::Problems& problems) {
  const bool reads_the_host =
      node.is_scalar() && std::ranges::any_of(kHostSchemes, [&](std::string_view scheme) {
        return node.text.starts_with(scheme);
      });
  if (reads_the_host)
    problems.push_back(node.problem("what is read on the hub's machine stands in its own files only",
                                    "keep it with `hubctl secret set` and write secret:NAME"));
  for (const config::Node& item : node.items) refuse_host_references(item, problems);
  for (const auto& [key, value] : node.members) refuse_host_references(value, problems);
}

}  // namespace hub::policy
