# One place for the language level, warnings, sanitizers and hardening.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

set(HUB_SANITIZE "" CACHE STRING "Sanitizers to build with, for example address,undefined")
option(HUB_FUZZ "Build the libFuzzer targets (clang only)" OFF)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
# GCC 12 reports false positives inside Boost 1.74 coroutines and std::string when it inlines.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wshadow=local -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds -Wno-restrict
                      -Wno-mismatched-new-delete)
endif()

# _TURN_OFF_PLATFORM_STRING: cpprestsdk's U() macro breaks Poco's headers.
# No deprecated Asio API, and no implicit time traits or separate header surprises.
add_compile_definitions(_TURN_OFF_PLATFORM_STRING BOOST_ASIO_NO_DEPRECATED)

set(CMAKE_CXX_FLAGS_DEBUG "-g1 -O1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fcf-protection")
# For code that is seldom run or cheap to run: while developing, being compiled soon matters more.
set(HUB_COMPILED_QUICKLY $<$<CONFIG:Debug>:-O0>)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_link_options(-pie -Wl,-z,relro,-z,now)
endif()
if(HUB_SANITIZE)
  add_compile_options(-fsanitize=${HUB_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${HUB_SANITIZE})
  add_compile_definitions(HUB_SANITIZED)
  # A quarter of a clean build was spent on these three: a null or overrun access also stops under the address
  # sanitizer, and every processor that the hub is built for reads unaligned.
  if(HUB_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize=null,alignment,object-size)
  endif()
endif()
if(HUB_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
  # Boost 1.74 knows clang's coroutines only as they were before C++20.
  add_compile_definitions(BOOST_ASIO_HAS_CO_AWAIT BOOST_ASIO_HAS_STD_COROUTINE)
endif()
