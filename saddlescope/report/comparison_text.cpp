// The text of `compare`: who wins, then every way out in the order of its loss.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "saddlescope/report/text.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

// "0.2612 .. 0.3401", or nothing where there was one run.
std::string spread(const ComparedMethod& m) {
  if (m.losses.empty()) return {};
  const auto [low, high] = std::minmax_element(m.losses.begin(), m.losses.end());
  return fmt::format("{:.3g} .. {:.3g}", *low, *high);
}

// "escape + adam": a line has 100 columns.
std::string name(const ComparedMethod& m) {
  return m.before.empty() ? m.name : fmt::format("{} + {}", m.before, m.optimizer);
}

std::string table(const Comparison& c) {
  std::size_t width = 6, spread_width = 6;
  for (const ComparedMethod& m : c.methods) {
    width = std::max(width, name(m).size());
    spread_width = std::max(spread_width, spread(m).size());
  }
  const auto line = [&](const ComparedMethod* m) {
    const std::string half = m && m->half_way ? fmt::format("{:.0f}", *m->half_way) : "-";
    const std::string_view remark = !m ? "" : !m->moved ? "stays" : m->loss > c.loss ? "rises" : "";
    std::string text = fmt::format("  {:<{}}  {:>5}  {:>9}  {:<{}}  {:>5}  {:>5}  {}", m ? name(*m) : "method", width,
                                   !m                 ? "rate"
                                   : m->learning_rate ? fmt::format("{:g}", *m->learning_rate)
                                                      : "",
                                   m ? number(m->loss) : "loss", m ? spread(*m) : "spread", spread_width,
                                   m ? fmt::format("{:.0f}", m->spent) : "spent", m ? half : "half", remark);
    text.erase(text.find_last_not_of(' ') + 1);
    return text + "\n";
  };
  std::string text = line(nullptr);
  for (const ComparedMethod& m : c.methods) text += line(&m);
  return text;
}

}  // namespace

std::string to_text(const Comparison& c) {
  std::string text = folded(c.summary, 0) + "\n";
  text += row("Here", fmt::format("loss {}, gradient norm {}", precise(c.loss), number(c.gradient_norm)));
  text += row("Budget", fmt::format("{:g} gradient equivalents each (gradient 1, product 2, loss 1/3), counted; what "
                                    "comes before a + is taken off it",
                                    c.budget));
  if (c.learning_rates.size() > 1) {
    text +=
        row("Learning rates", fmt::format("{:g} tried by each method that has one, at the full budget each; the best "
                                          "is shown",
                                          fmt::join(c.learning_rates, ", ")));
  }
  if (c.runs > 1) {
    text += row("Spread", fmt::format("where noise is part of a method: lowest and highest of {} seeds; the loss is "
                                      "their median",
                                      c.runs));
  }
  text +=
      row("Order", "by loss; of those within 1 % of the lowest's fall the one that was half way for the least first");
  text += row("Half", "spent where half of the lowest method's fall was reached");
  if (!c.escape.empty()) text += row("Escape", c.escape);
  if (!c.methods.empty()) text += "\n" + table(c);
  if (c.interrupted) text += "\n" + folded("Interrupted: what had begun is shown, the last as far as it came.", 0);
  return text;
}

}  // namespace saddlescope::report
