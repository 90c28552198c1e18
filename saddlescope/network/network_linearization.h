// A network's loss around one θ: what doesn't depend on a direction is evaluated once and kept, chunk by chunk, as far
// as the memory allows; products, third and higher derivatives then evaluate the tangent part alone.
// θ, V and every result are f64; T is the arithmetic between them.
// Errors (docs/methods §2): three times the largest change over five perturbed evaluations; to those of value, gradient
// and products the change is added that another cut into chunks makes.
// Calls may overlap.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <span>

#include "saddlescope/engine/chunks.h"
#include "saddlescope/network/network_sums.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

template <class T>
class NetworkLinearization final : public Linearization {
 public:
  /// other_sums: of the same loss with other chunks. Keeps references.
  NetworkLinearization(const Objective& objective, const NetworkSums<T>& sums, const NetworkSums<T>& other_sums,
                       std::span<const double> theta, Context& context);

  double value() const override { return gradient_and_value_.back(); }
  std::span<const double> gradient() const override { return {gradient_and_value_.data(), size()}; }
  void apply(ConstBlock V, Block HV, Context& context) const override;
  Rounding rounding(ConstBlock V, Context& context) const override;
  double hessian(Block H, Context& context) const override;
  Estimate<Vector> third(std::span<const double> v, Errors errors, Context& context) const override;
  Estimate<Series> along(std::span<const double> v, int order, Errors errors, Context& context) const override;

 private:
  // A linearized sum made when first asked for.
  struct Lazy {
    std::mutex mutex;
    std::unique_ptr<engine::BasicLinearizedSum<T>> state;
    Vector shared;
  };
  const engine::BasicLinearizedSum<T>& get(Lazy& lazy, const engine::BasicChunkSum<T>& sum, Context& context) const;
  // The perturbed evaluations and the one in other chunks (rounding()), without a direction.
  struct Perturbed;
  std::shared_ptr<const Perturbed> perturbed(Context& context) const;
  std::unique_ptr<engine::BasicLinearizedSum<T>> evaluate_perturbed(std::size_t which, std::span<double> out,
                                                                    Context& context) const;

  const NetworkSums<T>& sums_;
  const NetworkSums<T>& other_sums_;
  Vector gradient_and_value_;
  std::unique_ptr<engine::BasicLinearizedSum<T>> products_;
  mutable std::mutex perturbed_mutex_;
  mutable std::shared_ptr<const Perturbed> perturbed_;
  mutable Lazy third_;
  mutable std::array<Lazy, kMaxSeriesOrder + 1> along_;
};

}  // namespace saddlescope
