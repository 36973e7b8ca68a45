# Third-party libraries, all Debian 12 packages (packaging/packages.txt).

find_package(Threads REQUIRED)
find_package(absl REQUIRED)
find_package(spdlog REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Boost 1.81 REQUIRED)

# Asio and Beast, header libraries: their non-template parts are compiled once, here.
add_library(signpost_asio STATIC ${PROJECT_SOURCE_DIR}/cmake/boost_implementation.cc)
target_link_libraries(signpost_asio PUBLIC Boost::headers Threads::Threads OpenSSL::SSL)
target_compile_definitions(signpost_asio PUBLIC BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION
                                                BOOST_BEAST_SEPARATE_COMPILATION)
# GCC 12 sees aligned_alloc and a class's operator delete in a coroutine's frame and warns without cause.
target_compile_options(signpost_asio PUBLIC -Wno-mismatched-new-delete)
if(SIGNPOST_SANITIZE)
  target_compile_options(signpost_asio PRIVATE -fsanitize=${SIGNPOST_SANITIZE})
  if(SIGNPOST_SANITIZE MATCHES thread)  # knows no fences, and GCC says so; Asio's locks order memory without them
    target_compile_definitions(signpost_asio PUBLIC BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()

# Boost.JSON likewise.
add_library(signpost_json STATIC ${PROJECT_SOURCE_DIR}/cmake/boost_json_implementation.cc)
target_link_libraries(signpost_json PUBLIC Boost::headers)
if(SIGNPOST_SANITIZE)
  target_compile_options(signpost_json PRIVATE -fsanitize=${SIGNPOST_SANITIZE})
endif()
