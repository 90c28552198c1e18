// Exit codes that need more than one bad value: outputs that can't be written, divergence, interrupts; and help.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/cli/program.h"

namespace saddlescope::cli {
namespace {

using Json = nlohmann::ordered_json;

class ExitTest : public ProgramTest {
 protected:
  // What a run from these weights says of them: the loss, without moving.
  double loss_of(const std::vector<std::string>& problem, const std::string& weights) const {
    std::vector<std::string> arguments{"train", "--steps", "0", "--json", "-", "--weights", weights};
    arguments.insert(arguments.end(), problem.begin(), problem.end());
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return parsed(outcome.out)["loss"];
  }
};

TEST_F(ExitTest, HelpAndVersionAreNoErrors) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--help"}, {"-h"}, {"--version"}, {"diagnose", "-h"}}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.err, "");
    EXPECT_NE(outcome.out, "");
  }
  EXPECT_EQ(files(), std::vector<std::string>{});
}

TEST_F(ExitTest, WithoutACommandIsWrongUsage) {
  const Outcome outcome = run({});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.err, "saddlescope: which command?\nSee saddlescope --help.\n");
}

// train's examples first: the others start from the weights it writes. demo is one long example, with a test of its
// own.
TEST_F(ExitTest, EveryExampleOfTheHelpRunsWhenPasted) {
  for (const char* command : {"train", "diagnose", "escape", "find", "inspect", "demo"}) {
    const Outcome help = run({command, "--help"});
    EXPECT_EQ(help.code, 0);
    EXPECT_NE(help.out.find(std::string("Usage: saddlescope ") + command), std::string::npos) << help.out;
    std::istringstream examples(help.out.substr(help.out.find("Examples:")));
    std::size_t count = 0;
    for (std::string line; std::getline(examples, line);) {
      const std::size_t start = line.find("saddlescope ");
      if (start == std::string::npos) continue;
      ++count;
      if (std::string(command) == "demo") continue;
      const Outcome outcome = shell(line.substr(start));
      EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
      EXPECT_EQ(outcome.err, "") << line;
    }
    EXPECT_GE(count, 1U) << command;
  }
}

// A document that can't be written is said on standard error alone, before the work starts.
TEST_F(ExitTest, AJsonFileThatCannotBeWrittenIsSaidOnStandardErrorAlone) {
  const Outcome outcome =
      run({"escape", "--function", "x^2-y^2+y^4", "--at", "0,0", "-o", "out.npz", "--json", "nowhere/a.json"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err,
            "saddlescope: nowhere/a.json: can't be written: its folder nowhere can't be opened (No such file or "
            "directory).\nName an output in a folder that exists and that you may write to.\n");
  EXPECT_EQ(files(), std::vector<std::string>{});
}

TEST_F(ExitTest, StandardOutputThatCannotBeWrittenIsBadInput) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  for (const char* more : {"", " --json -"}) {
    const Outcome outcome = shell(std::string("saddlescope diagnose --function x^2 --at 0") + more + " > /dev/full");
    EXPECT_EQ(outcome.code, 3);
    EXPECT_EQ(outcome.err.substr(0, 68), "saddlescope: standard output: can't be written: No space left on dev")
        << more;
  }
}

// Standard output is a pipe whose reader is gone before the program begins, as after `| head -1`.
TEST_F(ExitTest, WhatWasAskedForBesideIsWrittenThoughNobodyReadsStandardOutput) {
  good({"diagnose", "--function", "x^2-y^2+y^4", "--at", "0,0", "--json", "read.json"});
  const Words beside{" --json a.json --report a.html --svg a.svg", "a.json", "a.html", "a.svg"};
  for (const Words& words : std::vector<Words>{
           with({"diagnose --function x^2-y^2+y^4 --at 0,0"}, beside),
           with({"find --function x^2-y^2+y^4 --at 0.1,0.1"}, beside),
           with({"surface --function x^2-y^2+y^4 --at 0,0 --grid 5x5"}, beside),
           with({"census --model mlp:1-1-1:tanh --data x --x-range 0:1 --samples 4 --runs 1 --steps 5"}, beside),
           {"report read.json", " -o a.html --svg a.svg", "a.html", "a.svg"},
           {"diagnose --function x^2-y^2+y^4 --at 0,0", " --json - --report a.html", "a.html"},
           {"--help", ""}}) {
    const Outcome outcome =
        shell("mkfifo closed; : < closed & exec 3> closed; wait; exec saddlescope " + words[0] + words[1] + " >&3");
    EXPECT_EQ(outcome.code, 3) << words[0];
    EXPECT_EQ(outcome.err, "") << words[0];
    for (std::size_t i = 2; i < words.size(); ++i) {
      EXPECT_TRUE(std::filesystem::exists(path(words[i]))) << words[0] << ": " << words[i];
    }
    for (const std::string& name : files()) {
      if (name != "read.json") std::filesystem::remove(path(name));
    }
  }
}

// The whole takes more seconds of the processor than it is given here, its first line next to none.
TEST_F(ExitTest, ADemoThatNobodyReadsEnds) {
  const Outcome outcome = shell("ulimit -t 3; mkfifo gone; : < gone & exec 3> gone; wait; exec saddlescope demo >&3");
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.err, "");
}

// --json has swallowed a flag: its name is no file's.
TEST_F(ExitTest, JsonWithoutItsFileWritesNone) {
  const Outcome outcome = run({"diagnose", "--function", "x^2", "--at", "0", "--json", "--quiet"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.err, "saddlescope: --json needs a value: --json FILE.\nSee saddlescope diagnose --help.\n");
  EXPECT_EQ(files(), std::vector<std::string>{});
}

TEST_F(ExitTest, TwoOutputsInOneFileAreRefusedAndLeaveItAlone) {
  write("a.npz", std::string("precious"));
  const Outcome outcome =
      run({"escape", "--function", "x^2-y^2+y^4", "--at", "0,0", "-o", "a.npz", "--json", "./a.npz"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.err, "saddlescope: --json and -o both name ./a.npz.\nName two files.\n");
  EXPECT_EQ(read("a.npz"), "precious");
}

// Gradient descent on x⁴ with far too long a step: each multiplies x by about 4·η·x², until x⁴ overflows.
TEST_F(ExitTest, TrainingThatDivergesKeepsTheLastFiniteWeights) {
  const Outcome outcome = run({"train", "--function", "x^4", "--at", "2", "--optimizer", "gradient-descent",
                               "--learning-rate", "10", "-o", "out.npz", "--json", "-"});
  EXPECT_EQ(outcome.code, 4);
  EXPECT_EQ(outcome.err.substr(outcome.err.find('\n') + 1), "They are in out.npz.\n");
  const Json document = parsed(outcome.out);
  EXPECT_EQ(document["format"], "saddlescope/error");
  EXPECT_EQ(document["exit_code"], 4);
  const Json& partial = document["partial"];
  EXPECT_EQ(partial["stopped"], "not_finite");
  EXPECT_EQ(partial["weights"], "out.npz");
  ASSERT_TRUE(partial["loss"].is_number());
  const Outcome there = run({"inspect", "out.npz"});
  EXPECT_EQ(there.code, 0);
  EXPECT_EQ(files(), std::vector<std::string>{"out.npz"});
}

TEST_F(ExitTest, APointThatIsNotFiniteSaysSoAsTheCause) {
  for (const char* command : {"diagnose", "escape", "train"}) {
    const Outcome outcome = run({command, "--function", "log(x)", "--at=-1", "--json", "-"});
    EXPECT_EQ(outcome.code, 4) << command;
    const Json stall = parsed(outcome.out)["partial"]["stall"];
    ASSERT_EQ(stall.size(), 1U) << command;
    EXPECT_EQ(stall[0]["cause"], "not_finite");
    EXPECT_EQ(stall[0]["evidence"], "the loss is nan here: log(x) at x = -1.");
    EXPECT_EQ(stall[0]["remedy"], "Move the point into the loss's domain, or look for the step that threw it out.");
  }
}

const std::vector<std::string> kDigits{"--model", "mlp:64-16-10:tanh", "--data", "digits"};

// Long work, told to stop once it has begun (its checkpoint is there, or it has computed for a while).
Outcome interrupted(const std::vector<std::string>& arguments, const std::filesystem::path& folder, int signal,
                    const std::string& until) {
  Running running(arguments, folder, {});
  running.wait_until_catches(signal);
  const auto pause = [] { std::this_thread::sleep_for(std::chrono::milliseconds(5)); };
  if (!until.empty()) {
    while (!std::filesystem::exists(folder / until)) pause();
  } else {
    const double start = running.processor_time();
    while (running.processor_time() < start + 0.5) pause();
  }
  running.send(signal);
  return running.wait();
}

TEST_F(ExitTest, TrainingThatIsInterruptedKeepsWhatItHas) {
  for (const int signal : {SIGINT, SIGTERM}) {
    std::filesystem::remove(path("out.npz"));
    const Outcome outcome =
        interrupted({"train", "--steps", "1000000000", "--stall", "0", "--checkpoint-every", "1", "-o", "out.npz",
                     "--json", "-", "--model", "mlp:64-16-10:tanh", "--data", "digits"},
                    path(""), signal, "out.npz");
    EXPECT_EQ(outcome.code, 128 + signal);
    EXPECT_EQ(outcome.err, "");
    const Json document = parsed(outcome.out);
    EXPECT_EQ(document["format"], "saddlescope/train");
    EXPECT_EQ(document["interrupted"], true);
    EXPECT_EQ(document["stopped"], "interrupted");
    EXPECT_EQ(document["weights"], "out.npz");
    EXPECT_EQ(document["loss"].get<double>(), loss_of(kDigits, "out.npz"));
    EXPECT_EQ(files(), std::vector<std::string>{"out.npz"});
  }
}

TEST_F(ExitTest, AnEscapeThatIsInterruptedKeepsWhatItHas) {
  const Outcome outcome = interrupted({"escape", "--rounds", "1000000", "-o", "out.npz", "--json", "-", "--model",
                                       "mlp:64-16-10:tanh", "--data", "digits"},
                                      path(""), SIGINT, "");
  EXPECT_EQ(outcome.code, 130);
  const Json document = parsed(outcome.out);
  EXPECT_EQ(document["format"], "saddlescope/escape");
  EXPECT_EQ(document["interrupted"], true);
  EXPECT_EQ(document["weights"], "out.npz");
  EXPECT_EQ(document["loss"].get<double>(), loss_of(kDigits, "out.npz"));
  EXPECT_EQ(files(), std::vector<std::string>{"out.npz"});
}

TEST_F(ExitTest, AComparisonThatIsInterruptedKeepsWhatItHas) {
  const Outcome outcome = interrupted(
      {"compare", "--budget", "10000000", "--json", "-", "--model", "mlp:64-16-10:tanh", "--data", "digits"}, path(""),
      SIGINT, "");
  EXPECT_EQ(outcome.code, 130);
  EXPECT_EQ(outcome.err, "");
  const Json document = parsed(outcome.out);
  EXPECT_EQ(document["format"], "saddlescope/compare");
  EXPECT_EQ(document["interrupted"], true);
  ASSERT_FALSE(document["methods"].empty());
  EXPECT_LT(document["methods"][0]["loss"].get<double>(), document["loss"].get<double>());
  EXPECT_EQ(files(), std::vector<std::string>{});
}

TEST_F(ExitTest, ASpectrumThatIsInterruptedKeepsWhatItHas) {
  for (const char* which : {"both", "density"}) {
    const Outcome outcome = interrupted({"spectrum", "--which", which, "--spectrum", "matrix-free", "--json", "-",
                                         "--model", "mlp:64-300-300-10:tanh", "--data", "digits"},
                                        path(""), SIGINT, "");
    EXPECT_EQ(outcome.code, 130);
    EXPECT_EQ(outcome.err, "");
    const Json document = parsed(outcome.out);
    EXPECT_EQ(document["format"], "saddlescope/spectrum");
    EXPECT_EQ(document["interrupted"], true);
    EXPECT_EQ(document["which"], which);
  }
}

// Products alone give what they have found so far.
TEST_F(ExitTest, AMatrixFreeDiagnosisThatIsInterruptedKeepsWhatItHas) {
  const Outcome outcome = interrupted(
      {"diagnose", "--spectrum", "matrix-free", "--json", "-", "--model", "mlp:64-300-300-10:tanh", "--data", "digits"},
      path(""), SIGINT, "");
  EXPECT_EQ(outcome.code, 130);
  EXPECT_EQ(outcome.err, "");
  const Json document = parsed(outcome.out);
  EXPECT_EQ(document["format"], "saddlescope/diagnose");
  EXPECT_EQ(document["interrupted"], true);
  EXPECT_EQ(document["spectrum"]["method"], "matrix-free");
  EXPECT_EQ(document["spectrum"]["complete"], false);
  EXPECT_THAT(document["verdict"]["kind"].get<std::string>(), ::testing::AnyOf("undetermined", "not_critical"));
  EXPECT_EQ(document["verdict"]["certified"], false);
  EXPECT_EQ(document["verdict"]["why"].get<std::string>().substr(0, 18), "Interrupted after ");
  EXPECT_GT(document["loss"].get<double>(), 0);
  EXPECT_GT(document["gradient_norm"].get<double>(), 0);
}

// Random starts: the machine's entropy, recorded, unless --seed is given; then the same document twice.
TEST_F(ExitTest, StartsWithoutASeedMixInEntropyAndSaySo) {
  const std::vector<std::string> without{"diagnose", "--spectrum",      "matrix-free", "--json", "-",
                                         "--model",  "mlp:13-4-3:tanh", "--data",      "wine",   "--standardize"};
  std::vector<std::string> with = without;
  with.insert(with.end(), {"--seed", "0"});
  const Json first = parsed(run(without).out), second = parsed(run(without).out);
  ASSERT_TRUE(first["entropy"].is_number_unsigned());
  EXPECT_NE(first["entropy"], second["entropy"]);
  Json seeded = parsed(run(with).out), again = parsed(run(with).out);
  EXPECT_FALSE(seeded.contains("entropy"));
  seeded.erase("seconds");
  again.erase("seconds");
  EXPECT_EQ(seeded, again);
}

// An unfinished diagnosis by the dense matrix keeps loss and gradient.
TEST_F(ExitTest, ADiagnosisThatIsInterruptedSaysSo) {
  const Outcome outcome = interrupted(
      {"diagnose", "--json", "a.json", "--model", "mlp:64-32-10:tanh", "--data", "digits"}, path(""), SIGINT, "");
  EXPECT_EQ(outcome.code, 130);
  EXPECT_EQ(outcome.err, "");
  const Json document = parsed(read("a.json"));
  EXPECT_EQ(document["interrupted"], true);
  EXPECT_GT(document["loss"], 0);
  EXPECT_GT(document["gradient_norm"], 0);
  EXPECT_EQ(document["problem"]["parameters"], 64 * 32 + 32 + 32 * 10 + 10);
  EXPECT_EQ(document["spectrum"]["method"], "exact");
  if (document["spectrum"]["lowest"].is_null()) {  // told to stop before the eigenvalues were there
    EXPECT_EQ(outcome.out.substr(0, outcome.out.find('\n')), "Interrupted before there was a verdict.");
    EXPECT_EQ(document["verdict"]["kind"], "undetermined");
  }
  EXPECT_TRUE(document.contains("environment"));
  EXPECT_EQ(files(), std::vector<std::string>{"a.json"});
}

// x³ + x/4 + y² has no critical point: asked for one, the program fails, and keeps what it has; not asked, it says
// where it is.
TEST_F(ExitTest, AFinderThatEndsAboveTheToleranceAskedForHasFailed) {
  const std::vector<std::string> problem{"find", "--function", "x^3 + x/4 + y^2", "--at", "0.7,0.3", "--json", "-"};
  const Outcome said = run(problem);
  EXPECT_EQ(said.code, 0) << said.err;
  const Json there = parsed(said.out);
  EXPECT_EQ(there["format"], "saddlescope/find");
  EXPECT_EQ(there["run"]["end"], "gradient_flat");
  EXPECT_EQ(there["points"].size(), 1u);
  EXPECT_NEAR(there["points"][0]["gradient_norm"].get<double>(), 0.25, 1e-3);

  std::vector<std::string> asked = problem;
  asked.insert(asked.end(), {"--tolerance", "1e-9"});
  const Outcome failed = run(asked);
  EXPECT_EQ(failed.code, 4);
  EXPECT_THAT(failed.err, testing::HasSubstr("newton-mr: no critical point: "));
  EXPECT_THAT(failed.err, testing::HasSubstr("Try another --finder, more --iterations, or another start."));
  const Json error = parsed(failed.out);
  EXPECT_EQ(error["format"], "saddlescope/error");
  EXPECT_EQ(error["partial"]["points"], there["points"]);
}

// What is written is where it ended, and the loss said is the loss of that.
TEST_F(ExitTest, FindWritesTheWeightsItEndsWith) {
  const std::vector<std::string> problem{"--model", "mlp:1-3-1:tanh", "--data", "x^2", "--x-range", "0:1"};
  std::vector<std::string> arguments{"find", "-o", path("found.npz").string(), "--iterations", "20", "--json", "-"};
  arguments.insert(arguments.end(), problem.begin(), problem.end());
  const Outcome outcome = run(arguments);
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  const Json found = parsed(outcome.out);
  EXPECT_EQ(found["weights"], path("found.npz").string());
  EXPECT_EQ(found["run"]["finder"], "levenberg-marquardt");
  const double loss = found["run"]["loss"];
  EXPECT_NEAR(loss_of(problem, path("found.npz").string()), loss, 1e-12 * loss);
}

}  // namespace
}  // namespace saddlescope::cli
