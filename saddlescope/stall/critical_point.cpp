// The last cause: it is a critical point, named by the verdict's kind. Where the kind says that no descent is left,
// there is nothing to mend.
#include "saddlescope/stall/causes.h"

namespace saddlescope {
namespace {

std::string remedy(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::saddle:
      return "The loss curves down from here: escape walks along that curvature, and noise on the weights finds it "
             "too, "
             "given time.";
    case VerdictKind::local_minimum:
    case VerdictKind::degenerate_minimum:
      return "No small step lowers the loss by anything worth having. If it is too high, change what is trained (a "
             "wider model, other inputs, another start), not how.";
    case VerdictKind::local_maximum:
    case VerdictKind::degenerate_maximum:
      return "Every small step away lowers the loss: a little noise on the weights is enough.";
    case VerdictKind::degenerate_saddle:
      return "The loss falls from here, though its curvature doesn't prove it: escape goes to the lower point that was "
             "found, where one was. Noise on the weights, large enough to be felt (1e-2 of their size, and 1e-2 where "
             "they are 0), leaves as well. Then train on.";
    case VerdictKind::no_negative_curvature_found:
      return "No way down was found; the exact spectrum, where it fits, would say whether there is one.";
    default:
      return {};
  }
}

}  // namespace

Found critical_point(Facts& facts) {
  if (!facts.input().verdict || !facts.critical()) return std::nullopt;
  const Verdict& verdict = *facts.input().verdict;
  return StallCause{std::string(to_string(verdict.kind)), verdict.why, remedy(verdict.kind)};
}

}  // namespace saddlescope
