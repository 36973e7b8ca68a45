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
  # Between a sanitizer's checks GCC 12 takes the inside of an empty std::optional for used.
  target_compile_options(signpost_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
if(SIGNPOST_FUZZ)
  target_compile_options(signpost_flags INTERFACE -fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/tests/fuzz/sanitizers.txt)
endif()

function(signpost_room NAME)
  cmake_parse_arguments(ROOM "" "" "ROOMS;LINKS" ${ARGN})
  file(GLOB SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${NAME}/*.cc)
  list(FILTER SOURCES EXCLUDE REGEX "/main\\.cc$")
  add_library(signpost_${NAME} STATIC ${SOURCES})
  list(TRANSFORM ROOM_ROOMS PREPEND signpost_)
  target_link_libraries(signpost_${NAME} PUBLIC signpost_flags ${ROOM_ROOMS} PRIVATE ${ROOM_LINKS})
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
