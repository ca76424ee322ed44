#include "core/base/unused_stack.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t kLooked = 64u << 10;

// Not a literal as a whole: the text shall be nowhere but in the frame that leaves it.
std::string marker() {
  return std::string("left-") + "in-a-frame-" + std::to_string(::getpid());
}

[[gnu::noinline]] void leave(const std::string& text) {
  char frame[16'384] = {};
  std::memcpy(frame, text.data(), text.size());
  asm volatile("" : : "r"(frame) : "memory");  // or the compiler would leave it out
}

// Whether the memory below this frame holds it, as another program would see it.
[[gnu::noinline]] bool is_below(const std::string& text) {
  std::vector<char> seen(kLooked);
  const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  BOOST_TEST_REQUIRE(memory >= 0);
  const auto size = ::pread(memory, seen.data(), seen.size(), static_cast<off_t>(here - kLooked));
  ::close(memory);
  BOOST_TEST_REQUIRE(size == static_cast<ssize_t>(kLooked));
  return std::string_view(seen.data(), seen.size()).find(text) != std::string_view::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(unused_stack)

BOOST_AUTO_TEST_CASE(what_a_call_left_in_its_frame_is_there_until_the_unused_stack_is_wiped) {
  const std::string text = marker();
  leave(text);
  BOOST_TEST(is_below(text));
  leave(text);
  hub::wipe_unused_stack();
  BOOST_TEST(!is_below(text));
}

BOOST_AUTO_TEST_SUITE_END()
