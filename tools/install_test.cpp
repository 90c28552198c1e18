// Built by install_test.py outside the tree: exceptions and casts across the border of the shared library.
#include <saddlescope/compare.h>
#include <saddlescope/conformance.h>
#include <saddlescope/diagnose.h>
#include <saddlescope/escape.h>
#include <saddlescope/ground_truths.h>
#include <saddlescope/network.h>
#include <saddlescope/problem.h>
#include <saddlescope/report.h>
#include <saddlescope/spectrum.h>
#include <saddlescope/train.h>

#include <cmath>
#include <iostream>
#include <stdexcept>

using namespace saddlescope;

namespace {

struct Mine : std::runtime_error {
  Mine() : std::runtime_error("mine") {}
};

/// L = x, or NaN, or an exception of the user's own, thrown inside the library's call.
struct Line : Objective {
  enum class Kind { fine, nan, throws } kind;
  explicit Line(Kind k) : kind(k) {}
  std::vector<Parameter> names{{"x", {}, 0, Parameter::Role::variable, {}}};

  struct At : Linearization {
    At(const Line& line, std::span<const double> p, Context& c) : Linearization(line, p), g(1) {
      L = line.gradient(p, g, c);
    }
    double value() const override { return L; }
    std::span<const double> gradient() const override { return g; }
    void apply(ConstBlock V, Block HV, Context&) const override {
      for (std::size_t j = 0; j < V.columns(); ++j) HV(0, j) = 0;
    }
    Vector g;
    double L;
  };

  std::span<const Parameter> parameters() const override { return names; }
  Traits traits() const override { return {}; }
  double value(std::span<const double> p, Context&) const override {
    if (kind == Kind::throws) throw Mine();
    return kind == Kind::nan ? std::nan("") : p[0];
  }
  double gradient(std::span<const double> p, std::span<double> g, Context& c) const override {
    g[0] = 1;
    return value(p, c);
  }
  std::unique_ptr<Linearization> linearize(std::span<const double> p, Context& c) const override {
    return std::make_unique<At>(*this, p, c);
  }
};

int failures = 0;

/// `call` throws E, caught as E and not as something above it.
template <class E, class Call>
void throws(const char* what, Call call) {
  try {
    call();
    std::cerr << what << ": nothing was thrown\n";
  } catch (const E&) {
    return;
  } catch (const std::exception& error) {
    std::cerr << what << ": another exception: " << error.what() << "\n";
  }
  ++failures;
}

void expect(const char* what, bool holds) {
  if (holds) return;
  std::cerr << what << " doesn't hold\n";
  ++failures;
}

}  // namespace

int main() {
  const Line fine(Line::Kind::fine), nan(Line::Kind::nan), throwing(Line::Kind::throws);
  const Vector at{0};
  throws<Error>("a theta of the wrong length", [&] { diagnose(fine, Vector{1, 2}); });
  throws<NotFinite>("diagnose where the loss is NaN", [&] { diagnose(nan, at); });
  throws<Error>("the same as an Error", [&] { diagnose(nan, at); });
  throws<NotFinite>("escape where the loss is NaN", [&] { run_escape(nan, at); });
  throws<NotFinite>("train where the loss is NaN", [&] { train(nan, at); });
  throws<NotFinite>("compare where the loss is NaN", [&] { compare(nan, at); });
  throws<Mine>("an exception of the user's own", [&] { diagnose(throwing, at); });
  throws<Error>("a network's name", [] { parse_mlp("mlp:3"); });
  try {
    diagnose(nan, at);
  } catch (const Error& error) {
    expect("an Error's kind crosses", error.kind() == ErrorKind::numerical);
    const auto* cause = dynamic_cast<const NotFinite*>(&error);
    expect("an Error is cast to NotFinite", cause != nullptr);
    if (cause) expect("with its cause", !cause->cause().evidence.empty());
  }
  expect("diagnose of a line", diagnose(fine, at).verdict.kind == VerdictKind::not_critical);
  expect("the line conforms", check_objective(fine, at).empty());
  CompareOptions little;
  little.budget = 10;
  little.runs = 1;
  expect("compare without a context", !compare(fine, at, little).methods.empty());
  expect("its text", !to_text(compare(fine, at, little)).empty());
  const GroundTruth chain = ground_truth("chain:3");
  expect("a network and a truth are objectives", dynamic_cast<const Objective*>(chain.objective.get()) != nullptr);
  Context context = checked_context();
  ProblemDescription description;
  description.function = "x^2-y^2";
  description.at = "0,0";
  const Problem problem = make_problem(description, context);
  expect("a formula's saddle", diagnose(*problem.objective, problem.theta).verdict.kind == VerdictKind::saddle);
  return failures == 0 ? 0 : 1;
}
