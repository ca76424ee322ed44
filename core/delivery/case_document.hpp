// What is sealed of a case: the envelope of its event and its data, as one JSON document. Pure.
#pragma once

#include "core/base/buffer.hpp"
#include "core/delivery/new_event.hpp"
#include "core/model/arena.hpp"
#include "core/model/json.hpp"

namespace hub::delivery {

Buffer document_of(const NewEvent& event);

// A stored document with the data of another event of its case in it. The later one wins where both say
// something; the envelope stays that of the earlier one, which is the case itself. Fails with invalid
// "malformed_case".
Result<Buffer> merged_document(const model::Value& stored, bool stored_is_later, const NewEvent& event,
                               model::JsonParser& parser, model::Arena& arena);

}  // namespace hub::delivery
