#include "saddlescope/data/fashion_mnist.h"

#include <filesystem>

#include "saddlescope/base/error.h"

namespace saddlescope {

DataSet load_fashion_mnist(const DataOptions& options, const std::string& folder) {
  const std::string images = folder + "/train-images-idx3-ubyte.gz", labels = folder + "/train-labels-idx1-ubyte.gz";
  std::error_code failed;
  if (!std::filesystem::exists(images, failed) || !std::filesystem::exists(labels, failed)) {
    throw_bad_input("isn't installed: there is no " + (std::filesystem::exists(images, failed) ? labels : images) + ".",
                    std::string(kFashionMnist),
                    "On Debian: apt-get install dataset-fashion-mnist. Elsewhere name its files: --data "
                    "train-images-idx3-ubyte.gz,train-labels-idx1-ubyte.gz --scale 0.00392156862745098");
  }
  DataOptions files;
  files.samples = options.samples;
  files.limits = options.limits;
  DataSet data = load_data(images + "," + labels, files);
  for (double& value : data.x.values) value /= 255;
  data.y.kind = DataTargets::Kind::classes;
  data.y.class_names = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                        "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
  data.y.where = kFashionMnist;
  data.y.other_way = "Its targets are classes.";
  data.provenance = "fashion-mnist: 28 × 28 images of clothes (Xiao et al. 2017, training set), divided by 255";
  return data;
}

}  // namespace saddlescope
