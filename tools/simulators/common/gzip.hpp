// gzip both ways, as the vendor's servers speak it. Any thread.
#pragma once

#include <string_view>

#include "core/base/buffer.hpp"

namespace hub::simulators {

Buffer gzip(std::string_view bytes);
// False when it is no gzip, or more than 256 MiB inflated.
bool gunzip(std::string_view bytes, Buffer& out);

}  // namespace hub::simulators
