// What is in a weights or data file, or in a model or data named in a description.
#pragma once

#include <string>

#include "saddlescope/base/context.h"
#include "saddlescope/problem/description.h"
#include "saddlescope/results/inspection.h"

namespace saddlescope {

/// Tensors of a .npz, .npy or .safetensors file and the --model whose parameters they fit; columns of a CSV.
Inspection inspect_file(const std::string& path, const ProblemDescription& description, const Context& context);

/// The problems with a known answer.
Inspection inspect_problems();

/// Parameters of --model, --function or --problem; shape, targets and range of --data. Throws Error(usage) without any
/// of them.
Inspection inspect_description(const ProblemDescription& description, Context& context);

}  // namespace saddlescope
