// The name of a truth taken apart: FAMILY[:PART]…, each part a word, a positional value or key=value.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/base/shape.h"
#include "saddlescope/truths/ground_truth.h"

namespace saddlescope {

/// Parts are taken one by one; what is left at the end wasn't understood. Every error names the whole text, the part,
/// and the family's grammar with an example.
class TruthName {
 public:
  TruthName(std::string_view text, const TruthFamily& family);

  /// The first part that has no '='; throws where there is none.
  std::string positional(std::string_view what);
  /// The value of `key=value`, if given.
  std::optional<std::string> value(std::string_view key);
  /// Whether the word stands there.
  bool word(std::string_view word);
  /// Throws if a part is left.
  void finish() const;

  std::size_t count(const std::string& text, std::size_t low, std::size_t high) const;
  double real(const std::string& text) const;
  /// Numbers separated by `separator`.
  std::vector<std::size_t> counts(const std::string& text, char separator, std::size_t low, std::size_t high) const;
  std::vector<double> reals(const std::string& text) const;

  [[noreturn]] void refuse(const std::string& message) const;

 private:
  std::string text_;
  const TruthFamily& family_;
  std::vector<std::string> parts_;
};

}  // namespace saddlescope
