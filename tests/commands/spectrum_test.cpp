// `spectrum` against closed forms (docs/methods §10): every eigenvalue with its multiplicity, whichever way it is come
// by.
#include "saddlescope/commands/spectrum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>

#include "saddlescope/problem/problem.h"
#include "tests/base/errors.h"
#include "tests/base/stopped_after.h"
#include "tests/commands/quartic.h"

namespace saddlescope {
namespace {

using ::testing::HasSubstr;

Problem known(const std::string& name) {
  ProblemDescription description;
  description.problem = name;
  Context context;
  return make_problem(description, context);
}

Problem formula(const std::string& text, const std::string& at) {
  ProblemDescription description;
  description.function = text;
  description.at = at;
  Context context;
  return make_problem(description, context);
}

SpectrumAnswer answer(const Problem& problem, const SpectrumOptions& options = {}) {
  Context context;
  return spectrum(*problem.objective, problem.theta, options, context);
}

Vector expected_eigenvalues(const Theory& theory) {
  Vector all;
  for (const RepeatedEigenvalue& e : theory.eigenvalues) all.insert(all.end(), e.multiplicity, e.value);
  return all;
}

// θ and data are numbers of f64, the closed form's are real.
double allowance(const Theory& theory, const Vector& expected) {
  return theory.relative_error * std::max(std::abs(expected.front()), std::abs(expected.back()));
}

const std::vector<std::string> kKnown{"chain:4:zeros=2",
                                      "chain:5:zeros=0",
                                      "chain:6:zeros=3",
                                      "two-layer-linear:4x3x5:J=1,3",
                                      "two-layer-linear:3x4x3:J=2",
                                      "two-layer-linear:5x2x4:J=1,2"};

TEST(SpectrumCommand, FindsEveryEigenvalueOfProblemsWithAKnownAnswer) {
  for (const std::string& name : kKnown) {
    const Problem problem = known(name);
    const Vector expected = expected_eigenvalues(*problem.theory);
    ASSERT_FALSE(expected.empty()) << name;
    const SpectrumAnswer a = answer(problem);
    EXPECT_EQ(a.which, "all");
    ASSERT_EQ(a.spectrum.eigenvalues.size(), expected.size()) << name;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_NEAR(a.spectrum.eigenvalues[i], expected[i],
                  a.spectrum.lowest.bound + allowance(*problem.theory, expected))
          << name << ", " << i;
    }
    EXPECT_EQ(a.spectrum.inertia->negative, problem.theory->inertia.negative) << name;
    EXPECT_EQ(a.spectrum.inertia->positive, problem.theory->inertia.positive) << name;
    EXPECT_TRUE(a.pairs.empty());
  }
}

// Pairs come with all their copies, by the matrix and by products alone.
TEST(SpectrumCommand, ListsTheEndsWithTheirCopies) {
  for (const std::string& name : kKnown) {
    const Problem problem = known(name);
    const Vector expected = expected_eigenvalues(*problem.theory);
    const std::size_t P = expected.size();
    for (const SpectrumMethod method : {SpectrumMethod::exact, SpectrumMethod::matrix_free}) {
      for (const Eigenvalues which : {Eigenvalues::lowest, Eigenvalues::highest, Eigenvalues::both}) {
        for (const std::size_t k : {std::size_t{1}, std::size_t{4}, P}) {
          SpectrumOptions options;
          options.which = which;
          options.pairs = k;
          options.method = method;
          const SpectrumAnswer a = answer(problem, options);
          Vector wanted;
          for (std::size_t i = 0; i < P; ++i) {
            const bool low = which != Eigenvalues::highest && i < k, high = which != Eigenvalues::lowest && i + k >= P;
            if (low || high) wanted.push_back(expected[i]);
          }
          ASSERT_EQ(a.pairs.size(), wanted.size()) << name << " " << to_string(which) << " " << k;
          EXPECT_TRUE(a.converged) << a.why;
          for (std::size_t i = 0; i < wanted.size(); ++i) {
            EXPECT_NEAR(a.pairs[i].value, wanted[i], a.pairs[i].bound + allowance(*problem.theory, expected))
                << name << " " << to_string(which) << " " << k << ", " << i;
          }
        }
      }
    }
  }
}

// Rosenbrock at (1, 1): 0.399361, 1001.60064 (docs/methods §10.6).
TEST(SpectrumCommand, RosenbrockAtItsMinimum) {
  const SpectrumAnswer a = answer(formula("(1 - x)^2 + 100*(y - x^2)^2", "1,1"));
  ASSERT_EQ(a.spectrum.eigenvalues.size(), 2U);
  const double root = std::sqrt(250601.0);  // H = [[802, −400], [−400, 200]]
  EXPECT_NEAR(a.spectrum.eigenvalues[0], 400.0 / (501 + root), a.spectrum.lowest.bound);  // 501 − √, without cancelling
  EXPECT_NEAR(a.spectrum.eigenvalues[1], 501 + root, a.spectrum.highest.bound);
}

TEST(SpectrumCommand, AFlatPointHasOnlyZeros) {
  const Problem monkey = formula("x^3 - 3*x*y^2", "0,0");
  for (const Eigenvalues which : {Eigenvalues::all, Eigenvalues::both, Eigenvalues::density}) {
    SpectrumOptions options;
    options.which = which;
    const SpectrumAnswer a = answer(monkey, options);
    EXPECT_NEAR(a.spectrum.lowest.value, 0, a.spectrum.lowest.bound);
    EXPECT_NEAR(a.spectrum.highest.value, 0, a.spectrum.highest.bound);
    if (a.density) {
      EXPECT_EQ(a.density->mass.size(), 1U);
      EXPECT_NEAR(a.density->mass[0], 2, 1e-12);
    }
  }
}

// λ = ±2 at the origin of the lecture's toy, where power iteration finds nothing.
TEST(SpectrumCommand, SignsThatMirrorEachOther) {
  for (const SpectrumMethod method : {SpectrumMethod::exact, SpectrumMethod::matrix_free}) {
    SpectrumOptions options;
    options.which = Eigenvalues::both;
    options.method = method;
    const SpectrumAnswer a = answer(formula("(1 - w1*w2)^2", "0,0"), options);
    ASSERT_EQ(a.pairs.size(), 2U);
    EXPECT_NEAR(a.pairs[0].value, -2, a.pairs[0].bound);
    EXPECT_NEAR(a.pairs[1].value, 2, a.pairs[1].bound);
    EXPECT_LT(a.pairs[0].bound, 1e-12);
  }
}

// A density agrees with the counts of all eigenvalues, to four of its standard errors and what quadrature can be off
// by.
TEST(SpectrumCommand, ADensityAgreesWithAllEigenvalues) {
  const Problem problem = known("two-layer-linear:12x10x11:J=1,3,4");
  const SpectrumAnswer all = answer(problem);
  SpectrumOptions options;
  options.which = Eigenvalues::density;
  options.probes = 20;
  const SpectrumAnswer a = answer(problem, options);
  ASSERT_TRUE(a.density);
  ASSERT_FALSE(a.signs.empty());
  for (const EstimatedSigns& s : a.signs) {
    const auto negative = static_cast<double>(
        std::ranges::count_if(all.spectrum.eigenvalues, [&](double x) { return x < -s.tolerance; }));
    const auto positive =
        static_cast<double>(std::ranges::count_if(all.spectrum.eigenvalues, [&](double x) { return x > s.tolerance; }));
    const auto near = [](const EstimatedSigns::Count& c, double n) {
      return std::abs(c.count - n) <= 4 * c.standard_error + (c.at_most - c.at_least) + 1e-9;
    };
    EXPECT_TRUE(near(s.negative, negative)) << s.tolerance << ": " << s.negative.count << " for " << negative;
    EXPECT_TRUE(near(s.positive, positive)) << s.tolerance << ": " << s.positive.count << " for " << positive;
  }
  EXPECT_LE(a.spectrum.inertia->negative, all.spectrum.inertia->negative);
  EXPECT_FALSE(a.spectrum.inertia->complete);
}

TEST(SpectrumCommand, TakesProductsWhereTheMatrixDoesNotFit) {
  const Problem problem = known("two-layer-linear:12x10x11:J=1,3,4");  // P = 230: six matrices take 2.5 MB
  Context context;
  context.memory = std::size_t{1} << 20;
  const SpectrumAnswer a = spectrum(*problem.objective, problem.theta, {}, context);
  EXPECT_EQ(a.which, "both");
  EXPECT_EQ(a.spectrum.method, "matrix-free");
  SpectrumOptions options;
  options.which = Eigenvalues::all;
  try {
    spectrum(*problem.objective, problem.theta, options, context);
    FAIL() << "allowed";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::memory);
    EXPECT_THAT(error.what(), HasSubstr("Take --which both or --which density"));
  }
}

TEST(SpectrumCommand, IsTheSameForAnyNumberOfThreads) {
  const Problem problem = known("two-layer-linear:6x5x4:J=1,3");
  for (const Eigenvalues which : {Eigenvalues::all, Eigenvalues::both, Eigenvalues::density}) {
    SpectrumOptions options;
    options.which = which;
    options.method = which == Eigenvalues::both ? SpectrumMethod::matrix_free : SpectrumMethod::automatic;
    Context one, three;
    three.threads = 3;
    const SpectrumAnswer a = spectrum(*problem.objective, problem.theta, options, one);
    const SpectrumAnswer b = spectrum(*problem.objective, problem.theta, options, three);
    EXPECT_EQ(a.spectrum.eigenvalues, b.spectrum.eigenvalues);
    EXPECT_EQ(a.spectrum.lowest.value, b.spectrum.lowest.value);
    EXPECT_EQ(a.spectrum.highest.bound, b.spectrum.highest.bound);
    if (a.density) {
      EXPECT_EQ(a.density->mass, b.density->mass);
    }
  }
}

// Stopped at any moment it says so, and what was found by then is there.
TEST(SpectrumCommand, KeepsWhatItHasWhenInterrupted) {
  const Problem problem = known("two-layer-linear:12x10x11:J=1,3,4");
  for (const Eigenvalues which : {Eigenvalues::all, Eigenvalues::both, Eigenvalues::density}) {
    for (int after = 0; after < 60; after += 7) {
      StoppedAfter stopped(after);
      SpectrumOptions options;
      options.which = which;
      options.method = which == Eigenvalues::both ? SpectrumMethod::matrix_free : SpectrumMethod::automatic;
      const SpectrumAnswer a = spectrum(*problem.objective, problem.theta, options, stopped.context);
      if (!stopped.asked()) {
        EXPECT_FALSE(a.interrupted);
      }
      if (which == Eigenvalues::both && a.interrupted && !a.pairs.empty()) {
        EXPECT_FALSE(a.converged);
        EXPECT_TRUE(std::isfinite(a.pairs.front().bound));
      }
    }
  }
}

TEST(SpectrumCommand, ServesAnyObjective) {
  Context context;
  const SpectrumAnswer a = spectrum(Quartic(), Vector{0, 0}, {}, context);
  ASSERT_EQ(a.spectrum.eigenvalues.size(), 2U);
  EXPECT_NEAR(a.spectrum.eigenvalues[0], -2, a.spectrum.lowest.bound);
  EXPECT_NEAR(a.spectrum.eigenvalues[1], 2, a.spectrum.highest.bound);
  EXPECT_EQ(refusal([&] { spectrum(Quartic(), Vector{0}, {}, context); }),
            "theta has 1 entries; the objective has 2 parameters.");
  EXPECT_EQ(refusal([&] { spectrum(Quartic(), Vector{std::nan(""), 0}, {}, context); }),
            "the parameter x is nan. Start from weights saved before that happened.");
}

std::string message_of(const SpectrumOptions& options) {
  return refusal([&] { options.validate(); });
}

TEST(SpectrumCommand, RefusesWhatCannotBeMeant) {
  SpectrumOptions o;
  o.pairs = 0;
  EXPECT_EQ(message_of(o), "-k: 0 eigenvalues are none. Take at least 1.");
  o.pairs = 3;
  o.which = Eigenvalues::density;
  EXPECT_EQ(message_of(o),
            "-k says how many eigenvalues at an end; --which density has none. Leave out -k, or take --which lowest, "
            "highest or both.");
  o = {};
  o.probes = 0;
  EXPECT_EQ(message_of(o), "--probes: 0 random vectors are none. Take 1 to 100000; 10 is the default.");
  o.probes = 10;
  EXPECT_EQ(message_of(o),
            "--probes says how many random vectors a density takes; without --which there is none. Leave out --probes, "
            "or take --which density.");
  o.which = Eigenvalues::both;
  EXPECT_EQ(message_of(o),
            "--probes says how many random vectors a density takes; --which both has none. Leave out --probes, or take "
            "--which density.");
  o.which = Eigenvalues::density;
  EXPECT_NO_THROW(o.validate());
  o = {};
  o.method = SpectrumMethod::inertia;
  EXPECT_EQ(message_of(o),
            "--spectrum: inertia counts signs; it has no eigenvalues to show. Take exact or matrix-free, or diagnose "
            "--spectrum inertia.");
  o.method = SpectrumMethod::matrix_free;
  o.which = Eigenvalues::all;
  EXPECT_EQ(message_of(o),
            "--spectrum: products alone can't give all eigenvalues. Take --spectrum exact, or --which both.");
  o.method = SpectrumMethod::exact;
  o.which = Eigenvalues::density;
  EXPECT_EQ(message_of(o),
            "--spectrum: a density is estimated from products alone. Leave out --spectrum, or take --which all.");
  EXPECT_EQ(refusal([] { eigenvalues_named("smallest"); }),
            "--which: \"smallest\" is no choice of eigenvalues. There are all, lowest, highest, both and density.");
  for (const Eigenvalues which :
       {Eigenvalues::all, Eigenvalues::lowest, Eigenvalues::highest, Eigenvalues::both, Eigenvalues::density}) {
    EXPECT_EQ(eigenvalues_named(to_string(which)), which);
  }
}

}  // namespace
}  // namespace saddlescope
