// What `--directions` asks for, read and held.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/direction_requests.h"
#include "saddlescope/commands/taylor.h"
#include "saddlescope/formats/atomic_file.h"
#include "tests/base/errors.h"
#include "tests/commands/toy.h"
#include "tests/stall/quadratic.h"

namespace saddlescope {
namespace {

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

// A training that ended at a step, was gone on with to step 30, and killed.
TEST(DirectionRequests, WeightsOfAnEarlierEndLieBeforeNewerCheckpoints) {
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "saddlescope_killed_run";
  const std::string ten = "checkpoint-000000010.npz", twenty = "checkpoint-000000020.npz",
                    thirty = "checkpoint-000000030.npz", end = "weights.npz";
  const struct {
    const char* training;
    std::vector<std::string> order;
  } cases[] = {{"{\"steps\": 5}", {end, ten, twenty, thirty}},     {"{\"steps\": 15}", {ten, end, twenty, thirty}},
               {"{\"steps\": 20}", {ten, twenty, thirty}},         {"{\"steps\": 30}", {ten, twenty, thirty, end}},
               {"{\"steps\": \"?\"}", {ten, twenty, thirty, end}}, {"[", {ten, twenty, thirty, end}}};
  std::filesystem::create_directories(folder);
  for (const std::string& name : {ten, twenty, thirty, end}) AtomicFile((folder / name).string()).commit("");
  for (const auto& c : cases) {
    AtomicFile((folder / "training.json").string()).commit(c.training);
    std::vector<std::string> names = checkpoint_files(folder.string(), std::size_t{1} << 20);
    for (std::string& name : names) name = std::filesystem::path(name).filename().string();
    EXPECT_EQ(names, c.order) << c.training;
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace saddlescope
