#include "saddlescope/critical/factored_point.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/critical/newton_by_factors.h"
#include "saddlescope/curvature/dense_hessian.h"
#include "saddlescope/curvature/hessian_operator.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/linalg/operator.h"
#include "saddlescope/spectrum/block_lanczos.h"
#include "saddlescope/spectrum/definite.h"
#include "saddlescope/spectrum/inertia.h"
#include "saddlescope/spectrum/invariance.h"
#include "saddlescope/spectrum/lanczos.h"

namespace saddlescope {
namespace {

constexpr std::size_t kBlock = 8;  // columns of block Lanczos: a product reads the matrix once for all of them
constexpr double kShare = 1.0 / 4;  // of the memory allowed for Lanczos vectors
constexpr double kEndTolerance = 1e-5;  // ‖r‖/‖H‖ of the ends
constexpr std::size_t kEndProducts = 240;
constexpr double kWitness = 1e-2;  // ‖r‖/|θ|: a negative Ritz pair worth walking along
constexpr int kWitnessRounds = 3;
constexpr std::size_t kWitnessProducts = 120, kWitnesses = 8;
constexpr std::size_t kOutsideProducts = 400, kProductsEach = 20;  // for all pairs outside ±τ_θ
constexpr double kReading = 4;  // flops of a product, × P², that reading the matrix for it is worth
constexpr std::size_t kProductsAVector = 2;  // plain ones, of rounding() and of assembly_error()
constexpr std::size_t kRandom = 4;  // vectors whose rounding is measured beside those of both ends
// E_H used beyond E_H measured first, a share of it or of P·eps·‖H‖: a little more from further vectors is no news.
constexpr double kReserve = 0.25, kReserveOfAll = 1.0 / 16;
constexpr std::size_t kInverseSteps = 8, kFlattest = 4;
constexpr std::size_t kInverseStepsFlat = 5;  // where some direction is flat: one step is nearly all in them
constexpr double kShareOfNearest =
    8;  // a shift is this part of the smallest |θ|: solving with it takes few corrections
constexpr std::size_t kConjugateSteps = 30;
constexpr double kMarginOfBound = 1.25;  // of a factorization's error bound, for that of the next at another shift

// Products with H for Lanczos: from the matrix, or the loss's own where they are cheaper than reading P² numbers is.
bool takes_the_loss_products(const Linearization& at) {
  const auto P = static_cast<double>(at.size());
  return product_flops(at.objective()) < kReading * P * P;
}
std::unique_ptr<SymmetricOperator> products_with(const Linearization& at, ConstBlock H) {
  if (takes_the_loss_products(at)) return std::make_unique<HessianOperator>(at);
  return std::make_unique<MatrixOperator>(H);
}

// Block Lanczos, kept for who asks for more of the spectrum's ends.
struct Ends {
  Ends(const Linearization& at, ConstBlock H, const Context& context)
      : products(products_with(at, H)),
        lanczos(*products, {kBlock, affordable_columns(H.rows(), std::min(kBlock, H.rows()),
                                                       kShare * static_cast<double>(context.memory))}) {}
  std::unique_ptr<SymmetricOperator> products;
  BlockLanczos lanczos;

  void run(const SpectrumEnds& ends, Context& context) {
    if (lanczos.run(ends, context) == BlockLanczos::Stop::interrupted) context.throw_if_stopped();
  }
};

// X ↦ (±H + σI)⁻¹·X, by factors.
class InverseOperator final : public SymmetricOperator {
 public:
  InverseOperator(std::size_t P, const std::function<void(Block)>& solve) : P_(P), solve_(solve) {}
  std::size_t size() const override { return P_; }
  void apply(ConstBlock V, Block AV, Context& /*context*/) const override {
    std::copy_n(V.data(), V.rows() * V.columns(), AV.data());
    solve_(AV);
  }

 private:
  std::size_t P_;
  const std::function<void(Block)>& solve_;
};

// All pairs outside ±τ, where their number says that none is missing.
std::optional<Eigenpairs> pairs_outside(Ends& ends, const Inertia& signs, double tau, Context& context) {
  const auto P = static_cast<double>(ends.products->size());
  BlockLanczos& lanczos = ends.lanczos;
  const std::size_t wanted = signs.negative + signs.positive;
  ends.run({signs.negative, signs.positive, P * kEps, lanczos.products() + kOutsideProducts + kProductsEach * wanted},
           context);
  const Vector &values = lanczos.values(), &residuals = lanczos.residuals();
  const std::size_t m = values.size();
  std::size_t low = 0, high = 0;
  while (low < m && values[low] + residuals[low] < -tau) ++low;
  while (low + high < m && values[m - 1 - high] - residuals[m - 1 - high] > tau) ++high;
  if (low != signs.negative || high != signs.positive) return std::nullopt;
  double worst = 0;
  for (std::size_t i = 0; i < m; ++i) {
    if (i < low || i >= m - high) worst = std::max(worst, residuals[i]);
  }
  if (worst > tau) return std::nullopt;
  return Eigenpairs({values.begin(), values.begin() + static_cast<std::ptrdiff_t>(low)}, lanczos.vectors(0, low),
                    {values.end() - static_cast<std::ptrdiff_t>(high), values.end()}, lanczos.vectors(m - high, high),
                    context);
}

class FactoredPoint {
 public:
  FactoredPoint(const Linearization& at, ConstBlock H, double asymmetry, const MeasureOptions& how, Context& context)
      : at_(at), H_(H), how_(how), context_(context), ends_(std::make_shared<Ends>(at, H, context)) {
    terms_.asymmetry = asymmetry;
  }

  MeasuredPoint measure() {
    ends_->run({1, 1, kEndTolerance, kEndProducts}, context_);
    measure_rounding();
    count();
    find_witness();
    return result();
  }

 private:
  std::size_t size() const { return at_.size(); }
  BlockLanczos& lanczos() { return ends_->lanczos; }

  void measure_rounding() {
    context_.report("rounding errors", 0, 0);
    const std::size_t last = lanczos().values().size() - 1;
    std::vector<std::size_t> which{0};
    if (last > 0) which.push_back(last);
    std::size_t j = 0;
    Matrix V(size(), which.size() + kRandom);
    for (const std::size_t i : which) std::ranges::copy(lanczos().vectors(i, 1).column(0), V.column(j++).begin());
    random_ = random_unit_vectors(size(), kRandom, context_);
    std::copy_n(random_.data(), size() * kRandom, V.data() + size() * j);
    rounding_ = at_.rounding(V, context_);
    products_ += kProductsAVector * V.columns();
    norm_ = lanczos().norm_estimate();
    terms_.eigensolver = static_cast<double>(size()) * kEps * norm_;
    terms_.rounding = with_reserve(*std::ranges::max_element(rounding_.product) + assembly_error(at_, H_, V, context_));
  }

  double with_reserve(double error) const {
    return error == 0 ? 0 : error + std::max(kReserve * error, kReserveOfAll * terms_.eigensolver);
  }

  void count() {
    for (int tried = 1;; ++tried) {
      context_.report("signs by factorization", 0, 0);
      // H = 0, evaluated without any error: whatever is above zero is a tolerance for it.
      const double sum = terms_.eigensolver + terms_.asymmetry + terms_.rounding;
      const double tau = std::max(sum, std::numeric_limits<double>::min());
      if (!std::isfinite(tau)) {  // nothing is known of any sign
        tolerance_ = std::numeric_limits<double>::infinity();
        signs_ = {0, size(), 0, tolerance_};
        return;
      }
      Missing missing;
      Counted counted = count_definite(tau, missing);
      if (counted == Counted::not_this_way) counted = count_both_sides(tau, missing);
      if (counted == Counted::yes) return;
      // Ever more in reserve, so that it ends: what is measured has a bound, if not one that is known.
      const double growth = std::ldexp(1.0, tried - 1);
      if (missing.rounding > terms_.rounding) terms_.rounding = growth * with_reserve(missing.rounding);
      if (missing.factorization > terms_.eigensolver) terms_.eigensolver = 2 * growth * missing.factorization;
    }
  }

  enum class Counted { yes, tolerance_too_small, not_this_way };
  // Errors that a count has found, for its tolerance to cover.
  struct Missing {
    double rounding = 0, factorization = 0;
  };

  bool covered(const Missing& found) const {
    return found.factorization <= terms_.eigensolver && found.rounding <= terms_.rounding;
  }

  void settle(Inertia signs, double tau, double error) {
    terms_.factorization = error;
    signs_ = signs;
    signs_.tolerance = tolerance_ = tau + error;
  }

  // Where Lanczos has seen one sign alone: one factorization that exists only if there is no other, at a shift so far
  // up that a wider band is empty as well. What it proves rests on no estimate (spectrum/definite.h).
  Counted count_definite(double tau, Missing& missing) {
    if (not_definite_) return Counted::not_this_way;
    const double lowest = lanczos().values().front(), highest = lanczos().values().back();
    const int sign = lowest > 0 ? 1 : -1;
    const double nearest = sign > 0 ? lowest : -highest;
    double margin = 2 * terms_.eigensolver;
    std::shared_ptr<const DefiniteFactorization> factors;
    for (int round = 0; round < 2 && !factors; ++round) {
      const double shift = std::max(tau + margin, nearest / kShareOfNearest);
      if (shift >= nearest) break;
      auto tried = std::make_shared<const DefiniteFactorization>(H_, sign, shift, context_);
      if (!tried->exists()) break;
      margin = std::max(margin, kMarginOfBound * tried->error_bound());
      if (shift - tried->error_bound() >= tau) factors = std::move(tried);
    }
    not_definite_ = !factors;
    if (not_definite_) return Counted::not_this_way;
    missing.rounding = rounding_on_flattest([&](Block X) { factors->solve(X); }, kInverseSteps);
    if (!covered(missing)) return Counted::tolerance_too_small;
    settle(sign > 0 ? Inertia{0, 0, size(), 0} : Inertia{size(), 0, 0, 0}, tau, 0);
    if (!(inverse_norm_ > 0)) return Counted::yes;
    DefiniteSolution solution = solve_definite(H_, *factors, at_.gradient(), kSolved, kConjugateSteps, context_);
    scale(-1, solution.s);
    const double empty = factors->shift() - factors->error_bound();  // no |λ| is below it: proved
    keep_step({std::move(solution.s), solution.residual}, empty, std::max(empty, 1 / inverse_norm_ + factors->shift()),
              [H = H_, sign, empty, margin](double within, Context& context) {
                if (within <= empty) return true;
                const DefiniteFactorization wider(H, sign, within + margin, context);
                return wider.exists() && wider.error_bound() <= margin;
              });
    return Counted::yes;
  }

  Counted count_both_sides(double tau, Missing& missing) {
    missing = {};
    const ShiftedFactorizations sides(H_, tau, context_);
    missing.factorization = sides.error(H_, context_);
    inverse_norm_ = 0;
    const auto solve = [&](Block X) { sides.plus().solve(X); };
    const bool flat = sides.inertia().flat > 0;
    if (sides.plus().zero() == 0)
      missing.rounding = rounding_on_flattest(solve, flat ? kInverseStepsFlat : kInverseSteps);
    if (!covered(missing) && tau < norm_) return Counted::tolerance_too_small;  // beyond ‖H‖ no sign is called
    settle(sides.inertia(), tau, missing.factorization);
    if (signs_.flat > 0 || !(inverse_norm_ > 0)) return Counted::yes;
    if (std::optional<NewtonStep> step = newton_by_factors(H_, at_.gradient(), solve)) {
      const double smallest = std::max(tau, 1 / inverse_norm_ - tau);
      keep_step(*std::move(step), smallest, smallest,
                [H = H_, margin = 2 * terms_.eigensolver](double within, Context& context) {
                  const MeasuredInertia wider = measured_inertia(H, within + margin, context);
                  return wider.inertia.flat == 0 && wider.factorization_error <= margin;
                });
    }
    return Counted::yes;
  }

  // E_H on vectors of flat directions: Lanczos on the inverse, which sees them first.
  double rounding_on_flattest(const std::function<void(Block)>& solve, std::size_t steps) {
    inverse_norm_ = 0;
    const InverseOperator inverse(size(), solve);
    Lanczos lanczos(inverse, random_.column(0), context_);
    try {
      lanczos.steps(steps, context_);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::numerical) throw;
      return 0;  // as good as singular
    }
    const RitzPairs ritz = lanczos.ritz();
    std::vector<std::size_t> order(ritz.values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, std::greater{}, [&](std::size_t i) { return std::abs(ritz.values[i]); });
    order.resize(std::min(order.size(), kFlattest));
    if (order.empty()) return 0;
    Matrix X(size(), order.size());
    for (std::size_t j = 0; j < order.size(); ++j) {
      const Matrix x = lanczos.ritz_vectors(order[j], 1);
      std::ranges::copy(x.column(0), X.column(j).begin());
      scale(1 / norm(X.column(j)), X.column(j));
    }
    flattest_.assign(X.column(0).begin(), X.column(0).end());
    inverse_norm_ = norm_from_ritz(std::abs(ritz.values[order[0]]), ritz.residuals[order[0]]);
    const Rounding further = at_.rounding(X, context_);
    products_ += X.columns();
    return *std::ranges::max_element(further.product);
  }

  // Where no direction is flat. empty: no |λ| is below it; proved where one factorization does, else an estimate that
  // Lanczos on the inverse gives, as `smallest` of |λ| always is.
  void keep_step(NewtonStep step, double empty, double smallest, std::function<bool(double, Context&)> none_within) {
    const std::span<const double> g = at_.gradient();
    const double size_of_g = norm(g);
    if (!(step.residual <= kSolved * size_of_g)) return;
    const double missing = step.residual / empty;
    const bool definite = signs_.negative == 0 || signs_.positive == 0;
    RegularPoint regular;
    regular.gain = definite ? (std::abs(dot(g, step.s)) + size_of_g * missing) / 2
                            : size_of_g * (norm(step.s) + missing) / 2;  // Cauchy and Schwarz
    regular.s = std::move(step.s);
    regular.smallest = smallest;
    regular.flattest = flattest_;
    regular.none_within = std::move(none_within);
    regular_ = std::move(regular);
  }

  // Where some eigenvalue is certainly negative: a Ritz pair that shows it.
  void find_witness() {
    const auto shows = [&] {
      const double lowest = lanczos().values().front(), residual = lanczos().residuals().front();
      return lowest + residual < -tolerance_ && residual <= kWitness * -lowest;
    };
    for (int round = 0; round < kWitnessRounds && signs_.negative > 0 && !shows() && !lanczos().filled(); ++round) {
      const double lowest = std::max(-lanczos().values().front(), tolerance_);
      ends_->run({1, 1, kWitness / 2 * lowest / norm_, lanczos().products() + kWitnessProducts}, context_);
    }
  }

  MeasuredPoint result() {
    const std::shared_ptr<Ends> ends = ends_;
    Context context = context_;
    context.progress = nullptr;
    const auto pairs = [ends, H = H_, signs = signs_, tau = tolerance_, how = how_, context]() mutable {
      const std::size_t outside = signs.negative + signs.positive;
      if (outside <= how.outside_at_most && 4 * outside <= H.rows()) {
        if (std::optional<Eigenpairs> found = pairs_outside(*ends, signs, tau, context)) return *std::move(found);
      }
      return Eigenpairs(std::make_shared<const DenseSpectrum>(H, context), how.vectors_at_once, context);
    };
    MeasuredPoint point{at_,        Eigenpairs(size(), pairs),
                        norm_,      norm(at_.gradient()),
                        rounding_,  terms_,
                        tolerance_, 0,
                        0,          how_,
                        signs_,     {},
                        {}};
    point.hessian_vector_products = size() + products_ + (takes_the_loss_products(at_) ? lanczos().products() : 0);
    const Vector &values = lanczos().values(), &residuals = lanczos().residuals();
    point.lowest = {values.front(), residuals.front() + tolerance_};
    point.highest = {values.back(), residuals.back() + tolerance_};
    std::size_t witnesses = 0;
    while (witnesses < std::min(kWitnesses, values.size()) && values[witnesses] < 0 &&
           (witnesses == 0 || residuals[witnesses] <= kWitness * -values[witnesses])) {
      ++witnesses;
    }
    point.regular = std::move(regular_);
    point.low_values = values;
    point.low_vectors = lanczos().vectors(0, witnesses);
    return point;
  }

  const Linearization& at_;
  ConstBlock H_;
  const MeasureOptions& how_;
  Context& context_;
  std::shared_ptr<Ends> ends_;
  Matrix random_;
  Rounding rounding_;
  ToleranceTerms terms_;
  Inertia signs_;
  std::optional<RegularPoint> regular_;
  Vector flattest_;
  double norm_ = 0, tolerance_ = 0, inverse_norm_ = 0;
  bool not_definite_ = false;
  std::size_t products_ = 0;
};

}  // namespace

MeasuredPoint measure_by_factorization(const Linearization& at, ConstBlock H, double asymmetry,
                                       const MeasureOptions& how, Context& context) {
  return FactoredPoint(at, H, asymmetry, how, context).measure();
}

}  // namespace saddlescope
