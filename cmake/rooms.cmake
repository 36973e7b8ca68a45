# signpost_room(NAME [ROOMS room...] [LINKS library...]): the library of one folder below src/.
#
# Every src/NAME/*.cc belongs to it, except main.cc, which is the program.

add_library(signpost_flags INTERFACE)
target_include_directories(signpost_flags INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(signpost_flags INTERFACE -Wall -Wextra -Wshadow -Werror)
target_compile_definitions(signpost_flags INTERFACE SIGNPOST_VERSION="${PROJECT_VERSION}")
if(SIGNPOST_SANITIZE)
  target_compile_options(signpost_flags INTERFACE -fsanitize=${SIGNPOST_SANITIZE} -fno-omit-frame-pointer
                                                  -fno-sanitize-recover=all)
  target_link_options(signpost_flags INTERFACE -fsanitize=${SIGNPOST_SANITIZE})
  # Between a sanitizer's checks GCC 12 warns of what cannot be; the other builds keep these warnings.
  target_compile_options(signpost_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-array-bounds
                                                                          -Wno-stringop-overflow -Wno-stringop-overread -Wno-restrict>)
endif()
if(SIGNPOST_FUZZ)
  target_compile_options(signpost_flags INTERFACE -fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/tests/fuzz/sanitizers.txt)
endif()

# What most files include is read once: a third of a sanitizer's build is reading headers. All other builds read each, so that a missing
# include is found. A library of its own has them, so that no room's definitions stand in the way of another's.
if(SIGNPOST_SANITIZE)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled.cc CONTENT "")
  add_library(signpost_precompiled OBJECT ${CMAKE_BINARY_DIR}/precompiled.cc)
  target_link_libraries(signpost_precompiled PRIVATE signpost_flags Threads::Threads)
  target_precompile_headers(signpost_precompiled PRIVATE
    <algorithm> <array> <chrono> <functional> <map> <memory> <optional> <set> <span> <string> <string_view> <vector>
    <absl/status/statusor.h> <absl/strings/str_cat.h>)
endif()

# signpost_precompile(TARGET [OTHER]): TARGET takes what OTHER, or the library above, has made.
function(signpost_precompile TARGET)
  set(FROM signpost_precompiled)
  if(ARGN)
    set(FROM ${ARGN})
  endif()
  if(SIGNPOST_SANITIZE)
    target_precompile_headers(${TARGET} REUSE_FROM ${FROM})
    target_link_libraries(${TARGET} PRIVATE Threads::Threads)  # its definitions must be the same
  endif()
endfunction()

function(signpost_room NAME)
  cmake_parse_arguments(ROOM "" "" "ROOMS;LINKS" ${ARGN})
  file(GLOB SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${NAME}/*.cc)
  list(FILTER SOURCES EXCLUDE REGEX "/main\\.cc$")
  add_library(signpost_${NAME} STATIC ${SOURCES})
  list(TRANSFORM ROOM_ROOMS PREPEND signpost_)
  target_link_libraries(signpost_${NAME} PUBLIC signpost_flags ${ROOM_ROOMS} PRIVATE ${ROOM_LINKS})
  signpost_precompile(signpost_${NAME})
endfunction()

# The files of the page, which the library TARGET serves, as a source of it.
function(signpost_embed_page TARGET)
  set(FOLDER ${PROJECT_SOURCE_DIR}/src/http/page)
  set(OUTPUT ${PROJECT_BINARY_DIR}/page_files.cc)
  add_custom_command(
    OUTPUT ${OUTPUT}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${OUTPUT} -DFOLDER=${FOLDER} -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${FOLDER}/index.html ${FOLDER}/page.js ${FOLDER}/page.css ${PROJECT_SOURCE_DIR}/cmake/embed.cmake)
  target_sources(${TARGET} PRIVATE ${OUTPUT})
endfunction()
