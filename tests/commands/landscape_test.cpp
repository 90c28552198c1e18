// `surface` and `taylor` from C++.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/surface.h"
#include "saddlescope/commands/taylor.h"
#include "saddlescope/commands/telling_plane.h"
#include "saddlescope/formats/atomic_file.h"
#include "saddlescope/landscape/directions.h"
#include "saddlescope/problem/problem.h"
#include "saddlescope/problem/weights.h"
#include "saddlescope/results/json.h"
#include "tests/base/errors.h"
#include "tests/commands/toy.h"
#include "tests/stall/quadratic.h"

namespace saddlescope {
namespace {

// The lecture's picture: a saddle at 0 between two rows of minima, w1·w2 = 1.
TEST(SurfaceOverABox, OfTheLecturesNetworkHasASaddleAndTwoRowsOfMinima) {
  const Surface s = Toy("(1 - w1*w2)^2", "", "w1=-2:2,w2=-2:2").draw({});
  ASSERT_EQ(s.section.axes.size(), 2U);
  EXPECT_EQ(s.section.evaluated, s.section.axes[0].size() * s.section.axes[1].size());
  ASSERT_EQ(marks(s.section, MarkKind::critical), 1U);
  for (const Mark& mark : s.section.marks) {
    if (mark.kind != MarkKind::critical) continue;
    EXPECT_EQ(mark.verdict, VerdictKind::saddle);
    EXPECT_NEAR(mark.at[0], 0, 1e-12);
    EXPECT_NEAR(mark.loss, 1, 1e-12);
  }
  ASSERT_EQ(s.section.curves.size(), 2U);
  bool sides[2] = {false, false};
  for (const Curve& curve : s.section.curves) {
    EXPECT_EQ(curve.verdict, VerdictKind::degenerate_minimum);
    EXPECT_GT(curve.points.size(), 10U);
    for (const auto& p : curve.points) {
      EXPECT_NEAR(p[0] * p[1], 1, 1e-8);
      EXPECT_GT(p[0] * curve.points[0][0], 0) << "both rows in one curve";
    }
    sides[curve.points[0][0] > 0 ? 1 : 0] = true;
  }
  EXPECT_TRUE(sides[0] && sides[1]);
}

// Where y = x meets y = −x they come as near to each other as one's points to their neighbours.
TEST(SurfaceOverABox, CurvesThatCrossAreNotPiecesOfOne) {
  const Surface s = Toy("(x^2 - y^2)^2", "", "x=-2:2,y=-2:2").draw({});
  ASSERT_EQ(s.section.curves.size(), 2U);
  for (const Curve& curve : s.section.curves) {
    ASSERT_TRUE(curve.piece_of);
    const double sign = curve.points[0][0] * curve.points[0][1] > 0 ? 1 : -1;
    for (const auto& p : curve.points) EXPECT_NEAR(p[1], sign * p[0], 1e-6);
  }
  EXPECT_NE(s.section.curves[0].piece_of, s.section.curves[1].piece_of);
}

TEST(SurfaceOverABox, OfOneVariableIsALineWithItsPoints) {
  const Surface s = Toy("x^4 - 2*x^2", "", "x=-2:2").draw({});
  ASSERT_EQ(s.section.axes.size(), 1U);
  EXPECT_EQ(marks(s.section, MarkKind::critical), 3U);
  EXPECT_EQ(s.section.loss.front(), 8);
  EXPECT_EQ(s.section.loss.back(), 8);
}

TEST(SurfaceOverABox, OfThreeVariablesIsRefused) {
  try {
    Toy("x^2 + y^2 + z^2", "", "x=-1:1,y=-1:1,z=-1:1").draw({});
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "--box: a function of 3 variables has no surface over a box; those of one or two have. Draw a plane "
                 "through a point: --at POINT --directions x,y.");
  }
}

TEST(SurfaceOverABox, ABoxOfAnotherSizeIsRefusedBeforeItIsRead) {
  Toy toy("x^2 + y^2", "0,0");
  SurfaceOptions options;
  options.box = Box{{-1}, {1}};
  try {
    surface(*toy.problem.objective, toy.problem.theta, options, toy.context);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "--box: the box has 1 sides, the objective 2 variables. It takes a range for each variable.");
  }
}

// What --grid refuses as text; {1} would divide by 0.
TEST(SurfaceOptions, AGridIsOneOrTwoNumbersFromTwoOn) {
  using Grid = std::vector<std::size_t>;
  for (const Grid& grid : {Grid{0}, Grid{1}, Grid{5, 1}, Grid{0, 5}, Grid{2, 2, 2}, Grid{10002}, Grid{10001, 400}}) {
    try {
      SurfaceOptions options;
      options.grid = grid;
      options.validate();
      ADD_FAILURE() << ::testing::PrintToString(grid);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::bad_input);
      EXPECT_EQ(error.where(), "--grid");
    }
  }
  for (const Grid& grid : {Grid{}, Grid{2}, Grid{10001}, Grid{2, 2}, Grid{10001, 399}}) {
    SurfaceOptions options;
    options.grid = grid;
    EXPECT_NO_THROW(options.validate());
  }
}

TEST(SurfaceThroughAPoint, ChoosesLineOrPlaneByWhatIsAsked) {
  Toy toy("x^2 + 2*y^2 - 3*z^2 + x", "0,0,0");
  const auto dimensions = [&](const std::string& asked, std::vector<std::size_t> grid) {
    SurfaceOptions options;
    options.directions = DirectionRequests(asked);
    options.grid = std::move(grid);
    return toy.draw(options).section.axes.size();
  };
  EXPECT_EQ(dimensions("", {}), 2U);
  EXPECT_EQ(dimensions("", {5}), 1U);
  EXPECT_EQ(dimensions("eigen", {5, 5}), 2U);
  EXPECT_EQ(dimensions("eigen", {5}), 1U);
  EXPECT_EQ(dimensions(" eigen ", {5}), 1U);
  EXPECT_EQ(dimensions("random", {}), 2U);
  EXPECT_EQ(dimensions("random", {7}), 1U);
  EXPECT_EQ(dimensions("gradient", {}), 1U);
  EXPECT_EQ(dimensions("gradient,lowest", {}), 2U);
  EXPECT_EQ(dimensions("x,z", {}), 2U);
  EXPECT_EQ(dimensions("eigen:2", {}), 1U);
  const struct {
    std::string asked;
    std::vector<std::size_t> grid;
    std::string why;
  } refused[] = {
      {"eigen,gradient",
       {},
       "--directions eigen,gradient makes 3 directions, and a plane has two. Name two, as gradient,lowest."},
      {"x,y,z", {}, "--directions x,y,z makes 3 directions, and a plane has two. Name two, as gradient,lowest."},
      {"gradient,trajectory:run",
       {},
       "--directions: a trajectory's plane has directions of its own. Name trajectory:DIR alone."},
      {"gradient",
       {5, 5},
       "--directions gradient makes 1 direction, and a plane has two. Name two, as gradient,lowest, or draw the line: "
       "--grid 101."},
      {"x,x",
       {},
       "--directions: \"x\" and \"x\" lie on one line: they span no plane. Name two that differ, or draw the line: "
       "--directions x --grid 101."},
      {"x,y",
       {5},
       "--directions x,y makes 2 directions, and a line has one. Name one, or draw the plane: --grid 51x51."},
      {"lowest,highest",
       {5},
       "--directions lowest,highest makes 2 directions, and a line has one. Name one, or draw the plane: --grid "
       "51x51."}};
  for (const auto& r : refused) EXPECT_EQ(refusal([&] { dimensions(r.asked, r.grid); }), r.why);
}

// Of a large network eight θ together may be more than the memory allows.
TEST(TellingPlane, IsAskedOneThetaAtATime) {
  struct Counting : testing_stall::Quadratic {
    using Quadratic::Quadratic;
    mutable std::size_t together = 0, losses = 0;
    double value(std::span<const double> theta, Context& context) const override {
      ++losses;
      together = std::max<std::size_t>(together, 1);
      return Quadratic::value(theta, context);
    }
    void values(ConstBlock thetas, std::span<double> L, Context& context) const override {
      together = std::max(together, thetas.columns());
      Quadratic::values(thetas, L, context);
    }
  };
  Context context;
  const auto asked = [&](const Vector& curvature) {
    const Counting objective(Vector(3, 0.0), curvature);
    const auto at = objective.linearize(Vector(3, 0.0), context);
    objective.losses = 0;
    std::vector<Direction> plane{parameter_direction(objective, 0), parameter_direction(objective, 1)};
    second_order(*at, plane, context);
    const bool told = tells(*at, plane, 0, context);
    EXPECT_EQ(objective.together, 1U);
    return std::pair(told, objective.losses);
  };
  EXPECT_EQ(asked({0, 0, 1}), std::pair(false, std::size_t{8}));
  EXPECT_EQ(asked({1, 1, 0}), std::pair(true, std::size_t{1}));  // the first tells
}

// What landscape/ refuses it says of directions; what a person can do is a flag of the command.
TEST(SurfaceThroughAPoint, WhatDirectionsRefuseNamesTheFlagAndWhatToDo) {
  Toy toy("x^2 + y^2", "0,0");
  const auto refused = [&](const std::string& asked) -> std::string {
    SurfaceOptions options;
    try {
      options.directions = DirectionRequests(asked);
      toy.draw(options);
    } catch (const Error& error) {
      return error.what();
    }
    return "drawn";
  };
  EXPECT_EQ(
      refused("eigen:1,lowest"),
      "--directions: \"eigenvector 1 of 2\" and \"eigenvector 1 of 2\" lie on one line: they span no plane. Name two "
      "that differ, or draw the line: --directions eigen:1 --grid 101.");
  EXPECT_EQ(refused("gradient"),
            "--directions: the gradient is zero here: it points nowhere. Take eigen, random or named parameters.");
  EXPECT_EQ(refused("eigen:3"),
            "--directions: there is no eigenvector 3 of 2. Take eigen:1 (the lowest) to eigen:2 (the highest).");
  EXPECT_EQ(
      refused("eigne:2"),
      "--directions: no direction is named \"eigne:2\". Did you mean eigen:2? The parameters are x, y; directions "
      "of other kinds are eigen, lowest, highest, eigen:K, gradient, random, to:FILE and trajectory:DIR.");
  EXPECT_EQ(
      refused("to:"),
      "--directions: \"to:\" names no file. There are parameters' names, eigen, lowest, highest, eigen:K, gradient, "
      "random, to:FILE and trajectory:DIR.");
}

// Where H = 0 the plane of its eigenvectors shows nothing: xyz and (xyz)² are 0 on it, x⁴ − y⁴ + z⁴ on none.
TEST(SurfaceThroughAPoint, WithoutCurvatureShowsAPlaneOnWhichTheLossChanges) {
  const struct {
    const char* function;
    const char* first;
    const char* why;
  } cases[] = {
      {"x*y*z", "the way down of higher order",
       "The loss is constant on the plane of the outermost eigenvectors: drawn is that of the way down of higher order "
       "and a random direction. 2 of 3 dimensions: what looks like a minimum here may be a saddle in the others."},
      {"(x*y*z)^2", "random 1",
       "The loss is constant on the plane of the outermost eigenvectors: drawn is that of two random directions. 2 of "
       "3 "
       "dimensions: what looks like a minimum here may be a saddle in the others."},
      {"x^4 - y^4 + z^4", "eigenvector 1 of 3",
       "2 of 3 dimensions: what looks like a minimum here may be a saddle in the others."},
      {"0*x + 0*y + 0*z", "eigenvector 1 of 3",
       "The loss is constant on this plane, and on a random one. 2 of 3 dimensions: what looks like a minimum here may "
       "be a saddle in the others."}};
  for (const auto& c : cases) {
    const Surface s = Toy(c.function, "0,0,0").draw({});
    EXPECT_EQ(s.why, c.why) << c.function;
    ASSERT_EQ(s.section.directions.size(), 2U);
    const Direction &a = s.section.directions[0], &b = s.section.directions[1];
    EXPECT_EQ(a.label, c.first) << c.function;
    EXPECT_NEAR(norm(a.vector), 1, 1e-12);
    EXPECT_NEAR(norm(b.vector), 1, 1e-12);
    EXPECT_NEAR(dot(a.vector, b.vector), 0, 1e-12);
    const auto [low, high] = std::ranges::minmax(s.section.loss);
    EXPECT_EQ(low < high, c.function[0] != '0') << c.function;
    if (a.kind == DirectionKind::escape) {
      EXPECT_LT(a.vector[0] * a.vector[1] * a.vector[2], -0.1);
    }
  }
  SurfaceOptions asked;
  asked.directions = DirectionRequests("eigen");
  EXPECT_EQ(Toy("x*y*z", "0,0,0").draw(asked).section.directions[0].label, "eigenvector 1 of 3");
}

TEST(SurfaceThroughAPoint, GoesOnToTheSameNumbers) {
  Context context;
  const Problem problem = iris(context);
  SurfaceOptions options;
  options.directions = DirectionRequests("random");
  options.grid = {30, 30};
  const Surface whole = surface(*problem.objective, problem.theta, options, context);
  std::stop_source source;
  context.stop = source.get_token();
  Surface kept;
  options.prepared = [&](const Surface& s) { kept = s; };
  options.observer = [&](std::size_t, std::span<const double>) { source.request_stop(); };
  const Surface part = surface(*problem.objective, problem.theta, options, context);
  EXPECT_TRUE(part.interrupted);
  EXPECT_LT(part.section.evaluated, 900U);
  EXPECT_GT(part.section.evaluated, 0U);
  kept.section.loss = part.section.loss;
  kept.section.evaluated = part.section.evaluated;
  options.resume = &kept;
  context.stop = {};
  const Surface rest = surface(*problem.objective, problem.theta, options, context);
  EXPECT_FALSE(rest.interrupted);
  EXPECT_EQ(rest.section.loss, whole.section.loss);
  EXPECT_EQ(rest.section.model, whole.section.model);
  EXPECT_EQ(to_json(rest).dump(), to_json(whole).dump());  // it holds no times
}

std::string refused(const Toy& toy, const SurfaceOptions& options) {
  Context context = toy.context;
  try {
    surface(*toy.problem.objective, toy.problem.theta, options, context);
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

// Each a member of what is gone on with that doesn't fit θ, as documents of large networks have them.
TEST(SurfaceThroughAPoint, GoesOnWithNothingThatDoesNotFit) {
  Toy toy("x^2 + 2*y^2 - 3*z^2", "1,2,3");
  SurfaceOptions options;
  options.directions = DirectionRequests("z,x");
  options.grid = {3, 4};
  Surface sound;
  options.prepared = [&](const Surface& s) { sound = s; };
  const Surface whole = toy.draw(options);
  ASSERT_EQ(sound.section.directions[0].index, 2U);
  const auto message = [&](auto change) {
    Surface kept = sound;
    change(kept.section);
    SurfaceOptions again;
    again.resume = &kept;
    return refused(toy, again);
  };
  EXPECT_EQ(message([](CrossSection&) {}), "");
  EXPECT_EQ(message([](CrossSection& s) { s.directions[1].vector.clear(); }),
            "the surface to go on with has 0 of the 3 entries of the direction \"x\".");
  EXPECT_EQ(message([](CrossSection& s) { s.directions[0].index.reset(); }),
            "the surface to go on with doesn't say which of 3 parameters the direction \"z\" is.");
  EXPECT_EQ(message([](CrossSection& s) { s.directions[0].index = 3; }),
            "the surface to go on with doesn't say which of 3 parameters the direction \"z\" is.");
  EXPECT_EQ(message([](CrossSection& s) { s.origin.pop_back(); }),
            "the surface to go on with has 2 axes, 2 directions and 1 coordinates of its centre.");
  EXPECT_EQ(message([](CrossSection& s) { s.axes.clear(); }),
            "the surface to go on with has 0 axes, 2 directions and 2 coordinates of its centre.");
  EXPECT_EQ(message([](CrossSection& s) { s.loss.pop_back(); }),
            "the surface to go on with has 11 losses, 0 of them evaluated, and 12 numbers of a model for 12 points.");
  EXPECT_EQ(message([](CrossSection& s) { s.evaluated = 13; }),
            "the surface to go on with has 12 losses, 13 of them evaluated, and 12 numbers of a model for 12 points.");
  EXPECT_EQ(message([](CrossSection& s) { s.marks[0].at = {1}; }),
            "the surface to go on with has 1 coordinates of the mark \"here\".");
  SurfaceOptions again;
  again.resume = &sound;
  EXPECT_EQ(toy.draw(again).section.loss, whole.section.loss);
}

TEST(SurfaceThroughAPoint, AsksForMemoryBesideWhatIsHeldBeforeItEvaluates) {
  Toy toy("x^2 - y^2", "0,0");
  toy.context.memory = 100 << 20;
  SurfaceOptions options;
  options.grid = {1000, 1000};
  options.held = 60 << 20;
  EXPECT_EQ(refused(toy, options), "A surface of 1000000 points would take 181 MiB; 40 MiB are allowed.");
  options.grid = {};
  EXPECT_EQ(refused(toy, options), "");
  toy.context.memory = 1 << 18;
  EXPECT_EQ(refused(toy, options), "A surface of 2601 points would take 0.471 MiB; 0.0625 MiB are allowed.");
}

// Of 3 files with 10⁵ numbers each, and once more for the principal components: 4.8 MB.
TEST(DirectionRequests, ReadWeightsBesideWhatIsHeldAndShareThem) {
  const testing_stall::Quadratic objective(Vector(100'000, 0.0), Vector(100'000, 1.0));
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "saddlescope_checkpoints";
  std::filesystem::create_directories(folder);
  for (const double x : {1.0, 2.0, 4.0}) {
    const Bytes bytes = encode_weights(objective.parameters(), Vector(100'000, x), Format::npz).bytes;
    AtomicFile((folder / fmt::format("{}.npz", x)).string()).commit(bytes);
  }
  DirectionRequests requests("trajectory:" + folder.string());
  Context context;
  context.memory = 5 << 20;
  try {
    requests.load_points(objective.parameters(), "out-in", 1 << 20, context);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::memory);
    EXPECT_STREQ(
        error.what(),
        "The weights of 3 files of --directions would take 4.58 MiB; 4 MiB are allowed. Name fewer, keep fewer "
        "checkpoints in the folder, or --memory 6MiB.");
  }
  requests.load_points(objective.parameters(), "out-in", 0, context);
  EXPECT_EQ(requests.bytes(), 3 * 800'000);
  const DirectionRequests copy = requests;
  EXPECT_EQ(copy.list()[0].points, requests.list()[0].points);
  std::filesystem::remove_all(folder);
}

// Read for two parameters, asked about with one: a difference of the two would be written beyond its end.
TEST(DirectionRequests, ReadForAnotherObjectiveAreRefused) {
  Toy two("x^2 + y^2", "1,1"), one("x^2", "1");
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "saddlescope_other_objective";
  std::filesystem::create_directories(folder);
  for (const double x : {2.0, 3.0}) {
    const Bytes bytes = encode_weights(two.problem.objective->parameters(), Vector(2, x), Format::npz).bytes;
    AtomicFile((folder / fmt::format("{}.npz", x)).string()).commit(bytes);
  }
  for (const std::string& asked : {"to:" + (folder / "2.npz").string(), "trajectory:" + folder.string()}) {
    TaylorCommandOptions options;
    options.directions = DirectionRequests(asked);
    options.directions.load_points(two.problem.objective->parameters(), "out-in", 0, two.context);
    try {
      taylor(*one.problem.objective, one.problem.theta, options, one.context);
      ADD_FAILURE() << asked;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::bad_input);
      EXPECT_STREQ(error.what(),
                   "2.npz: has 2 parameters where this objective has 1. DirectionRequests::load_points() takes the "
                   "objective's own parameters.");
    }
  }
  std::filesystem::remove_all(folder);
}

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

// A folder of one checkpoint, and of two, which lie on a line.
TEST(SurfaceThroughAPoint, ATrajectoryThatSpansNoPlaneSaysWhatToDo) {
  Toy toy("x^2 + y^2 + z^2", "1,1,1");
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "saddlescope_short_trajectory";
  std::filesystem::create_directories(folder);
  const auto refused_after = [&](double x) -> std::string {
    const Bytes bytes = encode_weights(toy.problem.objective->parameters(), Vector(3, x), Format::npz).bytes;
    AtomicFile((folder / fmt::format("{}.npz", x)).string()).commit(bytes);
    SurfaceOptions options;
    options.directions = DirectionRequests("trajectory:" + folder.string());
    options.directions.load_points(toy.problem.objective->parameters(), "out-in", 0, toy.context);
    try {
      toy.draw(options);
    } catch (const Error& error) {
      return error.message() + " " + error.remedy();
    }
    return "drawn";
  };
  EXPECT_EQ(refused_after(2),
            "1 checkpoint is no trajectory. train --checkpoint-every K -o DIR leaves one every K steps.");
  EXPECT_EQ(refused_after(3), "the checkpoints lie on one line: they span no plane. Draw the line: --grid 101.");
  std::filesystem::remove_all(folder);
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

TEST(SurfaceThroughAPoint, GivesNoSlopeCurvatureOrModelOnAKink) {
  SurfaceOptions options;
  options.grid = {5, 5};
  Toy kink("abs(x) + y^2", "0,0"), beside("abs(x) + y^2", "1,0");
  const Surface on = surface(*kink.problem.objective, kink.problem.theta, options, kink.context);
  EXPECT_EQ(on.kink, "abs(x) in the formula");
  EXPECT_THAT(on.why, ::testing::HasSubstr("The point lies on a kink (abs(x) in the formula), where derivatives jump"));
  EXPECT_FALSE(on.section.directions[0].slope || on.section.directions[0].curvature);
  EXPECT_TRUE(on.section.model.empty());
  const Surface off = surface(*beside.problem.objective, beside.problem.theta, options, beside.context);
  EXPECT_EQ(off.kink + off.why, "");
  EXPECT_EQ(off.section.directions[0].slope, 1);
  EXPECT_EQ(off.section.model.size(), 25U);
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
