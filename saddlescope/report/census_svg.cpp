#include "saddlescope/report/census_svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string_view>
#include <vector>

#include "saddlescope/report/axis.h"
#include "saddlescope/report/svg.h"
#include "saddlescope/report/words.h"

namespace saddlescope {
namespace {

using report::Anchor;
using report::Axis;
using report::Svg;

// Sizes in millimetres.
constexpr double kWidth = 190, kPanel = 62, kMargin = 9, kGap = 5;  // of a panel: its height; between parts
constexpr double kLeft = 19, kMain = 86, kLosses = 13, kBeside = 52;  // axis words; ratio; histogram; negatives
constexpr double kTop = 15, kTitle = 8, kFoot = 12;  // histogram of ratios, model's name, axis words
constexpr double kLetters = 2.9, kSmallLetters = 2.5, kMark = 1.15;
constexpr std::size_t kBins = 40, kTitleBytes = 68;

// Okabe & Ito's colours, which stay apart for colour-blind eyes; critical points are filled, others hollow.
struct Look {
  VerdictKind kind;
  std::string_view css_class, words, colour;
  bool hollow;
};
constexpr std::array kLooks{
    Look{VerdictKind::saddle, "saddle", "saddle", "#D55E00", false},
    Look{VerdictKind::degenerate_saddle, "dsaddle", "degenerate saddle", "#E69F00", false},
    Look{VerdictKind::local_minimum, "minimum", "local minimum", "#0072B2", false},
    Look{VerdictKind::degenerate_minimum, "dminimum", "degenerate minimum", "#56B4E9", false},
    Look{VerdictKind::local_maximum, "maximum", "maximum", "#009E73", false},
    Look{VerdictKind::degenerate_maximum, "maximum", "maximum", "#009E73", false},
    Look{VerdictKind::undetermined, "open", "undetermined", "#6E6E6E", false},
    Look{VerdictKind::no_negative_curvature_found, "open", "undetermined", "#6E6E6E", false},
    Look{VerdictKind::gradient_flat, "flat", "gradient-flat: no critical point", "#CC79A7", true},
    Look{VerdictKind::not_critical, "moving", "not critical", "#8A8A8A", true},
};

const Look& look_of(VerdictKind kind) { return *std::ranges::find(kLooks, kind, &Look::kind); }

constexpr std::array<std::string_view, 6> kShapes{
    "M-1.15 0A1.15 1.15 0 1 0 1.15 0A1.15 1.15 0 1 0 -1.15 0Z",  // circle
    "M-1 -1H1V1H-1Z",                                            // square
    "M0 -1.35L1.25 0.9H-1.25Z",                                  // triangle
    "M0 -1.5L1.3 0L0 1.5L-1.3 0Z",                               // diamond
    "M0 1.35L1.25 -0.9H-1.25Z",                                  // triangle on its tip
    "M-.45 -1.45H.45V-.45H1.45V.45H.45V1.45H-.45V.45H-1.45V-.45H-.45Z",  // cross: a file of weights
};
constexpr std::size_t kCross = kShapes.size() - 1;

std::string style() {
  std::string css =
      "text{font-family:Helvetica,Arial,\"DejaVu Sans\",sans-serif;fill:#222}.paper{fill:#fff}.faint{fill:#666}"
      ".axis{stroke:#444;stroke-width:.25}.grid{stroke:#e4e4e4;stroke-width:.2}.frame{fill:none;stroke:#444;"
      "stroke-width:.25}\n.bar{fill:#c9d3dc}.level{stroke:#222;stroke-width:.3;stroke-dasharray:1.6 .9}"
      ".drop{stroke:#9a9a9a;stroke-width:.15;opacity:.35}.here{fill:none;stroke:#444;stroke-width:.25}"
      ".mark{fill-opacity:.75;stroke-width:.22}.key{fill:#fff;stroke:#444;stroke-width:.25}\n";
  std::string_view last;
  for (const Look& look : kLooks) {
    if (look.css_class == last) continue;
    last = look.css_class;
    css += fmt::format(".{}{{fill:{};stroke:{}{}}}", look.css_class, look.hollow ? "none" : look.colour,
                       look.hollow ? look.colour : "#fff", look.hollow ? ";stroke-width:.3" : "");
    css += fmt::format(".bar.{}{{fill:{};stroke:none{}}}", look.css_class, look.colour,
                       look.hollow ? ";fill-opacity:.55" : "");
  }
  return css + "\n";
}

// Of words in these letters, about: narrow ones take a quarter of their height, others a little more than half.
double width_of(std::string_view words, double letters) {
  double width = 0;
  for (const char c : words)
    width += letters * (std::string_view("ijlft.,:;'|()-r ").find(c) != std::string_view::npos ? 0.3 : 0.57);
  return width;
}

class CensusPicture {
 public:
  explicit CensusPicture(const Census& census)
      : census_(census),
        svg_(kWidth, height(), title(),
             "Training loss against the naive minimum ratio, and counts of negative eigenvalues", style()) {}

  std::string draw() {
    for (std::size_t s = 0; s < kShapes.size(); ++s) {
      svg_.define(shape(s), kShapes[s], mark_scale());
      svg_.define(key(s), kShapes[s]);
    }
    svg_.text(kMargin, 8, title(), 3.8);
    double y = 12;
    for (const CensusModel& model : census_.models) {
      panel(model, y);
      y += row_height();
    }
    legend(y);
    return svg_.document();
  }

 private:
  static double row_height() { return kTitle + kTop + kPanel + kFoot + kGap; }
  double height() const { return 12 + row_height() * static_cast<double>(census_.models.size()) + 22; }
  static std::string shape(std::size_t s) { return fmt::format("m{}", s); }
  static std::string key(std::size_t s) { return fmt::format("k{}", s); }

  // Smaller marks where there are many.
  double mark_scale() const {
    const double each = static_cast<double>(census_.networks.size()) /
                        static_cast<double>(std::max<std::size_t>(1, census_.models.size()));
    return each <= 40 ? 1 : each <= 150 ? 0.8 : each <= 600 ? 0.65 : 0.5;
  }

  std::string title() const {
    std::string data = census_.problem.data;
    if (data.size() > kTitleBytes) {
      std::size_t end = kTitleBytes - 3;
      while (end > 0 && (static_cast<unsigned char>(data[end]) & 0xC0U) == 0x80) --end;  // whole characters
      data = data.substr(0, end) + "...";
    }
    return data.empty() ? "Census of critical points" : "Census of critical points: " + data;
  }

  std::size_t shape_of(const CensusNetwork& network) const {
    if (!network.weights.empty()) return kCross;
    const auto found = std::ranges::find(census_.finders, network.finder);
    return std::min<std::size_t>(static_cast<std::size_t>(found - census_.finders.begin()), kCross - 1);
  }

  static std::string marks(const CensusNetwork& network) {
    return fmt::format("mark {}", look_of(network.verdict.kind).css_class);
  }

  void panel(const CensusModel& model, double top) {
    std::vector<const CensusNetwork*> shown;
    std::vector<double> losses, counts{1};  // losses of all models: panels under one another can be compared
    for (const CensusNetwork& network : census_.networks) {
      if (!network.failed.empty()) continue;
      losses.push_back(network.loss);
      if (network.model != model.description) continue;
      shown.push_back(&network);
      counts.push_back(static_cast<double>(network.inertia.negative));
    }
    // Rare verdicts lie above frequent ones.
    std::vector<std::size_t> frequent(kLooks.size(), 0);
    const auto index = [](const CensusNetwork* n) {
      return static_cast<std::size_t>(&look_of(n->verdict.kind) - kLooks.data());
    };
    for (const CensusNetwork* network : shown) ++frequent[index(network)];
    std::ranges::stable_sort(shown, std::greater{}, [&](const CensusNetwork* n) { return frequent[index(n)]; });
    if (std::isfinite(model.best_constant_loss) && model.best_constant_loss > 0)
      losses.push_back(model.best_constant_loss);

    const double plot_top = top + kTitle + kTop, bottom = plot_top + kPanel;
    const double losses_at = kMargin + kLeft + kMain, beside = losses_at + kLosses + kGap + 3;
    const Axis ratio(0, 1, false, kMargin + kLeft, losses_at);
    const Axis loss = report::axis_for(losses, bottom, plot_top);
    const double most = *std::ranges::max_element(counts);
    const Axis negatives(-0.04 * most, 1.04 * most, false, beside, beside + kBeside);

    svg_.text(kMargin, top + 5.2,
              fmt::format("{}: {} parameters, {}", model.description, model.parameters,
                          report::counted(shown.size(), "point")),
              kLetters + 0.3);
    grid(ratio, loss, plot_top, bottom);
    grid(negatives, loss, plot_top, bottom);
    axis_words(ratio, loss, negatives, plot_top, bottom);
    levels(model, ratio, loss, negatives, plot_top, bottom);
    ratio_histogram(shown, ratio, plot_top);
    loss_histogram(shown, loss, losses_at);
    svg_.begin_group("points");
    for (const CensusNetwork* network : shown) {
      svg_.use(shape(shape_of(*network)), ratio.at(network->minimum_ratio), loss.at(network->loss), marks(*network));
    }
    svg_.end_group();
    negatives_beside(shown, negatives, loss);
  }

  void grid(const Axis& x, const Axis& y, double top, double bottom) {
    const double left = x.at(x.low()), right = x.at(x.high());
    for (const report::Tick& tick : y.ticks(8)) svg_.line(left, y.at(tick.value), right, y.at(tick.value), "grid");
    for (const report::Tick& tick : x.ticks(6)) svg_.line(x.at(tick.value), top, x.at(tick.value), bottom, "grid");
    svg_.rectangle(left, top, right - left, bottom - top, "frame");
  }

  void axis_words(const Axis& ratio, const Axis& loss, const Axis& negatives, double top, double bottom) {
    const double left = ratio.at(0), beside = negatives.at(negatives.low());
    for (const report::Tick& tick : loss.ticks(8)) {
      const double y = loss.at(tick.value);
      svg_.line(left - 1, y, left, y, "axis");
      if (!tick.label.empty()) svg_.text(left - 1.8, y + 0.9, tick.label, kSmallLetters, Anchor::end);
    }
    svg_.text(kMargin + 2.4, (top + bottom) / 2, loss.logarithmic() ? "training loss (logarithmic)" : "training loss",
              kLetters, Anchor::middle, true);
    for (const Axis* x : {&ratio, &negatives}) {
      for (const report::Tick& tick : x->ticks(6)) {
        svg_.line(x->at(tick.value), bottom, x->at(tick.value), bottom + 1, "axis");
        svg_.text(x->at(tick.value), bottom + 4, tick.label, kSmallLetters, Anchor::middle);
      }
    }
    svg_.text((left + ratio.at(1)) / 2, bottom + 8.6, "naive minimum ratio: eigenvalues > 0 / all", kLetters,
              Anchor::middle);
    svg_.text((beside + negatives.at(negatives.high())) / 2, bottom + 8.6, "certainly negative eigenvalues", kLetters,
              Anchor::middle);
    svg_.line(beside + 1, top - 2.8 - kMark, beside + 1, top - 2.8 + kMark, "axis");
    svg_.text(beside + 2.4, top - 1.9, "here", kSmallLetters, Anchor::start, false, "faint");
    svg_.use(key(0), beside + 11.5, top - 2.8, "key");
    svg_.text(beside + 13.6, top - 1.9, "at the critical point nearby", kSmallLetters, Anchor::start, false, "faint");
  }

  void levels(const CensusModel& model, const Axis& ratio, const Axis& loss, const Axis& negatives, double top,
              double bottom) {
    if (std::isfinite(model.best_constant_loss) && model.best_constant_loss > 0) {
      const double y = loss.at(model.best_constant_loss);
      svg_.line(ratio.at(0), y, ratio.at(1), y, "level");
      svg_.line(negatives.at(negatives.low()), y, negatives.at(negatives.high()), y, "level");
      const std::string words =
          fmt::format("{} = {:.4g}", model.loss == "mse" ? "Var(y)" : "best constant", model.best_constant_loss);
      const bool below = y - top < 5;
      svg_.text(ratio.at(0) + 1, y + (below ? 3 : -1), words, kSmallLetters, Anchor::start, false, "faint");
    }
    if (model.rank_bound) {
      const double x = ratio.at(*model.rank_bound);
      svg_.line(x, top, x, bottom, "level");
      svg_.text(x - 0.9, bottom - 1.5, fmt::format("N·C/P = {:.3g}", *model.rank_bound), kSmallLetters, Anchor::start,
                true, "faint");
    }
  }

  // Counts of each verdict in each bin, stacked in the order of kLooks.
  using Bins = std::vector<std::array<std::size_t, kLooks.size()>>;
  static Bins binned(const std::vector<const CensusNetwork*>& shown, const Axis& axis, double CensusNetwork::* member,
                     double from, double to) {
    Bins bins(kBins);
    for (const CensusNetwork* network : shown) {
      const double part = (axis.at(network->*member) - from) / (to - from);
      const auto bin = std::min(static_cast<std::size_t>(std::max(part, 0.0) * kBins), kBins - 1);
      ++bins[bin][static_cast<std::size_t>(&look_of(network->verdict.kind) - kLooks.data())];
    }
    return bins;
  }

  static std::size_t fullest(const Bins& bins) {
    std::size_t most = 1;
    for (const auto& bin : bins) {
      std::size_t sum = 0;
      for (const std::size_t n : bin) sum += n;
      most = std::max(most, sum);
    }
    return most;
  }

  void ratio_histogram(const std::vector<const CensusNetwork*>& shown, const Axis& ratio, double plot_top) {
    const double left = ratio.at(0), width = ratio.at(1) - left, room = kTop - 4;
    const Bins bins = binned(shown, ratio, &CensusNetwork::minimum_ratio, left, left + width);
    const double unit = room / static_cast<double>(fullest(bins));
    for (std::size_t b = 0; b < kBins; ++b) {
      double y = plot_top - 0.6;
      for (std::size_t k = 0; k < kLooks.size(); ++k) {
        const double length = unit * static_cast<double>(bins[b][k]);
        if (length == 0) continue;
        y -= length;
        svg_.rectangle(left + width * static_cast<double>(b) / kBins, y, width / kBins * 0.9, length,
                       fmt::format("bar {}", kLooks[k].css_class));
      }
    }
  }

  void loss_histogram(const std::vector<const CensusNetwork*>& shown, const Axis& loss, double left) {
    const double bottom = loss.at(loss.low()), top = loss.at(loss.high()), room = kLosses - 1;
    const Bins bins = binned(shown, loss, &CensusNetwork::loss, bottom, top);
    const double unit = room / static_cast<double>(fullest(bins)), step = (bottom - top) / kBins;
    for (std::size_t b = 0; b < kBins; ++b) {
      double x = left + 0.6;
      for (std::size_t k = 0; k < kLooks.size(); ++k) {
        const double length = unit * static_cast<double>(bins[b][k]);
        if (length == 0) continue;
        svg_.rectangle(x, bottom - step * static_cast<double>(b + 1), length, step * 0.9,
                       fmt::format("bar {}", kLooks[k].css_class));
        x += length;
      }
    }
  }

  void negatives_beside(const std::vector<const CensusNetwork*>& shown, const Axis& negatives, const Axis& loss) {
    const auto at = [&](std::size_t n) { return negatives.at(static_cast<double>(n)); };
    svg_.begin_group("drops");
    for (const CensusNetwork* network : shown) {
      const double y = loss.at(network->loss), here = at(network->inertia.negative);
      if (network->nearby && network->nearby->inertia.negative != network->inertia.negative) {
        svg_.line(here, y, at(network->nearby->inertia.negative), y, "drop");
      }
      svg_.line(here, y - kMark, here, y + kMark, "axis");
    }
    svg_.end_group();
    svg_.begin_group("points");
    for (const CensusNetwork* network : shown) {
      if (!network->nearby) continue;
      svg_.use(shape(shape_of(*network)), at(network->nearby->inertia.negative), loss.at(network->loss),
               marks(*network));
    }
    svg_.end_group();
  }

  // What occurs, and nothing else.
  void legend(double y) {
    double x = kMargin + 2;
    const auto entry = [&](const std::string& id, std::string_view css_class, const std::string& words) {
      const double width = 7 + width_of(words, kLetters);
      if (x + width > kWidth - 2) {
        x = kMargin + 2;
        y += 5;
      }
      svg_.use(id, x, y + 2, css_class);
      svg_.text(x + 2.6, y + 2.95, words, kLetters);
      x += width;
    };
    std::vector<std::string_view> said;
    for (const Look& look : kLooks) {
      const std::size_t n = static_cast<std::size_t>(std::ranges::count_if(census_.networks, [&](const auto& network) {
        return network.failed.empty() && look_of(network.verdict.kind).css_class == look.css_class;
      }));
      if (n == 0 || std::ranges::find(said, look.css_class) != said.end()) continue;
      said.push_back(look.css_class);
      entry(key(0), fmt::format("mark {}", look.css_class), fmt::format("{} ({})", look.words, n));
    }
    x = kMargin + 2;
    y += 5.4;
    for (std::size_t f = 0; f < census_.finders.size(); ++f) {
      entry(key(std::min(f, kCross - 1)), "key", census_.finders[f]);
    }
    const bool files = std::ranges::any_of(census_.networks, [](const auto& n) { return !n.weights.empty(); });
    if (files) entry(key(kCross), "key", "weights as they are");
  }

  const Census& census_;
  Svg svg_;
};

}  // namespace

std::string to_svg(const Census& census) { return CensusPicture(census).draw(); }

}  // namespace saddlescope
