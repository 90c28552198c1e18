#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "saddlescope/report/axis.h"
#include "saddlescope/report/chart_extent.h"
#include "saddlescope/report/charts.h"
#include "saddlescope/report/charts/looks.h"
#include "saddlescope/report/letters.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr double kCells = 25;  // of a histogram, about
constexpr std::size_t kCommand = 240;  // characters that a box over a point has room for: six lines of it

// What is on the x axis of a view of the census, and the cells in which it is counted; nothing where a network has no
// such number.
struct Abscissa {
  ChartAxis axis;
  std::vector<double> edges;
  std::function<std::optional<double>(const CensusNetwork&)> of;
};

// first, first + width, … until last is reached: two edges at least.
std::vector<double> edges_between(double first, double last, double width) {
  std::vector<double> edges{first};
  do {
    edges.push_back(first + static_cast<double>(edges.size()) * width);
  } while (edges.back() < last);
  return edges;
}

class CensusCharts {
 public:
  CensusCharts(const Census& census, Language language) : census_(census), language_(language) {
    losses_.reserve(census.networks.size() + census.models.size());
    for (const CensusNetwork& network : census.networks) {
      if (network.failed.empty()) losses_.push_back(network.loss);
    }
    for (const CensusModel& model : census.models) {
      if (has_constant(model)) losses_.push_back(model.best_constant_loss);
    }
  }

  std::vector<Chart> all() {
    std::vector<Chart> list;
    list.reserve(3 * census_.models.size());
    for (std::size_t m = 0; m < census_.models.size(); ++m) {
      list.push_back(losses_of(census_.models[m], numbered("census", m)));
      list.push_back(marginals_of(census_.models[m], numbered("marginals", m)));
    }
    for (std::size_t m = 0; m < census_.models.size(); ++m)
      list.push_back(heights_of(census_.models[m], numbered("heights", m)));
    return list;
  }

 private:
  static bool has_constant(const CensusModel& model) {
    return std::isfinite(model.best_constant_loss) && model.best_constant_loss > 0;
  }

  std::string numbered(const std::string& id, std::size_t m) const {
    return census_.models.size() == 1 ? id : fmt::format("{}-{}", id, m + 1);
  }

  std::string subject(const CensusModel& model) const {
    ProblemSummary problem = census_.problem;
    problem.description = model.description;
    return problem_words(problem, language_);
  }

  bool is_point(const CensusNetwork& network, const CensusModel& model) const {
    return network.failed.empty() && network.model == model.description;
  }

  // Networks that look alike, by verdict and finder; the most frequent first, so that rare ones lie above. On a kink
  // eigenvalues, which all views of them are about, say nothing: those are left out (on_kinks).
  using Groups = std::vector<std::pair<Series, std::vector<std::size_t>>>;
  Groups groups(const CensusModel& model) const {
    std::map<std::pair<int, std::size_t>, std::vector<std::size_t>> found;
    for (std::size_t n = 0; n < census_.networks.size(); ++n) {
      const CensusNetwork& network = census_.networks[n];
      if (!is_point(network, model) || !network.kink.empty()) continue;
      found[{static_cast<int>(network.verdict.kind), finder_number(network)}].push_back(n);
    }
    Groups list;
    for (auto& [key, members] : found) {
      const CensusNetwork& first = census_.networks[members.front()];
      const VerdictLook look = look_of(first.verdict.kind, language_);
      Series series{.name = look.words};
      if (census_.finders.size() + files() > 1) {
        series.name += ", " + (first.weights.empty() ? first.finder : say(language_, "weights as they are"));
      }
      series.name += fmt::format(" ({})", members.size());
      series.colour = look.colour;
      series.hollow = look.hollow;
      series.shape = first.weights.empty() ? shape_number(key.second) : Shape::cross;
      list.emplace_back(std::move(series), std::move(members));
    }
    std::ranges::stable_sort(list, std::greater{}, [](const auto& group) { return group.second.size(); });
    return list;
  }

  std::size_t files() const {
    return std::ranges::any_of(census_.networks, [](const CensusNetwork& n) { return !n.weights.empty(); }) ? 1 : 0;
  }

  // Each finder ends at a point of its own of the same network.
  bool several_points() const { return census_.finders.size() > 1; }

  std::size_t finder_number(const CensusNetwork& network) const {
    if (!network.weights.empty()) return census_.finders.size();
    return static_cast<std::size_t>(std::ranges::find(census_.finders, network.finder) - census_.finders.begin());
  }

  std::string name_of(const CensusNetwork& n) const {
    return elided(n.weights.empty() ? say(language_, "{0}, seed {1}", {n.model, fmt::format("{}", n.seed)}) : n.weights,
                  120);
  }

  std::string hover(const CensusNetwork& n) const {
    std::string text = name_of(n) + "\n" + look_of(n.verdict.kind, language_).words;
    if (!n.finder.empty()) text += ", " + n.finder;
    text += fmt::format("\n{}: {}, ‖∇L‖: {}\n", say(language_, "Loss"), precise(n.loss), number(n.gradient_norm));
    text += fmt::format("{}: {}\n", say(language_, "Here"), inertia_words(n.inertia, language_));
    if (n.nearby)
      text += fmt::format("{}: {}\n", say(language_, "Nearby"), inertia_words(n.nearby->inertia, language_));
    return text + fmt::format("{}: {}", say(language_, "Naive minimum ratio"), number(n.minimum_ratio));
  }

  View view(const CensusModel& model, const Groups& groups, const Abscissa& x) const {
    View view{.label = x.axis.label, .x = x.axis, .y = axis_of(say(language_, "Loss"), losses_)};
    view.y.range = range_of(view.y, losses_);  // of all models, so that pictures can be compared
    for (const auto& [look, members] : groups) {
      Series series = look;
      for (const std::size_t n : members) {
        const CensusNetwork& network = census_.networks[n];
        const std::optional<double> at = x.of(network);
        if (!at) continue;
        series.x.push_back(*at);
        series.y.push_back(network.loss);
        series.hover.push_back(n < kListedNetworks ? hover(network) : name_of(network));
        const bool told = n < kListedNetworks && is_ours(network.command);
        series.command.push_back(told ? shortened(network.command, kCommand) : "");
        series.link.push_back(n < kListedNetworks ? fmt::format("#network-{}", n) : "");
      }
      view.series.push_back(std::move(series));
    }
    if (has_constant(model)) {
      const std::string name = model.loss == "mse" ? "Var(y)" : say(language_, "best constant");
      view.references.push_back(
          {.name = fmt::format("{} = {:.4g}", name, model.best_constant_loss), .value = model.best_constant_loss});
    }
    return view;
  }

  // Ratio, negatives here, negatives nearby.
  std::vector<Abscissa> abscissas(const Groups& groups) const {
    const double most = negatives(groups).most;
    const ChartAxis ratio{.label = say(language_, "Naive minimum ratio"), .range = std::pair{-0.03, 1.03}};
    const double width = std::ceil((most + 1) / kCells);
    const std::vector<double> counts = edges_between(-0.5, most, width);
    const ChartAxis here{.label = say(language_, "Negative eigenvalues here"),
                         .range = std::pair{-0.04 * most - 0.5, std::max(1.04 * most, counts.back())},
                         .whole = true};
    ChartAxis there = here;
    there.label = say(language_, "Negative eigenvalues nearby");
    return {{ratio, edges_between(0, 1, 1 / kCells), ratio_of},
            {here, counts, negatives_here},
            {there, counts, negatives_nearby}};
  }

  // Cells of the loss: equal ones on the axis it has in the pictures.
  Abscissa height() const {
    ChartAxis axis = axis_of(say(language_, "Loss"), losses_);
    axis.range = range_of(axis, losses_);
    return {axis, equal_cells(axis, losses_, static_cast<std::size_t>(kCells)),
            [](const CensusNetwork& n) { return std::optional(n.loss); }};
  }

  static std::optional<double> ratio_of(const CensusNetwork& n) {
    return n.kink.empty() ? std::optional(n.minimum_ratio) : std::nullopt;
  }

  static std::optional<double> negatives_here(const CensusNetwork& n) {
    return n.kink.empty() ? std::optional(static_cast<double>(n.inertia.negative)) : std::nullopt;
  }

  static std::optional<double> negatives_nearby(const CensusNetwork& n) {
    return n.kink.empty() && n.nearby ? std::optional(static_cast<double>(n.nearby->inertia.negative)) : std::nullopt;
  }

  struct Negatives {
    std::size_t networks = 0, nearby = 0;  // of them with a critical point in reach
    double most = 1;  // negative eigenvalues, here or nearby
  };
  Negatives negatives(const Groups& groups) const {
    Negatives found;
    for (const auto& [look, members] : groups) {
      for (const std::size_t n : members) {
        const CensusNetwork& network = census_.networks[n];
        found.most = std::max({found.most, negatives_here(network).value_or(0), negatives_nearby(network).value_or(0)});
        found.nearby += network.nearby ? 1 : 0;
        ++found.networks;
      }
    }
    return found;
  }

  Chart losses_of(const CensusModel& model, std::string id) const {
    const Groups members = groups(model);
    const Negatives of_all = negatives(members);
    Chart chart{.id = std::move(id), .language = language_};
    chart.title = say(language_, "Census of critical points");
    chart.subject = subject(model);
    chart.picture = "census";
    chart.description = say(language_,
                            "Loss against the naive minimum ratio, and against the number of certainly negative "
                            "eigenvalues, of {0} of {1}.",
                            {counted_points(of_all.networks), parameters(model)});
    const std::vector<Abscissa> of_x = abscissas(members);
    View ratio = view(model, members, of_x[0]), here = view(model, members, of_x[1]),
         there = view(model, members, of_x[2]);
    if (model.rank_bound) {
      ratio.references.push_back(
          {.name = fmt::format("N·C/P = {:.3g}", *model.rank_bound), .of_x = true, .value = *model.rank_bound});
    }
    if (of_all.nearby < of_all.networks) {
      chart.description += gap(language_);
      chart.description +=
          say(language_, "A critical point is in reach of {0} of them.", {std::to_string(of_all.nearby)});
    }
    chart.description += on_kinks(model) + hidden(ratio);
    chart.views = {std::move(ratio), std::move(here), std::move(there)};
    return chart;
  }

  std::string counted_points(std::size_t n) const {
    const std::string number = std::to_string(n);
    if (several_points()) return n == 1 ? say(language_, "1 point") : say(language_, "{0} points", {number});
    return n == 1 ? say(language_, "1 network") : say(language_, "{0} networks", {number});
  }

  std::string parameters(const CensusModel& model) const {
    return model.parameters == 1 ? say(language_, "1 parameter")
                                 : say(language_, "{0} parameters", {std::to_string(model.parameters)});
  }

  // How many the views of eigenvalues leave out.
  std::string on_kinks(const CensusModel& model) const {
    const auto left_out = std::ranges::count_if(
        census_.networks, [&](const CensusNetwork& n) { return is_point(n, model) && !n.kink.empty(); });
    if (left_out == 0) return {};
    return std::string(gap(language_)) +
           (left_out == 1 ? say(language_, "1 more lies on a kink, where eigenvalues say nothing, and isn't shown.")
                          : say(language_, "{0} more lie on a kink, where eigenvalues say nothing, and aren't shown.",
                                {std::to_string(left_out)}));
  }

  // Of many networks at one place one dot is seen: what the legend counts needn't be what the eye does.
  std::string hidden(const View& view) const {
    constexpr double kApart = 100;  // dots side by side along an axis
    const Axis x(view.x, x_range(view), 0, kApart), y(view.y, y_range(view), 0, kApart);
    std::set<std::pair<long, long>> places;
    std::size_t dots = 0;
    for (const Series& series : view.series) {
      for (std::size_t i = 0; i < series.x.size(); ++i) {
        if (!shows(view.x, series.x[i]) || !shows(view.y, series.y[i])) continue;
        places.emplace(std::lround(x.at(series.x[i])), std::lround(y.at(series.y[i])));
        ++dots;
      }
    }
    if (places.size() == dots) return {};
    if (places.size() == 1) {
      return std::string(gap(language_)) + say(language_, "The {0} dots lie on each other.", {std::to_string(dots)});
    }
    return std::string(gap(language_)) + say(language_, "The {0} dots lie at {1} places, some on each other.",
                                             {std::to_string(dots), std::to_string(places.size())});
  }

  // How many have which ratio and which number of negatives: under the picture of the losses, along the same axes.
  Chart marginals_of(const CensusModel& model, std::string id) const {
    Chart chart{.id = std::move(id), .language = language_};
    chart.title = say(language_, "Marginal histograms");
    chart.beside = true;
    chart.subject = subject(model);
    chart.picture = "census";
    chart.description = how_many() + on_kinks(model);
    for (const Abscissa& x : abscissas(groups(model))) chart.views.push_back(histogram(model, x));
    return chart;
  }

  Chart heights_of(const CensusModel& model, std::string id) const {
    Chart chart{.id = std::move(id), .language = language_};
    chart.title = say(language_, "Losses");
    chart.subject = subject(model);
    chart.description = how_many();
    chart.views.push_back(histogram(model, height()));
    return chart;
  }

  std::string how_many() const {
    return several_points() ? say(language_, "How many points have which value, by verdict.")
                            : say(language_, "How many networks have which value, by verdict.");
  }

  View histogram(const CensusModel& model, const Abscissa& x) const {
    View view{.label = x.axis.label,
              .x = x.axis,
              .y = {.label = several_points() ? say(language_, "Points") : say(language_, "Networks"), .whole = true}};
    std::map<int, std::vector<std::size_t>> verdicts;
    std::map<int, VerdictLook> looks;
    for (std::size_t n = 0; n < census_.networks.size(); ++n) {
      const CensusNetwork& network = census_.networks[n];
      if (!is_point(network, model) || !x.of(network)) continue;
      const VerdictLook look = look_of(network.verdict.kind, language_);
      verdicts[look.order].push_back(n);
      looks[look.order] = look;
    }
    const std::size_t cells = x.edges.size() - 1;
    std::vector<double> filled(cells, 0);
    for (const auto& [order, members] : verdicts) {
      Bars bars{.name = looks[order].words,
                .colour = looks[order].colour,
                .edges = x.edges,
                .heights = std::vector<double>(cells, 0),
                .base = filled};
      for (const std::size_t n : members) {
        const double value = *x.of(census_.networks[n]);
        if (!std::isnan(value)) ++bars.heights[cell_of(value, x.edges)];
      }
      for (std::size_t b = 0; b < cells; ++b) {
        bars.hover.push_back(fmt::format("{}: {:.0f}\n{}: {} … {}", bars.name, bars.heights[b], view.x.label,
                                         number(bars.edges[b]), number(bars.edges[b + 1])));
        filled[b] += bars.heights[b];
      }
      view.bars.push_back(std::move(bars));
    }
    return view;
  }

  const Census& census_;
  Language language_;
  std::vector<double> losses_;
};

}  // namespace

std::vector<Chart> charts(const Census& census, Language language) { return CensusCharts(census, language).all(); }

}  // namespace saddlescope::report
