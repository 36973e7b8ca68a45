# cmake -DOUTPUT=page_files.cc -DFOLDER=src/http/page -P embed.cmake: writes the page's files into a C++ source, as
# raw strings. FindPageFile() of http/page_files.h finds them.

set(FILES "/\;index.html\;text/html" "/page.js\;page.js\;text/javascript" "/page.css\;page.css\;text/css")

set(TEXT "#include \"http/page_files.h\"\n\nnamespace signpost::http {\n\nconst PageFile kPageFiles[kPageFileCount] = {\n")
foreach(FILE IN LISTS FILES)
  list(GET FILE 0 PATH)
  list(GET FILE 1 NAME)
  list(GET FILE 2 TYPE)
  file(READ ${FOLDER}/${NAME} CONTENT)
  string(FIND "${CONTENT}" ")page\"" BORDER)
  if(NOT BORDER EQUAL -1)
    message(FATAL_ERROR "${NAME} holds the end of a raw string")
  endif()
  string(SHA256 HASH "${CONTENT}")
  string(SUBSTRING ${HASH} 0 16 HASH)
  string(APPEND TEXT "{\"${PATH}\", \"${TYPE}; charset=utf-8\", \"\\\"${HASH}\\\"\", R\"page(" "${CONTENT}" ")page\"},\n")
endforeach()
string(APPEND TEXT "};\n\n}  // namespace signpost::http\n")
file(WRITE ${OUTPUT} "${TEXT}")
