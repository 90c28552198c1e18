// The text of `taylor`: for each line the model, the loss beside it in letters, and how far it can be trusted.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "saddlescope/report/heights.h"
#include "saddlescope/report/text.h"
#include "saddlescope/report/trust_words.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

static_assert(TrustRadius::kTrusted == 0.1);  // what the headline says

// How far it is trusted, and why that isn't known.
std::string trust(const TaylorLine& line) {
  const auto words = [](const TrustRadius& r) { return trust_words(r, Language::english); };
  const std::string &ahead = line.forward.undetermined, &back = line.backward.undetermined;
  std::string text =
      row("Trust radius", fmt::format("forwards {}, backwards {}", words(line.forward), words(line.backward)));
  if (!ahead.empty()) text += row("", fmt::format("{}: {}", ahead == back ? "undetermined" : "forwards", ahead));
  if (!back.empty() && ahead != back) text += row("", "backwards: " + back);
  return text;
}

// c₀ + c₁t + …, in powers of t.
std::string model(const TaylorLine& line) {
  std::string text = precise(line.coefficients.at(0));
  for (std::size_t j = 1; j < line.coefficients.size(); ++j) {
    const double c = line.coefficients[j];
    text += fmt::format(" {} {}·t{}", std::signbit(c) ? "−" : "+", number(std::abs(c)),
                        j == 1 ? "" : fmt::format("^{}", j));
  }
  return text;
}

// "-0.5·t^2", or that nothing of it is there.
std::string term(const TaylorLine& line, std::size_t j) {
  if (!line.vanishes(j)) return fmt::format("{}·t{}", number(line.coefficients.at(j)), j == 1 ? "" : "^2");
  return gone_words(line, j, Language::english);
}

// Both terms, and which is the larger.
std::string terms(const TaylorLine& line) {
  if (line.at_kink) {
    return row("Gradient term", term(line, 1)) + row("Hessian term", term(line, 2)) +
           row("", "on a kink, where derivatives jump: neither need hold on either side");
  }
  std::string hessian = term(line, 2);
  if (!line.vanishes(2)) {
    hessian += line.vanishes(1) ? ", which decides"
                                : fmt::format(", the larger beyond a distance of {}", number(line.balance()));
  }
  return row("Gradient term", term(line, 1)) + row("Hessian term", hessian);
}

// " of order 2", " of order 2 to 4", none without lines.
std::string of_order(const std::vector<TaylorLine>& lines) {
  if (lines.empty()) return {};
  const auto [least, most] = std::ranges::minmax_element(lines, {}, &TaylorLine::order);
  if (least->order == most->order) return fmt::format(" of order {}", least->order);
  return fmt::format(" of order {} to {}", least->order, most->order);
}

std::string line_text(const TaylorLine& line) {
  const Direction& d = line.direction;
  std::string title = d.label;
  if (d.eigenvalue) title += fmt::format(", eigenvalue {}", number(*d.eigenvalue));
  if (d.norm != 1) title += fmt::format(", of length {}", number(d.norm));
  std::string text = "\n" + title + "\n";
  text += row("Model", model(line));
  if (d.norm != 1) {
    text += row("", fmt::format("t counts multiples of the direction: a distance is {}·t", number(d.norm)));
  }
  text += terms(line);
  text += trust(line);
  std::vector<double> both = line.loss;  // on one scale
  both.insert(both.end(), line.model.begin(), line.model.end());
  const auto range = finite_range(both);
  text += row("Loss", line_in_letters(line.loss, range));
  text += row("", line_in_letters(line.model, range) + " the model");
  text += row(
      "", fmt::format("for distances from {} to {}", number(d.norm * line.t.front()), number(d.norm * line.t.back())));
  return text;
}

}  // namespace

std::string to_text(const TaylorAnswer& answer) {
  std::string text;
  if (answer.interrupted) text = fmt::format("Interrupted after {}.\n", counted(answer.lines.size(), "line"));
  text +=
      folded(fmt::format("Taylor's model{} is trusted where its error stays under a tenth of the change it predicts.",
                         of_order(answer.lines)),
             0);
  const double floor = answer.floor.value_or(answer.loss);
  text += "\n" + row("Loss", apart(answer.loss, {floor})) +
          row("Gradient", fmt::format("‖∇L‖ = {}", number(answer.gradient_norm)));
  if (answer.floor) text += row("Floor", apart(floor, {answer.loss}));
  for (const TaylorLine& line : answer.lines) text += line_text(line);
  if (!answer.why.empty()) text += "\n" + folded(answer.why, 0);
  return text;
}

}  // namespace saddlescope::report
