// Names of the enumerations: each pair written once, read both ways.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/results/diagnosis.h"
#include "saddlescope/results/finding.h"
#include "saddlescope/results/inspection.h"
#include "saddlescope/results/training.h"

namespace saddlescope {
namespace {

constexpr std::array<std::pair<VerdictKind, std::string_view>, 10> kVerdicts{{
    {VerdictKind::not_critical, "not_critical"},
    {VerdictKind::gradient_flat, "gradient_flat"},
    {VerdictKind::saddle, "saddle"},
    {VerdictKind::local_minimum, "local_minimum"},
    {VerdictKind::local_maximum, "local_maximum"},
    {VerdictKind::degenerate_minimum, "degenerate_minimum"},
    {VerdictKind::degenerate_maximum, "degenerate_maximum"},
    {VerdictKind::degenerate_saddle, "degenerate_saddle"},
    {VerdictKind::no_negative_curvature_found, "no_negative_curvature_found"},
    {VerdictKind::undetermined, "undetermined"},
}};

constexpr std::array<std::pair<StopReason, std::string_view>, 6> kStops{{
    {StopReason::converged, "converged"},
    {StopReason::stalled, "stalled"},
    {StopReason::budget, "budget"},
    {StopReason::not_finite, "not_finite"},
    {StopReason::interrupted, "interrupted"},
    {StopReason::line_search_failed, "line_search_failed"},
}};

constexpr std::array<std::pair<FinderEnd, std::string_view>, 3> kFinderEnds{{
    {FinderEnd::critical_point, "critical_point"},
    {FinderEnd::gradient_flat, "gradient_flat"},
    {FinderEnd::neither, "neither"},
}};

constexpr std::array<std::pair<Agreement, std::string_view>, 3> kAgreements{{
    {Agreement::agrees, "agrees"},
    {Agreement::open, "open"},
    {Agreement::differs, "differs"},
}};

constexpr std::array<std::pair<DirectionKind, std::string_view>, 8> kDirections{{
    {DirectionKind::parameter, "parameter"},
    {DirectionKind::eigenvector, "eigenvector"},
    {DirectionKind::random, "random"},
    {DirectionKind::gradient, "gradient"},
    {DirectionKind::to, "to"},
    {DirectionKind::trajectory, "trajectory"},
    {DirectionKind::orthogonal, "orthogonal"},
    {DirectionKind::escape, "escape"},
}};

constexpr std::array<std::pair<MarkKind, std::string_view>, 6> kMarks{{
    {MarkKind::here, "here"},
    {MarkKind::critical, "critical"},
    {MarkKind::way_out, "way_out"},
    {MarkKind::checkpoint, "checkpoint"},
    {MarkKind::minimum, "minimum"},
    {MarkKind::target, "target"},
}};

template <class Table, class Enum>
std::string_view name_of(const Table& table, Enum value) {
  for (const auto& [entry, name] : table) {
    if (entry == value) return name;
  }
  throw_internal("every enumerator has a name");
}

template <class Table>
auto value_of(const Table& table, std::string_view wanted, std::string_view what) {
  for (const auto& [entry, name] : table) {
    if (name == wanted) return entry;
  }
  throw_bad_input("unknown " + std::string(what) + " \"" + std::string(wanted) + "\".");
}

}  // namespace

std::string_view to_string(VerdictKind kind) { return name_of(kVerdicts, kind); }
std::string spoken(VerdictKind kind) {
  std::string words(to_string(kind));
  std::ranges::replace(words, '_', ' ');
  return words;
}
VerdictKind verdict_kind(std::string_view name) { return value_of(kVerdicts, name, "verdict"); }
bool is_critical(VerdictKind kind) {
  return kind != VerdictKind::not_critical && kind != VerdictKind::gradient_flat && kind != VerdictKind::undetermined;
}
std::string_view to_string(StopReason reason) { return name_of(kStops, reason); }
std::string_view to_string(Agreement agreement) { return name_of(kAgreements, agreement); }
Agreement agreement(std::string_view name) { return value_of(kAgreements, name, "agreement"); }
StopReason stop_reason(std::string_view name) { return value_of(kStops, name, "reason to stop"); }
std::string_view to_string(FinderEnd end) { return name_of(kFinderEnds, end); }
FinderEnd finder_end(std::string_view name) { return value_of(kFinderEnds, name, "end of a finder"); }

FinderEnd end_by_verdict(FinderEnd by_gradient, VerdictKind kind) {
  switch (kind) {
    case VerdictKind::not_critical:
      return by_gradient == FinderEnd::critical_point ? FinderEnd::neither : by_gradient;
    case VerdictKind::gradient_flat:
      return FinderEnd::gradient_flat;
    case VerdictKind::no_negative_curvature_found:
    case VerdictKind::undetermined:
      return by_gradient;
    default:
      return FinderEnd::critical_point;
  }
}

std::string_view to_string(DirectionKind kind) { return name_of(kDirections, kind); }
DirectionKind direction_kind(std::string_view name) { return value_of(kDirections, name, "kind of direction"); }
std::string_view to_string(MarkKind kind) { return name_of(kMarks, kind); }
MarkKind mark_kind(std::string_view name) { return value_of(kMarks, name, "kind of mark"); }

Failure failure(const Error& error) {
  return {static_cast<int>(error.kind()), error.message(), error.where(), error.remedy()};
}

}  // namespace saddlescope
