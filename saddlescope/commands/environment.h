// Which machine and program a result comes from.
#pragma once

#include <string>

#include "saddlescope/base/context.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

std::string version();
/// version, processor, BLAS and its core, threads of the context.
Environment environment(const Context& context);

/// default_context() for a call that brings none, once the BLAS that was loaded has passed its self-test: beside a
/// stranger's program that may be another one than the library was linked with. Throws Error(internal) where it fails.
Context checked_context();

}  // namespace saddlescope
