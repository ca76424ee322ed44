#include "tools/hubd/process.hpp"

#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace hub::hubd {

namespace {
constexpr int kMappedBytesMin = 32 << 20;  // smaller blocks come from the heap
constexpr int kFreeTopBytesMax = 64 << 20;
}  // namespace

void harden_process() {
#ifndef HUB_SANITIZED
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

void raise_descriptor_limit() {
  rlimit descriptors{};
  if (getrlimit(RLIMIT_NOFILE, &descriptors) != 0) return;
  descriptors.rlim_cur = descriptors.rlim_max;
  setrlimit(RLIMIT_NOFILE, &descriptors);
}

void keep_freed_memory() {
  mallopt(M_MMAP_THRESHOLD, kMappedBytesMin);
  mallopt(M_TRIM_THRESHOLD, kFreeTopBytesMax);
}

}  // namespace hub::hubd
