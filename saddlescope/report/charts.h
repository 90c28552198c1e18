// The charts of each result; of several the first is the one that a picture of the result shows. Pure functions: what a
// result doesn't hold isn't drawn, so a list may be empty.
#pragma once

#include <cstddef>
#include <vector>

#include "saddlescope/report/chart.h"
#include "saddlescope/report/language.h"
#include "saddlescope/results/census.h"
#include "saddlescope/results/comparison.h"
#include "saddlescope/results/diagnosis.h"
#include "saddlescope/results/eigenvalues.h"
#include "saddlescope/results/finding.h"
#include "saddlescope/results/landscape.h"
#include "saddlescope/results/training.h"

namespace saddlescope::report {

/// Networks of a census that a page has rows and diagnoses of, the first ones.
inline constexpr std::size_t kListedNetworks = 1000;

/// "census", of several models "census-1", …: loss against naive minimum ratio, negatives here and nearby, by verdict
/// and finder; over a point stands its command, and a click on it leads to "#network-N", N its place in `networks`
/// from 0, where the page lists it.
/// "marginals" under it: how ratios and negatives are spread; then "heights", …: the losses.
std::vector<Chart> charts(const Census& census, Language language = Language::english);
/// "spectrum" (eigenvalues, or pairs with their bounds), "density".
std::vector<Chart> charts(const SpectrumAnswer& answer, Language language = Language::english);
/// "spectrum"; of its landscape "appearance", "line" and beside it "plane", "line-search", "taylor-1", ….
std::vector<Chart> charts(const Diagnosis& diagnosis, Language language = Language::english);
/// "surface": a map and the same in space, or a line.
std::vector<Chart> charts(const Surface& surface, Language language = Language::english);
/// "taylor-1", …: a line each.
std::vector<Chart> charts(const TaylorAnswer& answer, Language language = Language::english);
/// "history": loss and gradient norm by step.
std::vector<Chart> charts(const Training& training, Language language = Language::english);
/// "rounds": the loss before and after each round, beside what was predicted.
std::vector<Chart> charts(const Escape& escape, Language language = Language::english);
/// "compare": loss against cost, a line a method.
std::vector<Chart> charts(const Comparison& comparison, Language language = Language::english);
/// "box": critical points and curves of two variables; of a run from one point "history".
std::vector<Chart> charts(const Finding& finding, Language language = Language::english);

}  // namespace saddlescope::report
