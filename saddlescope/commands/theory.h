// What theory says of a point beside what was found there.
#pragma once

#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

/// Verdict, loss, signs and eigenvalues of `found` against theory's. Numbers agree within the bounds of the found ones
/// plus theory.relative_error·max |λ| (for the loss times max(|L|, max |λ|)). `open`: the verdict is undetermined, or
/// signs weren't counted, and nothing differs.
TheoryComparison compare_with_theory(const Theory& theory, const Diagnosis& found);

}  // namespace saddlescope
