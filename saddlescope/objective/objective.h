// The seam: what a loss L(θ) must offer. Everything above sees a loss only through these classes; a formula, a network,
// a user's own model behind callbacks are implementations. Nothing above may assume that θ came from our engine, that a
// product is cheap, exact or deterministic, or that a second thread may call it.
//
// Vectors: host memory, f64, length P. Blocks: column-major P × k, contiguous columns. Nothing aliases. Inputs come
// first, outputs next, Context& last. An implementation reports failure by throwing; an exception crosses the library
// unchanged. Values that are not finite are no failure: they are returned as they are.
//
// Pure virtual functions must be given; every other has a fallback (fallbacks.cpp) built on these alone.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/base/context.h"
#include "saddlescope/base/shape.h"
#include "saddlescope/linalg/block.h"
#include "saddlescope/linalg/epsilon.h"
#include "saddlescope/results/spectrum.h"

namespace saddlescope {

class Boxes;

/// A named piece of θ: entries offset … offset + element_count(shape) − 1, row-major. The first begins at 0, each where
/// the one before ends.
struct Parameter {
  std::string name;
  Shape shape;
  std::size_t offset = 0;
  enum class Role { variable, weight, bias } role = Role::variable;
  std::optional<std::size_t> unit_axis = std::nullopt;  ///< the axis that counts the units of a layer
};

struct Traits {
  bool deterministic = true;  ///< the same θ gives the same bits
  int concurrent_calls = 1;  ///< calls allowed at once (1: never from two threads)
  std::size_t preferred_block = 8;  ///< columns a product likes best
  double relative_error = 16 * kEps;  ///< of value, gradient and product, used where rounding() isn't measured
  std::string engine = "callbacks";  ///< who evaluates: "native", "torch", "jax", …
  /// 2⁻⁵² in f64, 2⁻²³ in f32: of the arithmetic that evaluates. Entries of θ that differ by less, relatively, may
  /// count as equal; beyond f64's no sign is certified.
  double epsilon = kEps;
};

/// A number, vector or series with its rounding error as it was measured (Rounding), entry by entry.
template <class T>
struct Estimate {
  T value, error;
};

/// c[j] is the coefficient of tʲ of L(θ + t·v).
using Series = std::vector<double>;
inline constexpr int kMaxSeriesOrder = 8;

/// Whether a call should also measure the error of what it returns (several perturbed evaluations). With `none` errors
/// are empty, or, where a fallback has them without more evaluations, a rough estimate.
enum class Errors { measured, none };

/// Rounding errors of one evaluation (docs/methods: three times the largest change over five evaluations in which the
/// result of every arithmetic primitive is perturbed by a random relative eps).
struct Rounding {
  double value = 0;  ///< e_L
  double value_theta = 0;  ///< e_L with each θᵢ perturbed by a relative eps as well
  double gradient = 0;  ///< e_g, a norm
  std::vector<double> product;  ///< ‖ΔH·v‖ for each column v
  std::vector<double> quadratic;  ///< |vᵀΔH·v| for each column v
};

class Objective;

/// L around one θ: copies θ, owns its caches; its objective must outlive it. Calls may not overlap unless the
/// objective's traits allow several at once.
class Linearization {
 public:
  Linearization(const Objective& objective, std::span<const double> theta);
  virtual ~Linearization() = default;
  Linearization(const Linearization&) = delete;
  Linearization& operator=(const Linearization&) = delete;

  const Objective& objective() const { return objective_; }
  std::span<const double> theta() const { return theta_; }
  std::size_t size() const { return theta_.size(); }

  virtual double value() const = 0;
  virtual std::span<const double> gradient() const = 0;
  /// HV = ∇²L(θ)·V.
  virtual void apply(ConstBlock V, Block HV, Context& context) const = 0;

  /// Errors of value, gradient and products with the columns of V (each of norm 1; V may have 0 columns).
  /// Fallback: the traits' relative error times |L|, ‖g‖ and ‖Hv‖.
  virtual Rounding rounding(ConstBlock V, Context& context) const;
  /// H = ∇²L(θ), P × P, both triangles, exactly symmetric. Fallback: products with the unit vectors, symmetrized.
  /// Returns ‖H − Hᵀ‖_F before that (0 where it is symmetric by construction).
  virtual double hessian(Block H, Context& context) const;
  /// D³L[v,v,·], length P. Fallback: a central difference of products.
  virtual Estimate<Vector> third(std::span<const double> v, Errors errors, Context& context) const;
  /// Taylor coefficients c₀ … c_order of L(θ + t·v), ‖v‖ = 1, order ≤ kMaxSeriesOrder. Fallback: central differences of
  /// vᵀHv, whose error grows quickly with the order; an entry whose error is infinite is unknown.
  virtual Estimate<Series> along(std::span<const double> v, int order, Errors errors, Context& context) const;
  /// L(θ) − floor with its error, θ's own rounding included. A constant added to L must not hide a small height above
  /// the floor: an implementation leaves such constants out of both. Fallback: the difference, with
  /// rounding().value_theta.
  /// Infinite where there is no floor.
  virtual Estimate<double> above_floor(Context& context) const;

 protected:
  /// hessian() by products with `columns` unit vectors at a time.
  double hessian_by_products(Block H, std::size_t columns, Context& context) const;

 private:
  const Objective& objective_;
  Vector theta_;
};

/// A proven lower bound of L over all θ. `attained`: some finite θ may reach it; otherwise it is only an infimum.
struct Floor {
  std::optional<double> value;
  bool attained = false;
  std::string why;  ///< "mse is never negative", …
};

/// Whether θ lies where derivatives jump.
struct Kink {
  bool known = false;  ///< false: nobody looked (every other field is then meaningless)
  bool on = false;  ///< within rounding of one
  double distance = std::numeric_limits<double>::infinity();  ///< to the nearest, first order; infinite where smooth
  std::string where;  ///< which: "pre-activation 3 of layer 2, sample 17", "abs(x) in the formula"
};

/// How the units of one layer behave over the samples.
struct LayerActivity {
  std::string name, activation;
  std::size_t units = 0;
  std::size_t dead = 0;  ///< derivative 0 on ≥ 99 % of the samples (ReLU)
  std::size_t saturated = 0;  ///< derivative below 1e-3 of its maximum on ≥ 99 % of the samples (tanh, sigmoid)
};

/// How far predictions vary over the samples, beside how far the targets do: roots of the variances summed over
/// outputs.
struct PredictionSpread {
  double predictions = 0, targets = 0;
};

/// How clearly the outputs name each sample's class: positive where they name the right one.
struct Margins {
  double smallest = 0;
  std::size_t positive = 0;  ///< samples with a margin above 0
};

/// Directions that a model's construction makes null: along each the loss is constant to second order, at any θ or
/// where the gradient vanishes. Named, not proved: who uses them checks them against H.
struct NullSymmetry {
  std::string name;  ///< "rescaling of the ReLU units of hidden layer 1"
  std::vector<Vector> directions;  ///< each of length P, of any norm (0 where a unit is dead); perhaps dependent
};

/// Facet of objectives made of a model and data.
class Anatomy {
 public:
  virtual ~Anatomy() = default;
  virtual std::size_t sample_count() const = 0;  ///< N
  virtual std::string loss_name() const = 0;
  /// Loss of the best constant prediction, weight decay left out.
  virtual double best_constant_loss() const = 0;
  /// S of docs/methods: best constant prediction − floor; where that is 0, the loss of predicting 0, less the floor.
  virtual double stake() const = 0;
  /// Share of samples whose largest output is their class; nothing where targets aren't classes or nobody looked.
  virtual std::optional<double> accuracy(std::span<const double> theta, Context& context) const;
  /// Activity of each hidden layer at θ, first layer first.
  virtual std::vector<LayerActivity> activity(std::span<const double> theta, Context& context) const = 0;
  /// Known null directions at θ. Fallback: none.
  virtual std::vector<NullSymmetry> symmetries(std::span<const double> /*theta*/) const { return {}; }

  // What explains a stall (docs/methods §12). Fallback of each: nobody looked.
  /// The part of L(θ) that doesn't see the data (weight decay).
  virtual double penalty(std::span<const double> theta) const;
  /// Predictions are on the targets' scale: probabilities where outputs are logits.
  virtual std::optional<PredictionSpread> prediction_spread(std::span<const double> theta, Context& context) const;
  /// For each hidden layer l, first layer first: what a unit change of its pre-activations z_l does to the outputs,
  /// (1/N·Σₙ ‖∂ŷₙ/∂z_l‖²_F / h_l)^½: the root mean square over samples and directions.
  virtual std::vector<double> output_gains(std::span<const double> theta, Context& context) const;
  /// Nothing where the targets aren't classes, or labels 0 and 1, of a loss whose infimum needs infinite outputs.
  virtual std::optional<Margins> margins(std::span<const double> theta, Context& context) const;
  /// L with the weights and biases of the last layer times `factor`.
  virtual std::optional<double> value_with_last_layer_scaled(std::span<const double> theta, double factor,
                                                             Context& context) const;
};

/// How the gradients gₙ of single samples scatter around their mean g: Σ = 1/N·Σₙ (gₙ − g)(gₙ − g)ᵀ.
struct GradientNoise {
  double trace = 0;  ///< tr Σ
  double curvature = 0;  ///< tr HΣ
  double curvature_error = 0;  ///< standard error of `curvature` where it is estimated from random probes; else 0
};

/// Facet of objectives that are a mean over samples: L(θ) = 1/N·Σₙ ℓₙ(θ) + R(θ), R free of data (weight decay).
class Samples {
 public:
  virtual ~Samples() = default;
  virtual std::size_t count() const = 0;  ///< N
  /// g = ∇L_B(θ), L_B(θ) = 1/|B|·Σ_{n∈B} ℓₙ(θ) + R(θ), B = `batch`: indices below N, at least one, in any order;
  /// returns L_B(θ). Throws Error(internal) for other indices.
  virtual double gradient(std::span<const double> theta, std::span<const std::size_t> batch, std::span<double> g,
                          Context& context) const = 0;
  /// The noise of a gradient at `at`, a linearization of this objective. Fallback: a gradient and a product a sample.
  virtual GradientNoise noise(const Linearization& at, Context& context) const;
};

/// Facet of objectives that are a sum of squares, whatever their names for it:
///   L(θ) = ½‖r(θ)‖²,  r: ℝᴾ → ℝᴹ;  J = ∂r/∂θ (M × P);  ∇L = Jᵀr;  ∇²L = JᵀJ + Σᵢ rᵢ·∇²rᵢ
/// For mse rₙc = √(2/(N·C))·(ŷₙc − tₙc), which makes 2/(N·C)·Σ ŷ'ŷ'ᵀ of JᵀJ; weight decay ½λ‖θ‖² is P more entries,
/// √λ·θ.
/// Which entry of r is which is the implementation's choice, and always the same.
class LeastSquares {
 public:
  virtual ~LeastSquares() = default;
  virtual std::size_t residual_count() const = 0;  ///< M
  /// r = r(θ), length M; returns L(θ).
  virtual double residuals(std::span<const double> theta, std::span<double> r, Context& context) const = 0;
  /// JV = J·V; V: P × k, JV: M × k.
  virtual void jacobian(std::span<const double> theta, ConstBlock V, Block JV, Context& context) const = 0;
  /// JTU = Jᵀ·U; U: M × k, JTU: P × k.
  virtual void transposed_jacobian(std::span<const double> theta, ConstBlock U, Block JTU, Context& context) const = 0;
  /// The lower triangle of A = JᵀJ, P × P (the upper one holds anything afterwards), and g = ∇L(θ); returns L(θ).
  virtual double normal_equations(std::span<const double> theta, Block A, std::span<double> g,
                                  Context& context) const = 0;
  /// J, M × P, and the lower triangle of K = J·Jᵀ, M × M (the upper one holds anything afterwards). With fewer
  /// residuals than parameters steps are made of these: (JᵀJ + μI)⁻¹·Jᵀr = Jᵀ·(K + μI)⁻¹·r. Fallback:
  /// transposed_jacobian of the unit vectors, and a product.
  virtual void gram(std::span<const double> theta, Block J, Block K, Context& context) const;
};

/// What linearizations refer to: neither copied nor moved. parameters() and facets live as long as it does.
class Objective {
 public:
  Objective() = default;
  virtual ~Objective() = default;
  Objective(const Objective&) = delete;
  Objective& operator=(const Objective&) = delete;

  virtual std::span<const Parameter> parameters() const = 0;
  virtual Traits traits() const = 0;
  virtual double value(std::span<const double> theta, Context& context) const = 0;
  /// g = ∇L(θ); returns L(θ).
  virtual double gradient(std::span<const double> theta, std::span<double> g, Context& context) const = 0;
  virtual std::unique_ptr<Linearization> linearize(std::span<const double> theta, Context& context) const = 0;

  std::size_t size() const;  ///< P
  /// Throws Error(bad input) unless theta has length P and parameters() lie in it one after another: what every call
  /// from outside comes through.
  void require_size(std::span<const double> theta) const;

  /// L[j] = L(column j of thetas): surfaces, line searches. Fallback: one after another.
  virtual void values(ConstBlock thetas, std::span<double> L, Context& context) const;
  virtual Floor floor() const { return {}; }
  /// Fallback: unknown.
  virtual Kink kink(std::span<const double> theta, Context& context) const;

  /// Where in the loss the first value that isn't finite appears at theta ("log(x) at x = -1"), for a message; empty
  /// where nobody looked.
  virtual std::string where_not_finite(std::span<const double> theta, Context& context) const;

  /// Which way Linearization::hessian takes, and what it costs. Fallback: P products.
  virtual HessianCost hessian_cost() const;

  // Facets: null where the objective has no such structure.
  virtual const Anatomy* anatomy() const { return nullptr; }
  virtual const Samples* samples() const { return nullptr; }
  virtual const LeastSquares* least_squares() const { return nullptr; }
  virtual const Boxes* boxes() const { return nullptr; }  ///< objective/boxes.h
};

/// What is wrong with where parameters lie or with their axes, the first in words; empty where all is well.
std::string layout_fault(std::span<const Parameter> parameters);

/// Flops of one Hessian-vector product, 12·N·P − 8·N·P₁ (docs/methods §9): P₁ weights of the first layer, N samples; N
/// = 1 for a formula.
double product_flops(const Objective& objective);

/// The name of entry `index` of θ: "w1", "0.weight[2,3]".
std::string entry_name(const Objective& objective, std::size_t index);

}  // namespace saddlescope
