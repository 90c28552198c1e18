// `surface` through a point from C++.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/surface.h"
#include "saddlescope/commands/telling_plane.h"
#include "saddlescope/formats/atomic_file.h"
#include "saddlescope/landscape/directions.h"
#include "saddlescope/problem/problem.h"
#include "saddlescope/results/json.h"
#include "tests/base/errors.h"
#include "tests/commands/toy.h"
#include "tests/stall/quadratic.h"

namespace saddlescope {
namespace {

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

}  // namespace
}  // namespace saddlescope
