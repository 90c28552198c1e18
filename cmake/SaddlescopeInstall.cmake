# What `./dev install` puts under a prefix: the program, and for C++ users one shared library of all rooms but the front
# doors, so that they link nothing else and need no other headers; the headers in saddlescope/ with what they include;
# the package files of find_package(saddlescope).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

get_property(rooms GLOBAL PROPERTY SADDLESCOPE_ROOMS)
get_property(outside GLOBAL PROPERTY SADDLESCOPE_OUTSIDE)
list(REMOVE_ITEM rooms saddlescope_cli)
list(TRANSFORM rooms REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE objects)
add_library(saddlescope_library SHARED ${objects})
add_library(saddlescope::saddlescope ALIAS saddlescope_library)
set_target_properties(saddlescope_library PROPERTIES OUTPUT_NAME saddlescope EXPORT_NAME saddlescope
                      LINKER_LANGUAGE CXX VERSION ${PROJECT_VERSION}
                      SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
target_link_libraries(saddlescope_library PRIVATE ${outside} saddlescope_options)
set(symbols ${CMAKE_CURRENT_LIST_DIR}/saddlescope.map)
target_link_options(saddlescope_library PRIVATE LINKER:--version-script=${symbols})
set_target_properties(saddlescope_library PROPERTIES LINK_DEPENDS ${symbols})
target_compile_features(saddlescope_library PUBLIC cxx_std_20)
# Part of the name of nlohmann's type, for those who include <saddlescope/json.h>.
target_compile_definitions(saddlescope_library INTERFACE JSON_DIAGNOSTICS=1)
target_include_directories(saddlescope_library INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
                           $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)

install(TARGETS saddlescope_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS saddlescope_library EXPORT saddlescope LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(CODE "set(source \"${PROJECT_SOURCE_DIR}\")\nset(include \"${CMAKE_INSTALL_INCLUDEDIR}\")")
install(SCRIPT cmake/install_headers.cmake)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/saddlescope)
install(EXPORT saddlescope NAMESPACE saddlescope:: FILE saddlescopeTargets.cmake DESTINATION ${package})
configure_package_config_file(cmake/saddlescopeConfig.cmake.in saddlescopeConfig.cmake INSTALL_DESTINATION ${package})
write_basic_package_version_file(saddlescopeConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/saddlescopeConfig.cmake ${PROJECT_BINARY_DIR}/saddlescopeConfigVersion.cmake
        DESTINATION ${package})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES saddlescope/report/page/plotly-license.txt DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES saddlescope/data/sets/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME data-sets.md)
