#include "core/base/locked_memory.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <fstream>
#include <string>
#include <utility>

namespace {

// The flags of the mapping that holds `address`.
std::string mapping_flags(const void* address) {
  std::ifstream maps("/proc/self/smaps");
  bool is_inside = false;
  for (std::string line; std::getline(maps, line);) {
    unsigned long from = 0, to = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx ", &from, &to) == 2) {
      const auto at = reinterpret_cast<unsigned long>(address);
      is_inside = from <= at && at < to;
    } else if (is_inside && line.starts_with("VmFlags:")) {
      return line + ' ';
    }
  }
  return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(locked_memory)

BOOST_AUTO_TEST_CASE(it_is_zeroed_left_out_of_dumps_and_forks_and_stays_where_it_is_when_moved) {
  hub::LockedMemory memory(100);
  BOOST_TEST(memory.bytes().size() == 100u);
  BOOST_TEST(std::ranges::all_of(memory.bytes(), [](std::byte byte) { return byte == std::byte{0}; }));
  const std::string flags = mapping_flags(memory.bytes().data());
  for (const char* flag : {" dd ", " wf "}) BOOST_TEST(flags.find(flag) != std::string::npos, flags);
#ifndef HUB_SANITIZED
  // The address sanitizer turns mlock off.
  BOOST_TEST((flags.find(" lo ") != std::string::npos) == memory.is_locked(), flags);
#endif
  const std::byte* const place = memory.bytes().data();
  memory.bytes()[7] = std::byte{9};
  const hub::LockedMemory moved = std::move(memory);
  BOOST_TEST(moved.bytes().data() == place);
  BOOST_TEST((moved.bytes()[7] == std::byte{9}));
}

BOOST_AUTO_TEST_SUITE_END()
