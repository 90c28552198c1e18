#include "saddlescope/commands/land_around.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/add_sentence.h"
#include "saddlescope/commands/spectrum_cost.h"
#include "saddlescope/commands/telling_plane.h"
#include "saddlescope/landscape/appearance.h"
#include "saddlescope/landscape/cross_section.h"
#include "saddlescope/landscape/directions.h"
#include "saddlescope/landscape/eigenvectors.h"
#include "saddlescope/landscape/taylor.h"

namespace saddlescope {
namespace {

constexpr double kSmallFlops = 4e9;  // what the finer plane of a network may take
constexpr std::size_t kFewVariables = 100;  // up to which a formula costs little
// Points along a direction.
constexpr std::size_t kFinest = 81, kFine = 41, kCoarse = 21, kLine = 61, kSearched = 41;
constexpr std::size_t kLines = 100;       // lines of either sort that are looked at
constexpr std::size_t kVectorProducts = 120;    // for eigenvectors, where the matrix is dearer
constexpr double kSameLine = 0.87;  // cosine of directions 30° apart, hardly two
constexpr double kSquare = 1e-6;  // cosine of directions that are square to each other but for their own errors
constexpr double kBeyond = 1.5, kSearchedTo = 2;  // ways out that the plane and the line search show
constexpr int kOrder = 4;                 // of the model along the way out
constexpr const char* kNoLooks =
    "On a kink no second derivative says whether the loss curves up: in how many lines and planes it does, wasn't "
    "counted.";

class Land {
 public:
  Land(Diagnosis& d, const Linearization& at, Context& context)
      : d_(d), land_(d.landscape.emplace()), at_(at), context_(context) {}

  void draw(const std::optional<OuterVectors>& known) {
    const Rounding rounding = at_.rounding(ConstBlock(nullptr, at_.size(), 0), context_);
    error_ = rounding.value;
    gradient_error_ = rounding.gradient;
    find_ends(known);
    way_out_ = way_out();
    plane();
    line_search();
    taylor();
    appear();
  }

 private:
  void find_ends(const std::optional<OuterVectors>& known) {
    if (known) {
      keep_ends({known->lowest, d_.spectrum.lowest.value, 1}, {known->highest, d_.spectrum.highest.value, at_.size()});
      return;
    }
    const std::size_t products = products_for_vectors(at_.objective(), kVectorProducts, context_);
    Eigenvectors pairs = eigenvectors(at_, {{1}, {1}}, products, context_);
    land_.why = std::move(pairs.why);
    lowest_ = std::move(pairs.lowest.front());
    highest_ = std::move(pairs.highest.front());
    if (products > 0) d_.entropy = std::max(d_.entropy, context_.entropy);
  }

  struct End {
    const Vector& vector;
    double value;
    std::size_t number;
  };
  void keep_ends(const End& low, const End& high) {
    for (const auto& [end, direction] : {std::pair{low, &lowest_}, {high, &highest_}}) {
      direction->kind = DirectionKind::eigenvector;
      direction->label = fmt::format("eigenvector {} of {}", end.number, at_.size());
      direction->eigenvalue = end.value;
      direction->vector = end.vector;
      point_downhill(at_.gradient(), direction->vector);
    }
  }

  struct WayOut {
    Direction direction;
    double step = 0, loss = 0;  // where it ends, and the loss there
  };

  // Along curvature, or where the verdict knows one beside it.
  std::optional<WayOut> way_out() const {
    if (const auto& escape = d_.escape) {
      if (!(escape->step > 0) || escape->direction.size() != at_.size()) return std::nullopt;
      Direction direction{.kind = DirectionKind::escape, .label = "the way out"};
      if (!d_.on_kink()) direction.eigenvalue = escape->eigenvalue;
      direction.vector = escape->direction;
      return WayOut{std::move(direction), escape->step, escape->loss_after};
    }
    const auto& witness = d_.verdict.witness;
    if (!witness || witness->direction.size() != at_.size()) return std::nullopt;
    return WayOut{way_down(witness->direction, d_.on_kink()), witness->radius, at_.value() - witness->decrease};
  }

  std::size_t fineness() const {
    if (at_.objective().boxes() != nullptr && at_.size() <= kFewVariables) return kFinest;
    const double flops = product_flops(at_.objective()) / 6 * static_cast<double>(kFine * kFine);
    return flops <= kSmallFlops ? kFine : kCoarse;
  }

  CrossSection around(std::vector<Direction> directions, std::size_t points) {
    CrossSection s;
    s.centre_loss = at_.value();
    s.error = error_;
    s.directions = std::move(directions);
    s.origin.assign(s.directions.size(), 0.0);
    const SecondOrder model = second_order(at_, s.directions, context_);
    for (const Direction& d : s.directions) {
      double range = usual_range(at_, d);
      if (d.kind == DirectionKind::escape) range = kBeyond * way_out_->step;
      s.axes.push_back(even_axis(-range, range, points));
    }
    d_.on_kink() ? take_derivatives_out(s) : add_model(s, model);
    s.marks.push_back(
        {.at = s.origin, .loss = s.centre_loss, .label = "here", .kind = MarkKind::here, .verdict = d_.verdict.kind});
    return s;
  }

  static void take_derivatives_out(CrossSection& s) {
    for (Direction& d : s.directions) {
      d.slope.reset();
      d.curvature.reset();
    }
  }

  void evaluate_all(CrossSection& s) {
    if (!evaluate(at_.objective(), at_.theta(), s, {}, context_)) context_.throw_if_stopped();
    mark_lowest(s);
  }

  // The highest eigenvector, or the lowest where the first direction is that; what of it is square to the first.
  std::optional<Direction> square_to(const Direction& first) const {
    for (const Direction* end : {&highest_, &lowest_}) {
      const double cosine = cosine_between(first.vector, end->vector);
      if (!(std::abs(cosine) < kSameLine)) continue;
      Direction second = *end;
      make_square_to(first.vector, second.vector);
      if (std::abs(cosine) > kSquare) {  // no eigenvector any more
        second.kind = DirectionKind::orthogonal;
        second.label = "orthogonal to " + (way_out_ ? way_out_->direction.label : "the lowest eigenvector");
        second.eigenvalue.reset();
      }
      return second;
    }
    return std::nullopt;
  }

  void plane() {
    if (at_.size() < 2) return;
    const Direction& first = way_out_ ? way_out_->direction : lowest_;
    std::optional<Direction> second = square_to(first);
    if (!second) return;
    std::vector<Direction> directions{first, std::move(*second)};
    if (!way_out_) show_something(directions);
    CrossSection s = around(std::move(directions), fineness());
    if (way_out_) {
      const std::vector<double> out{way_out_->step, 0};
      s.marks.push_back({.at = out, .loss = way_out_->loss, .label = "way out", .kind = MarkKind::way_out});
      Curve way;
      way.points = {s.origin, out};
      way.loss = s.centre_loss;
      way.label = "way out";
      way.kind = MarkKind::way_out;
      s.curves.push_back(std::move(way));
    }
    evaluate_all(s);
    land_.plane = std::move(s);
  }

  // Where H = 0 its eigenvectors are any directions, and the loss may not change on their plane.
  void show_something(std::vector<Direction>& directions) {
    second_order(at_, directions, context_);
    if (tells(at_, directions, error_, context_)) return;
    std::optional<TellingPlane> other = telling_plane(at_, std::nullopt, error_, context_);
    add_sentence(land_.why, other ? other->why : kConstantEverywhere);
    if (other) directions = std::move(other->directions);
  }

  // What was predicted, and what is there.
  void line_search() {
    if (!way_out_ || !d_.escape) return;
    const EscapeRoute& out = *d_.escape;
    const Estimate<Series> series = at_.along(out.direction, kOrder, Errors::none, context_);
    const std::size_t order = out.predicted_by == "quartic" ? kOrder : 2;
    CrossSection s;
    s.directions = {way_out_->direction};
    s.origin = {0};
    s.axes = {even_axis(0, kSearchedTo * out.step, kSearched)};
    if (!evaluate(at_.objective(), at_.theta(), s, {}, context_)) context_.throw_if_stopped();
    for (std::size_t i = 0; i < kSearched; ++i) {
      LineSearchPoint point{s.axes[0][i], s.loss[i], {}};
      double change = 0;
      for (std::size_t j = order; j >= 1; --j) change = (change + series.value[j]) * point.t;
      if (std::isfinite(change) && !d_.on_kink()) point.model = at_.value() + change;
      land_.line_search.push_back(point);
    }
  }

  void taylor() {
    std::vector<Direction> directions{lowest_};
    if (at_.size() > 1) directions.push_back(highest_);
    if (norm(at_.gradient()) > gradient_error_) directions.push_back(gradient_direction(at_));
    second_order(at_, directions, context_);
    TaylorOptions options;
    options.points = kLine;  // all else as `taylor` looks: the same radii along the same direction
    for (const Direction& d : directions) land_.taylor.push_back(taylor_line(at_, d, error_, options, context_));
  }

  void appear() {
    if (d_.on_kink()) return add_sentence(land_.why, kNoLooks);
    if (d_.verdict.kind == VerdictKind::not_critical || !d_.spectrum.inertia) return;
    const bool there = is_critical(d_.verdict.kind) && d_.nearby;  // the verdict rests on the signs nearby
    AppearanceOptions options;
    options.parameters = options.lines = kLines;
    options.signs = there ? d_.nearby->inertia : *d_.spectrum.inertia;
    Looks looks = appearance(at_, options, context_);
    land_.appearance = looks.appearance;
    if (!looks.line) return;
    CrossSection s = around({std::move(*looks.line)}, kLine);
    evaluate_all(s);
    land_.line = std::move(s);
  }

  Diagnosis& d_;
  Landscape& land_;
  const Linearization& at_;
  Context& context_;
  double error_ = 0, gradient_error_ = 0;
  Direction lowest_, highest_;
  std::optional<WayOut> way_out_;
};

}  // namespace

void add_landscape(Diagnosis& d, const Linearization& at, const std::optional<OuterVectors>& known, Context& context) {
  try {
    Land(d, at, context).draw(known);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::internal || error.kind() == ErrorKind::usage) throw;
    const bool stopped = error.kind() == ErrorKind::interrupted;
    add_sentence(d.landscape->why, stopped ? "Interrupted: what was drawn until then."
                                           : fmt::format("Not all could be drawn: {}", error.what()));
    d.interrupted = d.interrupted || stopped;
  }
}

}  // namespace saddlescope
