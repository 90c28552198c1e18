#include "saddlescope/critical/factored_point.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/linalg/operator.h"
#include "saddlescope/spectrum/block_lanczos.h"
#include "saddlescope/spectrum/inertia.h"

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
constexpr std::size_t kSmallest = 4, kRandom = 4;  // vectors whose rounding is measured
constexpr double kReserve = 1.25;  // E_H used over E_H measured first: a little more from further vectors is no news
constexpr int kInverseSteps = 2, kTries = 3;

// Block Lanczos on the matrix, kept for who asks for more of the spectrum's ends.
struct Ends {
  Ends(ConstBlock H, const Context& context)
      : matrix(H),
        lanczos(matrix, {kBlock, affordable_columns(H.rows(), std::min(kBlock, H.rows()),
                                                    kShare * static_cast<double>(context.memory))}) {}
  MatrixOperator matrix;
  BlockLanczos lanczos;

  void run(const SpectrumEnds& ends, Context& context) {
    if (lanczos.run(ends, context) == BlockLanczos::Stop::interrupted) context.throw_if_stopped();
  }
};

// All pairs outside ±τ, where their number says that none is missing.
std::optional<Eigenpairs> pairs_outside(Ends& ends, const Inertia& signs, double tau, Context& context) {
  const auto P = static_cast<double>(ends.matrix.size());
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
      : at_(at), H_(H), how_(how), context_(context), ends_(std::make_shared<Ends>(H, context)) {
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
    const Vector& values = lanczos().values();
    const IndexRange smallest = nearest_zero(values, kSmallest);
    std::vector<IndexRange> ranges{smallest};
    if (smallest.first > 0) ranges.push_back({0, 1});
    if (smallest.end() < values.size()) ranges.push_back({values.size() - 1, 1});
    Matrix V(size(), smallest.count + ranges.size() - 1 + kRandom);
    std::size_t j = 0;
    for (const IndexRange& range : ranges) {
      const Matrix X = lanczos().vectors(range.first, range.count);
      std::copy_n(X.data(), size() * range.count, V.column(j).data());
      j += range.count;
    }
    random_ = Matrix(size(), kRandom);
    RandomStream random = context_.random("tolerance: probing vectors");
    for (std::size_t k = 0; k < kRandom; ++k) {
      for (double& entry : random_.column(k)) entry = random.normal();
      scale(1 / norm(random_.column(k)), random_.column(k));
      std::ranges::copy(random_.column(k), V.column(j + k).begin());
    }
    rounding_ = at_.rounding(V, context_);
    products_ += V.columns();
    norm_ = lanczos().norm();
    terms_.eigensolver = static_cast<double>(size()) * kEps * norm_;
    terms_.rounding = kReserve * *std::ranges::max_element(rounding_.product);
  }

  void count() {
    for (int tried = 1;; ++tried) {
      context_.report("signs by factorization", 0, 0);
      // H = 0, evaluated without any error: whatever is above zero is a tolerance for it.
      const double sum = terms_.eigensolver + terms_.asymmetry + terms_.rounding;
      const double tau = std::max(sum, std::numeric_limits<double>::min());
      const ShiftedFactorizations sides(H_, tau, context_);
      signs_ = sides.inertia();
      const double error = sides.error(H_, context_), further = rounding_on_flattest(sides.plus());
      if (tried == kTries || (error <= terms_.eigensolver && further <= terms_.rounding)) {
        terms_.factorization = error;
        signs_.tolerance = tolerance_ = tau + error;
        return;
      }
      terms_.rounding = std::max(terms_.rounding, kReserve * further);
      if (error > terms_.eigensolver) terms_.eigensolver = 2 * error;
    }
  }

  // E_H on vectors of the flattest directions: inverse iteration.
  double rounding_on_flattest(const LdltFactorization& factors) {
    if (factors.zero() > 0) return 0;
    Matrix X = random_;
    for (int step = 0; step < kInverseSteps; ++step) {
      factors.solve(X);
      for (std::size_t j = 0; j < X.columns(); ++j) {
        const double length = norm(X.column(j));
        if (!(length > 0) || !std::isfinite(length)) return 0;
        scale(1 / length, X.column(j));
      }
    }
    const Rounding further = at_.rounding(X, context_);
    products_ += X.columns();
    return *std::ranges::max_element(further.product);
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
    point.hessian_vector_products = size() + products_;
    const Vector &values = lanczos().values(), &residuals = lanczos().residuals();
    point.lowest = {values.front(), residuals.front() + tolerance_};
    point.highest = {values.back(), residuals.back() + tolerance_};
    std::size_t witnesses = 0;
    while (witnesses < std::min(kWitnesses, values.size()) && values[witnesses] < 0 &&
           (witnesses == 0 || residuals[witnesses] <= kWitness * -values[witnesses])) {
      ++witnesses;
    }
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
  double norm_ = 0, tolerance_ = 0;
  std::size_t products_ = 0;
};

}  // namespace

MeasuredPoint measure_by_factorization(const Linearization& at, ConstBlock H, double asymmetry,
                                       const MeasureOptions& how, Context& context) {
  return FactoredPoint(at, H, asymmetry, how, context).measure();
}

}  // namespace saddlescope
