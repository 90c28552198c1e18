#include <gtest/gtest.h>

#include <set>
#include <string>

#include "saddlescope/base/error.h"
#include "saddlescope/results/diagnosis.h"
#include "saddlescope/results/finding.h"
#include "saddlescope/results/inspection.h"
#include "saddlescope/results/landscape.h"
#include "saddlescope/results/training.h"

namespace saddlescope {
namespace {

// The enumerators are 0, 1, 2, …: every one has a name, all names differ, each reads back. The number past the last has
// none.
template <class Enum, class Read>
std::set<std::string> expect_names(Enum last, Read read) {
  std::set<std::string> names;
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    const Enum value = static_cast<Enum>(i);
    const std::string name(to_string(value));
    EXPECT_EQ(read(name), value) << name;
    EXPECT_TRUE(names.insert(name).second) << name << " twice";
  }
  EXPECT_THROW(to_string(static_cast<Enum>(static_cast<int>(last) + 1)), Error);
  return names;
}

TEST(Kinds, EveryVerdictHasTheNameOfTheContract) {
  EXPECT_EQ(expect_names(VerdictKind::undetermined, verdict_kind),
            (std::set<std::string>{"not_critical", "gradient_flat", "saddle", "local_minimum", "local_maximum",
                                   "degenerate_minimum", "degenerate_maximum", "degenerate_saddle",
                                   "no_negative_curvature_found", "undetermined"}));
}

TEST(Kinds, AVerdictIsSpokenInWords) {
  EXPECT_EQ(spoken(VerdictKind::saddle), "saddle");
  EXPECT_EQ(spoken(VerdictKind::gradient_flat), "gradient flat");
  EXPECT_EQ(spoken(VerdictKind::no_negative_curvature_found), "no negative curvature found");
}

TEST(Kinds, EveryDirectionAndMarkHasAName) {
  EXPECT_EQ(expect_names(DirectionKind::orthogonal, direction_kind),
            (std::set<std::string>{"parameter", "eigenvector", "random", "gradient", "to", "trajectory", "escape",
                                   "orthogonal"}));
  EXPECT_EQ(expect_names(MarkKind::target, mark_kind),
            (std::set<std::string>{"here", "critical", "way_out", "checkpoint", "minimum", "target"}));
}

TEST(Kinds, EveryEndOfAFinderHasAName) {
  EXPECT_EQ(expect_names(FinderEnd::neither, finder_end),
            (std::set<std::string>{"critical_point", "gradient_flat", "neither"}));
}

TEST(Kinds, EveryReasonToStopHasAName) {
  const std::set<std::string> names = expect_names(StopReason::line_search_failed, stop_reason);
  for (const char* name : {"converged", "stalled", "budget", "not_finite", "interrupted"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
}

template <class Read>
std::string message_of(Read read, const char* name) {
  try {
    read(name);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::bad_input);
    return error.what();
  }
  return "nothing thrown";
}

TEST(Kinds, AnUnknownNameIsBadInput) {
  EXPECT_EQ(message_of(verdict_kind, "Saddle"), "unknown verdict \"Saddle\".");
  EXPECT_EQ(message_of(stop_reason, ""), "unknown reason to stop \"\".");
}

TEST(Failure, CarriesTheExitCodeAndTheThreePartsOfItsError) {
  const Failure f = failure(Error(ErrorKind::memory, "too much.", "the Hessian", "Use --memory 9GiB."));
  EXPECT_EQ(f.exit_code, 5);
  EXPECT_EQ(f.message, "too much.");
  EXPECT_EQ(f.where, "the Hessian");
  EXPECT_EQ(f.remedy, "Use --memory 9GiB.");
}

}  // namespace
}  // namespace saddlescope
