// Input that is unusual but legal gives the right answer, on any number of threads and under any locale.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/cli/files.h"
#include "tests/cli/program.h"

namespace saddlescope::cli {
namespace {

using Json = nlohmann::ordered_json;

class LegalInput : public ProgramTest {
 protected:
  Json diagnosis(std::vector<std::string> arguments, const std::vector<std::string>& environment = {}) const {
    arguments.insert(arguments.begin(), "diagnose");
    arguments.insert(arguments.end(), {"--json", "-"});
    const Outcome outcome = run(arguments, environment);
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.err, "");
    return parsed(outcome.out);
  }
};

// f(x) = Wx + b at W = 0, b = 0 with mean squared error: L = mean y² = 7, ∂L/∂b = −2·mean y = −14/3,
// ∂L/∂W = −2·mean yx = (−40/3, −18), for x = (0 1; 2 3; 4 5), y = (1, 2, 4).
TEST_F(LegalInput, AnyOrderOfAxesAndBytesIsTheSameData) {
  const Vector by_columns{0, 2, 4, 1, 3, 5};
  struct Case {
    const char *name, *descr;
    bool fortran, big;
  };
  for (const Case& c : {Case{"c_little", "<f8", false, false}, Case{"c_big", ">f8", false, true},
                        Case{"fortran_little", "<f8", true, false}, Case{"fortran_big", ">f8", true, true}}) {
    write("x.npy", npy(c.descr, c.fortran, "(3, 2)", doubles(c.fortran ? by_columns : kX, c.big)));
    write("y.npy", npy(c.descr, c.fortran, "(3,)", doubles(kY, c.big)));
    const Json d = diagnosis({"--model", "mlp:2-1", "--data", "x.npy,y.npy", "--init", "zeros"});
    constexpr double kRounding = 64 * 0x1p-52 * 18;  // a handful of operations on numbers up to 18
    EXPECT_NEAR(d["loss"].get<double>(), 7, kRounding) << c.name;
    EXPECT_NEAR(d["gradient"][0].get<double>(), -40.0 / 3, kRounding) << c.name;
    EXPECT_NEAR(d["gradient"][1].get<double>(), -18, kRounding) << c.name;
    EXPECT_NEAR(d["gradient"][2].get<double>(), -14.0 / 3, kRounding) << c.name;
  }
}

// The element types of NumPy's files: x counts 0, 1, … row by row in each of them (tests/formats/files).
TEST_F(LegalInput, AnyElementTypeIsTheSameData) {
  write("x.npy", npy("<f8", false, "(2, 3)", doubles(kX, false)));
  write("y.npy", npy("<f8", false, "(2,)", doubles({0, 7}, false)));
  const Json expected = diagnosis({"--model", "mlp:3-1", "--data", "x.npy,y.npy", "--init", "zeros"});
  for (const char* type : {"big_f8", "f4", "big_f4", "f2", "i8", "big_i4", "u1"}) {
    const std::string file = std::string(SADDLESCOPE_TEST_FILES) + "/types.npz";
    const Json d = diagnosis({"--model", "mlp:3-3", "--data", file, "--x", type, "--y", "f8", "--init", "zeros"});
    EXPECT_NEAR(d["loss"].get<double>(), 55.0 / 6, 64 * 0x1p-52 * 55) << type;  // (0² + … + 5²)/6
  }
  EXPECT_EQ(expected["loss"], 24.5);
}

// What depends on the run: seconds and the number of threads. All else is the same bytes.
std::string without_run(Json document) {
  document.erase("seconds");
  document["environment"].erase("threads");
  if (document.contains("history")) {
    for (Json& point : document["history"]) point.erase("seconds");
  }
  return document.dump(1);
}

TEST_F(LegalInput, TheNumberOfThreadsChangesNoByte) {
  const std::vector<std::string> problem{"--model", "mlp:13-8-3:tanh", "--data", "wine", "--standardize"};
  const auto result = [&](std::vector<std::string> command, const char* threads) {
    command.insert(command.end(), problem.begin(), problem.end());
    command.insert(command.end(), {"--json", "-", "--threads", threads});
    const Outcome outcome = run(command);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return without_run(parsed(outcome.out));
  };
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{"diagnose"}, {"escape", "--rounds", "2"}, {"train", "--steps", "20"}}) {
    const std::string one = result(command, "1");
    EXPECT_EQ(one, result(command, "2")) << command.front();
    EXPECT_EQ(one, result(command, "3")) << command.front();
  }
}

// Names that no machine may have: then the program stays with "C", which must not matter either.
TEST_F(LegalInput, AForeignLocaleChangesNothing) {
  write("data.csv", std::string("a,b,y\n0.5,1.5,1\n1.25,2,0\n3,0.125,1\n"));
  const std::vector<std::string> problem{"--model",      "mlp:2-1", "--data",    "data.csv",
                                         "--init-scale", "0.5",     "--threads", "1"};
  const std::string expected = without_run(diagnosis(problem));
  for (const char* locale : {"de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8"}) {
    const std::string value(locale);
    EXPECT_EQ(without_run(diagnosis(problem, {"LC_ALL=" + value, "LC_NUMERIC=" + value, "LANG=" + value})), expected);
  }
}

// f32 is said where f64 is, the flags that say the problem again hold it, and no verdict of it is certified.
TEST_F(LegalInput, AnEvaluationInF32SaysSoAndCertifiesNothing) {
  const std::vector<std::string> problem{"--model", "mlp:13-4-3:tanh", "--data", "wine", "--standardize"};
  std::vector<std::string> single = problem;
  single.insert(single.end(), {"--precision", "f32"});
  const Json exact = diagnosis(problem), d = diagnosis(single);
  EXPECT_EQ(exact["problem"]["precision"], "f64");
  EXPECT_EQ(d["problem"]["precision"], "f32");
  EXPECT_THAT(d["problem"]["arguments"].get<std::string>(), testing::HasSubstr("--precision f32"));
  EXPECT_EQ(d["verdict"]["certified"], false);
  EXPECT_THAT(d["verdict"]["why"].get<std::string>(), testing::HasSubstr("f64 would settle it"));
  EXPECT_EQ(d["verdict"]["kind"], exact["verdict"]["kind"]);
  EXPECT_NE(d["loss"], exact["loss"]);
  EXPECT_NEAR(d["loss"].get<double>(), exact["loss"].get<double>(), 1e-6 * exact["loss"].get<double>());
  EXPECT_GT(d["spectrum"]["inertia"]["tolerance"].get<double>(),
            1e3 * exact["spectrum"]["inertia"]["tolerance"].get<double>());
}

// The contract's example, member by member.
TEST_F(LegalInput, ADiagnosisHasTheMembersOfTheContract) {
  const Json d = diagnosis({"--function", "(1 - w1*w2)^2", "--at", "w1=0, w2=0", "--seed", "7"});
  EXPECT_EQ(d["format"], "saddlescope/diagnose");
  EXPECT_EQ(d["version"], 1);
  EXPECT_EQ(d["problem"]["parameters"], 2);
  EXPECT_EQ(d["problem"]["samples"], 1);
  EXPECT_EQ(d["problem"]["loss"], "function");
  EXPECT_EQ(d["problem"]["precision"], "f64");
  EXPECT_EQ(d["loss"], 1);
  EXPECT_EQ(d["floor"], 0);
  EXPECT_EQ(d["gradient"], Json({0.0, 0.0}));
  EXPECT_EQ(d["gradient_norm"], 0);
  EXPECT_TRUE(d.at("gradient_flatness").is_null());
  EXPECT_TRUE(d.at("kink_distance").is_null());
  EXPECT_EQ(d["hessian"], Json::parse("[[0.0, -2.0], [-2.0, 0.0]]"));
  const Json& s = d["spectrum"];
  EXPECT_EQ(s["complete"], true);
  EXPECT_EQ(s["method"], "exact");
  EXPECT_EQ(s["minimum_ratio"], 0.5);
  EXPECT_GE(s["hessian_vector_products"], 2);
  const double bound = s["inertia"]["tolerance"];
  EXPECT_GT(bound, 0);
  EXPECT_LT(bound, 1e-13);  // contract: 8.9e-16, here with the evaluation's own rounding
  ASSERT_EQ(s["eigenvalues"].size(), 2U);
  EXPECT_NEAR(s["eigenvalues"][0].get<double>(), -2, bound);
  EXPECT_NEAR(s["eigenvalues"][1].get<double>(), 2, bound);
  for (const auto& [name, value] : {std::pair("lowest", -2.0), std::pair("highest", 2.0)}) {
    EXPECT_NEAR(s[name]["value"].get<double>(), value, s[name]["bound"].get<double>());
  }
  for (const Json& inertia : {s["inertia"], d["nearby"]["inertia"]}) {
    EXPECT_EQ(inertia["negative"], 1);
    EXPECT_EQ(inertia["flat"], 0);
    EXPECT_EQ(inertia["positive"], 1);
    EXPECT_TRUE(inertia.contains("tolerance"));
  }
  EXPECT_EQ(d["verdict"]["kind"], "saddle");
  EXPECT_EQ(d["verdict"]["certified"], true);
  EXPECT_EQ(d["verdict"]["failure_probability"], 0);
  EXPECT_TRUE(d["verdict"]["why"].is_string());
  EXPECT_EQ(d["nearby"]["within"], 0);
  EXPECT_EQ(d["nearby"]["gradient_in_band"], 0);
  const Json& e = d["escape"];
  EXPECT_NEAR(e["eigenvalue"].get<double>(), -2, bound);
  EXPECT_NEAR(e["direction"][0].get<double>(), std::sqrt(0.5), bound);
  EXPECT_NEAR(e["direction"][1].get<double>(), std::sqrt(0.5), bound);
  EXPECT_EQ(e["predicted_by"], "quartic");
  for (const char* name : {"step", "worth", "predicted_decrease", "measured_decrease"}) EXPECT_GT(e[name], 0) << name;
  EXPECT_LT(e["loss_after"], 1e-12);
  EXPECT_EQ(d["seed"], 7);
  EXPECT_EQ(d["engine"], "native");
  for (const char* name : {"version", "cpu", "blas", "threads"}) EXPECT_TRUE(d["environment"].contains(name)) << name;
}

TEST_F(LegalInput, TheOtherCommandsHaveTheMembersOfTheContract) {
  const auto document = [&](const std::vector<std::string>& arguments) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    return parsed(outcome.out);
  };
  const Json escape = document({"escape", "--function", "x^2-y^2+y^4", "--at", "0,0", "-o", "out.npz", "--json", "-"});
  EXPECT_EQ(escape["format"], "saddlescope/escape");
  EXPECT_NEAR(escape["loss"].get<double>(), -0.25, 1e-12);  // at y² = ½
  EXPECT_EQ(escape["weights"], "out.npz");
  EXPECT_EQ(escape["stopped"], "second_order_stationary");
  ASSERT_GE(escape["rounds"].size(), 1U);
  for (const char* name :
       {"eigenvalue", "step", "loss_before", "predicted_decrease", "predicted_by", "measured_decrease"}) {
    EXPECT_TRUE(escape["rounds"][0].contains(name)) << name;
  }
  const Json train = document({"train", "--function", "(x-1)^2", "--at", "0", "--optimizer", "l-bfgs", "--json", "-"});
  EXPECT_EQ(train["format"], "saddlescope/train");
  EXPECT_EQ(train["stopped"], "converged");
  for (const char* name : {"steps", "loss", "gradient_norm", "history"}) EXPECT_TRUE(train.contains(name)) << name;
  const Json inspect = document({"inspect", "--model", "mlp:13-4-3:tanh", "--json", "-"});
  EXPECT_EQ(inspect["format"], "saddlescope/inspect");
  EXPECT_EQ(inspect["model"], "mlp:13-4-3:tanh");
  EXPECT_TRUE(inspect["unsupported"].is_array());
  ASSERT_EQ(inspect["parameters"].size(), 4U);
  for (const char* name : {"name", "shape", "dtype", "trainable", "why"}) {
    EXPECT_TRUE(inspect["parameters"][0].contains(name)) << name;
  }
  for (const Json& d : {escape, train, inspect}) {
    EXPECT_EQ(d["version"], 1);
    for (const char* name : {"seed", "engine", "environment"}) EXPECT_TRUE(d.contains(name)) << name;
  }
}

// Every family's example is taken by every command; diagnose never contradicts theory.
TEST_F(LegalInput, EveryCommandTakesAProblemWhoseAnswerIsKnown) {
  const Json list = parsed(run({"inspect", "--problems", "--json", "-"}).out);
  ASSERT_GE(list["problems"].size(), 14u);
  const std::string text = run({"inspect", "--problems"}).out;
  for (const Json& problem : list["problems"]) {
    const std::string example = problem["example"];
    SCOPED_TRACE(example);
    EXPECT_NE(text.find("    saddlescope diagnose --problem " + example + "\n"), std::string::npos);
    const Json d = diagnosis({"--problem", example});
    EXPECT_NE(d["theory"]["agreement"], "differs") << d["theory"]["why"];
    EXPECT_EQ(d["problem"]["arguments"], "--problem " + example);
    EXPECT_EQ(run({"inspect", "--problem", example}).code, 0);
    EXPECT_EQ(run({"escape", "--problem", example}).code, 0);
    EXPECT_EQ(run({"train", "--problem", example, "--steps", "3"}).code, 0);
  }
}

TEST_F(LegalInput, AnotherPointOfAKnownProblemIsLikeAnyPoint) {
  const Json formula = diagnosis({"--problem", "lecture", "--at", "w1=0.3, w2=0.1"});
  EXPECT_FALSE(formula.contains("theory"));
  EXPECT_EQ(formula["verdict"]["kind"], "not_critical");
  // The weights that escape writes, with the seed that drew the data, are the point that escape ended at.
  const Outcome out = run({"escape", "--problem", "two-layer-linear:4x3x5:J=1,3", "--seed", "7", "-o", "out.npz"});
  EXPECT_EQ(out.code, 0);
  EXPECT_NE(out.out.find("saddlescope train --problem two-layer-linear:4x3x5:J=1,3 --weights out.npz --seed 7\n"),
            std::string::npos)
      << out.out;
  const Json network = diagnosis({"--problem", "two-layer-linear:4x3x5:J=1,3", "--weights", "out.npz", "--seed", "7"});
  EXPECT_FALSE(network.contains("theory"));
  EXPECT_EQ(network["spectrum"]["inertia"]["negative"], 0);
  const Outcome walked = run({"escape", "--problem", "lecture"});
  EXPECT_NE(walked.out.find("saddlescope train --problem lecture --at w1="), std::string::npos) << walked.out;
}

// Targets that are all 0: a constant prediction has nothing to lose, and there is no share of nothing.
TEST_F(LegalInput, TargetsThatAreAllZeroLeaveNoRatioOfNothing) {
  write("zeros.csv", std::string("x,y\n0,0\n1,0\n2,0\n"));
  for (const char* command : {"diagnose", "train"}) {
    const Outcome outcome = run({command, "--model", "mlp:1-2-1:tanh", "--data", "zeros.csv", "--init", "zeros"});
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.out.find("nan"), std::string::npos) << outcome.out;
  }
}

}  // namespace
}  // namespace saddlescope::cli
