// Results as a colleague would say them: the verdict in the first line, then the evidence, then what to do.
// Pure functions of the result: no clock, no locale, no environment.
#pragma once

#include <string>

#include "saddlescope/results/census.h"
#include "saddlescope/results/comparison.h"
#include "saddlescope/results/diagnosis.h"
#include "saddlescope/results/eigenvalues.h"
#include "saddlescope/results/finding.h"
#include "saddlescope/results/inspection.h"
#include "saddlescope/results/landscape.h"
#include "saddlescope/results/training.h"

namespace saddlescope {
namespace report {

std::string to_text(const Diagnosis& diagnosis);
/// `there`: the flags that say the problem at the weights it ended with; empty where nobody kept them.
std::string to_text(const Escape& escape, const std::string& there = {});
std::string to_text(const Training& training, const std::string& there = {});
std::string to_text(const Finding& finding, const std::string& there = {});
std::string to_text(const Comparison& comparison);
std::string to_text(const Census& census);
std::string to_text(const SpectrumAnswer& answer);
std::string to_text(const Surface& surface);
std::string to_text(const TaylorAnswer& answer);
std::string to_text(const Inspection& inspection);
std::string to_text(const Failure& failure);

}  // namespace report

using report::to_text;

}  // namespace saddlescope
