// train -o DIR: what it leaves, that it goes on to the same bits however it was killed, and what it refuses.
#include <gmock/gmock.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): SIGKILL

#include <algorithm>
#include <cmath>

#include "saddlescope/base/random.h"
#include "saddlescope/cli/folder_lock.h"
#include "saddlescope/formats/arrays.h"
#include "tests/cli/program.h"

namespace saddlescope::cli {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Json = nlohmann::ordered_json;

const Words kTrainWine{"train", "--model", "mlp:13-8-3:tanh", "--data", "wine", "--standardize", "--stall", "0"};

class TrainingFolderTest : public ProgramTest {
 protected:
  /// The document without what a clock or the folder's name says.
  Json result(const std::string& folder) const {
    Json document = Json::parse(read(folder + "/training.json"));
    document.erase("weights");
    document.erase("seconds");
    for (Json& point : document["history"]) point.erase("seconds");
    return document;
  }
  void expect_same(const std::string& one, const std::string& other) const {
    EXPECT_TRUE(read(one + "/weights.npz") == read(other + "/weights.npz"));
    EXPECT_EQ(result(one), result(other));
  }
  std::size_t checkpoints(const std::string& folder) const {
    std::size_t count = 0;
    if (!std::filesystem::exists(path(folder))) return count;
    for (const auto& entry : std::filesystem::directory_iterator(path(folder))) {
      count += entry.path().filename().string().starts_with("checkpoint-");
    }
    return count;
  }
};

TEST_F(TrainingFolderTest, HoldsWeightsStateResultAndCheckpoints) {
  good(with(kTrainWine, {"--steps", "20", "--checkpoint-every", "10", "-o", "run"}));
  Words names;
  for (const auto& entry : std::filesystem::directory_iterator(path("run"))) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, (Words{"checkpoint-000000000.npz", "checkpoint-000000010.npz", "checkpoint-000000020.npz",
                          "state.safetensors", "training.json", "weights.npz"}));
  EXPECT_EQ(read("run/checkpoint-000000020.npz"), read("run/weights.npz"));
  EXPECT_EQ(result("run")["history"].size(), 21u);
}

struct Course {
  const char* name;
  Words words;
  const char* every = "20";  ///< --checkpoint-every: some 30 checkpoints
};
std::ostream& operator<<(std::ostream& out, const Course& course) { return out << course.name; }

class GoesOn : public TrainingFolderTest, public ::testing::WithParamInterface<Course> {};

TEST_P(GoesOn, ToTheSameBitsAfterKillsAtRandomMoments) {
  const Words words =
      with(with(kTrainWine, {"--steps", "600", "--checkpoint-every", GetParam().every}), GetParam().words);
  good(with(words, {"-o", "whole"}));
  RandomStream random(17, GetParam().name);
  int killed = 0;
  for (int kill = 0; kill < 5; ++kill) {
    const std::size_t before = checkpoints("cut");
    Running running(with(words, {"-o", "cut"}), path(""), {});
    const std::size_t enough = before + 1 + random.below(3);
    running.wait_until([&] { return checkpoints("cut") >= enough; });
    running.send(SIGKILL);
    killed += running.wait().code == 128 + SIGKILL;
  }
  EXPECT_GE(killed, 2);
  good(with(words, {"-o", "cut"}));
  expect_same("whole", "cut");
  for (const auto& entry : std::filesystem::directory_iterator(path("cut"))) {
    EXPECT_FALSE(entry.path().filename().string().starts_with(".")) << entry.path() << " was left behind";
  }
}

TEST_P(GoesOn, WithMoreStepsToTheBitsOfAllAtOnce) {
  const Words words = with(kTrainWine, GetParam().words);
  good(with(words, {"--steps", "90", "-o", "whole"}));
  for (const char* steps : {"0", "31", "64", "90"}) {
    const Outcome outcome = good(with(words, {"--steps", steps, "-o", "parts"}));
    EXPECT_EQ(outcome.err.empty(), std::string(steps) == "0");
  }
  expect_same("whole", "parts");
  const Outcome again = good(with(words, {"--steps", "90", "-o", "parts", "--quiet"}));
  EXPECT_EQ(again.err, "");
  expect_same("whole", "parts");
}

INSTANTIATE_TEST_SUITE_P(
    Courses, GoesOn,
    ::testing::Values(Course{"adam", {}}, Course{"adam_batches", {"--batch-size", "16"}},
                      Course{"nesterov_batches", {"--optimizer", "nesterov", "--batch-size", "50"}},
                      Course{"l_bfgs", {"--optimizer", "l-bfgs"}, "2"}, Course{"adam_f32", {"--precision", "f32"}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(TrainingFolderTest, AnotherPrecisionIsAnotherRun) {
  good(with(kTrainWine, {"--steps", "5", "-o", "run"}));
  const Outcome outcome = run(with(kTrainWine, {"--steps", "9", "--precision", "f32", "-o", "run"}));
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE(outcome.err.find("belongs to another run."), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("--precision f32"), std::string::npos) << outcome.err;
}

TEST_F(TrainingFolderTest, AFormulasFolderHoldsItsVariables) {
  const Words words{"train", "--function", "(1 - x)^2 + 100*(y - x^2)^2", "--at", "-1,1", "--steps", "50",
                    "-o",    "run/"};
  good(words);
  EXPECT_EQ(good(words).err, "run/: goes on from step 50.\n");
}

TEST_F(TrainingFolderTest, WhatAPersonWouldntExpectIsSaidBeforeTheWork) {
  const Words words{"train", "--model", "mlp:4-5-3:tanh", "--data", "iris", "--batch-size", "1000", "-o", "run"};
  const std::string whole = "--batch-size 1000 is more than the 150 samples: every step takes all of them.\n";
  EXPECT_EQ(good(with(words, {"--steps", "30"})).err, whole);
  EXPECT_EQ(good(with(words, {"--steps", "10"})).err,
            whole + "run: is at step 30 already, beyond --steps 10: it stays there.\n");
}

TEST_F(TrainingFolderTest, ARunThatIsNoLongerFiniteEndsAsBeforeWhenRunAgain) {
  const Words words{"train",           "--function", "x^4", "--at", "2", "--optimizer", "gradient-descent",
                    "--learning-rate", "10",         "-o",  "run"};
  const Outcome first = run(words), second = run(words);
  EXPECT_EQ(first.code, 4);
  EXPECT_EQ(second.code, 4);
  EXPECT_EQ(first.err, second.err);
  EXPECT_THAT(first.err, HasSubstr("They are in run/weights.npz."));
}

TEST_F(TrainingFolderTest, AnotherRunsStateIsRefusedNamingBoth) {
  good(with(kTrainWine, {"--steps", "5", "-o", "run"}));
  const std::string before = read("run/state.safetensors");
  const Outcome outcome = run(with(kTrainWine, {"--steps", "5", "--learning-rate", "0.1", "-o", "run"}));
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.err,
            "saddlescope: run/state.safetensors: belongs to another run. It is that of\n"
            "  train --model mlp:13-8-3:tanh --data wine --standardize --seed 0 --optimizer adam --learning-rate 0.001 "
            "--epsilon 1e-08 --stall 0\n"
            "and this one is\n"
            "  train --model mlp:13-8-3:tanh --data wine --standardize --seed 0 --optimizer adam --learning-rate 0.1 "
            "--epsilon 1e-08 --stall 0\n\n"
            "Repeat the arguments of the first (--steps may differ), or name another folder with -o.\n");
  EXPECT_EQ(read("run/state.safetensors"), before);
  for (const Words& change : {Words{"--batch-size", "16"}, Words{"--seed", "1"}, Words{"--optimizer", "momentum"},
                              Words{"--weight-decay", "0.1"}}) {
    EXPECT_EQ(run(with(kTrainWine, with(change, {"-o", "run"}))).code, 3) << change[0];
  }
}

// λmax(D⁻¹H) of a run at 1e-3 that has come to rest lies far below Adam's threshold at 1e-3, and above the one at 1e4.
class Means : public TrainingFolderTest, public ::testing::WithParamInterface<Words> {};
INSTANTIATE_TEST_SUITE_P(Batches, Means, ::testing::Values(Words{}, Words{"--batch-size", "16"}));  // ends mid-epoch

TEST_P(Means, DiagnoseReadsAdamsMeansBesideTheWeightsAndOnlyThere) {
  good(with(kTrainWine, with({"--steps", "50", "-o", "run"}, GetParam())));
  const auto told = [&](const std::string& weights, const std::string& rate) {
    const Outcome outcome = good({"diagnose", "--model", "mlp:13-8-3:tanh", "--data", "wine", "--standardize",
                                  "--weights", weights, "--optimizer", "adam", "--learning-rate", rate, "--json", "-"});
    const Json document = Json::parse(outcome.out);
    Words causes;
    for (const Json& cause : document["stall"]) causes.push_back(cause["cause"]);
    for (const Json& cause : document.value("stall_undecided", Json::array()))
      causes.push_back("undecided: " + std::string(cause["cause"]));
    return causes;
  };
  EXPECT_THAT(told("run/weights.npz", "1e-3"), Not(Contains(HasSubstr("step_too_long"))));
  EXPECT_THAT(told("run/weights.npz", "1e4"), Contains("step_too_long"));

  write("alone.npz", read("run/weights.npz"));
  EXPECT_THAT(told("alone.npz", "1e4"), Contains("undecided: step_too_long"));
  good(with(kTrainWine, with({"--steps", "40", "--checkpoint-every", "40", "-o", "other"}, GetParam())));
  write("run/earlier.npz", read("other/checkpoint-000000040.npz"));  // beside a state that isn't its own
  EXPECT_THAT(told("run/earlier.npz", "1e4"), Contains("undecided: step_too_long"));
}

TEST_F(TrainingFolderTest, ChangedDataUnderTheSameNameAreRefused) {
  write("data.csv", std::string("x,y\n0,1\n1,3\n2,5.5\n"));
  const Words words{"train", "--model", "mlp:1-1", "--data", "data.csv", "--init",
                    "zeros", "--steps", "5",       "-o",     "run"};
  good(words);
  write("data.csv", std::string("x,y\n0,1\n1,3\n2,6\n"));
  const Outcome outcome = run(words);
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err,
              StartsWith("saddlescope: run/state.safetensors: belongs to another run: the loss at its start was "));
  EXPECT_THAT(outcome.err, HasSubstr("The data or the weights to start from have changed.\n"));
}

TEST_F(TrainingFolderTest, OneProcessAtATimeWritesToIt) {
  std::filesystem::create_directory(path("run"));
  {
    const FolderLock held(path("run"));
    const Outcome outcome = run(with(kTrainWine, {"--steps", "5", "-o", "run"}));
    EXPECT_EQ(outcome.code, 3);
    EXPECT_EQ(outcome.err,
              "saddlescope: run: another process is writing to this folder.\n"
              "Wait until it has ended, or name another folder with -o.\n");
    EXPECT_TRUE(std::filesystem::is_empty(path("run")));
  }
  good(with(kTrainWine, {"--steps", "5", "-o", "run"}));
}

TEST_F(TrainingFolderTest, ADamagedOrForeignStateIsRefused) {
  good(with(kTrainWine, {"--steps", "5", "-o", "run"}));
  const std::string whole = read("run/state.safetensors");
  for (const std::size_t length : {std::size_t{0}, std::size_t{7}, whole.size() / 2, whole.size() - 1}) {
    write("run/state.safetensors", whole.substr(0, length));
    EXPECT_EQ(run(with(kTrainWine, {"--steps", "5", "-o", "run"})).code, 3) << length;
  }
  ArrayFile foreign;
  foreign.arrays = {from_f64("theta", {2}, Vector{1, 2}, Dtype::f64)};
  write("run/state.safetensors", ByteView(arrays_bytes(Format::safetensors, foreign)));
  const Outcome outcome = run(with(kTrainWine, {"--steps", "5", "-o", "run"}));
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.err,
            "saddlescope: run/state.safetensors: is no state of a training.\nName another folder with -o.\n");
}

TEST_F(TrainingFolderTest, AFileInTheWayIsSaid) {
  write("run", std::string("text"));
  const Outcome outcome = run(with(kTrainWine, {"--steps", "5", "-o", "run"}));
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err, StartsWith("saddlescope: run: the folder can't be made ("));
}

TEST_F(TrainingFolderTest, WeightsOfASafetensorsFileStayOne) {
  good(with(kTrainWine, {"--steps", "0", "-o", "start.safetensors"}));
  good(with(kTrainWine, {"--steps", "5", "--weights", "start.safetensors", "-o", "run"}));
  EXPECT_TRUE(std::filesystem::exists(path("run/weights.safetensors")));
}

// A state with one array changed.
Bytes changed(const std::string& state, const std::string& name, double value) {
  const auto* bytes = reinterpret_cast<const std::byte*>(state.data());  // NOLINT(*-reinterpret-cast)
  ArrayFile file = parse_arrays(ByteView(bytes, state.size()), "state.safetensors");
  for (NamedArray& array : file.arrays) {
    if (array.name == name) {
      array = from_f64(name, array.shape, Vector(element_count(array.shape), value), Dtype::f64);
    }
  }
  return arrays_bytes(Format::safetensors, file);
}

TEST_F(TrainingFolderTest, AStateThatNoRunCanHaveIsRefused) {
  good(with(kTrainWine, {"--steps", "5", "-o", "run"}));
  const std::string whole = read("run/state.safetensors");
  const auto refused = [&](const std::string& name, double value) {
    write("run/state.safetensors", ByteView(changed(whole, name, value)));
    const Outcome outcome = run(with(kTrainWine, {"--steps", "9", "-o", "run"}));
    EXPECT_EQ(outcome.code, 3) << name;
    return outcome.err;
  };
  EXPECT_EQ(refused("step", 1e300), "saddlescope: the saved state: \"step\" is not a count.\n");
  EXPECT_THAT(refused("theta", std::nan("")), HasSubstr("\"theta\" holds a number that isn't finite."));
  EXPECT_THAT(refused("loss", HUGE_VAL), HasSubstr("\"loss\" or its gradient isn't finite."));
}

// The loss isn't smooth at x = 0, where gradient descent comes to rest in x: products there aren't finite.
TEST_F(TrainingFolderTest, WeightsAreKeptWhereTheirStallCannotBeExplained) {
  const Outcome outcome = good({"train", "--function", "abs(x)^1.5 + y^2", "--at", "0,1", "--optimizer",
                                "gradient-descent", "--learning-rate", "0.1", "-o", "out.npz", "--json", "-"});
  EXPECT_TRUE(std::filesystem::exists(path("out.npz")));
  const Json document = Json::parse(outcome.out);
  ASSERT_TRUE(document.contains("stall_undecided"));
  EXPECT_THAT(std::string(document["stall_undecided"][0]["why"]), HasSubstr("not finite"));
}

}  // namespace
}  // namespace saddlescope::cli
