#include "saddlescope/results/json.h"

#include <gtest/gtest.h>

#include <clocale>
#include <cmath>
#include <limits>
#include <locale>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "saddlescope/base/error.h"
#include "tests/numbers.h"
#include "tests/results/golden.h"

namespace saddlescope {
namespace {

// The lecture's network at the origin, as the contract's example has it: every optional member present.
Diagnosis toy() {
  Diagnosis d;
  d.problem.parameters = 2;
  d.problem.samples = 1;
  d.problem.description = "(1 - w1*w2)^2";
  d.problem.arguments = "--function '(1 - w1*w2)^2' --at 'w1=0, w2=0'";
  d.problem.variables = {"w1", "w2"};
  d.problem.at = {0, 0};
  d.loss = 1;
  d.floor = 0;
  d.gradient = {0, -0.0};
  d.hessian = {{0, -2}, {-2, 0}};
  d.spectrum.complete = true;
  d.spectrum.method = "exact";
  d.spectrum.eigenvalues = {-2, 2};
  d.spectrum.lowest = {-2, 8.881784197001252e-16};
  d.spectrum.highest = {2, 8.881784197001252e-16};
  d.spectrum.inertia = Inertia{1, 0, 1, 8.881784197001252e-16};
  d.spectrum.terms.eigensolver = 8.881784197001252e-16;
  d.spectrum.minimum_ratio = 0.5;
  d.spectrum.hessian_vector_products = 2;
  d.verdict = {VerdictKind::saddle, true, 0, "λ = −2 and 2, each beyond ±8.9e-16."};
  d.nearby = Nearby{0, *d.spectrum.inertia, 0};
  d.escape = EscapeRoute{.eigenvalue = -2,
                         .bound = 2.7e-15,
                         .direction = {std::sqrt(0.5), std::sqrt(0.5)},
                         .step = std::sqrt(2.0),
                         .worth = 1,
                         .predicted_decrease = 1,
                         .predicted_by = "quartic",
                         .predicted_step = std::sqrt(2.0),
                         .measured_decrease = 1,
                         .loss_after = 0};
  Theory& theory = d.theory.emplace().theory;
  theory.kind = VerdictKind::saddle;
  theory.loss = 1;
  theory.inertia = {1, 0, 1, 0};
  theory.eigenvalues = {{-2, 1}, {2, 1}};
  theory.relative_error = 7.105427357601002e-15;
  theory.source = "a closed form";
  d.theory->agreement = Agreement::agrees;
  d.theory->why = "The verdict agrees.";
  d.seed = 18446744073709551615U;
  d.engine = "native";
  d.environment = {"0.1.0", "a processor", "a BLAS", 2};
  return d;
}

// A network that isn't finite: what JSON can't say as a number, texts that need escapes, and the absent members null.
Diagnosis ruined_network() {
  Diagnosis d;
  d.problem.parameters = 275;
  d.problem.samples = 178;
  d.problem.loss = "cross-entropy";
  d.problem.description = "mlp:13-16-3:tanh";
  d.problem.data = "wine";
  d.problem.weights = "C:\\run\\\"last\"\tλ.npz";
  d.loss = kNaN;
  d.stake = 1.0860406;
  d.gradient_norm = kInf;
  d.gradient_flatness = 1e-320;  // subnormal
  d.spectrum.method = "inertia";
  d.spectrum.lowest = {-kInf, kInf};
  d.spectrum.highest = {1.0 / 3, 0.1};
  d.verdict.why = "the loss isn't finite.";
  d.verdict.witness = Witness{{0.6, -0.8}, 0.25, 1e-320};
  d.kink_distance = 5e-324;
  d.layers = {{"0", "tanh", 16, 0, 16}};
  d.stall = {{"not_finite", "sample 3, layer 0: NaN", "lower the learning rate"}};
  d.stall_undecided = {{"step_too_long", "Adam's state isn't known"}};
  d.seconds = {{"hessian", 0.25}, {"inertia", 1e-3}};
  d.engine = "native";
  return d;
}

TEST(DiagnosisJson, IsTheKeptDocument) {
  expect_golden("toy.json", to_text(to_json(toy())));
  expect_golden("ruined_network.json", to_text(to_json(ruined_network())));
}

TEST(DiagnosisJson, ReadsBackToTheSameBytes) {
  for (const Diagnosis& d : {toy(), ruined_network(), Diagnosis{}}) {
    const std::string text = to_text(to_json(d));
    EXPECT_EQ(first_difference(text, to_text(to_json(diagnosis_from_json(Json::parse(text))))), "");
  }
}

TEST(DiagnosisJson, ReadsBackToTheSameNumbers) {
  const Diagnosis d = diagnosis_from_json(Json::parse(to_text(to_json(ruined_network()))));
  EXPECT_TRUE(std::isnan(d.loss));
  EXPECT_EQ(d.gradient_norm, kInf);
  EXPECT_EQ(d.spectrum.lowest.value, -kInf);
  EXPECT_EQ(d.spectrum.highest.value, 1.0 / 3);
  EXPECT_EQ(*d.gradient_flatness, 1e-320);
  EXPECT_EQ(*d.kink_distance, 5e-324);
  ASSERT_TRUE(d.verdict.witness);
  EXPECT_EQ(d.verdict.witness->direction, (std::vector{0.6, -0.8}));
  EXPECT_EQ(d.verdict.witness->radius, 0.25);
  EXPECT_EQ(d.verdict.witness->decrease, 1e-320);
  EXPECT_EQ(d.problem.weights, ruined_network().problem.weights);
  EXPECT_FALSE(d.floor || d.nearby || d.escape || d.spectrum.inertia);
  EXPECT_TRUE(std::signbit(diagnosis_from_json(to_json(toy())).gradient[1]));
  EXPECT_EQ(diagnosis_from_json(to_json(toy())).seed, 18446744073709551615U);
}

// A document of before this member was there.
TEST(DiagnosisJson, AnErrorOfTheCurvatureThatIsntThereStaysUnknown) {
  Json j = to_json(toy());
  EXPECT_EQ(diagnosis_from_json(j).escape->bound, 2.7e-15);
  j.at("escape").erase("bound");
  const Diagnosis d = diagnosis_from_json(j);
  EXPECT_FALSE(d.escape->bound);
  EXPECT_EQ(to_text(to_json(d)), to_text(j));
}

// What products alone say: lower bounds, what may hide, what the other way would cost; interrupted.
TEST(DiagnosisJson, LowerBoundsSayThatTheyAre) {
  Diagnosis d = toy();
  d.spectrum.complete = false;
  d.spectrum.method = "matrix-free";
  d.spectrum.eigenvalues.clear();
  d.spectrum.inertia = Inertia{3, 0, 5, 1e-12, false};
  d.spectrum.unseen = {true, -2.5, 2.25, 1e-3};
  d.spectrum.others = {{"exact", 3600, 0x1p35}, {"inertia", 900, 0x1p34}};
  d.nearby->inertia = Inertia{2, 0, 5, 1e-3, false};
  d.entropy = 9007199254740991U;
  d.interrupted = true;
  const Json j = to_json(d);
  EXPECT_EQ(j.at("spectrum").at("inertia").dump(),
            R"({"negative":3,"flat":null,"positive":5,"tolerance":1e-12,"at_least":true})");
  EXPECT_EQ(j.at("spectrum").at("unseen").dump(), R"({"lowest":-2.5,"highest":2.25,"failure_probability":0.001})");
  EXPECT_EQ(j.at("spectrum").at("other").dump(), R"({"method":"exact","seconds":3600.0,"bytes":34359738368.0})");
  EXPECT_EQ(j.at("spectrum").at("others").size(), 2U);
  EXPECT_EQ(j.at("entropy"), 9007199254740991U);
  EXPECT_EQ(j.at("interrupted"), true);
  const Diagnosis back = diagnosis_from_json(Json::parse(to_text(j)));
  EXPECT_EQ(back.nearby->inertia, d.nearby->inertia);
  EXPECT_EQ(to_text(to_json(back)), to_text(j));
}

TEST(DiagnosisJson, SaysHowTheHessianWasMadeAndWhatEitherWayCosts) {
  Diagnosis d = toy();
  d.spectrum.hessian = HessianCost{"dense-layers", 2e11, 1.5e10};
  EXPECT_EQ(to_json(d).at("spectrum").at("hessian").dump(),
            R"({"method":"dense-layers","flops":{"dense-layers":15000000000.0,"products":200000000000.0}})");
  EXPECT_EQ(d.spectrum.hessian->flops(), 1.5e10);
  d.spectrum.hessian = HessianCost{"products", 24, std::nullopt};
  EXPECT_EQ(d.spectrum.hessian->flops(), 24);
  const Json j = to_json(d);
  EXPECT_EQ(j.at("spectrum").at("hessian").dump(),
            R"({"method":"products","flops":{"dense-layers":null,"products":24.0}})");
  EXPECT_EQ(to_text(to_json(diagnosis_from_json(Json::parse(to_text(j))))), to_text(j));
}

// What the contract leaves out of large documents.
TEST(DiagnosisJson, LeavesOutLongDirectionsAndSpectra) {
  Diagnosis d = toy();
  d.escape->direction.assign(1000, 0.1);
  d.verdict.witness = Witness{d.escape->direction, 1, 1};
  d.spectrum.eigenvalues.assign(10000, 1.0);
  EXPECT_TRUE(to_json(d)["escape"].contains("direction"));
  EXPECT_TRUE(to_json(d)["verdict"]["witness"].contains("direction"));
  EXPECT_TRUE(to_json(d)["spectrum"].contains("eigenvalues"));
  d.escape->direction.push_back(0.1);
  d.verdict.witness->direction.push_back(0.1);
  d.spectrum.eigenvalues.push_back(1.0);
  EXPECT_FALSE(to_json(d)["escape"].contains("direction"));
  EXPECT_FALSE(to_json(d)["verdict"]["witness"].contains("direction"));
  EXPECT_FALSE(to_json(d)["spectrum"].contains("eigenvalues"));
}

// Digits grouped by points and a decimal comma, as in de_DE, for streams; the C library's where the machine has one.
struct GermanNumbers : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST(DiagnosisJson, IsTheSameUnderAForeignLocale) {
  const std::string expected = to_text(to_json(ruined_network()));
  const std::string before = std::setlocale(LC_ALL, nullptr);
  const std::locale global = std::locale::global(std::locale(std::locale::classic(), new GermanNumbers));
  for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8"}) {
    if (std::setlocale(LC_ALL, name) != nullptr) break;
  }
  const std::string text = to_text(to_json(ruined_network()));
  const std::string again = to_text(to_json(diagnosis_from_json(Json::parse(text))));
  std::locale::global(global);
  std::setlocale(LC_ALL, before.c_str());
  EXPECT_EQ(first_difference(expected, text), "");
  EXPECT_EQ(first_difference(expected, again), "");
}

// Each spoils one member of a sound document; the message names it.
TEST(DiagnosisJson, AMalformedDocumentIsNamedByItsMember) {
  struct Case {
    const char* pointer;
    Json value;  // discarded: the member is taken away
    const char* message;
  };
  const Json gone(Json::value_t::discarded);
  const Case cases[] = {
      {"/format", "saddlescope/train", "not a saddlescope/diagnose document of version 1."},
      {"/version", 2, "not a saddlescope/diagnose document of version 1."},
      {"/loss", gone, "not a diagnosis: key 'loss' not found."},
      {"/loss", "large", "not a diagnosis: (/loss) type must be number, but is string."},
      {"/loss", true, "not a diagnosis: (/loss) type must be number, but is boolean."},
      {"/gradient/1", Json::object(), "not a diagnosis: (/gradient/1) type must be number, but is object."},
      {"/spectrum/lowest/bound", gone, "not a diagnosis: (/spectrum/lowest) key 'bound' not found."},
      {"/spectrum/inertia", 3, "not a diagnosis: (/spectrum/inertia) cannot use at() with number."},
      {"/verdict/kind", "maximum", "unknown verdict \"maximum\"."},
      {"/verdict/certified", "yes", "not a diagnosis: (/verdict/certified) type must be boolean, but is string."},
      {"/escape/predicted_by", 4, "not a diagnosis: (/escape/predicted_by) type must be string, but is number."},
      {"/environment", nullptr, "not a diagnosis: (/environment) cannot use at() with null."},
  };
  for (const Case& c : cases) {
    Json document = to_json(toy());
    const Json::json_pointer pointer(c.pointer);
    if (c.value.is_discarded()) {
      document[pointer.parent_pointer()].erase(pointer.back());
    } else {
      document[pointer] = c.value;
    }
    try {
      diagnosis_from_json(document);
      ADD_FAILURE() << c.pointer << ": nothing thrown";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::bad_input);
      EXPECT_STREQ(error.what(), c.message) << c.pointer;
    }
  }
  EXPECT_THROW(diagnosis_from_json(Json::array()), Error);
}

}  // namespace
}  // namespace saddlescope
