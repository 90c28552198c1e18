// Files of the tests, and what refuses them.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "saddlescope/formats/array.h"
#include "tests/base/errors.h"

namespace saddlescope {

template <class Call>
void expect_bad_input(const std::string& text, Call call) {
  expect_error(ErrorKind::bad_input, text, call);
}

inline Bytes bytes_of(std::string_view text) {
  Bytes bytes(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) bytes[i] = static_cast<std::byte>(text[i]);
  return bytes;
}

inline std::string test_file(const std::string& name) { return std::string(SADDLESCOPE_TEST_FILES) + "/" + name; }

/// 0, 1, 2, …
inline Vector counting(std::size_t n) {
  Vector values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<double>(i);
  return values;
}

}  // namespace saddlescope
