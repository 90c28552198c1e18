// Scaling by powers of two, exact but for underflow, so that no square of an entry overflows or vanishes on the way.
#pragma once

#include <cstddef>
#include <span>

#include "saddlescope/linalg/blas.h"
#include "saddlescope/linalg/block.h"

namespace saddlescope {

/// max |xᵢ|; 0 for an empty span. Ignores NaN: look for it first.
double largest_magnitude(std::span<const double> x);

/// The exponent k with 1 ≤ magnitude·2⁻ᵏ < 2; 0 for magnitude 0 or infinity.
int scaling_exponent(double magnitude);

/// x := 2ᵏ·x.
void scale_by_power_of_two(int k, std::span<double> x);

/// Throws Error(bad input) unless H is square with at least one row, Error(numerical) unless its lower triangle is
/// finite; returns max |hᵢⱼ| over the lower triangle. `who` begins the message.
double require_symmetric_input(ConstBlock H, const char* who);

/// The lower triangle of 2ᵏ·H + shift·I; the rest stays zero.
Matrix scaled_lower_triangle(ConstBlock H, int k, double shift);
/// The named triangle of A := 2ᵏ·H + shift·I, from H's lower triangle; the other one isn't touched. A: as H.
void fill_scaled_triangle(ConstBlock H, int k, double shift, Triangle triangle, Block A);

}  // namespace saddlescope
