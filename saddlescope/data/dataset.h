// A data set: inputs, targets, and where they came from.
//
// Invariant: x has at least two axes, samples first, and is finite; targets have as many samples; all counts ≥ 1.
// Nothing is scaled unasked (digits, divided by 16, and fashion-mnist, by 255, say so).
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "saddlescope/base/shape.h"
#include "saddlescope/formats/file.h"

namespace saddlescope {

/// Targets as the file held them; what they mean is for the loss and the model to settle (contract: Loss).
struct DataTargets {
  enum class Kind {
    numbers,   ///< floats, or integers of more than one axis: values, or probabilities of classes
    integers,  ///< integers of shape (N,): classes where the model has more than one output, else numbers
    classes    ///< certainly classes: text labels, built-in sets
  };
  Kind kind = Kind::numbers;
  Tensor values;                         ///< N first; (N,) for integers and classes, which are indices from 0
  std::vector<std::string> class_names = {};  ///< of `classes`, in sorted order; otherwise empty
  std::string where = {};                ///< `run.npz, array "y"`, for messages
  std::string other_way = {};            ///< "Name another array with --y.", for messages
};

struct DataSet {
  Tensor x;
  DataTargets y;
  std::string provenance = {};  ///< one sentence: what it is, what was done to it

  std::size_t samples() const { return x.shape.front(); }
  std::size_t features() const { return x.values.size() / x.shape.front(); }  ///< x flattened
};

struct DataOptions {
  std::optional<std::string> x_name, y_name;  ///< arrays of a file of several; default "x" and "y"
  std::optional<std::string> target;          ///< CSV columns; default the last
  bool no_header = false;
  std::optional<std::size_t> samples;         ///< the first so many
  bool standardize = false;  ///< then each column to mean 0, variance 1 (1/N); constant columns to 0
  std::optional<double> scale;  ///< then x times this
  ReadLimits limits;
};

/// Throws Error(bad input) where a data set that was put together by hand breaks the invariant.
void require_sound(const DataSet& data);

/// A built-in name, a file (npz, safetensors, csv) or a pair "x.npy,y.npy", also of IDX. Throws Error(bad input).
DataSet load_data(const std::string& spec, const DataOptions& options = {});

/// Names that load_data knows without a file; fashion-mnist has to be installed.
std::vector<std::string> built_in_data();

/// y = f(x) at the midpoints of N equal cells, xᵢ = low + (i + ½)(high − low)/N. `text` is the formula, for messages.
/// `options.samples` is N (default 128). Throws Error(bad input) where f isn't finite, naming x.
DataSet sample_formula(const std::function<double(double)>& f, const std::string& text, double low, double high,
                       const DataOptions& options = {});

/// Samples, standardization and scale, in this order; says in the provenance what was done.
void prepare(DataSet& data, const DataOptions& options);

/// Class of each sample. Throws Error(bad input) unless the targets are integers in {0, …, classes − 1}, naming the
/// first sample whose isn't; `outputs_of` ("the model has 3 outputs") says in the message where `classes` comes from.
std::vector<std::size_t> class_indices(const DataTargets& targets, std::size_t classes, const std::string& outputs_of);

/// 1 + the largest index of `integers` or `classes`; for classes at least the number of names.
std::size_t class_count(const DataTargets& targets);

/// Whether the targets, N × C, are finite, ≥ 0 and each sample's sum is within C·1e-6 of 1 (f32's rounding of a
/// softmax): probabilities of classes. Throws Error(bad input) naming the first sample that isn't.
void require_probabilities(const DataTargets& targets);

}  // namespace saddlescope
