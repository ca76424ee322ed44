#include "core/base/wipe.hpp"

#include <openssl/crypto.h>

namespace hub {

void wipe(void* memory, std::size_t size) {
  if (size != 0) OPENSSL_cleanse(memory, size);
}

}  // namespace hub
