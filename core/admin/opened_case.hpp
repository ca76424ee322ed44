// What a person who opens a kept case is shown of it: the transcript, and what tells it from others. Secrets,
// answers of before the chat, attachments and whatever else a case may have are not among it. Where no more
// than metadata are kept, all of these. Any thread.
#pragma once

#include "core/admin/json_writer.hpp"
#include "core/base/result.hpp"
#include "core/delivery/case_view.hpp"

namespace hub::admin {

// Members of the object that is open in `json`. Fails with transient "not_readable" before it wrote any.
Result<void> write_opened(const delivery::KeptCase& kept, JsonWriter& json);

}  // namespace hub::admin
