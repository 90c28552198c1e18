// census -o DIR: what it leaves, that it goes on to the same result however it was killed, what it refuses; and the
// flags that may be given several times.
#include <gmock/gmock.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): SIGKILL

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <set>
#include <sstream>
#include <thread>

#include "saddlescope/base/random.h"
#include "tests/cli/program.h"

namespace saddlescope::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

const Words kTask{"census", "--data",  "sin(5*pi*x)/(5*pi*x)", "--x-range", "0:1", "--samples",
                  "16",     "--model", "mlp:1-3-1:tanh"};
const Words kLine = with(kTask, {"--steps", "40", "--iterations", "20", "--seed", "3"});

class CensusTest : public ProgramTest {
 protected:
  /// The document without what isn't the census's own.
  Json result(const std::string& file) const {
    Json document = Json::parse(read(file));
    document.erase("environment");
    return document;
  }
  std::size_t lines(const std::string& file) const {
    const std::string text = read(file);
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }
  void wait_for_lines(const Running& running, const std::string& file, std::size_t count) const {
    running.wait_until([&] { return std::filesystem::exists(path(file)) && lines(file) >= count; });
  }
  Words names(const std::string& folder) const {
    Words list;
    for (const auto& entry : std::filesystem::directory_iterator(path(folder))) list.push_back(entry.path().filename());
    std::sort(list.begin(), list.end());
    return list;
  }
};

TEST_F(CensusTest, LeavesEveryNetworkAndTheResult) {
  good(with(kLine, {"--runs", "5", "-o", "run", "--svg", "run.svg", "--json", "run.json"}));
  EXPECT_THAT(names("run"), ElementsAre("census.csv", "census.json", "census.svg", "networks.jsonl", "run.json"));
  EXPECT_EQ(lines("run/networks.jsonl"), 5U);
  EXPECT_EQ(lines("run/census.csv"), 6U);
  EXPECT_EQ(read("run.svg"), read("run/census.svg"));
  EXPECT_EQ(read("run.json"), read("run/census.json"));
}

TEST_F(CensusTest, IsTheSameForAnyNumberOfThreads) {
  good(with(kLine, {"--runs", "9", "--threads", "1", "--json", "one.json"}));
  good(with(kLine, {"--runs", "9", "--threads", "2", "--json", "two.json"}));
  EXPECT_EQ(result("one.json"), result("two.json"));
}

TEST_F(CensusTest, GoesOnToTheSameResultAfterTenKills) {
  const Words words = with(kTask, {"--runs", "60", "--steps", "400", "--iterations", "60", "--threads", "2"});
  good(with(words, {"-o", "whole"}));
  RandomStream random(18, "census kills");
  std::size_t before = 0;
  int killed = 0;
  for (int kill = 0; kill < 10 && before < 60; ++kill) {
    Running running(with(words, {"-o", "cut"}), path(""), {});
    // in the middle of the work, at differing moments
    wait_for_lines(running, "cut/networks.jsonl", before + 1 + random.below(3));
    std::this_thread::sleep_for(std::chrono::microseconds(random.below(5000)));
    running.send(SIGKILL);
    killed += running.wait().code == 128 + SIGKILL;
    const std::size_t now = lines("cut/networks.jsonl");
    EXPECT_GT(now, before);  // what was finished is never lost
    before = now;
  }
  EXPECT_GE(killed, 5);
  good(with(words, {"-o", "cut"}));
  EXPECT_EQ(result("whole/census.json"), result("cut/census.json"));
  EXPECT_EQ(read("whole/census.csv"), read("cut/census.csv"));
  EXPECT_EQ(read("whole/census.svg"), read("cut/census.svg"));
  EXPECT_EQ(lines("cut/networks.jsonl"), 60U);
  EXPECT_THAT(names("cut"), ElementsAre("census.csv", "census.json", "census.svg", "networks.jsonl", "run.json"));
}

TEST_F(CensusTest, DropsATornLineAndRunsItsNetworkAgain) {
  const Words words = with(kLine, {"--runs", "4", "--threads", "1"});
  good(with(words, {"-o", "whole"}));
  const std::string all = read("whole/networks.jsonl");
  const std::size_t third = all.find('\n', all.find('\n', all.find('\n') + 1) + 1);
  for (const std::size_t kept : {third + 40, third, third - 1, std::size_t{1}, std::size_t{0}}) {
    write("whole/networks.jsonl", all.substr(0, kept));
    good(with(words, {"-o", "whole"}));
    EXPECT_EQ(read("whole/networks.jsonl"), all) << kept;
  }
}

TEST_F(CensusTest, MoreRunsTakeUpThoseThatAreThere) {
  good(with(kLine, {"--runs", "3", "-o", "run"}));
  good(with(kLine, {"--runs", "7", "-o", "run"}));
  EXPECT_EQ(lines("run/networks.jsonl"), 7U);
  good(with(kLine, {"--runs", "7", "--json", "once.json"}));
  EXPECT_EQ(result("run/census.json"), result("once.json"));
  good(with(kLine, {"--runs", "3", "-o", "run"}));
  EXPECT_EQ(result("run/census.json")["networks"].size(), 3U);
}

TEST_F(CensusTest, RefusesTheFolderOfAnotherCensus) {
  good(with(kLine, {"--runs", "1", "-o", "run"}));
  for (const Words& other : {Words{"--start", "1"}, Words{"--tolerance", "1e-6"}, Words{"--model", "mlp:1-4-1:tanh"},
                             Words{"--init", "normal"}}) {
    const Outcome outcome = run(with(with(kLine, {"--runs", "1", "-o", "run"}), other));
    EXPECT_EQ(outcome.code, 3);
    EXPECT_THAT(outcome.err, HasSubstr("run/run.json: belongs to another census. It is that of\n  census --model "));
    EXPECT_THAT(outcome.err, HasSubstr("Repeat the arguments of the first (--runs and --weights may differ), or name "
                                       "another folder with -o.\n"));
  }
}

TEST_F(CensusTest, RefusesALineThatIsNoNetwork) {
  good(with(kLine, {"--runs", "1", "-o", "run"}));
  write("run/networks.jsonl", std::string("{\"model\": 3}\n"));
  const Outcome outcome = run(with(kLine, {"--runs", "1", "-o", "run"}));
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.err,
            "saddlescope: run/networks.jsonl, line 1: not a network of a census: (/model) type must be string, but is "
            "number.\nTake the line out, or name another folder with -o.\n");
}

TEST_F(CensusTest, ACommandInTheRecordRunsThatNetworkAlone) {
  good(with(kLine, {"--runs", "4", "--json", "all.json"}));
  const Json all = Json::parse(read("all.json"))["networks"];
  ASSERT_EQ(all.size(), 4U);
  const std::string command = all[2]["command"];
  const Outcome outcome = shell(command + " --json alone.json");
  EXPECT_EQ(outcome.code, 0) << command << "\n" << outcome.err;
  EXPECT_EQ(Json::parse(read("alone.json"))["networks"][0], all[2]) << command;
}

// Drawn and not trained, trained for a while, trained to the end; what `diagnose` then says is what the census said.
TEST_F(CensusTest, TheCommandsOfARecordEndInTheDiagnosisOfItsPoint) {
  good(with(kLine, {"--runs", "4", "--finder", "newton-mr", "--optimizer", "gradient-descent", "--learning-rate",
                    "0.05", "--init", "normal", "--json", "all.json"}));
  const Json networks = Json::parse(read("all.json"))["networks"];
  std::set<std::size_t> lengths;
  for (const Json& network : networks) {
    const Json& commands = network["diagnosis_commands"];
    lengths.insert(commands.size());
    std::string all;
    for (const Json& command : commands) all += (all.empty() ? "" : " && ") + command.get<std::string>();
    const Outcome outcome = shell(all + " --json point.json");
    ASSERT_EQ(outcome.code, 0) << all << "\n" << outcome.err;
    const Json point = Json::parse(read("point.json"));
    for (const char* member : {"loss", "gradient_norm", "gradient_flatness", "nearby"}) {
      EXPECT_EQ(point[member], network[member]) << all << " " << member;
    }
    EXPECT_EQ(point["verdict"]["kind"], network["verdict"]["kind"]) << all;
    EXPECT_EQ(point["spectrum"]["inertia"], network["inertia"]) << all;
    const std::string page = "seed-" + network["seed"].dump() + ".html";
    EXPECT_THAT(read(page), HasSubstr("<p class=\"command-name\">diagnose</p>"));
  }
  EXPECT_EQ(lengths, (std::set<std::size_t>{2, 3}));
}

// A file in Keras's layout is read so again, by both commands.
TEST_F(CensusTest, TheCommandsOfAFileReadItAsItWasRead) {
  write("task.csv", std::string("a,b,c,d\n1,2,3,5\n0,1,2,2\n2,0,1,4\n3,1,1,0\n"));
  const Words task{"--data", "task.csv", "--target", "c,d", "--model", "mlp:2-2"};
  good(with(with({"train"}, task), {"--steps", "3", "-o", "it's.npz"}));
  good(with(with({"census"}, task), {"--runs", "0", "--weights", "it's.npz", "--weights-layout", "in-out", "--seed",
                                     "5", "--json", "all.json"}));
  const Json file = Json::parse(read("all.json"))["networks"][0];
  good(with(with({"diagnose"}, task), {"--weights", "it's.npz", "--json", "other.json"}));
  EXPECT_NE(Json::parse(read("other.json"))["loss"], file["loss"]) << "the layout makes no difference";
  const Outcome alone = shell(file["command"].get<std::string>() + " --json alone.json");
  ASSERT_EQ(alone.code, 0) << alone.err;
  EXPECT_EQ(Json::parse(read("alone.json"))["networks"][0], file);
  ASSERT_EQ(file["diagnosis_commands"].size(), 1U);
  const Outcome whole = shell(file["diagnosis_commands"][0].get<std::string>() + " --json point.json");
  ASSERT_EQ(whole.code, 0) << whole.err;
  EXPECT_EQ(Json::parse(read("point.json"))["loss"], file["loss"]);
  EXPECT_THAT(files(), ::testing::Contains("it's.html"));
}

TEST_F(CensusTest, TakesSeveralModelsAndRefusesOtherFlagsTwice) {
  good(with(kLine, {"--runs", "2", "--model=mlp:1-4-1:tanh", "--model", "mlp:1-3-3-1:tanh", "--json", "a.json"}));
  const Json document = Json::parse(read("a.json"));
  EXPECT_EQ(document["models"].size(), 3U);
  EXPECT_EQ(document["networks"].size(), 6U);
  const Outcome outcome = run(with(kLine, {"--runs", "2", "--runs", "3"}));
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.err, "saddlescope: --runs is given twice.\nGive it once.\n");
  EXPECT_EQ(run({"diagnose", "--model", "mlp:1-1:", "--model", "mlp:1-1"}).err,
            "saddlescope: --model is given twice.\nGive it once.\n");
}

TEST_F(CensusTest, PutsFilesOfWeightsBesideInNaturalOrder) {
  for (const char* steps : {"2", "10", "1"}) {
    good({"train", "--data", "sin(5*pi*x)/(5*pi*x)", "--x-range", "0:1", "--samples", "16", "--model", "mlp:1-3-1:tanh",
          "--steps", steps, "-o", std::string("w") + steps + ".safetensors"});
  }
  good(with(kLine, {"--runs", "1", "--weights", "w*.safetensors", "--json", "a.json", "-o", "run"}));
  const Json networks = Json::parse(read("a.json"))["networks"];
  ASSERT_EQ(networks.size(), 4U);
  EXPECT_EQ(networks[0]["weights"], "w1.safetensors");
  EXPECT_EQ(networks[1]["weights"], "w2.safetensors");
  EXPECT_EQ(networks[2]["weights"], "w10.safetensors");
  EXPECT_FALSE(networks[3].contains("weights"));
  std::filesystem::copy(path("w10.safetensors"), path("w2.safetensors"),
                        std::filesystem::copy_options::overwrite_existing);
  good(with(kLine, {"--runs", "1", "--weights", "w*.safetensors", "--json", "b.json", "-o", "run"}));
  EXPECT_EQ(Json::parse(read("b.json"))["networks"][1]["loss"], networks[2]["loss"]);  // another file of that name
  const Outcome none = run(with(kLine, {"--weights", "nothing/*.npz"}));
  EXPECT_EQ(none.code, 3);
  EXPECT_EQ(none.err,
            "saddlescope: --weights: no file of weights matches \"nothing/*.npz\". There is no folder nothing.\n"
            "Weights end in .safetensors or .npz.\n");
}

// A pattern for everything is meant for the checkpoints, whatever train and census put beside them; one that matches
// nothing is told what lies there.
TEST_F(CensusTest, APatternTakesWeightsAloneAndIsToldWhatAFolderHolds) {
  good({"train", "--data", "sin(5*pi*x)/(5*pi*x)", "--x-range", "0:1", "--samples", "16", "--model", "mlp:1-3-1:tanh",
        "--steps", "4", "--checkpoint-every", "2", "-o", "run/"});
  good(with(kLine, {"--runs", "0", "--weights", "run/*", "--json", "a.json"}));
  const Json networks = Json::parse(read("a.json"))["networks"];
  ASSERT_GE(networks.size(), 2U);
  EXPECT_EQ(networks[0]["weights"], "run/checkpoint-000000000.npz");
  for (const Json& network : networks) EXPECT_THAT(network["weights"].get<std::string>(), ::testing::EndsWith(".npz"));
  write("run/census.csv", std::string("model,seed\n"));
  const Outcome typo = run(with(kLine, {"--runs", "0", "--weights", "run/*.safetensor"}));
  EXPECT_EQ(typo.code, 3);
  EXPECT_THAT(typo.err, HasSubstr("no file of weights matches \"run/*.safetensor\". run holds 1 .csv, 1 .json, "));
  EXPECT_THAT(typo.err, HasSubstr("; of weights checkpoint-000000000.npz first.\n"));
  EXPECT_EQ(run(with(kLine, {"--runs", "0", "--weights", "run/*", "--json", "b.json"})).code, 0);
}

// A checkpoint that isn't finite is named, with what isn't, as `diagnose` does.
TEST_F(CensusTest, NamesTheFilesThatAreNotFinite) {
  good({"train", "--data", "sin(5*pi*x)/(5*pi*x)", "--x-range", "0:1", "--samples", "16", "--model", "mlp:1-3-1:tanh",
        "--steps", "1", "-o", "w.safetensors"});
  std::string bytes = read("w.safetensors");
  std::uint64_t header = 0;
  std::memcpy(&header, bytes.data(), sizeof header);
  const double nan = std::nan("");
  std::memcpy(bytes.data() + 8 + header, &nan, sizeof nan);  // the first tensor's first number
  write("w.safetensors", bytes);
  const Outcome outcome = run(with(kLine, {"--runs", "0", "--weights", "w.safetensors"}));
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("1 network: 1 not finite."));
  EXPECT_THAT(outcome.out,
              ::testing::ContainsRegex("w.safetensors: the parameter [^ ]+\\[[0-9,]+\\] is nan; it shows first in"));
}

TEST_F(CensusTest, HelpOffersWhatACensusTakes) {
  const std::string help = run({"census", "--help"}).out;
  for (const char* flag : {"--function", "--at ", "--problem", "--expect-loss"})
    EXPECT_EQ(help.find(flag), std::string::npos);
  EXPECT_THAT(help, HasSubstr("--weights PATTERN"));
  EXPECT_EQ(help.find("Weights to start from"), std::string::npos);
  EXPECT_THAT(run({"find", "--help"}).out, HasSubstr("Weights to start from"));
}

TEST_F(CensusTest, SaysWhatItCannotTake) {
  EXPECT_EQ(
      run({"census", "--function", "x^2", "--at", "0"}).err,
      "saddlescope: a census is of networks, which --function isn't.\nSay --model and --data; find --box searches "
      "for a function's critical points.\n");
  EXPECT_EQ(run({"census", "--data", "iris"}).err,
            "saddlescope: a census needs a model.\nSay --model mlp:64-16-10:tanh --data digits, as many models as you "
            "like.\n");
  EXPECT_EQ(run(with(kLine, {"--expect-loss", "1"})).code, 2);
  const Outcome guess = run(with(kLine, {"--finder", "guess", "-o", "run"}));
  EXPECT_EQ(guess.code, 3);
  EXPECT_EQ(guess.err,
            "saddlescope: --finder: \"guess\" is no finder.\nKnown are levenberg-marquardt, gradient-norm, newton-mr, "
            "trust-region.\n");
  EXPECT_EQ(
      run({"census", "--data", "iris", "--model", "mlp:4-3:", "--finder", "levenberg-marquardt", "-o", "run"}).code, 3);
  EXPECT_EQ(
      run({"census", "--data", "iris", "--model", "mlp:4-3", "--finder", "levenberg-marquardt", "-o", "run"}).code, 2);
  EXPECT_EQ(files(), Words{});
  EXPECT_EQ(run(with(kLine, {"--svg", "nowhere/a.svg"})).code, 3);
}

TEST_F(CensusTest, AnInterruptKeepsWhatIsFinished) {
  const Words words = with(kLine, {"--runs", "100000", "-o", "run", "--json", "a.json"});
  Running running(words, path(""), {});
  running.wait_until_catches(SIGINT);
  wait_for_lines(running, "run/networks.jsonl", 2);
  running.send(SIGINT);
  const Outcome outcome = running.wait();
  EXPECT_EQ(outcome.code, 130);
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out, HasSubstr("\nInterrupted: the networks that were finished are counted; with -o the same "
                                     "command goes on from there.\n"));
  const Json document = Json::parse(read("a.json"));
  EXPECT_EQ(document["format"], "saddlescope/census");
  EXPECT_EQ(document["interrupted"], true);
  EXPECT_EQ(document["networks"].size(), lines("run/networks.jsonl"));
}

}  // namespace
}  // namespace saddlescope::cli
