# hub_library(NAME [DEPENDS ...]): a static library from every .cpp of this folder (subfolders are their own).
function(hub_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_DEPENDS})
endfunction()

# hub_test(NAME LABEL label [DEPENDS ...] [SOURCES ...]): one Boost.Test program; without SOURCES every *_test.cpp
# of this folder. Tests find fixtures and the optional shared data through the two definitions.
function(hub_test name)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "DEPENDS;SOURCES" ${ARGN})
  if(NOT ARG_SOURCES)
    file(GLOB ARG_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cpp)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  # Only the sources that ask for a path get one: the others compile alike in every checkout, and ccache knows them.
  foreach(source ${ARG_SOURCES})
    file(STRINGS ${source} asks REGEX "HUB_(SOURCE|BINARY)_DIR")
    if(asks)
      set_source_files_properties(${source} PROPERTIES COMPILE_DEFINITIONS
        "HUB_SOURCE_DIR=\"${CMAKE_SOURCE_DIR}\";HUB_BINARY_DIR=\"${CMAKE_BINARY_DIR}\"")
    endif()
  endforeach()
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE BOOST_TEST_DYN_LINK)
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} hub_test_main boost_unit_test_framework)
  add_test(NAME ${name} COMMAND ${name} --log_level=message)
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT ${ARG_TIMEOUT})
endfunction()

# hub_npm_test(NAME FOLDER folder [SIMULATOR argument...]): the tests of the npm package in that subfolder, beside
# `hub-simulators argument...` where they need it. Says "skipped" without Node.
function(hub_npm_test name)
  cmake_parse_arguments(ARG "" "FOLDER" "SIMULATOR" ${ARGN})
  if(ARG_SIMULATOR)
    set(simulator $<TARGET_FILE:hub-simulators> ${ARG_SIMULATOR})
  endif()
  add_test(NAME ${name} COMMAND ${CMAKE_SOURCE_DIR}/tests/support/npm/run.sh
           ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_FOLDER} ${CMAKE_CURRENT_BINARY_DIR}/${ARG_FOLDER} ${simulator})
  set_tests_properties(${name} PROPERTIES LABELS contract TIMEOUT 300)
endfunction()

# hub_prism_test(NAME): prism_test.py of this folder, in which a proxy stands before the simulator and compares each call
# and answer with the description of a vendor's API. Says "skipped" without Node or the description.
function(hub_prism_test name)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  add_test(NAME ${name} COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/prism_test.py ${CMAKE_SOURCE_DIR}
           ${CMAKE_BINARY_DIR} ${CMAKE_CURRENT_BINARY_DIR}/prism)
  set_tests_properties(${name} PROPERTIES LABELS contract TIMEOUT 600)
endfunction()
