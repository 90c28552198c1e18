#include "saddlescope/truths/truth_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.emplace_back(text.substr(0, end));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

TruthName::TruthName(std::string_view text, const TruthFamily& family) : text_(text), family_(family) {
  parts_ = split(text, ':');
  parts_.erase(parts_.begin());
}

void TruthName::refuse(const std::string& message) const {
  const std::string form = family_.grammar == family_.name
                               ? fmt::format("It takes no parameters: {}.", family_.name)
                               : fmt::format("Its form is {}, as in {}.", family_.grammar, family_.example);
  throw_bad_input(message, fmt::format("problem \"{}\"", text_), form);
}

std::string TruthName::positional(std::string_view what) {
  const auto found =
      std::ranges::find_if(parts_, [](const std::string& p) { return p.find('=') == std::string::npos; });
  if (found == parts_.end()) refuse(fmt::format("{} missing.", what));
  std::string part = std::move(*found);
  parts_.erase(found);
  return part;
}

std::optional<std::string> TruthName::value(std::string_view key) {
  const auto found = std::ranges::find_if(
      parts_, [&](const std::string& p) { return p.starts_with(key) && p.substr(key.size()).starts_with('='); });
  if (found == parts_.end()) return std::nullopt;
  std::string text = found->substr(key.size() + 1);
  parts_.erase(found);
  return text;
}

bool TruthName::word(std::string_view word) {
  const auto found = std::ranges::find(parts_, word);
  if (found == parts_.end()) return false;
  parts_.erase(found);
  return true;
}

void TruthName::finish() const {
  if (!parts_.empty()) refuse(fmt::format("\"{}\" means nothing here, or is given twice.", parts_.front()));
}

std::size_t TruthName::count(const std::string& text, std::size_t low, std::size_t high) const {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= low && value <= high) return value;
  refuse(fmt::format("\"{}\" is not a whole number from {} to {}.", text, low, high));
}

double TruthName::real(const std::string& text) const {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && std::isfinite(value)) return value;
  refuse(fmt::format("\"{}\" is not a finite number.", text));
}

std::vector<std::size_t> TruthName::counts(const std::string& text, char separator, std::size_t low,
                                           std::size_t high) const {
  std::vector<std::size_t> numbers;
  for (const std::string& part : split(text, separator)) numbers.push_back(count(part, low, high));
  return numbers;
}

std::vector<double> TruthName::reals(const std::string& text) const {
  std::vector<double> numbers;
  for (const std::string& part : split(text, ',')) numbers.push_back(real(part));
  return numbers;
}

}  // namespace saddlescope
