// Weights from files and back: which tensor of a file is which parameter.
//
// A file's tensors are matched to the parameters by the first of these that finds a place for every parameter:
//   1. equal names;
//   2. equal names once one prefix common to all, ending in '.' or '/', is taken off ("net.", "module.");
//   3. one by one: tensors are grouped by what stands before the last '.' or '/' (without either: by the number at the
//      end), matrix before vector in each group, groups in the file's order, then in natural order (2 before 10);
//      the first order in which all shapes agree. An order that is merely alphabetical, as safetensors' is, says
//      nothing of the network: then natural order comes first (fc10 would else stand before fc2, unseen where widths
//      are equal).
// Layout: out-in as PyTorch has it, or in-out (Keras, Flax), in which matrices are transposed on the way.
//
// What a match proves: names or shapes agree. Not that the activations or the order of equal shapes are the user's:
// --expect-loss does that.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/formats/arrays.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

enum class WeightsLayout { out_in, in_out };

/// "out-in" or "in-out"; throws Error(bad input) naming both.
WeightsLayout parse_weights_layout(const std::string& text);

struct WeightMatch {
  std::size_t array = 0;    ///< index into the file's arrays
  bool transposed = false;  ///< the file holds the matrix the other way round
};

/// A file and how its tensors became θ; kept, so that outputs look like the file they came from.
struct LoadedWeights {
  ArrayFile file;
  std::vector<WeightMatch> matches;  ///< one a parameter, in the parameters' order
  Vector theta;
  std::string how;                 ///< what was done, one sentence
  std::vector<std::string> notes;  ///< what the user should know besides: tensors left out, orders that fit as well
};

/// Throws Error(bad input) with the shapes wanted and found where nothing fits.
LoadedWeights match_weights(std::span<const Parameter> parameters, ArrayFile file, WeightsLayout layout);

/// The same from a file: .safetensors or .npz, known by content.
LoadedWeights load_weights(std::span<const Parameter> parameters, const std::string& path, WeightsLayout layout,
                           const ReadLimits& limits = {});

struct EncodedWeights {
  Bytes bytes;   ///< the whole file
  Vector theta;  ///< what it says: θ rounded to the file's element types. A loss said of the file is the loss of this
};

/// θ in the given format. With a source: its names, layout, element types and every other tensor and metadata of it.
/// Without: the parameters' names, matrices out-in, f64.
/// Throws Error(numerical) where a finite weight is beyond the file's element type, naming it.
EncodedWeights encode_weights(std::span<const Parameter> parameters, std::span<const double> theta, Format format,
                              const LoadedWeights* source = nullptr);

/// The `mlp:` spec whose parameters a file's tensors fit.
struct ModelSuggestion {
  std::string model;  ///< to paste behind --model
  WeightsLayout layout = WeightsLayout::out_in;
  std::string note;  ///< that a file of weights doesn't say its activation, and what else
};

/// Nothing where the tensors are no chain of dense layers.
std::optional<ModelSuggestion> suggest_model(const ArrayFile& file);

}  // namespace saddlescope
