# Every outside library, in one place. What each is for: docs/dependencies.md.
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(fmt REQUIRED)
find_package(ZLIB REQUIRED)

# The OpenMP build of OpenBLAS, named by its own folder: the plain libopenblas.so.0 is an alternative in which the
# pthread build wins, and that one slows badly under OpenMP regions.
find_library(SADDLESCOPE_OPENBLAS NAMES libopenblas.so.0 libopenblas.so
             PATHS /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/openblas-openmp NO_DEFAULT_PATH)
if(NOT SADDLESCOPE_OPENBLAS)
  message(FATAL_ERROR "The OpenMP build of OpenBLAS was not found; on Debian: apt-get install libopenblas-openmp-dev "
                      "(or let ./dev install everything), elsewhere set -DSADDLESCOPE_OPENBLAS=/path/to/libopenblas.so")
endif()
get_filename_component(SADDLESCOPE_OPENBLAS_FOLDER ${SADDLESCOPE_OPENBLAS} DIRECTORY)
add_library(saddlescope_openblas INTERFACE)
target_link_libraries(saddlescope_openblas INTERFACE ${SADDLESCOPE_OPENBLAS})
list(APPEND CMAKE_BUILD_RPATH ${SADDLESCOPE_OPENBLAS_FOLDER})
list(APPEND CMAKE_INSTALL_RPATH ${SADDLESCOPE_OPENBLAS_FOLDER})

find_path(SADDLESCOPE_HIGHWAY_INCLUDE hwy/highway.h REQUIRED)
find_library(SADDLESCOPE_HIGHWAY hwy REQUIRED)
add_library(saddlescope_highway INTERFACE)
target_include_directories(saddlescope_highway SYSTEM INTERFACE ${SADDLESCOPE_HIGHWAY_INCLUDE})
target_link_libraries(saddlescope_highway INTERFACE ${SADDLESCOPE_HIGHWAY})
# Each instruction set is one more compilation of every kernel. Left out: vectors of no fixed length, which can't be held in
# arrays, and those that bring doubles nothing over the next below them. Older releases of Highway lack some.
file(READ ${SADDLESCOPE_HIGHWAY_INCLUDE}/hwy/detect_targets.h targets)
set(without HWY_SVE|HWY_SVE2|HWY_SVE_256|HWY_SVE2_128|HWY_RVV|HWY_SSSE3|HWY_SSE4)
foreach(target IN ITEMS HWY_AVX3_DL HWY_AVX3_ZEN4 HWY_AVX3_SPR HWY_AVX10_2)
  if(targets MATCHES "#define ${target} ")
    string(APPEND without |${target})
  endif()
endforeach()
target_compile_definitions(saddlescope_highway INTERFACE "HWY_DISABLED_TARGETS=(${without})")

find_library(SADDLESCOPE_LIBZIP zip REQUIRED)
find_path(SADDLESCOPE_LIBZIP_INCLUDE zip.h REQUIRED)
add_library(saddlescope_libzip INTERFACE)
target_include_directories(saddlescope_libzip SYSTEM INTERFACE ${SADDLESCOPE_LIBZIP_INCLUDE})
target_link_libraries(saddlescope_libzip INTERFACE ${SADDLESCOPE_LIBZIP})

find_path(SADDLESCOPE_CLI11_INCLUDE CLI/CLI.hpp REQUIRED)
add_library(saddlescope_cli11 INTERFACE)
target_include_directories(saddlescope_cli11 SYSTEM INTERFACE ${SADDLESCOPE_CLI11_INCLUDE})

if(SADDLESCOPE_TESTS)
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()
