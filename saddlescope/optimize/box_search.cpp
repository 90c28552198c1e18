#include "saddlescope/optimize/box_search.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "saddlescope/base/parallel.h"
#include "saddlescope/linalg/epsilon.h"

namespace saddlescope {
namespace {

using Answer = BoxTest::Answer;

constexpr double kCut = 0.4871;  // where a box is cut, of its longest side
constexpr double kWider = 0.1;
constexpr double kWorthAgain = 0.7;  // of a side: shrunk to less, a box is tested again at once
constexpr int kAgain = 8;
constexpr double kNumbers = 4;  // spacings of numbers that a box has to be wide to be cut
constexpr int kRefinements = 60, kTries = 24;

Box widened(const Box& box, double share) {
  Box wide = box;
  for (std::size_t i = 0; i < box.size(); ++i) {
    const double margin = share * (box.high[i] - box.low[i]);
    wide.low[i] -= margin;
    wide.high[i] += margin;
  }
  return wide;
}

// The largest ratio of a side to that of `of`.
double relative_size(const Box& box, const Box& of) {
  double largest = 0;
  for (std::size_t i = 0; i < box.size(); ++i) {
    largest = std::max(largest, (box.high[i] - box.low[i]) / (of.high[i] - of.low[i]));
  }
  return largest;
}

// Whether a side is more than a few numbers wide.
bool resolved(const Box& box) {
  for (std::size_t i = 0; i < box.size(); ++i) {
    const double largest = std::max(std::abs(box.low[i]), std::abs(box.high[i]));
    if (box.high[i] - box.low[i] > kNumbers * kEps * largest) return true;
  }
  return false;
}

std::pair<Box, Box> cut(const Box& box, const Box& whole) {
  std::size_t longest = 0;
  double ratio = 0;
  for (std::size_t i = 0; i < box.size(); ++i) {
    const double r = (box.high[i] - box.low[i]) / (whole.high[i] - whole.low[i]);
    if (r > ratio) {
      ratio = r;
      longest = i;
    }
  }
  const double at = box.low[longest] + kCut * (box.high[longest] - box.low[longest]);
  std::pair<Box, Box> halves{box, box};
  halves.first.high[longest] = halves.second.low[longest] = at;
  return halves;
}

// As narrow as the test gets it.
ProvedPoint refined(const Boxes& boxes, const Box& alone, Box within) {
  for (int i = 0; i < kRefinements; ++i) {
    const BoxTest test = boxes.critical_points(within);
    if (test.answer == Answer::none || !(test.rest.diameter() < 0.9 * within.diameter())) break;
    within = test.rest;
  }
  return {within, alone};
}

struct Pruned {
  Answer answer = Answer::unknown;
  Box rest;
  ProvedPoint point;
  std::size_t tests = 0;
};

Pruned prune(const Boxes& boxes, Box box) {
  Pruned result;
  for (int i = 0; i < kAgain; ++i) {
    const BoxTest test = boxes.critical_points(box);
    ++result.tests;
    result.answer = test.answer;
    result.rest = test.rest;
    if (test.answer == Answer::one) result.point = refined(boxes, box, test.rest);
    if (test.answer != Answer::unknown) return result;
    const double shrunk = relative_size(test.rest, box);
    box = test.rest;
    if (!(shrunk < kWorthAgain)) break;
    if (!(box.diameter() > 0)) break;
  }
  const Box wide = widened(box, kWider);
  const BoxTest test = boxes.critical_points(wide);
  ++result.tests;
  if (test.answer == Answer::one) {
    result.answer = Answer::one;
    result.point = refined(boxes, wide, test.rest);
  } else if (test.answer == Answer::none) {
    result.answer = Answer::none;
  }
  return result;
}

// The same point twice: where one lies in the box in which the other is alone.
bool same(const ProvedPoint& a, const ProvedPoint& b) { return a.alone.holds(b.within) || b.alone.holds(a.within); }

}  // namespace

BoxSearch search_boxes(const Boxes& boxes, std::vector<Box> parts, const Box& whole, const BoxSearchOptions& options,
                       Context& context) {
  BoxSearch search;
  std::vector<Box> level = std::move(parts);
  for (std::size_t depth = 1; !level.empty() && !search.interrupted; ++depth) {
    std::vector<Pruned> results(level.size());
    parallel_for(context.threads, level.size(), [&](std::size_t i) {
      if (context.stop_requested()) {
        results[i].rest = level[i];
      } else {
        results[i] = prune(boxes, level[i]);
      }
    });
    std::vector<Box> left;
    for (Pruned& result : results) {
      search.tests += result.tests;
      if (result.answer == Answer::unknown) left.push_back(std::move(result.rest));
      if (result.answer != Answer::one) continue;
      const bool known =
          std::ranges::any_of(search.points, [&](const ProvedPoint& p) { return same(p, result.point); });
      if (!known) search.points.push_back(std::move(result.point));
    }
    context.report("boxes", static_cast<double>(search.tests), 0);
    search.interrupted = context.stop_requested();
    double size = 0;
    for (const Box& box : left) size = std::max(size, relative_size(box, whole));
    level.clear();
    const bool last = depth >= options.levels || left.size() > options.most || size <= options.smallest;
    if (last || search.interrupted) {
      search.undecided = std::move(left);
      break;
    }
    for (const Box& box : left) {
      auto [a, b] = cut(box, whole);
      level.push_back(std::move(a));
      level.push_back(std::move(b));
    }
  }
  return search;
}

std::vector<Box> cut_in_two(const std::vector<Box>& boxes, const Box& whole, double smallest, std::vector<Box>& rest) {
  std::vector<Box> halves;
  for (const Box& box : boxes) {
    if (relative_size(box, whole) <= smallest || !resolved(box)) {
      rest.push_back(box);
      continue;
    }
    auto [a, b] = cut(box, whole);
    halves.push_back(std::move(a));
    halves.push_back(std::move(b));
  }
  return halves;
}

std::optional<ProvedPoint> prove_point(const Boxes& boxes, std::span<const double> theta, double largest) {
  double half = largest;
  for (int i = 0; i < kTries; ++i, half /= 4) {
    Box box{Vector(theta.begin(), theta.end()), Vector(theta.begin(), theta.end())};
    for (std::size_t k = 0; k < theta.size(); ++k) {
      box.low[k] -= half;
      box.high[k] += half;
      if (!(box.low[k] < theta[k] && theta[k] < box.high[k])) return std::nullopt;  // below the spacing of numbers
    }
    const BoxTest test = boxes.critical_points(box);
    if (test.answer == Answer::one) return refined(boxes, box, test.rest);
  }
  return std::nullopt;
}

}  // namespace saddlescope
