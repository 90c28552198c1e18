#include "saddlescope/critical/matrix_free.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/critical/nearby.h"
#include "saddlescope/critical/stationarity.h"
#include "saddlescope/curvature/hessian_operator.h"
#include "saddlescope/objective/counted.h"
#include "saddlescope/spectrum/block_lanczos.h"
#include "saddlescope/spectrum/lanczos.h"

namespace saddlescope {
namespace {

constexpr std::size_t kBlock = 4;  // columns of block Lanczos, fewer where sums of so many are dear in memory
constexpr double kSumsOfAProduct = 16;  // blocks of P that an engine may hold beside the result of a product
// Of the memory allowed: a quarter for what the linearization keeps, a sixteenth for each of the two that rounding is
// measured with, twice kLanczosShare for vectors; the rest but for this goes to vectors by the dozen.
constexpr double kSumShare = 1.0 / 8;  // for the sums of a product
constexpr double kFirstShare = 0.3;  // of the products, for a first look
constexpr double kFirstTolerance = 1e-4, kTolerance = 1e-8;  // ‖r‖/‖H‖ of the ends
constexpr std::size_t kGradientSteps = 100;  // of Lanczos from g
constexpr std::size_t kRandomProbes = 2;  // random vectors among those whose rounding is measured
constexpr std::size_t kDirections = 8;  // for the way out
constexpr double kGuess = 100;  // × the objective's relative error: e_g before it is measured
constexpr double kWitness = 1e-3;  // ‖r‖/|θ|: a negative Ritz pair worth walking along

using Stop = BlockLanczos::Stop;

class MatrixFree {
 public:
  MatrixFree(const Linearization& at, const MatrixFreeOptions& options, Context& context)
      : at_(at),
        options_(options),
        context_(context),
        H_(at),
        lanczos_(H_, {block(), affordable_columns(at.size(), block(), MatrixFreeOptions::kLanczosShare * memory())}) {
    result_.floor = at.objective().floor();
    if (const Anatomy* anatomy = at.objective().anatomy()) result_.stake = anatomy->stake();
    result_.gradient_norm = norm(at.gradient());
  }

  MatrixFreeClassification run() {
    try {
      decide();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::interrupted) throw;
      interrupted();
    }
    summarize();
    return std::move(result_);
  }

 private:
  double memory() const { return static_cast<double>(context_.memory); }
  std::size_t block() const {
    const double blocks = kSumShare * memory() / (8 * kSumsOfAProduct * static_cast<double>(at_.size()));
    return static_cast<std::size_t>(std::clamp(blocks, 1.0, static_cast<double>(kBlock)));
  }

  void decide() {
    curve_gradient();
    const auto first = static_cast<std::size_t>(kFirstShare * static_cast<double>(options_.products));
    ends({1, 1, kFirstTolerance, std::max<std::size_t>(first, 1)});
    bool whole = !plainly_not_critical(guessed_error(result_.gradient_norm));
    if (whole) look_closely();
    measure(whole ? Probes::all : Probes::ends);
    result_.kink = at_.objective().kink(at_.theta(), context_);
    if (result_.kink.known && result_.kink.on) return on_kink();
    if (const auto why = plainly_not_critical(result_.rounding.gradient)) return plain_verdict(*why);
    if (!whole) {
      look_closely();
      measure(Probes::all);
    }
    critical_or_not();
  }

  void look_closely() { ends({block(), block(), kTolerance, options_.products}); }

  void ends(const SpectrumEnds& wanted) {
    if (lanczos_.run(wanted, context_) == Stop::interrupted) context_.throw_if_stopped();
  }

  // ‖Hg‖/(‖H‖‖g‖); ‖H‖ comes later.
  void curve_gradient() {
    if (result_.gradient_norm == 0) return;
    Vector unit(at_.gradient().begin(), at_.gradient().end()), Hg(at_.size());
    for (double& entry : unit) entry /= result_.gradient_norm;
    H_.apply(ConstBlock(unit), Block(Hg), context_);
    curvature_of_gradient_ = norm(Hg);
  }

  std::optional<double> flatness() const {
    if (curvature_of_gradient_ < 0 || !(lanczos_.norm() > 0)) return std::nullopt;
    return std::min(1.0, curvature_of_gradient_ / lanczos_.norm());
  }

  // Without a spectrum (methods §1). A gradient in the kernel of H is no exception: see gradient_flat.
  std::optional<std::string> plainly_not_critical(double gradient_error) const {
    return plainly_not_critical(gradient_error, lanczos_.norm_estimate());
  }
  std::optional<std::string> plainly_not_critical(double gradient_error, double hessian) const {
    return saddlescope::plainly_not_critical(at_, gradient_error, hessian, result_.floor, result_.stake,
                                             options_.classify.critical_tolerance);
  }

  // ‖H‖ is at most what no eigenvalue exceeds but for a probability, certain where Lanczos filled the space; where even
  // that bound decides, the verdict has that probability to fail, else it rests on an estimate.
  void plain_verdict(const std::string& by_estimate) {
    const UnseenBounds unseen = lanczos_.unseen(options_.failure_probability);
    const double bound = std::max(std::abs(unseen.lowest), std::abs(unseen.highest)) + tolerance_;
    const auto by_bound =
        unseen.known ? plainly_not_critical(result_.rounding.gradient, bound) : std::optional<std::string>();
    if (lanczos_.filled() && by_bound) return not_critical(*by_bound);
    if (by_bound) {
      not_critical(*by_bound + fmt::format(" That ‖H‖ is no larger holds but for a probability of {:g}.",
                                           unseen.failure_probability));
    } else {
      not_critical(by_estimate + " How large ‖H‖ is was estimated from the products done, with no bound.");
    }
    result_.verdict.certified = false;
    result_.verdict.failure_probability = by_bound ? unseen.failure_probability : 1;
  }

  enum class Probes { ends, all };

  // The rounding of the evaluation on the vectors that matter: both ends; where signs decide, the smallest |θ| and
  // random ones as well.
  void measure(Probes probes) {
    context_.report("rounding errors", 0, 0);
    const std::size_t m = lanczos_.values().size(), P = at_.size();
    std::vector<std::size_t> which{0};
    if (m > 1) which.push_back(m - 1);
    const auto& values = lanczos_.values();
    const auto smallest = static_cast<std::size_t>(
        std::ranges::min_element(values, std::less{}, [](double x) { return std::abs(x); }) - values.begin());
    if (probes == Probes::all && smallest != 0 && smallest != m - 1) which.push_back(smallest);
    Matrix V(P, which.size() + (probes == Probes::all ? kRandomProbes : 0));
    for (std::size_t j = 0; j < which.size(); ++j) {
      const Matrix x = lanczos_.vectors(which[j], 1);
      std::ranges::copy(x.column(0), V.column(j).begin());
    }
    RandomStream random = context_.random("tolerance: probing vectors");
    for (std::size_t j = which.size(); j < V.columns(); ++j) {
      for (double& entry : V.column(j)) entry = random.normal();
      scale(1 / norm(V.column(j)), V.column(j));
    }
    result_.rounding = at_.rounding(V, context_);
    measured_products_ += static_cast<std::size_t>(EvaluationCount::kPerturbed) * V.columns();
    result_.spectrum.terms.eigensolver = static_cast<double>(P) * kEps * lanczos_.norm();
    // Below the smallest normal number nothing has a relative error: curvature of 1e-320 is what underflow left.
    result_.spectrum.terms.rounding =
        std::max(*std::ranges::max_element(result_.rounding.product), std::numeric_limits<double>::min());
    tolerance_ = result_.spectrum.terms.eigensolver + result_.spectrum.terms.rounding;
    measured_ = true;
    quotients();
  }

  // Rayleigh quotients of both ends by products of their own.
  void quotients() {
    const std::size_t m = lanczos_.values().size(), P = at_.size();
    Matrix HV(P, 1);
    for (const bool low : {true, false}) {
      const Matrix x = lanczos_.vectors(low ? 0 : m - 1, 1);
      H_.apply(x, HV, context_);
      const std::size_t measured = low || m == 1 ? 0 : 1;
      (low ? result_.spectrum.lowest : result_.spectrum.highest) =
          rayleigh(x.column(0), HV.column(0), result_.rounding.product[measured]);
      if (!low) continue;
      // As fine as for a way out: the error of this one quotient (escape.h).
      lowest_error_ = result_.rounding.quadratic[0] + static_cast<double>(P) * kEps * norm(HV.column(0)) +
                      std::numeric_limits<double>::min();
    }
  }

  BoundedEigenvalue rayleigh(std::span<const double> x, std::span<double> Hx, double error) const {
    const double theta = dot(x, Hx);
    axpy(-theta, x, Hx);
    return {theta, norm(Hx) + error + static_cast<double>(x.size()) * kEps * std::abs(theta)};
  }

  void on_kink() {
    undetermined("The point lies on a kink (" + result_.kink.where +
                 "), where derivatives jump: they prove nothing here. Move the point off it.");
  }

  void undetermined(std::string why) { result_.verdict = {VerdictKind::undetermined, false, 0, std::move(why)}; }

  void not_critical(const std::string& why) {
    if (is_gradient_flat(at_, flatness(), result_.stake, context_)) {
      result_.verdict = {VerdictKind::gradient_flat, false, 0,
                         why +
                             " But the gradient lies near the kernel of H, and a search along it finds no decrease "
                             "worth having."};
    } else {
      result_.verdict = {VerdictKind::not_critical, true, 0, why};
    }
  }

  // θ with the Ritz pairs of the Krylov space of g in the place of all eigenpairs: exact for what g sees.
  MeasuredPoint krylov_point() {
    context_.report("gradient's Krylov space", 0, 0);
    const std::size_t P = at_.size();
    const double columns = MatrixFreeOptions::kLanczosShare * memory() / (16.0 * static_cast<double>(P)) - 2;
    const auto steps = static_cast<std::size_t>(std::clamp(columns, 2.0, static_cast<double>(kGradientSteps)));
    Lanczos krylov(H_, at_.gradient(), context_);
    for (std::size_t step = 0; step < steps && krylov.step(context_); ++step) {
      context_.report("gradient's Krylov space", static_cast<double>(step + 1), static_cast<double>(steps));
    }
    RitzPairs ritz = krylov.ritz();
    Matrix vectors = krylov.ritz_vectors(0, ritz.values.size());
    if (ritz.values.empty()) ends_without_gradient(ritz, vectors);
    return {at_,
            Eigenpairs(std::move(ritz.values), std::move(vectors)),
            std::max(lanczos_.norm(), tolerance_),
            result_.gradient_norm,
            result_.rounding,
            result_.spectrum.terms,
            tolerance_,
            0,
            std::max(0.0, curvature_of_gradient_) * result_.gradient_norm,
            {},
            {},
            {},
            {}};
  }

  // Where g = 0 both ends of the spectrum stand for it: what its rounding could do along the flatter one still counts.
  void ends_without_gradient(RitzPairs& ritz, Matrix& vectors) {
    const std::size_t m = lanczos_.values().size(), count = std::min<std::size_t>(2, m);
    vectors = Matrix(at_.size(), count);
    for (std::size_t j = 0; j < count; ++j) {
      const std::size_t i = j == 0 ? 0 : m - 1;
      ritz.values.push_back(lanczos_.values()[i]);
      const Matrix x = lanczos_.vectors(i, 1);
      std::ranges::copy(x.column(0), vectors.column(j).begin());
    }
  }

  // What is left of the gradient after the step, by a product: the part in the band and what the Krylov space of g
  // hasn't resolved.
  void replace_left_over(Reach& found) {
    Vector Hs(at_.size());
    H_.apply(ConstBlock(found.s), Block(Hs), context_);
    found.gradient_band = plus(at_.gradient(), 1, Hs);
  }

  void critical_or_not() {
    const MeasuredPoint point = krylov_point();
    if (looks_constant(point, context_)) {
      return undetermined(
          "Value, gradient and curvature come out the same wherever one looks around here: to rounding, the loss "
          "doesn't "
          "depend on the parameters.");
    }
    context_.report("verdict", 0, 0);
    Reach found = reach(point, context_);
    measured_products_ += found.hessian_vector_products;
    replace_left_over(found);
    if (found.in_reach) {
      result_.nearby = Nearby{2 * norm(found.s), at_least(found.band.tau), norm(found.gradient_band)};
      if (result_.kink.known && result_.nearby->within > result_.kink.distance) {
        return undetermined(fmt::format(
            "A kink ({}) lies {:.3g} away, nearer than the critical point that the derivatives here promise "
            "(within {:.3g}): they say nothing of the other side.",
            result_.kink.where, result_.kink.distance, result_.nearby->within));
      }
    }
    const Stationarity here =
        stationarity(point, found, result_.floor, result_.stake, options_.classify.critical_tolerance, context_);
    if (!here.critical) {
      not_critical(here.why);
      result_.verdict.certified = result_.verdict.certified && here.bounded;
      return;
    }
    if (!result_.nearby) {
      return undetermined(here.why +
                          " But the Hessian changes too much on the way to say which signs a critical point "
                          "nearby would have.");
    }
    if (result_.nearby->inertia.negative == 0 && !lanczos_.filled()) search_on();
    by_signs(here, found);
  }

  // That there is none is the harder claim: all products go into it.
  void search_on() {
    ends({block(), block(), 0, options_.products});
    result_.nearby->inertia = at_least(result_.nearby->inertia.tolerance);
    if (lanczos_.values().front() < 0) {
      measure(Probes::all);
    } else {
      quotients();
    }
  }

  // Whether the claimed signs outlive the step that the Krylov space of g didn't resolve. What is left of the gradient,
  // at least its rounding error, moves the point by up to left/|λ| along the flattest claimed direction: there the
  // Hessian may not have changed by half of |λ|.
  bool outlives_what_is_left(const Reach& found, double flattest) {
    const double left = std::max(norm(found.gradient_band), result_.rounding.gradient);
    if (left == 0) return true;
    Vector d = found.gradient_band;
    if (const double length = norm(d); length > 0) scale(1 / length, d);
    Vector theta = plus(at_.theta(), 2, found.s);
    axpy(2 * left / flattest, d, theta);
    const auto [change, products] = hessian_change(at_, theta, context_);
    measured_products_ += products;
    return flattest > tolerance_ + 2 * change;
  }

  // The smallest |λ| that a claim rests on: for a saddle its two witnesses, for an extremum every one.
  double flattest_claimed(bool saddle) const {
    const std::span<const double> values = lanczos_.values();
    if (saddle) return std::min(-values.front(), values.back());
    double smallest = std::numeric_limits<double>::infinity();
    for (const double value : values) smallest = std::min(smallest, std::abs(value));
    return smallest;
  }

  void by_signs(const Stationarity& here, const Reach& found) {
    const double left = norm(found.gradient_band);
    const Inertia& signs = result_.nearby->inertia;
    const std::string seen =
        signs.complete ? fmt::format("All eigenvalues were reached: {} negative, {} flat, {} positive (to ±{:.2g}).",
                                     signs.negative, signs.flat, signs.positive, signs.tolerance)
                       : fmt::format(
                             "Of {} Ritz values {} are certainly negative and {} certainly positive (beyond "
                             "±{:.2g}): at least so many eigenvalues are.",
                             lanczos_.values().size(), signs.negative, signs.positive, signs.tolerance);
    const std::string why = here.why + " " + seen;
    const bool saddle = signs.negative >= 1 && signs.positive >= 1;
    const bool extremum = !saddle && signs.complete && signs.flat == 0;
    if ((saddle || extremum) && !outlives_what_is_left(found, flattest_claimed(saddle))) {
      undetermined(why +
                   fmt::format(" But products from the gradient leave {:.3g} of it unresolved, and where that leads "
                               "the Hessian is another: to a critical point further off, or to none. --spectrum "
                               "exact would settle it.",
                               left));
    } else if (saddle) {
      result_.verdict = {VerdictKind::saddle, here.bounded, 0, why};
    } else if (extremum) {
      result_.verdict = {signs.negative == 0 ? VerdictKind::local_minimum : VerdictKind::local_maximum, here.bounded, 0,
                         why};
    } else if (signs.negative >= 1) {
      undetermined(why + " Certainly no minimum; no direction that certainly rises was found.");
    } else if (result_.spectrum.lowest.value + lowest_error_ < 0) {
      undetermined(why +
                   fmt::format(" Here the loss curves down beyond doubt along one ({:.3g}), but too little for the "
                               "critical point nearby to share it.",
                               result_.spectrum.lowest.value));
    } else if (left > kBandErrors * result_.rounding.gradient && result_.stake &&
               floor_in_reach(at_, left, result_.floor, context_)) {
      undetermined(why + fmt::format(" A gradient of {:.3g} is left where the loss doesn't curve. Over the length of a "
                                     "step that promises all that is left above the floor: a minimum may lie along "
                                     "it, or no critical point at all. A smaller gradient would settle it.",
                                     left));
    } else if (left > kBandErrors * result_.rounding.gradient &&
               is_gradient_flat(at_, flatness(), result_.stake, context_)) {
      result_.verdict = {
          VerdictKind::gradient_flat, false, 0,
          why + fmt::format(" A gradient of {:.3g} is left where the loss doesn't curve, and no step along "
                            "it gains anything worth having: no critical point is established.",
                            left)};
    } else {
      none_found(why);
    }
  }

  void none_found(const std::string& why) {
    const UnseenBounds unseen = lanczos_.unseen(options_.failure_probability);
    if (lanczos_.filled()) {
      result_.verdict = {VerdictKind::no_negative_curvature_found, false, 0,
                         why +
                             " None is certainly negative; what the flat ones hide, higher orders say: take --spectrum "
                             "exact."};
      return;
    }
    const std::string size = fmt::format(" {} products were spent on it.", lanczos_.products());
    if (!unseen.known) {
      result_.verdict = {VerdictKind::no_negative_curvature_found, false, 1,
                         why + size + " So few say nothing about what they didn't see."};
      return;
    }
    const double room = unseen.lowest < 0 ? -unseen.lowest : 0;
    result_.verdict = {
        VerdictKind::no_negative_curvature_found, false, unseen.failure_probability,
        why + size +
            fmt::format(
                " With probability {:.6g} no eigenvalue lies below {:.3g} ({:.2g} of ‖H‖ below zero); one between "
                "that and 0 can't be excluded.",
                1 - unseen.failure_probability, room > 0 ? -room : 0.0,
                lanczos_.norm() > 0 ? room / lanczos_.norm() : 0.0)};
  }

  // #neg and #pos of VᵀHV, V orthonormal: at most those of H (Cauchy).
  Inertia at_least(double tau) const {
    const Vector& values = lanczos_.values();
    Inertia counts;
    counts.negative = static_cast<std::size_t>(std::ranges::count_if(values, [&](double x) { return x < -tau; }));
    counts.positive = static_cast<std::size_t>(std::ranges::count_if(values, [&](double x) { return x > tau; }));
    counts.tolerance = tau;
    counts.complete = lanczos_.filled();
    if (counts.complete) counts.flat = values.size() - counts.negative - counts.positive;
    return counts;
  }

  // What is there may decide: whether the point is critical takes the gradient and a norm alone.
  void interrupted() {
    result_.interrupted = true;
    result_.nearby.reset();
    const std::size_t products = H_.products() + measured_products_;
    const std::string after =
        fmt::format("Interrupted after {} Hessian-vector product{}", products, products == 1 ? "" : "s");
    if (lanczos_.values().empty()) return undetermined(after + ", before anything was known of the spectrum.");
    const double error = measured_ ? result_.rounding.gradient : guessed_error(result_.gradient_norm);
    const auto why = plainly_not_critical(error);
    if (!why) return undetermined(after + "; no verdict was reached, what was found so far is below.");
    result_.verdict = {VerdictKind::not_critical, false, 1, after + ". " + *why};
  }

  // Before rounding is measured.
  double guessed_error(double size) const { return kGuess * at_.objective().traits().relative_error * size; }

  void summarize() {
    Spectrum& s = result_.spectrum;
    s.method = "matrix-free";
    s.hessian_vector_products = H_.products() + measured_products_;
    const Vector& values = lanczos_.values();
    result_.ritz = values;
    if (values.empty()) {
      s.lowest = s.highest = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
      return;
    }
    if (!measured_) {
      const double rounding = guessed_error(lanczos_.norm()) + static_cast<double>(at_.size()) * kEps * lanczos_.norm();
      s.lowest = {values.front(), lanczos_.residuals().front() + rounding};
      s.highest = {values.back(), lanczos_.residuals().back() + rounding};
    } else {
      s.inertia = at_least(tolerance_);
      s.complete = s.inertia->complete;
    }
    s.unseen = lanczos_.unseen(options_.failure_probability);
    result_.flatness = flatness();
    std::size_t negative = 0;
    while (negative < std::min(values.size(), kDirections) && values[negative] < 0 &&
           (negative == 0 || lanczos_.residuals()[negative] <= kWitness * -values[negative])) {
      ++negative;
    }
    result_.lowest_vectors = lanczos_.vectors(0, negative);
  }

  const Linearization& at_;
  const MatrixFreeOptions& options_;
  Context& context_;
  HessianOperator H_;
  BlockLanczos lanczos_;
  MatrixFreeClassification result_;
  double curvature_of_gradient_ = -1;  // ‖Hg‖/‖g‖; negative: not computed
  double tolerance_ = 0, lowest_error_ = 0;
  bool measured_ = false;
  std::size_t measured_products_ = 0;
};

}  // namespace

MatrixFreeClassification classify_matrix_free(const Linearization& at, const MatrixFreeOptions& options,
                                              Context& context) {
  MatrixFreeClassification result = MatrixFree(at, options, context).run();
  certify_in_f64_alone(result.verdict, at.objective());
  return result;
}

}  // namespace saddlescope
