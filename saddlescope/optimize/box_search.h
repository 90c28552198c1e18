// Branch and prune: where in a box critical points of L are, as far as interval tests tell (objective/boxes.h).
//
// Level by level every box is tested; proved empty it goes, proved to hold exactly one point it is kept as that, else
// it is cut in two along its longest side, relative to the whole, a little off the middle, where symmetric functions
// like to have their points. So that a point on a border between boxes is found as well, each undecided box is also
// tried a tenth wider.
// Ends where nothing is undecided, where a level has more than `most` undecided boxes (curves and surfaces of critical
// points never come to an end), or where boxes are `smallest` of the whole.
//
// Proves: outside `points` and `undecided` the box holds no critical point, and in each of `points` exactly one, no two
// of them the same. Of an undecided box nothing is known.
// Deterministic, the same for any number of threads. Cost: at most 2·most boxes a level, up to nine tests each,
// and up to sixty more for each point proved.
// Source: Neumaier 1990, §5; Hansen & Walster 2004.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "saddlescope/base/context.h"
#include "saddlescope/objective/boxes.h"

namespace saddlescope {

struct BoxSearchOptions {
  std::size_t most = 1024;
  double smallest = 0x1p-26;  ///< of each side of the whole box
  std::size_t levels = 1000;  ///< at most
};

/// Exactly one critical point: it lies in `within`, and is the only one in `alone`.
struct ProvedPoint {
  Box within, alone;
};

struct BoxSearch {
  std::vector<ProvedPoint> points;  ///< some perhaps outside the whole box, by at most a tenth of a small one
  std::vector<Box> undecided;
  std::size_t tests = 0;
  bool interrupted = false;  ///< what wasn't looked at yet is undecided
};

/// The whole box, or parts of it that are all to be searched: lengths are measured by the whole.
BoxSearch search_boxes(const Boxes& boxes, std::vector<Box> parts, const Box& whole, const BoxSearchOptions& options,
                       Context& context);

/// Both halves of each box, cut as in a search; those that are `smallest` of the whole, or only a few numbers wide, are
/// appended to `rest` uncut.
std::vector<Box> cut_in_two(const std::vector<Box>& boxes, const Box& whole, double smallest, std::vector<Box>& rest);

/// Exactly one critical point within a cube around theta, the half side tried from `largest` down by factors of four;
/// nothing where none can be proved.
std::optional<ProvedPoint> prove_point(const Boxes& boxes, std::span<const double> theta, double largest);

}  // namespace saddlescope
