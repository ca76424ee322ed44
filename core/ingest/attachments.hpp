// The attachments of a case: which are only pointed at, and where their bytes go. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/model/arena.hpp"
#include "core/model/value.hpp"

namespace hub::ingest {

struct AttachmentReference {
  std::size_t index;  // in data.attachments
  std::string url;
};

// Those with a `ref` and without bytes of their own.
std::vector<AttachmentReference> referenced_attachments(const model::Value& data);

// `data` with the bytes of each reference, in their order, as the attachment's `bytes_base64`.
model::Value with_attachment_bytes(const model::Value& data,
                                   const std::vector<AttachmentReference>& references,
                                   const std::vector<Buffer>& bytes, model::Arena& arena);

}  // namespace hub::ingest
