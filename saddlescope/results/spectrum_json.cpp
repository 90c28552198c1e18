#include <cmath>

#include "saddlescope/results/json_members.h"

namespace saddlescope::json {
namespace {

constexpr std::size_t kLargestEigenvalueList = 10000;

Json member(const UnseenBounds& bounds) {
  return {{"lowest", number(bounds.lowest)},
          {"highest", number(bounds.highest)},
          {"failure_probability", number(bounds.failure_probability)}};
}

UnseenBounds unseen_from(const Json& j) {
  return {true, number(j.at("lowest")), number(j.at("highest")), number(j.at("failure_probability"))};
}

Json member(const SpectrumCost& cost) {
  return {{"method", cost.method}, {"seconds", number(cost.seconds)}, {"bytes", number(cost.bytes)}};
}

SpectrumCost cost_from(const Json& j) { return {j.at("method"), number(j.at("seconds")), number(j.at("bytes"))}; }

Json member(const HessianCost& cost) {
  return {{"method", cost.method},
          {"flops", {{"dense-layers", optional_number(cost.dense_layers)}, {"products", number(cost.products)}}}};
}

HessianCost hessian_cost_from(const Json& j) {
  const Json& flops = j.at("flops");
  return {j.at("method"), number(flops.at("products")), optional_number(flops.at("dense-layers"))};
}

Json member(const BoundedEigenvalue& e) {
  if (std::isnan(e.value)) return nullptr;
  return {{"value", number(e.value)}, {"bound", number(e.bound)}};
}

BoundedEigenvalue eigenvalue_from(const Json& j) {
  if (j.is_null()) return {std::nan(""), std::nan("")};
  return {number(j.at("value")), number(j.at("bound"))};
}

}  // namespace

Json member(const Spectrum& s) {
  Json j = {{"complete", s.complete}, {"method", s.method}};
  if (!s.eigenvalues.empty() && s.eigenvalues.size() <= kLargestEigenvalueList) {
    j["eigenvalues"] = numbers(s.eigenvalues);
  }
  j["lowest"] = member(s.lowest);
  j["highest"] = member(s.highest);
  j["inertia"] = s.inertia ? member(*s.inertia) : Json(nullptr);
  j["tolerance_terms"] = {{"eigensolver", number(s.terms.eigensolver)},
                          {"asymmetry", number(s.terms.asymmetry)},
                          {"rounding", number(s.terms.rounding)},
                          {"factorization", number(s.terms.factorization)}};
  j["minimum_ratio"] = optional_number(s.minimum_ratio);
  j["hessian_vector_products"] = s.hessian_vector_products;
  if (s.hessian) j["hessian"] = member(*s.hessian);
  if (s.unseen.known) j["unseen"] = member(s.unseen);
  if (!s.others.empty()) {
    j["other"] = member(s.others.front());
    for (const SpectrumCost& cost : s.others) j["others"].push_back(member(cost));
  }
  return j;
}

Spectrum spectrum_from(const Json& j) {
  Spectrum s;
  s.complete = j.at("complete");
  s.method = j.at("method");
  if (j.contains("eigenvalues")) s.eigenvalues = numbers(j.at("eigenvalues"));
  s.lowest = eigenvalue_from(j.at("lowest"));
  s.highest = eigenvalue_from(j.at("highest"));
  if (!j.at("inertia").is_null()) s.inertia = inertia_from(j.at("inertia"));
  const Json& terms = j.at("tolerance_terms");
  s.terms = {number(terms.at("eigensolver")), number(terms.at("asymmetry")), number(terms.at("rounding")),
             number(terms.at("factorization"))};
  s.minimum_ratio = optional_number(j.at("minimum_ratio"));
  s.hessian_vector_products = count(j.at("hessian_vector_products"));
  if (j.contains("hessian")) s.hessian = hessian_cost_from(j.at("hessian"));
  if (j.contains("unseen")) s.unseen = unseen_from(j.at("unseen"));
  if (j.contains("others")) {
    for (const Json& cost : list(j.at("others"))) s.others.push_back(cost_from(cost));
  }
  return s;
}

}  // namespace saddlescope::json
