// Products alone against the dense matrix, on 100 small networks and ten of up to 2,000 parameters with bases far
// shorter: tanh, ReLU and linear, at and off critical points, spectra symmetric about 0, H = 0, eigenvalues of ten
// copies and more. The dense spectrum is the truth, and how often either way may be undecided is part of the claim.
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "saddlescope/curvature/hessian_operator.h"
#include "saddlescope/spectrum/block_lanczos.h"
#include "tests/claims/claims.h"
#include "tests/network/networks.h"

namespace saddlescope {
namespace {

struct Point {
  std::string name;
  std::unique_ptr<NetworkObjective> objective;
  Vector theta;
};

Vector initial(const NetworkObjective& objective, const char* init, std::uint64_t seed) {
  return initialize(objective.spec(), initialization(init), 1, seed);
}

enum class Where { start, underway, arrived, zeros, dead };

// `dead`: PyTorch's start with biases of −100 in the hidden layer, output biases 0.
Point point(const std::string& model, const std::string& loss, Where where, std::uint64_t seed) {
  const MlpSpec spec = parse_mlp(model);
  RandomStream stream(seed, "claims: matrix-free");
  const std::size_t N = 40 + stream.below(60);
  const std::string targets = loss == "mse" ? "numbers" : "classes";
  Point p{fmt::format("{} {} {} {}", model, loss, static_cast<int>(where), seed), nullptr, {}};
  p.objective = make_network(spec, random_data(targets, N, spec.inputs(), spec.outputs(), stream), loss);
  p.theta = initial(*p.objective, where == Where::zeros ? "zeros" : "pytorch", seed);
  if (where == Where::underway) p.theta = trained(*p.objective, p.theta, "adam", 200);
  if (where == Where::arrived) p.theta = trained(*p.objective, p.theta, "l-bfgs", 3000);
  if (where == Where::dead) {
    const Parameter& bias = p.objective->parameters()[1];
    std::fill_n(p.theta.begin() + static_cast<std::ptrdiff_t>(bias.offset), element_count(bias.shape), -100.0);
  }
  return p;
}

std::vector<Point> hundred_networks() {
  std::vector<Point> points;
  const auto add = [&](const std::string& model, const std::string& loss, Where where, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) points.push_back(point(model, loss, where, points.size()));
  };
  for (const char* loss : {"mse", "cross-entropy"}) {
    for (const char* model : {"mlp:5-8-3:tanh", "mlp:6-10-7-3:relu", "mlp:8-12-4:linear"})
      add(model, loss, Where::start, 4);
    for (const char* model : {"mlp:4-6-3:tanh", "mlp:4-5-5-3:relu", "mlp:5-4-3:linear"}) {
      add(model, loss, Where::underway, 4);
    }
    add("mlp:4-3-2:tanh", loss, Where::arrived, 5);
    add("mlp:5-4-3:linear", loss, Where::arrived, 4);
    add("mlp:4-12-3:tanh", loss, Where::zeros, 4);  // ±σ, twelve copies each
    add("mlp:6-11-4:linear:no-bias", loss, Where::zeros, 3);  // the same without a positive rest: symmetric about 0
    add("mlp:4-6-5-3:linear:no-bias", loss, Where::zeros, 2);  // H = 0
    add("mlp:4-8-8-3:tanh", loss, Where::zeros, 1);
    add("mlp:4-10-3:relu", loss, Where::dead, 4);
  }
  add("mlp:12-20-10-4:tanh", "cross-entropy", Where::underway, 6);
  add("mlp:20-40-10:relu", "cross-entropy", Where::start, 1);
  return points;
}

// P = 684 to 2,154: no basis of a few dozen vectors holds the space, Lanczos has to restart.
std::vector<Point> large_networks() {
  std::vector<Point> points;
  const auto add = [&](const std::string& model, const std::string& loss, Where where) {
    points.push_back(point(model, loss, where, 200 + points.size()));
  };
  add("mlp:12-40-4:tanh", "cross-entropy", Where::start);
  add("mlp:16-40-5:linear", "mse", Where::start);
  add("mlp:10-30-20-3:relu", "mse", Where::start);
  add("mlp:12-40-4:tanh", "mse", Where::underway);
  add("mlp:10-30-20-3:relu", "cross-entropy", Where::underway);
  add("mlp:20-50-20-4:tanh", "cross-entropy", Where::underway);
  add("mlp:20-45-6:tanh", "mse", Where::zeros);  // ±σ, 45 copies each
  add("mlp:20-40-5:linear:no-bias", "cross-entropy", Where::zeros);
  add("mlp:18-20-20-5:linear:no-bias", "mse", Where::zeros);  // H = 0
  add("mlp:15-40-5:relu", "cross-entropy", Where::dead);
  return points;
}

std::size_t count_if_value(const Vector& values, const std::function<bool(double)>& is) {
  return static_cast<std::size_t>(std::count_if(values.begin(), values.end(), is));
}

bool critical(VerdictKind kind) { return kind != VerdictKind::not_critical && kind != VerdictKind::gradient_flat; }

// What products may say where the matrix says `exact`.
bool contradicts(const Diagnosis& exact, const Diagnosis& products) {
  const VerdictKind said = products.verdict.kind, truth = exact.verdict.kind;
  if (said == truth || said == VerdictKind::undetermined || truth == VerdictKind::undetermined) return false;
  // The exact verdict looks at θ*, after Newton steps, before it says that no critical point is there.
  if (said == VerdictKind::no_negative_curvature_found && truth == VerdictKind::gradient_flat) return false;
  if (critical(said) != critical(truth)) return true;
  if (!critical(said)) return false;
  if (said == VerdictKind::no_negative_curvature_found) return exact.nearby && exact.nearby->inertia.negative > 0;
  return true;
}

/// Verdicts counted, "products' (the matrix's)", and how many either way left open.
struct AgreementTally {
  std::map<std::string, std::size_t> kinds;
  std::size_t open = 0, open_by_the_matrix = 0;

  void add(VerdictKind products, VerdictKind exact) {
    ++kinds[fmt::format("{} ({})", to_string(products), to_string(exact))];
    open += products == VerdictKind::undetermined;
    open_by_the_matrix += exact == VerdictKind::undetermined;
  }
  std::string text() const {
    std::string lines;
    for (const auto& [kind, count] : kinds) lines += fmt::format("{:>4}  {}\n", count, kind);
    return lines;
  }
};

void compare(const Point& p, AgreementTally& tally) {
  SCOPED_TRACE(p.name);
  Context context;
  context.seed = 3;
  DiagnoseOptions options;
  options.spectrum = SpectrumMethod::exact;
  const Diagnosis exact = diagnose(*p.objective, p.theta, options, context);
  options.spectrum = SpectrumMethod::matrix_free;
  const Diagnosis products = diagnose(*p.objective, p.theta, options, context);
  const Spectrum &e = exact.spectrum, &s = products.spectrum;
  EXPECT_EQ(s.method, "matrix-free");
  EXPECT_NEAR(s.lowest.value, e.lowest.value, s.lowest.bound + e.lowest.bound);
  EXPECT_NEAR(s.highest.value, e.highest.value, s.highest.bound + e.highest.bound);
  ASSERT_TRUE(s.inertia && e.inertia);
  const double tau = s.inertia->tolerance, error = e.inertia->tolerance;
  EXPECT_LE(s.inertia->negative, count_if_value(e.eigenvalues, [&](double x) { return x < -tau + error; }));
  EXPECT_LE(s.inertia->positive, count_if_value(e.eigenvalues, [&](double x) { return x > tau - error; }));
  if (s.unseen.known) {
    EXPECT_GE(e.lowest.value, s.unseen.lowest - error);
    EXPECT_LE(e.highest.value, s.unseen.highest + error);
  }
  EXPECT_NEAR(products.gradient_flatness.value_or(0), exact.gradient_flatness.value_or(0), 0.01);
  EXPECT_FALSE(contradicts(exact, products))
      << to_string(products.verdict.kind) << ": " << products.verdict.why
      << "\nexact: " << to_string(exact.verdict.kind) << ": " << exact.verdict.why;
  if (exact.verdict.kind == VerdictKind::saddle) {
    EXPECT_EQ(products.verdict.kind, VerdictKind::saddle) << products.verdict.why;
    EXPECT_TRUE(products.escape.has_value());
  }
  tally.add(products.verdict.kind, exact.verdict.kind);
}

// The 14 lowest and highest, copies counted, in blocks narrower than the copies and so many columns.
void expect_every_copy(const Point& p, std::size_t columns) {
  SCOPED_TRACE(p.name);
  Context context;
  const auto at = p.objective->linearize(p.theta, context);
  const HessianOperator H(*at);
  Matrix dense(p.theta.size(), p.theta.size());
  at->hessian(dense, context);
  const Vector truth = eigenvalues(dense, context);
  BlockLanczos lanczos(H, {4, columns});
  EXPECT_NE(lanczos.run({14, 14, 1e-9, 20000}, context), BlockLanczos::Stop::budget);
  const std::size_t m = lanczos.columns(), P = truth.size();
  const double error = 100 * static_cast<double>(P) * kEps * std::max(std::abs(truth.front()), std::abs(truth.back()));
  for (std::size_t i = 0; i < std::min<std::size_t>(14, P); ++i) {
    EXPECT_NEAR(lanczos.values()[i], truth[i], lanczos.residuals()[i] + error) << "low " << i;
    EXPECT_NEAR(lanczos.values()[m - 1 - i], truth[P - 1 - i], lanczos.residuals()[m - 1 - i] + error) << "high " << i;
  }
}

TEST(MatrixFree, AgreesWithTheDenseMatrixOnAHundredNetworks) {
  const std::vector<Point> points = hundred_networks();
  ASSERT_GE(points.size(), 100u);
  AgreementTally tally;
  for (const Point& p : points) {
    compare(p, tally);
    expect_every_copy(p, 300);
  }
  EXPECT_LE(tally.open, 3u) << tally.text();
  EXPECT_LE(tally.open_by_the_matrix, 16u) << tally.text();  // dead units and what higher orders leave open
}

TEST(MatrixFree, AgreesWithTheDenseMatrixOnLargerNetworksInShortBases) {
  AgreementTally tally;
  for (const Point& p : large_networks()) {
    ASSERT_GE(p.theta.size(), 600u);
    compare(p, tally);
    expect_every_copy(p, 64);
  }
  EXPECT_EQ(tally.open, 0u) << tally.text();
  EXPECT_LE(tally.open_by_the_matrix, 1u) << tally.text();
}

// P = 3,466, after some training: both ways see the same ends.
TEST(MatrixFree, AgreesWithTheDenseMatrixAtThousandsOfParameters) {
  const Problem problem = network_on("digits", "mlp:64-32-32-10:tanh");
  Context context = default_context();
  const Vector theta = run(problem, problem.theta, "adam", 1e-3, 200).theta;
  const auto at = problem.objective->linearize(theta, context);
  Matrix H(theta.size(), theta.size());
  at->hessian(H, context);
  const Vector truth = eigenvalues(H, context);
  DiagnoseOptions options;
  options.spectrum = SpectrumMethod::matrix_free;
  const Diagnosis d = diagnose(*problem.objective, theta, options, context);
  EXPECT_EQ(d.verdict.kind, VerdictKind::not_critical);
  EXPECT_NEAR(d.spectrum.lowest.value, truth.front(), d.spectrum.lowest.bound);
  EXPECT_NEAR(d.spectrum.highest.value, truth.back(), d.spectrum.highest.bound);
  EXPECT_LE(d.spectrum.hessian_vector_products, 300u);
  ASSERT_TRUE(d.spectrum.unseen.known);
  EXPECT_GE(truth.front(), d.spectrum.unseen.lowest);
  EXPECT_LE(truth.back(), d.spectrum.unseen.highest);
}

}  // namespace
}  // namespace saddlescope
