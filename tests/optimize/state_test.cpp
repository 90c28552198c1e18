// What a method remembers, taken out and put into a new one, goes on to the same bits. A grid over the registry.
#include "saddlescope/optimize/state.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/optimize/registry.h"
#include "tests/base/errors.h"
#include "tests/optimize/closed_form.h"

namespace saddlescope {
namespace {

using testing::ClosedForm;
using testing::Rosenbrock;

constexpr std::size_t kP = 4;

/// A method on its way, and where it is.
struct Walker {
  explicit Walker(std::string_view name) : method(make_optimizer({std::string(name), {}, {}, {}})) {
    evaluate(objective, point, context);
  }
  void walk(int steps) {
    for (Point next; steps > 0; --steps, std::swap(point, next)) {
      if (method->step(objective, point, next, context)) return;
    }
  }
  NamedVectors saved() {
    StateArchive archive(kP);
    method->state(archive);
    return archive.take();
  }
  void restore(NamedVectors saved) {
    StateArchive archive(kP, std::move(saved));
    method->state(archive);
    archive.require_all_restored();
  }
  std::string refusal(NamedVectors saved) {
    try {
      restore(std::move(saved));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::bad_input);
      return error.what();
    }
    return "accepted";
  }

  const ClosedForm<Rosenbrock> objective{kP};
  Context context;
  std::unique_ptr<Optimizer> method;
  Point point{{-1.2, 1, 0.3, -0.5}, 0, {}};
};

class StateOf : public ::testing::TestWithParam<std::string_view> {};

TEST_P(StateOf, GoesOnInANewMethodToTheSameBits) {
  for (const int before : {0, 1, 7, 30}) {
    Walker one(GetParam()), other(GetParam());
    one.walk(before);
    other.point = one.point;
    other.restore(one.saved());
    for (int more = 0; more < 10; ++more) {
      one.walk(1);
      other.walk(1);
      ASSERT_EQ(one.point.theta, other.point.theta) << before << " + " << more;
      ASSERT_EQ(one.saved(), other.saved()) << before << " + " << more;
    }
  }
}

TEST_P(StateOf, ThatMissesAnArrayOrHasOneTooManyOrOfAnotherLengthIsRefused) {
  Walker walker(GetParam());
  walker.walk(7);
  const NamedVectors saved = walker.saved();
  NamedVectors more = saved;
  more.emplace_back("flux", Vector{1});
  EXPECT_EQ(walker.refusal(more), "the saved state: \"flux\" belongs to another method.");
  for (std::size_t i = 0; i < saved.size(); ++i) {
    NamedVectors fewer = saved, longer = saved;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_EQ(walker.refusal(fewer), "the saved state: \"" + saved[i].first + "\" is missing.");
    longer[i].second.resize(saved[i].second.size() + 1);
    EXPECT_NE(walker.refusal(longer), "accepted") << saved[i].first;
  }
}

std::vector<std::string_view> all_names() {
  std::vector<std::string_view> names;
  for (const OptimizerEntry& entry : optimizers()) names.push_back(entry.name);
  return names;
}
INSTANTIATE_TEST_SUITE_P(EveryMethod, StateOf, ::testing::ValuesIn(all_names()));

struct Everything {
  double number = 0;
  std::size_t count = 0;
  bool flag = false;
  Vector theta, list;

  void state(StateArchive& archive) {
    archive("number", number);
    archive.section("inner", [&](StateArchive& inner) {
      inner("count", count);
      inner("flag", flag);
    });
    archive.parameters("theta", theta);
    archive.list("list", list);
  }
};

TEST(StateArchive, BringsBackEveryKindOfMember) {
  Everything one{-0.1, 123456789, true, {1, 2}, {5, 6, 7}}, other;
  StateArchive save(2);
  one.state(save);
  const NamedVectors saved = save.take();
  EXPECT_EQ(saved[1].first, "inner.count");
  StateArchive restore(2, saved);
  other.state(restore);
  restore.require_all_restored();
  EXPECT_EQ(other.number, -0.1);
  EXPECT_EQ(other.count, 123456789u);
  EXPECT_TRUE(other.flag);
  EXPECT_EQ(other.theta, (Vector{1, 2}));
  EXPECT_EQ(other.list, (Vector{5, 6, 7}));
}

TEST(StateArchive, RefusesNumbersThatAreNoCountOrFlag) {
  for (const double bad : {-1.0, 0.5, 0x1p54, std::nan("")}) {
    StateArchive count(1, {{"k", {bad}}}), flag(1, {{"k", {bad}}});
    std::size_t k = 0;
    bool f = false;
    EXPECT_EQ(refusal([&] { count("k", k); }), "the saved state: \"k\" is not a count.");
    EXPECT_EQ(refusal([&] { flag("k", f); }), "the saved state: \"k\" is neither 0 nor 1.");
  }
}

}  // namespace
}  // namespace saddlescope
