// What a spectrum costs, all eigenvalues or products alone, and which of them `--spectrum auto` takes.
//
//   exact        the Hessian (Objective::hessian_cost) and 2·P³ flops of eigenvalues;  6·8·P² bytes
//   inertia      the Hessian and P³ flops of factorizations;  2·8·P² bytes and some hundred vectors of length P. A degenerate
//                point takes more when it turns out to be one: the Hessian at θ* with its factors, 2·8·P² bytes, or all
//                eigenvectors where many lie outside the band; each is asked for before it is taken.
//   matrix-free  up to 400 products for the ends of the spectrum, some 100 around them;  a few hundred vectors of
//   length P
// A product is taken as 12·N·P − 8·N·P₁ flops (docs/methods.md §9: N samples, P₁ weights of the first layer; N = 1 for
// a formula), everything at 25 Gflop/s. Measured on one thread of a busy Zen 4 core: at 64-32-32-10 on
// digits (P = 3,466) exact takes 2.7 s of processor time (the model: 4.0), inertia 1.7 to 2.3 s (2.4); products 18
// Gflop/s at 784-128-10 on 10,000 samples. So the
// choice depends on the problem and the memory allowed alone, never on how busy a machine is or how many threads it
// has; the seconds said are good to a factor of about three.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "saddlescope/base/context.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/results/spectrum.h"

namespace saddlescope {

enum class SpectrumMethod { automatic, exact, inertia, matrix_free };

/// What a way may take before the next one is preferred, in seconds of the model.
inline constexpr double kPatience = 60;

SpectrumCost exact_cost(const Objective& objective);
SpectrumCost inertia_cost(const Objective& objective);
SpectrumCost matrix_free_cost(const Objective& objective, const Context& context);

/// Seconds of the model in which all eigenvalues are never too dear.
inline constexpr double kNeverTooDear = 1;

/// Products for the ends of a spectrum: 400, fewer (at least 60) where a product is so dear that they'd take more than
/// about a quarter of an hour.
std::size_t affordable_products(const Objective& objective);

/// How eigenvectors of the ends are had: by that many products, `most`; 0: from the matrix, where that fits the memory
/// and takes no longer, or hardly any time.
std::size_t products_for_vectors(const Objective& objective, std::size_t most, const Context& context);

/// What products alone make do with beside an objective that holds `held` bytes, a quarter of the memory at the least.
Context without_held(const Context& context, double held);

/// Throws Error(memory) where `bytes` don't fit in `rest`, which without_held() left. remedy: "Do this", to which the
/// --memory that would do is added.
void require_memory_beside(double bytes, double held, const Context& rest, std::string_view what,
                           std::string_view remedy);

/// What was asked for; automatic: the first of exact, inertia, matrix_free that fits context.memory and kPatience.
SpectrumMethod choose_spectrum(SpectrumMethod asked, const Objective& objective, const Context& context);

/// The costs of the ways not taken. taken: not automatic.
std::vector<SpectrumCost> other_costs(SpectrumMethod taken, const Objective& objective, const Context& context);

}  // namespace saddlescope
