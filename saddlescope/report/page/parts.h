// What sections are made of: facts that many results share, tables, lists of causes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/report/charts.h"
#include "saddlescope/report/language.h"
#include "saddlescope/report/page/section.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope::report {

/// The beginning of a section about one problem; its title is "mlp:13-16-3:tanh · wine · run.npz".
Section section_of(std::string command, const ProblemSummary& problem, Language language);

/// Where data and weights came from, as far as that is known.
void add_sources(std::vector<Fact>& facts, const ProblemSummary& problem, Language language);
/// value and note: text.
Fact fact(std::string label, std::string_view value, std::string_view note = {}, std::string word = {});
Fact size_fact(const ProblemSummary& problem, Language language);
Fact loss_fact(double loss, Language language);
/// With how far it lies above the floor, or that none is known.
Fact loss_fact(double loss, const std::optional<double>& floor, Language language);
Fact gradient_fact(double norm, Language language);

/// A sentence set by its tone, and what follows it at once (HTML).
std::string verdict_block(std::string_view sentence, Tone tone, const std::string& lead);
/// As a list; labels lead to what the words mean.
std::string facts_list(const std::vector<Fact>& facts);

/// "−2 ± 9e-16"; "unknown" where it isn't.
std::string with_bound(const BoundedEigenvalue& eigenvalue, Language language);

/// Cause by cause with evidence and remedy, then what can't be told; empty where there is neither.
std::string causes(std::span<const StallCause> causes, std::span<const UndecidedCause> undecided, Language language);

/// A heading of the third level.
std::string heading(std::string_view words);
std::string paragraph(std::string_view words);

/// So many rows a table holds: of points found and eigenvalues, which are the answer itself; of what is told beside one:
/// marks, lines, methods, ways.
inline constexpr std::size_t kAnswersListed = 500, kRowsListed = 200;

struct Table {
  std::string caption;
  std::vector<std::string> columns;             ///< text
  std::vector<std::vector<std::string>> rows;  ///< HTML; the first cell of a row is its heading
  std::vector<std::string> row_ids = {};        ///< one a row, or none; empty: the row has none
  std::size_t all = 0;  ///< rows that there are to tell of; of more than stand in it, it says so
};

/// Scrolls sideways by itself where it is wider than the page.
std::string table(const Table& table, Language language);

/// Version, seed, machine.
std::vector<Fact> origin(const Environment& environment, std::uint64_t seed, std::uint64_t entropy,
                         std::string_view engine, Language language);

template <class Result>
std::vector<Fact> origin_of(const Result& result, Language language) {
  std::uint64_t entropy = 0;
  if constexpr (requires { result.entropy; }) entropy = result.entropy;
  return origin(result.environment, result.seed, entropy, result.engine, language);
}

/// Of a run that was interrupted a section says so: where its own words don't, this adds some.
void say_interrupted(Section& section, Language language);

template <class Result>
bool was_interrupted(const Result& result) {
  if constexpr (requires { result.interrupted; }) {
    return result.interrupted;
  } else if constexpr (requires { result.stopped; }) {
    return result.stopped == "interrupted";
  } else {
    return false;
  }
}

/// What every section ends with: its charts, where it came from, the command that gives it again; `more`: flags behind
/// the problem's own. To be called once its
/// words and facts are there.
template <class Result>
void complete(Section& section, const Result& result, std::string_view more, Language language) {
  if (was_interrupted(result)) say_interrupted(section, language);
  section.charts = charts(result, language);
  add_sources(section.facts, result.problem, language);
  section.origin = origin_of(result, language);
  if (result.problem.arguments.empty()) return;
  section.again = "saddlescope " + section.command + " " + result.problem.arguments;
  section.again += more;
}

}  // namespace saddlescope::report
