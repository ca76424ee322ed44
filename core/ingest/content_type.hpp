// What a Content-Type header asks for. Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

namespace hub::ingest {

enum class ContentMode : unsigned char { binary, structured, batched };

// By the prefix alone, without regard to case (CloudEvents 1.0, HTTP binding 3): anything unknown is binary.
ContentMode content_mode(std::string_view content_type);

// Can this event format be read? Only JSON is, in UTF-8. For structured and batched mode.
bool is_json_format(std::string_view content_type);

// application/json, text/json or anything ending in +json, in UTF-8.
bool is_json_media_type(std::string_view content_type);

}  // namespace hub::ingest
