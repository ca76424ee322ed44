#include "core/ingest/attachments.hpp"

#include "core/base/base64.hpp"
#include "core/model/builder.hpp"

namespace hub::ingest {

namespace {

using model::Value;

constexpr std::string_view kBytes = "bytes_base64";

Value with_bytes(const Value& attachment, const Buffer& bytes, model::Arena& arena) {
  Buffer text;
  base64_encode(bytes.view(), text);
  model::ObjectBuilder members(arena);
  for (const model::Member& member : attachment.as_object()) {
    if (member.name != kBytes) members.add(member.name, member.value);
  }
  members.add(kBytes, Value::string(arena.copy(text.view())));
  return members.finish(attachment.data_class());
}

Value with_bytes_of_all(const Value& attachments, const std::vector<AttachmentReference>& references,
                        const std::vector<Buffer>& bytes, model::Arena& arena) {
  model::ArrayBuilder items(arena);
  std::size_t next = 0;
  for (const Value& attachment : attachments.as_array()) {
    const bool is_referenced = next < references.size() && references[next].index == items.size();
    items.add(is_referenced ? with_bytes(attachment, bytes[next], arena) : attachment);
    if (is_referenced) ++next;
  }
  return items.finish(attachments.data_class());
}

}  // namespace

std::vector<AttachmentReference> referenced_attachments(const Value& data) {
  std::vector<AttachmentReference> references;
  const Value* const attachments = data.find("attachments");
  if (!attachments || !attachments->is_array()) return references;
  const auto items = attachments->as_array();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string_view url = items[i].text_at("ref");
    if (!url.empty() && items[i].text_at(kBytes).empty()) references.push_back({i, std::string(url)});
  }
  return references;
}

Value with_attachment_bytes(const Value& data, const std::vector<AttachmentReference>& references,
                            const std::vector<Buffer>& bytes, model::Arena& arena) {
  model::ObjectBuilder members(arena);
  for (const model::Member& member : data.as_object()) {
    const bool is_list = member.name == "attachments";
    members.add(member.name,
                is_list ? with_bytes_of_all(member.value, references, bytes, arena) : member.value);
  }
  return members.finish(data.data_class());
}

}  // namespace hub::ingest
