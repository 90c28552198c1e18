#include "saddlescope/data/built_in.h"

#include "saddlescope/base/error.h"
#include "saddlescope/formats/npz.h"

// Laid into the program by sets.S: first byte, and the one behind the last.
extern "C" {
extern const std::byte saddlescope_set_digits[], saddlescope_set_digits_end[];
extern const std::byte saddlescope_set_iris[], saddlescope_set_iris_end[];
extern const std::byte saddlescope_set_wine[], saddlescope_set_wine_end[];
extern const std::byte saddlescope_set_breast_cancer[], saddlescope_set_breast_cancer_end[];
}

namespace saddlescope {
namespace {

struct BuiltIn {
  std::string name;
  ByteView npz;
  double divisor;
  std::vector<std::string> class_names;
  std::string provenance;
};

const std::vector<BuiltIn>& sets() {
  static const std::vector<BuiltIn> all = {
      {"digits",
       {saddlescope_set_digits, saddlescope_set_digits_end},
       16,
       {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
       "digits: 8 × 8 images of handwritten digits (Alpaydin & Kaynak 1998, test set), divided by 16"},
      {"iris",
       {saddlescope_set_iris, saddlescope_set_iris_end},
       1,
       {"setosa", "versicolor", "virginica"},
       "iris: lengths and widths of sepals and petals in cm (Fisher 1936)"},
      {"wine",
       {saddlescope_set_wine, saddlescope_set_wine_end},
       1,
       {"class_0", "class_1", "class_2"},
       "wine: chemical analysis of wines of three cultivars (Aeberhard & Forina 1992), as measured"},
      {"breast-cancer",
       {saddlescope_set_breast_cancer, saddlescope_set_breast_cancer_end},
       1,
       {"malignant", "benign"},
       "breast-cancer: features of cell nuclei (Wolberg et al. 1993), as measured"}};
  return all;
}

}  // namespace

std::vector<std::string> built_in_names() {
  std::vector<std::string> names;
  for (const BuiltIn& set : sets()) names.push_back(set.name);
  return names;
}

std::optional<DataSet> load_built_in(const std::string& name) {
  for (const BuiltIn& set : sets()) {
    if (set.name != name) continue;
    const ArrayFile file = parse_npz(set.npz, name);
    const NamedArray *x = file.find("x"), *y = file.find("y");
    if (x == nullptr || y == nullptr) throw_internal("a built-in data set has x and y");
    DataSet data;
    data.x = {x->shape, to_f64(*x, name)};
    for (double& value : data.x.values) value /= set.divisor;
    data.y.kind = DataTargets::Kind::classes;
    data.y.values = {y->shape, to_f64(*y, name)};
    data.y.class_names = set.class_names;
    data.y.where = name;
    data.y.other_way = "Its targets are classes.";
    data.provenance = set.provenance;
    return data;
  }
  return std::nullopt;
}

}  // namespace saddlescope
