// Functions whose kind at a point is known whatever the coordinates: sums of ± powers 2 to 8, with flat variables,
// under random analytic changes of variables.
//
// A form falls where some power is odd or negative, and rises where some is odd or positive. Both make a saddle, a
// degenerate one where nothing falls by second order. Otherwise it is an extremum, strict where no variable is flat,
// and certainly so to second order alone where every power is 2.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/base/random.h"
#include "saddlescope/linalg/block.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

struct PowerTerm {
  int sign, power;  ///< power 0: a flat variable
};

struct NormalForm {
  std::vector<PowerTerm> terms;
  std::string formula;
  Vector at;

  std::vector<VerdictKind> allowed() const {
    using enum VerdictKind;
    const auto any = [&](auto test) { return std::ranges::any_of(terms, test); };
    const bool down = any([](PowerTerm t) { return t.power % 2 == 1 || (t.power > 0 && t.sign < 0); });
    const bool up = any([](PowerTerm t) { return t.power % 2 == 1 || (t.power > 0 && t.sign > 0); });
    if (down && up) {
      return {any([](PowerTerm t) { return t.power == 2 && t.sign < 0; }) ? saddle : degenerate_saddle};
    }
    const bool strict = !any([](PowerTerm t) { return t.power == 0; });
    const bool quadratic = !any([](PowerTerm t) { return t.power != 2; });
    std::vector<VerdictKind> kinds;
    if (strict) kinds.push_back(up ? local_minimum : local_maximum);
    if (!quadratic) kinds.push_back(up ? degenerate_minimum : degenerate_maximum);
    return kinds;
  }
};

/// Orthonormal rows by Gram and Schmidt, each then stretched by 0.5 to 2.
inline std::vector<Vector> random_axes(std::size_t n, RandomStream& random) {
  std::vector<Vector> rows;
  while (rows.size() < n) {
    Vector row(n);
    for (double& entry : row) entry = random.normal();
    for (const Vector& other : rows) axpy(-dot(row, other), other, row);
    scale(1 / norm(row), row);
    rows.push_back(std::move(row));
  }
  for (Vector& row : rows) scale(std::exp2(random.uniform(-1, 1)), row);
  return rows;
}

/// Up to three variables, coefficients from 10⁻⁸ to 10⁸, half of the coordinates mixed; a constant added to most.
inline NormalForm badly_scaled_form(RandomStream& random) {
  constexpr int kPowers[] = {0, 2, 2, 3, 4, 5, 6, 7, 8};
  constexpr const char* kConstants[] = {"0", "1", "1e3", "-7e-3", "1e6", "1e-8"};
  NormalForm form;
  const std::size_t n = 1 + random.below(3);
  const auto all_flat = [&] { return std::ranges::all_of(form.terms, [](PowerTerm t) { return t.power == 0; }); };
  while (all_flat()) {
    form.terms.clear();
    for (std::size_t i = 0; i < n; ++i) {
      form.terms.push_back({random.below(2) == 0 ? 1 : -1, kPowers[random.below(std::size(kPowers))]});
    }
  }
  const bool mixed = random.below(2) > 0;
  const std::vector<Vector> axes = random_axes(n, random);
  form.at = Vector(n, 0.0);
  form.formula = kConstants[random.below(std::size(kConstants))];
  for (std::size_t i = 0; i < n; ++i) form.formula += fmt::format("+0*x{}", i);  // every variable by name, in order
  if (random.below(2) == 0) form.formula += "+x0-x0";  // hides a floor
  for (std::size_t i = 0; i < n; ++i) {
    std::string u = mixed ? "0" : fmt::format("x{}", i);
    for (std::size_t j = 0; mixed && j < n; ++j) u += fmt::format("+({})*x{}", axes[i][j], j);
    if (form.terms[i].power == 0) continue;
    const double factor = form.terms[i].sign * std::pow(10, random.uniform(-8, 8));
    form.formula += fmt::format("+({})*({})^{}", factor, u, form.terms[i].power);
  }
  return form;
}

/// Up to three variables; two thirds with coordinates that mix, half of them away from 0, so that values at the point
/// carry rounding.
inline NormalForm random_normal_form(RandomStream& random) {
  constexpr int kPowers[] = {0, 2, 2, 3, 4, 5, 6, 7, 8};
  NormalForm form;
  const std::size_t n = 1 + random.below(3);
  const auto all_flat = [&] { return std::ranges::all_of(form.terms, [](PowerTerm t) { return t.power == 0; }); };
  while (all_flat()) {
    form.terms.clear();
    for (std::size_t i = 0; i < n; ++i) {
      form.terms.push_back({random.below(2) == 0 ? 1 : -1, kPowers[random.below(std::size(kPowers))]});
    }
  }
  const bool mixed = random.below(3) > 0, shifted = random.below(2) > 0;
  const std::vector<Vector> axes = random_axes(n, random);
  std::vector<std::string> x;
  for (std::size_t j = 0; j < n; ++j) {
    form.at.push_back(shifted ? std::round(1000 * random.normal()) / 1000 : 0.0);
    x.push_back(fmt::format("(x{}-({}))", j, form.at[j]));
  }
  for (std::size_t i = 0; i < n; ++i) {
    std::string u = mixed ? "" : x[i];
    for (std::size_t j = 0; mixed && j < n; ++j) u += fmt::format("{}({})*{}", j > 0 ? "+" : "", axes[i][j], x[j]);
    for (std::size_t k = random.below(3); k > 0; --k) {  // curved: products of coordinates, some of their sines
      const std::string& a = x[random.below(n)];
      const std::string& b = x[random.below(n)];
      u += fmt::format("+({})*{}*{}", random.normal() / 2, random.below(3) == 0 ? "sin(" + a + ")" : a, b);
    }
    if (form.terms[i].power == 0) continue;
    const double factor = form.terms[i].sign * std::pow(10, random.uniform(-0.5, 0.5));
    form.formula += fmt::format("{}({})*({})^{}", form.formula.empty() ? "" : "+", factor, u, form.terms[i].power);
  }
  form.formula = fmt::format("({})*({})", std::pow(10, random.uniform(-3, 3)), form.formula);
  std::string names = "0";
  for (std::size_t j = 0; j < n; ++j) names += fmt::format("*x{}", j);
  if (random.below(2) == 0) names += "+x0-x0";  // hides a floor that interval arithmetic would prove
  form.formula = names + "+" + form.formula;  // every variable by name, in order
  return form;
}

}  // namespace saddlescope
