// The network as a sum of squares: JᵀJ by either way against J column by column, and against the Hessian where it is
// that.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "saddlescope/objective/conformance.h"
#include "tests/network/networks.h"

namespace saddlescope {
namespace {

struct Row {
  const char* model;
  std::size_t samples;
  double weight_decay = 0;
};

// One output takes JᵀJ by rows of J, many outputs and parameters take it by layers.
const std::vector<Row>& rows() {
  static const std::vector<Row> all{{"mlp:1-10-10-1:tanh", 37, 0},     {"mlp:3-7-1:sigmoid:no-bias", 25, 0.1},
                                    {"mlp:6-8-5:tanh", 40, 0},         {"mlp:5-6-7-4:gelu,tanh", 31, 0.01},
                                    {"mlp:4-9-6:relu:no-bias", 33, 0}, {"mlp:3-2", 21, 0}};
  return all;
}

struct Posed {
  Case made;
  std::unique_ptr<NetworkObjective> objective;
};
Posed pose(const Row& row) {
  Posed posed{random_case(row.model, "mse", "numbers", row.samples, 5), nullptr};
  NetworkOptions options;
  options.weight_decay = row.weight_decay;
  options.chunk = 11;  // several, the last shorter
  posed.objective = objective_of(posed.made, options);
  return posed;
}

// JᵀJ, its lower triangle mirrored.
Matrix normal_matrix(const LeastSquares& squares, const Vector& theta, int threads = 1) {
  Context context;
  context.threads = threads;
  Matrix A(theta.size(), theta.size());
  Vector g(theta.size());
  squares.normal_equations(theta, A, g, context);
  for (std::size_t j = 0; j < theta.size(); ++j)
    for (std::size_t i = 0; i < j; ++i) A(i, j) = A(j, i);
  return A;
}

TEST(Residuals, NormalEquationsAreThoseOfTheJacobianColumnByColumn) {
  for (const Row& row : rows()) {
    const Posed posed = pose(row);
    const LeastSquares& squares = *posed.objective->least_squares();
    const std::size_t P = posed.made.theta.size(), M = squares.residual_count();
    Context context;
    Matrix J(M, P), expected(P, P);
    squares.jacobian(posed.made.theta, Matrix::identity(P), J, context);
    for (std::size_t j = 0; j < P; ++j)
      for (std::size_t i = 0; i < P; ++i) expected(i, j) = dot(J.column(i), J.column(j));
    const Matrix A = normal_matrix(squares, posed.made.theta);
    EXPECT_LE(largest_difference(A, expected), 64 * static_cast<double>(M) * kEps * largest_entry(expected))
        << row.model;
  }
}

// Where the network fits exactly H = JᵀJ (and λI): targets are its own predictions.
TEST(Residuals, WhereNoResidualIsLeftTheyGiveTheHessian) {
  for (const Row& row : rows()) {
    Posed posed = pose(row);
    Context context;
    posed.made.data.y.values.values = posed.objective->predict(posed.made.theta, context).outputs.values;
    NetworkOptions options;
    options.weight_decay = row.weight_decay;
    const auto exact = objective_of(posed.made, options);
    const Matrix H = hessian_at(*exact, posed.made.theta);
    const Matrix A = normal_matrix(*exact->least_squares(), posed.made.theta);
    EXPECT_LE(largest_difference(A, H), 64 * static_cast<double>(row.samples) * kEps * largest_entry(H)) << row.model;
  }
}

TEST(Residuals, TheSameBitsForAnyNumberOfThreads) {
  for (const Row& row : rows()) {
    const Posed posed = pose(row);
    const LeastSquares& squares = *posed.objective->least_squares();
    const Matrix one = normal_matrix(squares, posed.made.theta), two = normal_matrix(squares, posed.made.theta, 2);
    EXPECT_EQ(largest_difference(one, two), 0) << row.model;
  }
}

TEST(Residuals, ConformToTheSeam) {
  for (const Row& row : rows()) {
    const Posed posed = pose(row);
    conformance::Options options;
    options.dense_limit = 200;
    EXPECT_THAT(check_objective(*posed.objective, posed.made.theta, options), ::testing::IsEmpty()) << row.model;
  }
}

TEST(Residuals, AreThereForMseAlone) {
  for (const Loss* one : losses()) {
    const std::string name(one->name());
    const Case made = random_case("mlp:3-4-2:tanh", name, targets_for(name).front(), 9, 1);
    EXPECT_EQ(objective_of(made)->least_squares() != nullptr, name == "mse") << name;
  }
}

}  // namespace
}  // namespace saddlescope
