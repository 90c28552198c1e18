// From a description to a problem: what is built, what excludes what, --expect-loss, weights out and in again.
#include "saddlescope/problem/problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/formats/arrays.h"
#include "saddlescope/formats/file.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {
namespace {

using testing::ElementsAre;

class ProblemTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "saddlescope-problem-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  Problem make(const ProblemDescription& d) { return make_problem(d, context_); }
  double loss(const Problem& p, const Vector& theta) { return p.objective->value(theta, context_); }

  void expect_error(ErrorKind kind, const std::string& text, const ProblemDescription& d) {
    try {
      make(d);
      ADD_FAILURE() << "nothing was thrown; expected: " << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), kind);
      EXPECT_EQ(std::string(error.what()), text);
    }
  }

  Context context_;

 private:
  std::filesystem::path folder_;
};

ProblemDescription toy(const std::string& at = "0.3, 0.1") {
  ProblemDescription d;
  d.function = "(1 - w1*w2)^2";
  d.at = at;
  return d;
}

ProblemDescription wine(const std::string& model = "mlp:13-4-3:tanh") {
  ProblemDescription d;
  d.model = model;
  d.data = "wine";
  d.standardize = true;
  return d;
}

TEST_F(ProblemTest, AFormulaIsItsOwnLossAtThePoint) {
  const Problem p = make(toy());
  EXPECT_THAT(p.theta, ElementsAre(0.3, 0.1));
  EXPECT_DOUBLE_EQ(loss(p, p.theta), 0.97 * 0.97);
  EXPECT_EQ(p.summary.description, "(1 - w1*w2)^2");
  EXPECT_EQ(p.summary.arguments, "--function '(1 - w1*w2)^2' --at '0.3, 0.1'");
  EXPECT_FALSE(p.source.has_value());
  EXPECT_THAT(make(toy("w2=7, w1=2")).theta, ElementsAre(2, 7));
}

// All weights zero: each of three classes has probability 1/3.
TEST_F(ProblemTest, ANetworkOfZerosGuessesEvenly) {
  ProblemDescription d = wine();
  d.init = "zeros";
  const Problem p = make(d);
  EXPECT_EQ(p.theta, Vector(13 * 4 + 4 + 4 * 3 + 3, 0.0));
  EXPECT_NEAR(loss(p, p.theta), std::log(3.0), 4 * kEps);
  EXPECT_EQ(p.summary.weights, "initialized: zeros, seed 0");
}

TEST_F(ProblemTest, TheSeedDecidesTheInitialization) {
  ProblemDescription d = wine();
  const Vector zero = make(d).theta;
  EXPECT_EQ(make(d).theta, zero);
  d.seed = 1;
  const Problem one = make(d);
  EXPECT_NE(one.theta, zero);
  EXPECT_EQ(one.summary.arguments, "--model mlp:13-4-3:tanh --data wine --standardize --seed 1");
  d.init_scale = 0.5;
  Vector half = one.theta;
  scale(0.5, half);
  EXPECT_EQ(make(d).theta, half);
}

// The identity network sees x; L = mean (x − x²)² over the midpoints x = ¼, ¾ of two cells: (¼·¾)² = 9/256.
TEST_F(ProblemTest, AFormulaIsSampledAtTheMidpointsOfItsCells) {
  ProblemDescription d;
  d.model = "mlp:1-1:no-bias";
  d.data = "x^2";
  d.x_range = "0:1";
  d.samples = 2;
  const Problem p = make(d);
  EXPECT_DOUBLE_EQ(loss(p, {1.0}), 9.0 / 256);
}

// ½λ‖θ‖² on top.
TEST_F(ProblemTest, WeightDecayIsPartOfTheLoss) {
  ProblemDescription d = wine();
  const Problem plain = make(d);
  d.weight_decay = 0.1;
  const Problem decayed = make(d);
  const double expected = loss(plain, plain.theta) + 0.05 * dot(plain.theta, plain.theta);
  EXPECT_NEAR(loss(decayed, decayed.theta), expected, 16 * kEps * expected);
}

TEST_F(ProblemTest, FlagsOfTheOtherKindAreRefused) {
  struct Case {
    const char* flag;
    void (*give)(ProblemDescription& d);
  };
  const Case cases[] = {{"--model", [](ProblemDescription& d) { d.model = "mlp:1-1"; }},
                        {"--data", [](ProblemDescription& d) { d.data = "wine"; }},
                        {"--loss", [](ProblemDescription& d) { d.loss = "mse"; }},
                        {"--weights", [](ProblemDescription& d) { d.weights = "a.npz"; }},
                        {"--init", [](ProblemDescription& d) { d.init = "zeros"; }},
                        {"--init-scale", [](ProblemDescription& d) { d.init_scale = 2; }},
                        {"--weight-decay", [](ProblemDescription& d) { d.weight_decay = 2; }},
                        {"--x", [](ProblemDescription& d) { d.x_name = "x"; }},
                        {"--y", [](ProblemDescription& d) { d.y_name = "y"; }},
                        {"--target", [](ProblemDescription& d) { d.target = "1"; }},
                        {"--x-range", [](ProblemDescription& d) { d.x_range = "0:1"; }},
                        {"--samples", [](ProblemDescription& d) { d.samples = 1; }},
                        {"--standardize", [](ProblemDescription& d) { d.standardize = true; }},
                        {"--scale", [](ProblemDescription& d) { d.scale = 2; }},
                        {"--no-header", [](ProblemDescription& d) { d.no_header = true; }},
                        {"--weights-layout", [](ProblemDescription& d) { d.weights_layout = "in-out"; }}};
  for (const Case& c : cases) {
    ProblemDescription d = toy();
    c.give(d);
    expect_error(ErrorKind::usage, std::string(c.flag) + " has no meaning with --function. Leave one of them out.", d);
  }
  ProblemDescription d = wine();
  d.at = "0";
  expect_error(ErrorKind::usage,
               "--at is a point of --function; a network starts from --weights or --init. Leave it out.", d);
}

// Within 1e-4 of what is expected, or within one unit of the last digit typed: 0.9409 is the loss.
TEST_F(ProblemTest, ExpectedLossIsMetToItsLastDigitOrRelatively) {
  for (const char* met : {"0.9409", "0.94", "0.9", "1", "0.940994", "0.94081", "9.409e-1", "+0.9409", "94.1e-2"}) {
    ProblemDescription d = toy();
    d.expect_loss = met;
    EXPECT_NO_THROW(make(d)) << met;
  }
  for (const char* missed : {"0.941001", "0.9408", "0.93", "0.4312", "-0.9409", "3"}) {
    ProblemDescription d = toy();
    d.expect_loss = missed;
    if (std::string(missed) == "0.9408") d.at = "0.3, 0.2";  // 0.8836
    const std::string loss = d.at == toy().at ? "0.9409" : "0.8836";
    expect_error(ErrorKind::bad_input,
                 "--expect-loss: the loss is " + loss + " here, not " + missed +
                     ": we don't see the problem you see. Check --model (activations), --loss, --weight-decay, scaling "
                     "of the data (--standardize, --scale) and the order of the weights (inspect prints it).",
                 d);
  }
  ProblemDescription d = toy();
  d.expect_loss = "0.94x";
  expect_error(ErrorKind::bad_input,
               "--expect-loss: \"0.94x\" is not a finite number. Write it with a point, as 0.4312.", d);
}

TEST(LastDigit, IsOneUnitOfTheNumberAsTyped) {
  EXPECT_DOUBLE_EQ(last_digit("0.431"), 1e-3);
  EXPECT_DOUBLE_EQ(last_digit("4.31e-4"), 1e-6);
  EXPECT_DOUBLE_EQ(last_digit("4.31E+2"), 1);
  EXPECT_DOUBLE_EQ(last_digit("12"), 1);
  EXPECT_DOUBLE_EQ(last_digit("12."), 1);
  EXPECT_DOUBLE_EQ(last_digit("1e3"), 1000);
  EXPECT_DOUBLE_EQ(last_digit("-.50"), 1e-2);
  EXPECT_THROW(last_digit("1e"), Error);
}

// What is written reads back to the same bits and the same loss.
TEST_F(ProblemTest, WeightsAreReadBackAsTheyWereWritten) {
  const Problem p = make(wine());
  for (const char* name : {"w.npz", "w.safetensors"}) {
    WeightsTarget target(p, path(name));
    const Vector written = target.write(p.theta);
    EXPECT_EQ(written, p.theta);
    ProblemDescription d = wine();
    d.weights = path(name);
    const Problem again = make(d);
    EXPECT_EQ(again.theta, p.theta) << name;
    EXPECT_EQ(again.summary.weights, path(name) + ": parameters found by their names");
    EXPECT_EQ(loss(again, again.theta), loss(p, p.theta));
  }
}

// A file in f32 under a prefix, with a tensor that is none of ours: all of it is kept, and θ is rounded as it was
// written.
TEST_F(ProblemTest, OutputsKeepNamesTypesAndTheOtherTensorsOfTheirSource) {
  for (const Format format : {Format::npz, Format::safetensors}) {
    const std::string source = path("source" + std::string(ending_of(format)));
    const std::string out = path("out" + std::string(ending_of(format)));
    const Problem fresh = make(wine());
    ArrayFile file;
    for (const Parameter& q : fresh.objective->parameters()) {
      const auto first = fresh.theta.begin() + static_cast<std::ptrdiff_t>(q.offset);
      const Vector values(first, first + static_cast<std::ptrdiff_t>(element_count(q.shape)));
      file.arrays.push_back(from_f64("net." + q.name, q.shape, values, Dtype::f32));
    }
    file.arrays.push_back(from_f64("steps", {}, Vector{500}, Dtype::f64));
    AtomicFile(source).commit(arrays_bytes(format, file));

    ProblemDescription d = wine();
    d.weights = source;
    const Problem p = make(d);
    Vector moved = p.theta;
    for (double& weight : moved) weight += 1e-3;
    const Vector written = WeightsTarget(p, out).write(moved);
    for (std::size_t i = 0; i < moved.size(); ++i) EXPECT_EQ(written[i], round_to(Dtype::f32, moved[i]));

    const ArrayFile result = read_arrays(out);
    ASSERT_EQ(result.arrays.size(), file.arrays.size());
    for (const NamedArray& array : file.arrays) {
      const NamedArray* kept = result.find(array.name);
      ASSERT_NE(kept, nullptr) << array.name;
      EXPECT_EQ(kept->dtype, array.dtype) << array.name;
      EXPECT_EQ(kept->shape, array.shape) << array.name;
    }
    EXPECT_EQ(result.find("steps")->bytes, file.arrays.back().bytes);
    d.weights = out;
    const Problem again = make(d);
    EXPECT_EQ(again.theta, written);
    EXPECT_EQ(loss(again, again.theta), loss(p, written));
  }
}

TEST_F(ProblemTest, AnOutputThatCannotBeWrittenIsFoundBeforeTheWork) {
  const Problem p = make(toy());
  EXPECT_THROW(WeightsTarget(p, path("nowhere/w.npz")), Error);
  EXPECT_THROW(WeightsTarget(p, path("w.txt")), Error);
}

// What a POSIX shell makes of a line, word by word.
std::vector<std::string> words_of(const std::string& line) {
  FILE* pipe = popen(("printf '%s\\n.\\n' " + line).c_str(), "r");
  std::string text;
  for (int c = std::getc(pipe); c != EOF; c = std::getc(pipe)) text += static_cast<char>(c);
  pclose(pipe);
  std::vector<std::string> words;
  for (std::size_t end; (end = text.find("\n.\n")) != std::string::npos; text.erase(0, end + 3)) {
    words.push_back(text.substr(0, end));
  }
  return words;
}

TEST(ArgumentsText, IsReadBackByAShell) {
  ProblemDescription d;
  d.function = "(1 - w1*w2)^2";
  d.at = "w1=0, w2=-1e-3";
  EXPECT_THAT(words_of(arguments(d)), ElementsAre("--function", "(1 - w1*w2)^2", "--at", "w1=0, w2=-1e-3"));
  ProblemDescription m;
  m.model = "mlp:13-4-3:tanh,relu:no-bias";
  m.data = "it's $HOME/`a` \"b\" \\ *;&|~ ü.csv";
  m.target = "";
  m.no_header = m.standardize = true;
  m.samples = 12;
  m.scale = 0.1;
  m.weight_decay = 1e-300;
  m.loss = "bce-with-logits";
  m.precision = "f32";
  m.seed = 18446744073709551615U;
  EXPECT_THAT(words_of(arguments(m)),
              ElementsAre("--model", "mlp:13-4-3:tanh,relu:no-bias", "--data", *m.data, "--target", "", "--no-header",
                          "--samples", "12", "--standardize", "--scale", "0.1", "--loss", "bce-with-logits",
                          "--weight-decay", "1e-300", "--precision", "f32", "--seed", "18446744073709551615"));
}

}  // namespace
}  // namespace saddlescope
