// `taylor` from C++.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/taylor.h"
#include "saddlescope/formats/atomic_file.h"
#include "tests/base/errors.h"
#include "tests/commands/toy.h"

namespace saddlescope {
namespace {

// Of a multiple eigenvalue two that are asked for span its space; asked for twice one is the same.
TEST(TaylorCommand, EigenvectorsOfAMultipleEigenvalueAreSquareToOneAnother) {
  Toy toy("2*(x*y + y*z + x*z)", "0,0,0");  // λ = −2, −2, 4
  TaylorCommandOptions options;
  options.directions = DirectionRequests("eigen:1,eigen:2,eigen:1,highest");
  const TaylorAnswer answer = taylor(*toy.problem.objective, toy.problem.theta, options, toy.context);
  ASSERT_EQ(answer.lines.size(), 4U);
  const auto along = [&](std::size_t i) -> const Vector& { return answer.lines[i].direction.vector; };
  EXPECT_NEAR(dot(along(0), along(1)), 0, 8 * kEps);
  EXPECT_NEAR(dot(along(0), along(3)), 0, 8 * kEps);
  EXPECT_NEAR(dot(along(1), along(3)), 0, 8 * kEps);
  EXPECT_EQ(along(0), along(2));
}

TEST(TaylorCommand, DrawsEigenvectorsAndTheGradientUnasked) {
  Toy toy("x^2 - y^2 + x", "0,0");
  const TaylorAnswer answer = taylor(*toy.problem.objective, toy.problem.theta, {}, toy.context);
  ASSERT_EQ(answer.lines.size(), 3U);
  EXPECT_EQ(answer.lines[2].direction.kind, DirectionKind::gradient);
  EXPECT_NEAR(answer.lines[2].coefficients[1], -1, 1e-15);
  Toy saddle("x^2 - y^2", "0,0");
  EXPECT_EQ(taylor(*saddle.problem.objective, saddle.problem.theta, {}, saddle.context).lines.size(), 2U);
}

// |x| has slopes −1 and 1 at 0, and no derivative.
TEST(TaylorCommand, SaysThatAPointLiesOnAKink) {
  const std::string why =
      "The point lies on a kink (abs(x) in the formula), where derivatives jump: they prove nothing here.";
  Toy kink("abs(x) + y^2", "0,0"), beside("abs(x) + y^2", "1,0");
  const TaylorAnswer answer = taylor(*kink.problem.objective, kink.problem.theta, {}, kink.context);
  EXPECT_EQ(answer.kink, "abs(x) in the formula");
  EXPECT_THAT(answer.why, ::testing::EndsWith(why));
  EXPECT_EQ(taylor(*beside.problem.objective, beside.problem.theta, {}, beside.context).kink, "");
}

// A trajectory is one direction that is asked for, and two lines.
TEST(TaylorCommand, AsksForTheMemoryOfBothLinesOfATrajectory) {
  Toy toy("x^2 - y^2 + x", "0,0");
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "saddlescope_two_lines";
  std::filesystem::create_directories(folder);
  for (const auto& [name, at] : {std::pair("1.npz", Vector{1, 0}), {"2.npz", {0, 1}}, {"3.npz", {2, 5}}}) {
    const Bytes bytes = encode_weights(toy.problem.objective->parameters(), at, Format::npz).bytes;
    AtomicFile((folder / name).string()).commit(bytes);
  }
  TaylorCommandOptions options;
  options.directions = DirectionRequests("trajectory:" + folder.string());
  options.directions.load_points(toy.problem.objective->parameters(), "out-in", 0, toy.context);
  options.taylor.points = 5;
  EXPECT_EQ(taylor(*toy.problem.objective, toy.problem.theta, options, toy.context).lines.size(), 2U);
  options.taylor.points = 10001;
  toy.context.memory = 6 << 20;  // one line's are 3.8 MiB
  EXPECT_EQ(refusal([&] { taylor(*toy.problem.objective, toy.problem.theta, options, toy.context); }),
            "Taylor's model along 2 lines of 10001 points would take 7.63 MiB; 6 MiB are allowed. Name fewer "
            "--directions, take a smaller --grid, or --memory 8MiB.");
  std::filesystem::remove_all(folder);
}

TEST(TaylorCommand, TakesARangeAboveZero) {
  for (const double range : {0.0, -1.0, HUGE_VAL, std::nan("")}) {
    TaylorCommandOptions options;
    options.taylor.range = range;
    EXPECT_EQ(refusal([&] { options.validate(); }),
              fmt::format("--range: {} is no range. Take a number above 0.", range));
  }
  EXPECT_NO_THROW(TaylorCommandOptions{}.validate());
}

TEST(TaylorCommand, AsksForMemoryBeforeItEvaluates) {
  Toy toy("x^2 - y^2 + x", "0,0");
  TaylorCommandOptions options;
  options.directions = DirectionRequests("x,y,eigen");
  options.taylor.points = 10001;
  toy.context.memory = 1 << 20;
  try {
    taylor(*toy.problem.objective, toy.problem.theta, options, toy.context);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::memory);
    EXPECT_STREQ(error.what(),
                 "Taylor's model along 4 lines of 10001 points would take 15.3 MiB; 1 MiB are allowed. Name fewer "
                 "--directions, take a smaller --grid, or --memory 16MiB.");
  }
}

}  // namespace
}  // namespace saddlescope
