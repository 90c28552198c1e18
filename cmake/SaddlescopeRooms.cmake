# saddlescope_room(<name> [WORDS [ADDRESS_ALONE] | APART] SOURCES <file>... [USES <room>...] [LINKS <target>...])
#   A room is a static library saddlescope_<name> in saddlescope/<name>/. USES is the room's row in the table of
#   ARCHITECTURE.md (base, linalg and results are open to every room above them); LINKS are outside libraries.
#   WORDS: it makes text, or calls those that compute: compiled in two thirds of the time with less optimization, under
#   sanitizers without any. Of text alone (ADDRESS_ALONE) these see addresses alone, which takes less than half.
#   APART: compiled one file at a time: their names meet, or each is compiled for several processors.
# saddlescope_test(<room> SOURCES <file>... [LONG <file>...] [LINKS <target>...])
#   One test executable a room, tests/<room>/, registered with ctest test by test. LONG: not under the sanitizers, which see
#   the same code in shorter tests and in the fuzz targets.
# saddlescope_python_test(<room> <name> <script> [<argument>...])
#   A comparison with another program: exit 77 means skipped. SADDLESCOPE_PYTHON is the Python that runs it.

add_library(saddlescope_options INTERFACE)
target_compile_features(saddlescope_options INTERFACE cxx_std_20)
target_compile_options(saddlescope_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion
                       -Wno-sign-conversion -ffp-contract=off
                       # A local name need heed its own file alone, not those compiled with it.
                       $<$<NOT:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>>:-Wshadow>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees overlapping copies in plain string concatenation (GCC bug 105651).
  target_compile_options(saddlescope_options INTERFACE -Wno-restrict
                         # A file compiled with others isn't the main one, which may use its unnamed namespace everywhere.
                         $<$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>:-Wno-subobject-linkage>)
endif()
if(SADDLESCOPE_WERROR)
  target_compile_options(saddlescope_options INTERFACE -Werror)
endif()
if(SADDLESCOPE_SANITIZE)
  # Without tests for null pointers, which take a sixth of the compiler's time: using one ends under the address
  # sanitizer too.
  set(all $<NOT:$<BOOL:$<TARGET_PROPERTY:SADDLESCOPE_ADDRESS_ALONE>>>)
  target_compile_options(saddlescope_options INTERFACE -fsanitize=address -fno-omit-frame-pointer -D_GLIBCXX_ASSERTIONS
                         $<${all}:-fsanitize=undefined,float-cast-overflow> $<${all}:-fno-sanitize=null>
                         $<${all}:-fno-sanitize-recover=undefined,float-cast-overflow>)
  target_link_options(saddlescope_options INTERFACE -fsanitize=address,undefined,float-cast-overflow)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Under the address sanitizer g++ takes the inside of std::regex for uninitialized (GCC bug 105562).
    target_compile_options(saddlescope_options INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()
# Part of the type's name, so one for all: exceptions name the member, as a JSON pointer.
target_compile_definitions(saddlescope_options INTERFACE JSON_DIAGNOSTICS=1)
# Where every compilation is a first one: the standard library, fmt, JSON and GoogleTest are read once, precompiled, which
# saves a fifth to a third of the time; eight files of a room are compiled at a time, in half of it or less, so that no two
# of them may give different things the same name. Not with ccache, which saves more, and with which a file has what it
# includes itself, so that none is missing.
if(NOT DEFINED SADDLESCOPE_TOGETHER)
  set(SADDLESCOPE_TOGETHER ON)
  if(CMAKE_CXX_COMPILER_LAUNCHER)
    set(SADDLESCOPE_TOGETHER OFF)
  endif()
endif()
if(NOT SADDLESCOPE_TOGETHER)
  set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT SADDLESCOPE_SANITIZE)
  # Optimizing its own strings, read precompiled, g++ 12 sees writes and reads beyond them; other builds do have these
  # warnings.
  target_compile_options(saddlescope_options INTERFACE -Wno-stringop-overflow -Wno-stringop-overread
                         -Wno-array-bounds)
endif()
set(SADDLESCOPE_STANDARD_HEADERS <algorithm> <cmath> <functional> <map> <memory> <optional> <span> <string> <variant>
    <vector>)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

function(saddlescope_precompile target owner)  # <header>...: compiled once, with the owner
  if(TARGET ${owner} AND NOT target STREQUAL owner)
    target_precompile_headers(${target} REUSE_FROM ${owner})
  else()
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()

function(saddlescope_unite target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${SADDLESCOPE_TOGETHER})
endfunction()

function(saddlescope_room name)
  cmake_parse_arguments(ROOM "WORDS;ADDRESS_ALONE;APART" "" "SOURCES;USES;LINKS" ${ARGN})
  add_library(saddlescope_${name} STATIC ${ROOM_SOURCES})
  target_include_directories(saddlescope_${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
  target_link_libraries(saddlescope_${name} PRIVATE $<BUILD_INTERFACE:saddlescope_options>)
  target_compile_features(saddlescope_${name} PUBLIC cxx_std_20)
  if(ROOM_WORDS)
    set_target_properties(saddlescope_${name} PROPERTIES SADDLESCOPE_ADDRESS_ALONE ${ROOM_ADDRESS_ALONE})
    target_compile_options(saddlescope_${name} PRIVATE $<$<CONFIG:Release>:-O1> $<$<BOOL:${SADDLESCOPE_SANITIZE}>:-O0>)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      # At -O1 g++ takes the inside of an empty std::optional for uninitialized (GCC bug 80635).
      target_compile_options(saddlescope_${name} PRIVATE -Wno-maybe-uninitialized)
    endif()
    saddlescope_precompile(saddlescope_${name} saddlescope_results ${SADDLESCOPE_STANDARD_HEADERS} <fmt/format.h>
                           <nlohmann/json.hpp>)
  else()
    saddlescope_precompile(saddlescope_${name} saddlescope_base ${SADDLESCOPE_STANDARD_HEADERS} <fmt/format.h>)
  endif()
  if(NOT ROOM_APART)
    saddlescope_unite(saddlescope_${name})
  endif()
  foreach(used IN LISTS ROOM_USES)
    target_link_libraries(saddlescope_${name} PUBLIC saddlescope_${used})
  endforeach()
  target_link_libraries(saddlescope_${name} PUBLIC ${ROOM_LINKS})
  set_property(GLOBAL APPEND PROPERTY SADDLESCOPE_ROOMS saddlescope_${name})  # for the library of them all
  set_property(GLOBAL APPEND PROPERTY SADDLESCOPE_OUTSIDE ${ROOM_LINKS})
endfunction()

function(saddlescope_test room)
  cmake_parse_arguments(TEST "" "" "SOURCES;LONG;LINKS" ${ARGN})
  add_executable(test_${room} ${TEST_SOURCES})
  if(NOT SADDLESCOPE_SANITIZE)
    target_sources(test_${room} PRIVATE ${TEST_LONG})
  endif()
  target_link_libraries(test_${room} PRIVATE saddlescope_options ${TEST_LINKS} GTest::gmock GTest::gtest_main)
  if(TARGET saddlescope_${room})
    target_link_libraries(test_${room} PRIVATE saddlescope_${room})
  endif()
  target_include_directories(test_${room} PRIVATE ${PROJECT_SOURCE_DIR})
  # Tests take their time in the compiler: without optimization, and of the sanitizers with that of addresses alone. What
  # they test is compiled as its room says.
  set_target_properties(test_${room} PROPERTIES SADDLESCOPE_ADDRESS_ALONE ON)
  target_compile_options(test_${room} PRIVATE -O0)
  # Without fmt: at -O0 its `#pragma GCC optimize` would tell every file that it is optimized, Eigen's prefetches too.
  saddlescope_precompile(test_${room} test_base ${SADDLESCOPE_STANDARD_HEADERS} <gmock/gmock.h> <gtest/gtest.h>
                         <nlohmann/json.hpp>)
  saddlescope_unite(test_${room})
  gtest_discover_tests(test_${room} TEST_PREFIX ${room}. DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 600)
endfunction()

set(SADDLESCOPE_PYTHON python3 CACHE STRING "Python for the tests that compare with NumPy and PyTorch")
function(saddlescope_python_test room name script)
  add_test(NAME ${room}.${name} COMMAND ${SADDLESCOPE_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/${script} ${ARGN})
  # COST: the longest tests first, so that no processor is left with one at the end.
  set_tests_properties(${room}.${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600 COST 100)
endfunction()
