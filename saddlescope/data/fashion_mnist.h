// Fashion-MNIST (Xiao, Rasul & Vollgraf 2017, MIT licence) as Debian's package dataset-fashion-mnist installs it: the
// 60,000 images of its training set, 28 × 28, bytes divided by 255 as torchvision's ToTensor does and everybody who
// compares with PyTorch expects.
#pragma once

#include <string>

#include "saddlescope/data/dataset.h"

namespace saddlescope {

inline constexpr const char* kFashionMnist = "fashion-mnist";
inline constexpr const char* kFashionMnistFolder = "/usr/share/datasets/fashion-mnist";

/// Throws Error(bad input), saying what to install, where the folder doesn't hold it. Reads no more samples into
/// numbers than options.samples.
DataSet load_fashion_mnist(const DataOptions& options, const std::string& folder = kFashionMnistFolder);

}  // namespace saddlescope
