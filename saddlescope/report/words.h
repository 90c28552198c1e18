// The small change of a text report: numbers, counts, lists, paragraphs.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saddlescope::report {

std::string number(double x);                         ///< four significant digits: 0.4312, -3.1e-09, nan
/// "-2 ± 8.9e-16"; the number alone where its error isn't known.
std::string with_error(double x, const std::optional<double>& error);
std::string precise(double x);                        ///< eight significant digits, for losses
/// `digits` significant digits, and as many more as it takes to see its difference from each of `beside` to two: what
/// two losses under a large constant are compared with.
std::string apart(double x, std::initializer_list<double> beside, int digits = 8);
/// Losses that stand in one list: each is told apart from those next to it that differ by more than rounding.
class LossList {
 public:
  LossList() = default;
  explicit LossList(std::vector<double> losses);
  std::string told(double loss, int digits = 8) const;

 private:
  std::vector<double> sorted_;
};
std::string seconds(double s);                        ///< "0.8 s", "12 ms", "3 min 5 s", "2 h 7 min", "41 days"
std::string counted(std::size_t n, std::string_view noun);  ///< "1 eigenvalue", "3 eigenvalues", "no eigenvalue"
std::string vector(std::span<const double> values);   ///< "(0.7071, 0.7071)"
/// Whether a command calls this program and does nothing else (is_plain_command). A document may say otherwise, and what
/// is shown as a command is pasted into a shell.
bool is_ours(std::string_view command);
/// The same with a capital.
std::string capitalized(std::string_view text);
/// The same as a sentence begins, with a capital; a first word that is a name (w1, l-bfgs, layer.0) stays as it is.
std::string as_sentence(std::string_view text);
/// What comes before the reasons of a result that was interrupted; of another nothing.
std::string_view interruption(bool interrupted);
/// Paragraphs folded at 100 columns, every line indented.
std::string folded(std::string_view text, std::size_t indent);
/// "  Loss            0.4312" with the label padded; further lines of a long value hang under it.
std::string row(std::string_view label, std::string_view value);

}  // namespace saddlescope::report
