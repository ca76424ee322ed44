// multipart/form-data, the only way to send files: scalars as text, "tags[]", "custom_fields[cf_x]",
// "attachments[]".
#include <algorithm>

#include "core/model/builder.hpp"
#include "core/model/text_form.hpp"
#include "tools/simulators/freshdesk/simulator.hpp"

namespace hub::simulators::freshdesk {

using model::Value;

namespace {

struct Part {
  std::string name, file_name, content_type;
  bool is_file = false;
  std::string_view content;
};

// The quoted value after `lead`, in the head of a part.
std::string quoted(std::string_view head, std::string_view lead) {
  const std::size_t at = head.find(lead);
  if (at == head.npos) return {};
  const std::string_view rest = head.substr(at + lead.size());
  return std::string(rest.substr(0, rest.find('"')));
}

std::string type_in(std::string_view head) {
  constexpr std::string_view kName = "Content-Type: ";
  const std::size_t at = head.find(kName);
  if (at == head.npos) return "application/octet-stream";
  const std::string_view rest = head.substr(at + kName.size());
  return std::string(model::trimmed(rest.substr(0, rest.find('\r'))));
}

std::vector<Part> parts_of(std::string_view body, const std::string& boundary) {
  std::vector<Part> parts;
  const std::string mark = "--" + boundary;
  for (std::size_t at = body.find(mark); at != body.npos;) {
    const std::size_t next = body.find("\r\n" + mark, at);
    if (next == body.npos) break;
    const std::string_view part = body.substr(at + mark.size(), next - at - mark.size());
    const std::size_t blank = part.find("\r\n\r\n");
    if (blank == part.npos) break;
    const std::string_view head = part.substr(0, blank);
    Part& read = parts.emplace_back();
    read.name = quoted(head, " name=\"");
    read.is_file = head.find("filename=\"") != head.npos;
    read.file_name = quoted(head, "filename=\"");
    read.content_type = type_in(head);
    read.content = part.substr(blank + 4);
    at = next + 2;
  }
  return parts;
}

// Texts that stand for numbers and truth values.
Value value_of(std::string_view name, std::string_view text, model::Arena& arena) {
  constexpr std::string_view kTexts[] = {"subject", "description", "body", "name", "email", "phone"};
  const bool is_text = std::ranges::find(kTexts, name) != std::end(kTexts);
  if (!is_text && (text == "true" || text == "false")) return Value::boolean(text == "true");
  const bool is_number =
      !text.empty() && text.size() < 18 && text.find_first_not_of("0123456789") == text.npos;
  if (!is_text && is_number) return Value::integer(std::stoll(std::string(text)));
  return Value::string(arena.copy(text));
}

}  // namespace

bool read_multipart(const http::Request& request, model::Arena& arena, Value& body,
                    std::vector<File>& files) {
  constexpr std::string_view kBoundary = "boundary=", kCustom = "custom_fields[";
  const std::string type(request.headers.find("Content-Type").value_or(""));
  const std::size_t at = type.find(kBoundary);
  if (!type.starts_with("multipart/form-data") || at == type.npos) return false;
  model::ObjectBuilder fields(arena), custom(arena);
  model::ArrayBuilder tags(arena);
  for (const Part& part : parts_of(request.body.view(), type.substr(at + kBoundary.size()))) {
    if (part.is_file && part.name == "attachments[]") {
      files.push_back({part.file_name, part.content_type, part.content.size()});
    } else if (part.name == "tags[]") {
      tags.add(Value::string(arena.copy(part.content)));
    } else if (part.name.starts_with(kCustom)) {
      const std::string_view name = std::string_view(part.name).substr(kCustom.size());
      custom.add(arena.copy(name.substr(0, name.find(']'))), Value::string(arena.copy(part.content)));
    } else {
      fields.add(arena.copy(part.name), value_of(part.name, part.content, arena));
    }
  }
  if (tags.size() > 0) fields.add("tags", tags.finish());
  if (custom.size() > 0) fields.add("custom_fields", custom.finish());
  body = fields.finish();
  return true;
}

}  // namespace hub::simulators::freshdesk
