// Which machine and program a result comes from.
#pragma once

#include <string>

#include "saddlescope/base/context.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

std::string version();
/// version, processor, BLAS and its core, threads of the context.
Environment environment(const Context& context);

/// Fills in the members every result ends with.
template <class Result>
void set_provenance(Result& result, const Objective& objective, const Context& context) {
  result.seed = context.seed;
  result.engine = objective.traits().engine;
  result.environment = environment(context);
}

/// default_context() for a call that brings none, once the BLAS that was loaded has passed its self-test: beside a
/// stranger's program that may be another one than the library was linked with. Throws Error(internal) where it fails.
Context checked_context();

}  // namespace saddlescope
