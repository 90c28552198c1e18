#include "saddlescope/report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "saddlescope/base/shell.h"
#include "saddlescope/base/utf8.h"
#include "saddlescope/linalg/epsilon.h"

namespace saddlescope::report {
namespace {

constexpr std::size_t kLineWidth = 100, kLabel = 16;
constexpr int kSeenDigits = 2;  // of a difference
constexpr int kMostDigits = 17;
constexpr double kLossRounding = 64 * kEps;  // of a loss: of one formula at two points

bool is_small(char c) { return c >= 'a' && c <= 'z'; }

// The sign of a zero or a NaN says nothing to a reader.
double unsigned_where_meaningless(double x) { return x == 0 || std::isnan(x) ? std::abs(x) : x; }

}  // namespace

std::string number(double x) { return fmt::format("{:.4g}", unsigned_where_meaningless(x)); }
std::string with_error(double x, const std::optional<double>& error) {
  return error ? fmt::format("{} ± {:.2g}", number(x), *error) : number(x);
}
std::string precise(double x) { return fmt::format("{:.8g}", unsigned_where_meaningless(x)); }

std::string apart(double x, std::initializer_list<double> beside, int digits) {
  for (const double other : beside) {
    const double ratio = std::max(std::abs(x), std::abs(other)) / std::abs(x - other);
    if (std::isfinite(ratio) && ratio > 1) {
      digits = std::max(digits, static_cast<int>(std::ceil(std::log10(ratio))) + kSeenDigits);
    }
  }
  return fmt::format("{:.{}g}", unsigned_where_meaningless(x), std::min(digits, kMostDigits));
}

LossList::LossList(std::vector<double> losses) : sorted_(std::move(losses)) {
  std::erase_if(sorted_, [](double loss) { return !std::isfinite(loss); });
  std::ranges::sort(sorted_);
}

std::string LossList::told(double loss, int digits) const {
  if (!std::isfinite(loss)) return apart(loss, {}, digits);
  const double rounding = kLossRounding * std::abs(loss);
  const auto below = std::ranges::lower_bound(sorted_, loss - rounding),
             above = std::ranges::upper_bound(sorted_, loss + rounding);
  return apart(loss, {below == sorted_.begin() ? loss : *(below - 1), above == sorted_.end() ? loss : *above}, digits);
}

std::string seconds(double s) {
  if (s < 0.9995) return fmt::format("{:.0f} ms", s * 1000);
  if (s < 59.95) return fmt::format("{:.1f} s", s);
  const auto whole = std::lround(s);  // rounded first: 119.7 s are 2 min 0 s, not 1 min 60 s
  constexpr long kHour = 3600;
  if (whole < 2 * kHour) return fmt::format("{} min {} s", whole / 60, whole % 60);
  if (whole < 48 * kHour) return fmt::format("{} h {} min", whole / kHour, whole % kHour / 60);
  return fmt::format("{} days", whole / (24 * kHour));
}

std::string counted(std::size_t n, std::string_view noun) {
  if (n == 0) return fmt::format("no {}", noun);
  return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

std::string vector(std::span<const double> values) {
  std::string text = "(";
  for (std::size_t i = 0; i < values.size(); ++i) text += (i ? ", " : "") + number(values[i]);
  return text + ")";
}

std::string folded(std::string_view text, std::size_t indent) {
  std::string out, line(indent, ' ');
  std::size_t used = indent;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
    const std::string_view word = text.substr(0, end);
    if (used > indent && used + 1 + characters(word) > kLineWidth) {
      out += line + "\n";
      line.assign(indent, ' ');
      used = indent;
    }
    if (used > indent && !word.empty()) line += ' ', ++used;
    line += word;
    used += characters(word);
    if (end < text.size() && text[end] == '\n') {
      out += line + "\n";
      line.assign(indent, ' ');
      used = indent;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (used > indent) out += line + "\n";
  return out;
}

bool is_ours(std::string_view command) { return command.starts_with("saddlescope ") && is_plain_command(command); }

std::string capitalized(std::string_view text) {
  std::string words(text);
  if (!words.empty() && is_small(words[0])) words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return words;
}

std::string as_sentence(std::string_view text) {
  const bool word = std::ranges::all_of(text.substr(0, text.find_first_of(" ,:;.")), is_small);
  return word ? capitalized(text) : std::string(text);
}

std::string_view interruption(bool interrupted) {
  return interrupted ? "Interrupted: what was found until then stands. " : "";
}

std::string row(std::string_view label, std::string_view value) {
  const std::size_t indent = 2 + kLabel;
  std::string text = folded(value, indent);
  if (text.empty()) return "  " + std::string(label) + "\n";
  std::string head = "  " + std::string(label);
  while (characters(head) < indent) head += ' ';
  return head + text.substr(indent);
}

}  // namespace saddlescope::report
