// surface and taylor through the program: what surface -o DIR leaves, that it goes on to the same bytes, and what it
// refuses.
#include <gmock/gmock.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): SIGINT

#include <filesystem>

#include "saddlescope/formats/arrays.h"
#include "tests/cli/program.h"

namespace saddlescope::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

const Words kSurfaceOfWine{"surface", "--model", "mlp:13-8-3:tanh", "--data", "wine", "--standardize"};

class SurfaceTest : public ProgramTest {
 protected:
  // What a program that was killed at this moment leaves.
  void cut(const std::string& folder, std::size_t bytes) const {
    fs::remove(path(folder) / "surface.json");
    fs::resize_file(path(folder) / "losses.f64", bytes);
  }
};

// Without --seed random starts mix in entropy: the directions kept are gone on with, not drawn again.
TEST_F(SurfaceTest, GoesOnWhereItStoppedToTheSameBytes) {
  for (const std::string directions : {"random", "eigen", "gradient,0.weight[1,2]"}) {
    const Words words = with(kSurfaceOfWine, {"--directions", directions, "--grid", "17x13", "-o", "land"});
    good(words);
    const std::string whole = read("land/surface.json");
    EXPECT_EQ(fs::file_size(path("land") / "losses.f64"), 17U * 13 * 8);
    for (const std::size_t bytes : {0U, 803U, 17U * 13 * 8}) {
      cut("land", bytes);
      const Outcome again = good(with(words, {"--threads", "3"}));
      EXPECT_EQ(again.err, "land: goes on from point " + std::to_string(bytes / 8) + " of 221.\n");
      EXPECT_TRUE(read("land/surface.json") == whole) << directions << ", " << bytes;
    }
    fs::remove_all(path("land"));
  }
}

// Whose run.json doesn't say which parameter a direction is.
TEST_F(SurfaceTest, GoesOnInAFolderOfAnOlderVersion) {
  const Words words = with(kSurfaceOfWine, {"--directions", "0.weight[1,2],0.bias[3]", "--grid", "5x4", "-o", "land"});
  good(words);
  const std::string whole = read("land/surface.json");
  Json run = Json::parse(read("land/run.json"));
  for (Json& direction : run["surface"]["directions"]) EXPECT_EQ(direction.erase("index"), 1U);
  write("land/run.json", run.dump());
  cut("land", 80);
  EXPECT_EQ(good(words).err, "land: goes on from point 10 of 20.\n");
  EXPECT_TRUE(read("land/surface.json") == whole);
}

TEST_F(SurfaceTest, AnInterruptKeepsWhatIsThere) {
  const Words words{"surface", "--model", "mlp:64-32-10:tanh", "--data", "digits", "--directions",
                    "random",  "--grid",  "301x301",           "-o",     "land"};
  Running running(words, path("."), {});
  running.wait_until_catches(SIGINT);
  running.wait_until([&] {
    std::error_code failed;
    return fs::file_size(path("land") / "losses.f64", failed) > 0 && !failed;
  });
  running.send(SIGINT);
  const Outcome outcome = running.wait();
  EXPECT_EQ(outcome.code, 130);
  EXPECT_THAT(outcome.err, HasSubstr("The same command again goes on from point "));
  const Json document = Json::parse(read("land/surface.json"));
  EXPECT_EQ(document.at("interrupted"), true);
  const std::size_t evaluated = document.at("evaluated");
  EXPECT_GT(evaluated, 0U);
  EXPECT_LT(evaluated, 301U * 301);
  EXPECT_EQ(fs::file_size(path("land") / "losses.f64"), 8 * evaluated);
  EXPECT_TRUE(document.at("loss").back().back().is_null());
}

TEST_F(SurfaceTest, AnInterruptWithoutAFolderSaysThatNothingWasKept) {
  Running running({"surface", "--model", "mlp:64-32-10:tanh", "--data", "digits", "--directions", "random", "--grid",
                   "301x301", "--json", "a.json", "--report", "a.html"},
                  path("."), {});
  const double start = running.processor_time();
  running.wait_until([&] { return running.processor_time() > start + 1; });
  running.send(SIGINT);
  const Outcome outcome = running.wait();
  EXPECT_EQ(outcome.code, 130);
  EXPECT_EQ(outcome.err, "Nothing was kept to go on from: with -o DIR each loss is, as it comes.\n");
  const Json document = Json::parse(read("a.json"));
  const std::string left = std::to_string(301 * 301 - document.at("evaluated").get<int>()), page = read("a.html");
  EXPECT_THAT(page, HasSubstr("<p>Left blank, because not evaluated: " + left + "</p>"));
  EXPECT_EQ(page.find("want of a finite value"), std::string::npos);
}

// A training that went on leaves other weights under the names that --directions has.
TEST_F(SurfaceTest, AFolderBelongsToTheWeightsThatItsDirectionsName) {
  const auto train = [&](const std::string& steps, const std::string& out) {
    good({"train", "--model", "mlp:13-8-3:tanh", "--data", "wine", "--standardize", "--steps", steps,
          "--checkpoint-every", "2", "-o", out});
  };
  train("4", "run/");
  train("1", "start.npz");
  for (const std::string directions : {"to:run/weights.npz,gradient", "trajectory:run"}) {
    const Words words = with(kSurfaceOfWine, {"--weights", "start.npz", "--directions", directions, "--grid", "3x3"});
    good(with(words, {"-o", "land"}));
    good(with(words, {"-o", "land"}));
    train(directions == "trajectory:run" ? "12" : "8", "run/");
    const Outcome changed = run(with(words, {"-o", "land"}));
    EXPECT_EQ(changed.code, 3);
    EXPECT_EQ(changed.err,
              "saddlescope: land/run.json: belongs to another surface: the weights that --directions names have "
              "changed.\nName another folder with -o.\n");
    fs::remove_all(path("land"));
  }
}

TEST_F(SurfaceTest, AFolderBelongsToOneSurface) {
  good(with(kSurfaceOfWine, {"--directions", "random", "--grid", "5x5", "-o", "land"}));
  const Outcome other = run(with(kSurfaceOfWine, {"--directions", "random", "--grid", "7x7", "-o", "land"}));
  EXPECT_EQ(other.code, 3);
  EXPECT_EQ(other.err,
            "saddlescope: land/run.json: belongs to another surface. It is that of\n"
            "  surface --model mlp:13-8-3:tanh --data wine --standardize --seed 0 --directions random --grid 5x5\n"
            "and this one is\n"
            "  surface --model mlp:13-8-3:tanh --data wine --standardize --seed 0 --directions random --grid 7x7\n\n"
            "Repeat the arguments of the first, or name another folder with -o.\n");
  write("land/run.json", std::string("{}"));
  EXPECT_THAT(run(with(kSurfaceOfWine, {"--directions", "random", "--grid", "5x5", "-o", "land"})).err,
              HasSubstr("is no surface that this program can go on with."));
  // Deeper than the program's own stack
  write("land/run.json", R"({"loss":)" + std::string(3'000'000, '['));
  const Outcome deep = run({"surface", "--model", "mlp:13-8-3:tanh", "--data", "wine", "--grid", "5x5", "-o", "land"});
  EXPECT_EQ(deep.code, 3);
  EXPECT_THAT(deep.err, HasSubstr("land/run.json: is no JSON of a surface."));
}

// Among another's files its own would be taken for the other's.
TEST_F(SurfaceTest, AFolderBelongsToOneCommand) {
  const Words train{"train", "--function", "(1 - x)^2 + y^2", "--at", "0,1", "--steps", "5", "-o"};
  const Words land{"surface", "--function", "(1 - x)^2 + y^2", "--at", "0,1", "--grid", "3x3", "-o"};
  const Words census{"census",         "--data",  "x^2", "--x-range",    "0:1", "--samples", "4", "--model",
                     "mlp:1-1-1:tanh", "--steps", "2",   "--iterations", "2",   "--runs",    "1", "-o"};
  good(with(train, {"run"}));
  good(with(land, {"land"}));
  good(with(census, {"many"}));
  const std::string why = ": nothing else is written there.\nName another folder with -o.\n";
  const struct {
    const Words& words;
    std::string folder, keeps;
  } cases[] = {
      {land, "run", "a training (state.safetensors)"},       {census, "run", "a training (state.safetensors)"},
      {train, "land", "a surface (directions.safetensors)"}, {census, "land", "a surface (directions.safetensors)"},
      {train, "many", "a census (networks.jsonl)"},          {land, "many", "a census (networks.jsonl)"}};
  for (const auto& c : cases) {
    const auto before = std::distance(fs::directory_iterator(path(c.folder)), {});
    const Outcome outcome = run(with(c.words, {c.folder}));
    EXPECT_EQ(outcome.code, 3);
    EXPECT_EQ(outcome.err, "saddlescope: " + c.folder + ": keeps " + c.keeps + why) << c.words[0];
    EXPECT_EQ(std::distance(fs::directory_iterator(path(c.folder)), {}), before);
  }
  good(with(train, {"run"}));
  good(with(land, {"land"}));
  good(with(census, {"many"}));
  const Outcome report = run({"report", "land/run.json"});
  EXPECT_EQ(report.err,
            "saddlescope: land/run.json: what `surface -o DIR` goes on from, not its result.\n"
            "Take surface.json from the same folder.\n");
  cut("land", 8);
  EXPECT_EQ(run({"report", "land/run.json"}).err,
            "saddlescope: land/run.json: what `surface -o DIR` goes on from, not its result.\n"
            "surface.json isn't there, since the run didn't come to its end. The same command with -o land goes on "
            "from there and writes it.\n");
}

// One of 1.5 GB was read whole, whatever --memory said.
TEST_F(SurfaceTest, ALossFileLongerThanTheGridIsRefused) {
  const Words words{"surface", "--function", "a^2 - b^2", "--at", "0,0", "--grid", "3x3", "-o", "land"};
  good(words);
  for (const std::uintmax_t bytes : {std::uintmax_t{73}, std::uintmax_t{1} << 32}) {
    fs::resize_file(path("land") / "losses.f64", bytes);
    const Outcome outcome = run(words);
    EXPECT_EQ(outcome.code, 3);
    EXPECT_EQ(outcome.err, "saddlescope: land/losses.f64: has " + std::to_string(bytes) +
                               " bytes, more than the 72 that the losses of 9 points take.\n"
                               "Name another folder with -o.\n");
  }
  fs::remove(path("land") / "losses.f64");
  fs::create_directory(path("land") / "losses.f64");
  EXPECT_EQ(run(words).err, "saddlescope: land/losses.f64: is no file of losses.\nName another folder with -o.\n");
}

// Coordinates up to the ends of f64: the document that is written can be read.
TEST_F(SurfaceTest, AVeryWideGridIsReadAgain) {
  good({"surface", "--function", "a^2 - b^2", "--at", "0,0", "--grid", "3x3", "--range", "1e308", "--json", "r.json"});
  EXPECT_EQ(parsed(read("r.json")).at("axes").at(0), Json::array({-1e308, 0.0, 1e308}));
  good({"report", "r.json"});
}

// With all incoming and outgoing weights of a tanh unit times −1 the network is the same function: the same loss to the
// last bit, another point.
TEST_F(SurfaceTest, ATwinWithTheSameLossIsAnotherSurface) {
  ArrayFile file;
  file.arrays = {from_f64("0.weight", {1, 4}, Vector{0.5, -0.25, 1, 0.75}, Dtype::f64),
                 from_f64("0.bias", {1}, Vector{0.5}, Dtype::f64),
                 from_f64("2.weight", {3, 1}, Vector{1, -0.5, 0.25}, Dtype::f64),
                 from_f64("2.bias", {3}, Vector{0, 0.5, 1}, Dtype::f64)};
  const Words words{"surface",   "--model", "mlp:4-1-3:tanh", "--data",   "iris",   "--standardize",
                    "--weights", "w.npz",   "--directions",   "gradient", "--grid", "5",
                    "-o",        "land"};
  write("w.npz", arrays_bytes(Format::npz, file));
  good(words);
  good(words);
  for (std::size_t k = 0; k < 3; ++k) {
    Vector flipped = to_f64(file.arrays[k], "w.npz");
    for (double& x : flipped) x = -x;
    file.arrays[k] = from_f64(file.arrays[k].name, file.arrays[k].shape, flipped, Dtype::f64);
  }
  write("w.npz", arrays_bytes(Format::npz, file));
  const Outcome other = run(words);
  EXPECT_EQ(other.code, 3);
  EXPECT_EQ(
      other.err,
      "saddlescope: land/directions.safetensors: belongs to another surface: the weights at its centre were others, "
      "with the same loss.\nName another folder with -o.\n");
}

TEST_F(SurfaceTest, TheLecturesPictureOnABox) {
  const Outcome outcome = good({"surface", "--function", "(1 - w1*w2)^2", "--box", "w1=-2:2,w2=-2:2"});
  EXPECT_THAT(outcome.out, StartsWith("The loss on a plane of 81 × 81 points: from 0 to 25.\n"));
  EXPECT_THAT(outcome.out, HasSubstr("  Critical        saddle, loss 1 at (0, 0)\n"));
  EXPECT_THAT(outcome.out, HasSubstr("  Critical        2 curves: degenerate minimum, loss 0\n"));
  const Json document =
      parsed(good({"surface", "--function", "(1 - w1*w2)^2", "--box", "w1=-2:2,w2=-2:2", "--json", "-"}).out);
  EXPECT_EQ(document.at("format"), "saddlescope/surface");
  EXPECT_EQ(document.at("curves").size(), 2U);
  // w₁w₂ = 1 to some roundings, so that the loss is 0 to their square.
  constexpr double kEps = 2.2e-16;
  for (const Json& curve : document.at("curves")) EXPECT_LE(curve.at("loss").get<double>(), 16 * kEps * kEps);
}

TEST_F(SurfaceTest, ATrajectoryIsSeenFromItsEnd) {
  Words train = kSurfaceOfWine;
  train[0] = "train";
  good(with(train, {"--steps", "40", "--checkpoint-every", "10", "-o", "run"}));
  const Json document =
      parsed(good(with(kSurfaceOfWine, {"--directions", "trajectory:run", "--grid", "5x5", "--json", "-"})).out);
  EXPECT_EQ(document.at("problem").at("weights"), "run/weights.npz: parameters found by their names");
  std::size_t checkpoints = 0;
  for (const Json& mark : document.at("marks")) {
    if (mark.at("kind") != "checkpoint") continue;
    ++checkpoints;
    if (mark.at("label") == "weights.npz") {
      EXPECT_EQ(mark.at("loss"), document.at("centre_loss"));
    }
  }
  EXPECT_EQ(checkpoints, 5U);
}

// Beside a run's own checkpoints lies what other commands left; a folder of other names is taken whole.
TEST_F(SurfaceTest, ATrajectoryIsOfTheRunsOwnCheckpoints) {
  fs::create_directory(path("run"));
  const auto weights = [&](const std::string& name, double w, double b) {
    ArrayFile file;
    file.arrays = {from_f64("0.weight", {1, 1}, Vector{w}, Dtype::f64), from_f64("0.bias", {1}, Vector{b}, Dtype::f64)};
    write("run/" + name, arrays_bytes(name.ends_with(".npz") ? Format::npz : Format::safetensors, file));
  };
  write("d.csv", std::string("x,y\n1,2\n2,1\n3,1\n"));
  const auto labels = [&] {
    const Json document = parsed(good({"surface", "--model", "mlp:1-1", "--data", "d.csv", "--loss", "mse",
                                       "--directions", "trajectory:run", "--grid", "3x3", "--json", "-"})
                                     .out);
    Words names;
    for (const Json& mark : document.at("marks")) {
      if (mark.at("kind") == "checkpoint") names.push_back(mark.at("label"));
    }
    return names;
  };
  weights("state.npz", 7, 7);
  weights("directions.safetensors", 8, 8);
  weights("._epoch-9.npz", 8, 8);
  weights("out.npz", 1, 0);
  weights("epoch-10.npz", 2, 3);
  weights("epoch-9.npz", 5, 1);
  EXPECT_EQ(labels(), (Words{"epoch-9.npz", "epoch-10.npz", "out.npz"}));
  weights("checkpoint-000000009.npz", 1, 0);
  weights("checkpoint-000000010.npz", 2, 0);
  weights("checkpoint-best.npz", 9, 9);
  weights("weights.npz", 3, 1);
  EXPECT_EQ(labels(), (Words{"checkpoint-000000009.npz", "checkpoint-000000010.npz", "weights.npz"}));
}

// Two runs' weights are called the same.
TEST_F(SurfaceTest, OtherWeightsAreNamedByWhatTellsThemApart) {
  const auto weights = [&](const std::string& folder, double w, double b) {
    fs::create_directories(path(folder));
    ArrayFile file;
    file.arrays = {from_f64("0.weight", {1, 1}, Vector{w}, Dtype::f64), from_f64("0.bias", {1}, Vector{b}, Dtype::f64)};
    write(folder + "/weights.npz", arrays_bytes(Format::npz, file));
  };
  write("d.csv", std::string("x,y\n1,2\n2,1\n3,1\n"));
  weights("a/run", 1, 0);
  weights("b/run", 0, 1);
  const auto labels = [&](const std::string& directions) {
    const Json document = parsed(good({"taylor", "--model", "mlp:1-1", "--data", "d.csv", "--loss", "mse",
                                       "--directions", directions, "--grid", "3", "--json", "-"})
                                     .out);
    Words names;
    for (const Json& line : document.at("lines")) names.push_back(line.at("direction").at("label"));
    return names;
  };
  EXPECT_EQ(labels("to:a/run/weights.npz"), (Words{"towards weights.npz"}));
  EXPECT_EQ(labels("to:a/run/weights.npz,to:b/run/weights.npz"),
            (Words{"towards a/run/weights.npz", "towards b/run/weights.npz"}));
  weights("b/other", 2, 1);
  EXPECT_EQ(labels("to:b/run/weights.npz,to:b/other/weights.npz"),
            (Words{"towards run/weights.npz", "towards other/weights.npz"}));
  weights(".", 2, 2);
  EXPECT_EQ(labels("to:weights.npz,to:b/other/weights.npz"),
            (Words{"towards weights.npz", "towards other/weights.npz"}));
}

// Only the last file may repeat another (a training's end); a run that stood still weighs as often as it was kept.
TEST_F(SurfaceTest, ATrajectoryCountsEqualCheckpoints) {
  fs::create_directory(path("run"));
  const auto checkpoint = [&](const std::string& name, const Vector& entries) {
    ArrayFile file;
    file.arrays = {from_f64("0.weight", {2, 1}, Vector{entries[0], entries[1]}, Dtype::f64),
                   from_f64("0.bias", {2}, Vector{entries[2], 0}, Dtype::f64)};
    write("run/" + name, arrays_bytes(Format::npz, file));
  };
  for (const std::string name : {"1.npz", "2.npz", "3.npz"}) checkpoint(name, {1, 0, 0});
  checkpoint("4.npz", {2, 0, 0});
  for (const std::string name : {"5.npz", "last.npz"}) checkpoint(name, {2, 1, 0});
  write("d.csv", std::string("x,y,z\n1,2,3\n2,1,0\n3,1,1\n"));
  const Json document = parsed(good({"surface", "--model", "mlp:1-2", "--data", "d.csv", "--target", "y,z", "--loss",
                                     "mse", "--directions", "trajectory:run", "--grid", "3x3", "--json", "-"})
                                   .out);
  // Of (0,0) three times, (1,0) and (1,1): squares about the mean 6/5 and 4/5, product 3/5.
  const double middle = 1, half = std::hypot(0.2, 0.6);
  EXPECT_NEAR(document.at("variance_shares").at(0).get<double>(), (middle + half) / 2, 1e-12);
  EXPECT_EQ(document.at("marks").size(), 7U);
}

// x² + x³/4 is trusted to 0.4.
TEST_F(SurfaceTest, TaylorSaysHowFarItCanBeTrusted) {
  const Words words{"taylor", "--function", "x^2 + x^3/4", "--at", "0"};
  EXPECT_THAT(good(words).out, HasSubstr("  Trust radius    forwards 0.4, backwards 0.4\n"));
  const Json document = parsed(good(with(words, {"--json", "-", "--order", "3"})).out);
  EXPECT_EQ(document.at("lines").at(0).at("coefficients").size(), 4U);
  EXPECT_EQ(document.at("lines").at(0).at("trust_radius_forward").at("at_least"), true);
}

}  // namespace
}  // namespace saddlescope::cli
