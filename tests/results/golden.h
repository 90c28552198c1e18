// Documents kept beside the tests. A change is accepted with SADDLESCOPE_ACCEPT=1 in the environment, never by itself.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace saddlescope {

/// The first line in which two texts differ, with its number, side by side; empty if they are equal.
inline std::string first_difference(const std::string& expected, const std::string& actual) {
  std::istringstream left(expected), right(actual);
  std::string a, b;
  for (std::size_t line = 1;; ++line) {
    const bool more_left = static_cast<bool>(std::getline(left, a));
    const bool more_right = static_cast<bool>(std::getline(right, b));
    if (!more_left && !more_right) return expected == actual ? "" : "they differ in the last newline";
    if (!more_left) a = "(end)";
    if (!more_right) b = "(end)";
    if (a != b) return "line " + std::to_string(line) + "\n  kept: " + a + "\n  now:  " + b;
  }
}

/// What the file of that name in GOLDEN_FOLDER holds; empty, and a failure, where there is none.
inline std::string golden(const std::string& name) {
  const std::string path = std::string(GOLDEN_FOLDER) + "/" + name;
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path << " is missing; SADDLESCOPE_ACCEPT=1 writes it.";
  std::ostringstream kept;
  kept << file.rdbuf();
  return kept.str();
}

/// `actual` is, byte for byte, what the file of that name in GOLDEN_FOLDER holds. A missing file is a failure.
inline void expect_golden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(GOLDEN_FOLDER) + "/" + name;
  if (std::getenv("SADDLESCOPE_ACCEPT") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  EXPECT_EQ(first_difference(golden(name), actual), "") << name << ": SADDLESCOPE_ACCEPT=1 accepts the change.";
}

}  // namespace saddlescope
