#include "saddlescope/data/dataset.h"
#include "saddlescope/data/fashion_mnist.h"

#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <numeric>

#include "saddlescope/base/random.h"
#include "saddlescope/formats/arrays.h"
#include "saddlescope/formats/npy.h"
#include "saddlescope/linalg/block.h"
#include "saddlescope/objective/objective.h"
#include "tests/formats/errors.h"

namespace saddlescope {
namespace {

namespace fs = std::filesystem;
using Kind = DataTargets::Kind;

class DataFiles : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              ("data_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, std::string_view text) const { return write(name, bytes_of(text)); }
  std::string write(const std::string& name, const Bytes& bytes) const {
    const std::string path = (folder_ / name).string();
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return path;
  }
  std::string write_npz(const std::vector<NamedArray>& arrays) const {
    return write("a.npz", arrays_bytes(Format::npz, {"", arrays, {}}));
  }
  fs::path folder_;
};

NamedArray integers(std::string name, const std::vector<std::int8_t>& values, Shape shape) {
  NamedArray array{std::move(name), std::move(shape), Dtype::i8, Bytes(values.size()), {}, {}, {}};
  std::transform(values.begin(), values.end(), array.bytes.begin(),
                 [](std::int8_t v) { return static_cast<std::byte>(v); });
  return array;
}
NamedArray floats(std::string name, Vector values, Shape shape) {
  return from_f64(std::move(name), std::move(shape), values, Dtype::f64);
}

double sum(const Vector& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

// Truth: sums, first and last values and class counts as scikit-learn 1.2.1 gives them, computed with NumPy.
TEST(BuiltIn, TheSetsAreScikitLearns) {
  struct Known {
    const char* name;
    Shape shape;
    double sum, first, last;
    std::vector<int> counts;
  };
  for (const Known& known :
       {Known{"digits", {1797, 64}, 561718.0 / 16, 0, 0, {178, 182, 177, 183, 181, 182, 181, 179, 174, 180}},
        Known{"iris", {150, 4}, 2078.7, 5.1, 1.8, {50, 50, 50}},
        Known{"wine", {178, 13}, 159975.295999, 14.23, 560, {59, 71, 48}},
        Known{"breast-cancer", {569, 30}, 1056474.4596356, 17.99, 0.07039, {212, 357}}}) {
    const DataSet data = load_data(known.name);
    EXPECT_EQ(data.x.shape, known.shape);
    const double summation_error = static_cast<double>(data.x.values.size()) * kEps * known.sum;  // all terms are ≥ 0
    EXPECT_NEAR(sum(data.x.values), known.sum, summation_error) << known.name;
    EXPECT_EQ(data.x.values.front(), known.first);
    EXPECT_EQ(data.x.values.back(), known.last);
    EXPECT_EQ(data.y.kind, Kind::classes);
    EXPECT_EQ(data.y.class_names.size(), known.counts.size());
    std::vector<int> counts(known.counts.size());
    for (const std::size_t c : class_indices(data.y, counts.size(), "")) ++counts[c];
    EXPECT_EQ(counts, known.counts);
  }
}

TEST_F(DataFiles, NpzGivesXAndYOrTheArraysNamed) {
  const std::string path =
      write_npz({floats("x", counting(6), {3, 2}), integers("y", {0, 1, 2}, {3}), floats("t", counting(3), {3})});
  const DataSet data = load_data(path);
  EXPECT_EQ(data.x.shape, (Shape{3, 2}));
  EXPECT_EQ(data.y.kind, Kind::integers);
  EXPECT_EQ(data.y.where, path + ", array \"y\"");
  DataOptions named;
  named.x_name = "t";
  named.y_name = "x";
  const DataSet other = load_data(path, named);
  EXPECT_EQ(other.x.shape, (Shape{3, 1}));  // N numbers are N samples of one feature
  EXPECT_EQ(other.y.kind, Kind::numbers);
  named.y_name = "z";
  expect_bad_input(path + ": has no array \"z\". It holds \"x\" (3, 2), \"y\" (3,), \"t\" (3,); name one with --y.",
                   [&] { load_data(path, named); });
}

TEST_F(DataFiles, IntegersOfTwoAxesAndFloatsAreNumbersIntegersOfOneAxisMayBeClasses) {
  const auto kind = [&](const NamedArray& y) {
    return load_data(write_npz({floats("x", counting(4), {2, 2}), y})).y.kind;
  };
  EXPECT_EQ(kind(integers("y", {0, 1}, {2})), Kind::integers);
  EXPECT_EQ(kind(integers("y", {0, 1}, {2, 1})), Kind::numbers);
  EXPECT_EQ(kind(floats("y", {0, 1}, {2})), Kind::numbers);
}

TEST_F(DataFiles, APairOfNpyFilesAndSafetensorsAreRead) {
  const std::string x = write("x.npy", npy_bytes(floats("x", counting(12), {2, 3, 2})));
  const std::string y = write("y.npy", npy_bytes(integers("y", {4, 5}, {2})));
  const DataSet data = load_data(x + "," + y);
  EXPECT_EQ(data.x.shape, (Shape{2, 3, 2}));
  EXPECT_EQ(data.features(), 6U);
  EXPECT_EQ(data.y.values.values, (Vector{4, 5}));
  const ArrayFile file{"", {floats("x", counting(4), {2, 2}), integers("y", {1, 0}, {2})}, {}};
  EXPECT_EQ(load_data(write("a.safetensors", arrays_bytes(Format::safetensors, file))).y.kind, Kind::integers);
  expect_bad_input(
      x + ": is one array; inputs and targets are needed. Name both files with a comma between: --data x.npy,y.npy",
      [&] { load_data(x); });
}

TEST_F(DataFiles, APairOfIdxFilesIsRead) {
  const auto file = [](std::initializer_list<int> values) {
    Bytes bytes;
    for (const int value : values) bytes.push_back(static_cast<std::byte>(value));
    return bytes;
  };
  const std::string x = write("x-ubyte", file({0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 1, 1, 2, 3, 4, 255, 6}));
  const std::string y = write("y-ubyte", file({0, 0, 8, 1, 0, 0, 0, 3, 0, 2, 1}));
  const DataSet data = load_data(x + "," + y);
  EXPECT_EQ(data.x.shape, (Shape{3, 2, 1}));
  EXPECT_EQ(data.features(), 2U);
  EXPECT_EQ(data.x.values, (Vector{1, 2, 3, 4, 255, 6}));  // raw: nothing is scaled unasked
  EXPECT_EQ(data.y.kind, Kind::integers);
  DataOptions first;
  first.samples = 2;
  EXPECT_EQ(load_data(x + "," + y, first).x.values, (Vector{1, 2, 3, 4}));
  EXPECT_EQ(load_data(x + "," + y, first).y.values.values, (Vector{0, 2}));
  first.samples = 4;
  expect_bad_input("--samples: asks for 4 of 3 samples. Name between 1 and 3.", [&] { load_data(x + "," + y, first); });
  const std::string other = write("z-ubyte", file({0, 0, 8, 1, 0, 0, 0, 2, 0, 2}));
  expect_bad_input(other + ": holds 2 samples, but the inputs (" + x +
                       ") 3. Both need one row a sample, samples along the first axis.",
                   [&] { load_data(x + "," + other, first); });
  expect_bad_input(
      x + ": is one array; inputs and targets are needed. Name both files with a comma between: --data x.npy,y.npy",
      [&] { load_data(x); });
}

// Truth: sums and counts computed with NumPy from Debian's files.
TEST(FashionMnist, IsTheTrainingSetDividedBy255) {
  if (!fs::exists(kFashionMnistFolder)) GTEST_SKIP() << "apt-get install dataset-fashion-mnist";
  DataOptions options;
  options.samples = 10000;
  const DataSet data = load_data("fashion-mnist", options);
  EXPECT_EQ(data.x.shape, (Shape{10000, 28, 28}));
  EXPECT_EQ(
      data.provenance,
      "fashion-mnist: 28 × 28 images of clothes (Xiao et al. 2017, training set), divided by 255, the first 10000 "
      "samples");
  EXPECT_EQ(data.y.class_names.size(), 10U);
  std::vector<int> counts(10);
  for (const std::size_t c : class_indices(data.y, 10, "")) ++counts[c];
  EXPECT_EQ(counts, (std::vector<int>{942, 1027, 1016, 1019, 974, 989, 1021, 1022, 990, 1000}));
  double bytes = 0;  // whole numbers: the sum is exact
  for (const double value : data.x.values) bytes += std::round(255 * value);
  EXPECT_EQ(bytes, 572388787);
  EXPECT_EQ(data.x.values[12 * 28 + 14], 222 / 255.0);
}

TEST(FashionMnist, SaysHowItIsInstalledWhereItIsNot) {
  expect_bad_input(
      "fashion-mnist: isn't installed: there is no /nowhere/train-images-idx3-ubyte.gz. On Debian: apt-get install "
      "dataset-fashion-mnist. Elsewhere name its files: --data train-images-idx3-ubyte.gz,train-labels-idx1-ubyte.gz "
      "--scale 0.00392156862745098",
      [] { load_fashion_mnist({}, "/nowhere"); });
}

TEST_F(DataFiles, CsvTargetsAreTheLastColumnOrThoseNamed) {
  const std::string path = write("a.csv", "a,b,c,species\n1,2.5,3,cat\n4,5,6,ant\n7,8,9,cat\n");
  const DataSet labels = load_data(path);
  EXPECT_EQ(labels.x.values, (Vector{1, 2.5, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(labels.y.kind, Kind::classes);
  EXPECT_THAT(labels.y.class_names, testing::ElementsAre("ant", "cat"));
  EXPECT_EQ(labels.y.values.values, (Vector{1, 0, 1}));
  EXPECT_EQ(labels.y.where, path + ", column 4 \"species\"");
  const std::string numbers = write("b.csv", "a,b,c\n1,2.5,3\n4,5,6\n");
  DataOptions options;
  EXPECT_EQ(load_data(numbers).y.kind, Kind::integers);
  options.target = "b";
  EXPECT_EQ(load_data(numbers, options).y.kind, Kind::numbers);
  options.target = "3,a";
  const DataSet two = load_data(numbers, options);
  EXPECT_EQ(two.y.values.shape, (Shape{2, 2}));
  EXPECT_EQ(two.y.values.values, (Vector{3, 1, 6, 4}));
  EXPECT_EQ(two.x.values, (Vector{2.5, 5}));
  options.target = "a,1";
  expect_bad_input(numbers + ": the target column 1 is named twice. Name each once.",
                   [&] { load_data(numbers, options); });
  options.target = "1,2,3";
  expect_bad_input(numbers + ": has no column left for the inputs: all 3 are targets. Name fewer with --target.",
                   [&] { load_data(numbers, options); });
}

TEST_F(DataFiles, MissingOrMalformedValuesAreErrorsWithRowAndColumn) {
  const std::string path = write("train.csv", "id,height,age,y\n1,2,3,0\n4,5,n/a,1\n");
  expect_bad_input(
      path +
          ", row 3, column 3 \"age\": \"n/a\" is not a number. Fill or drop the row; missing values aren't "
          "guessed.",
      [&] { load_data(path); });
  const std::string empty = write("empty.csv", "1,2\n3,\n");
  expect_bad_input(empty + ", row 2, column 2: is empty. Fill or drop the row; missing values aren't guessed.",
                   [&] { load_data(empty); });
  const std::string comma = write("comma.csv", "1,5;2\n3,5;4\n");
  expect_bad_input(comma + ", row 1, column 1: \"1,5\" is not a number. Write decimal points: 3.14, not 3,14.",
                   [&] { load_data(comma); });
}

// No row is to be filled or dropped there: every one is like that.
TEST_F(DataFiles, AColumnOfTextAmongTheInputsIsNamedAsSuch) {
  const std::string path = write("a.csv", "size,kind\n1,cat\n2,dog\n3,cat\n");
  DataOptions options;
  options.target = "size";
  expect_bad_input(path +
                       ", column 2 \"kind\": holds text, \"cat\" for one; inputs, and several targets, are numbers. "
                       "Make it the target with --target, where its texts are classes, or leave it out of the file.",
                   [&] { load_data(path, options); });
}

TEST_F(DataFiles, OneStrayTextDoesNotTurnNumbersIntoClasses) {
  const std::string path = write("a.csv", "1,0.5\n2,0.7\n3,n/a\n");
  expect_bad_input(
      path + ", row 3, column 2: \"n/a\" is not a number. Fill or drop the row; missing values aren't guessed.",
      [&] { load_data(path); });
  const std::string mixed = write("b.csv", "1,cat\n2,dog\n3,7\n");
  expect_bad_input(mixed +
                       ", row 3, column 2: is a number among text labels. A target column holds numbers alone or text "
                       "labels alone.",
                   [&] { load_data(mixed); });
}

TEST_F(DataFiles, NaNAndInfinityAreErrorsWithRowAndColumn) {
  Vector x = counting(6);
  x[3] = std::nan("");
  const std::string path = write_npz({floats("x", x, {3, 2}), integers("y", {0, 1, 2}, {3})});
  expect_bad_input(
      path + ", array \"x\", row 2, column 2: is NaN. Fill or drop the row; missing values aren't guessed.",
      [&] { load_data(path); });
  const std::string target = write_npz({floats("x", counting(4), {2, 2}), floats("y", {0, HUGE_VAL}, {2})});
  expect_bad_input(target + ", array \"y\", row 2: is infinite. Fill or drop the row; missing values aren't guessed.",
                   [&] { load_data(target); });
}

TEST_F(DataFiles, InputsAndTargetsOfUnequalLengthAreRefused) {
  const std::string path = write_npz({floats("x", counting(6), {3, 2}), integers("y", {0, 1}, {2})});
  expect_bad_input(path +
                       ", array \"y\": holds 2 samples, but the inputs (\"x\") 3. Both need one row a sample, samples "
                       "along the first axis.",
                   [&] { load_data(path); });
}

TEST_F(DataFiles, BytesThatBecomeNumbersCountAsNumbers) {
  const std::string path =
      write_npz({integers("x", std::vector<std::int8_t>(1000), {1000, 1}), integers("y", {0}, {1})});
  DataOptions options;
  options.limits.bytes = 4000;
  expect_error(ErrorKind::memory,
               path + ", array \"x\": needs 8000 bytes, more than the 4000 allowed. --memory 1MiB would hold it.",
               [&] { load_data(path, options); });
}

TEST_F(DataFiles, EmptyDataIsRefused) {
  const std::string path = write_npz({floats("x", {}, {0, 2}), floats("y", {}, {0})});
  expect_bad_input(path + ", array \"x\": has shape (0, 2): no samples. Inputs have shape (samples, features).",
                   [&] { load_data(path); });
}

TEST(DataSpec, UnknownNamesAreAnsweredWithTheKnownOnes) {
  expect_bad_input(
      "digist: is neither a file nor a built-in data set. Did you mean digits? Built in are digits, iris, wine, "
      "breast-cancer, "
      "fashion-mnist; files are .npz, .csv, .safetensors, a pair x.npy,y.npy or of IDX.",
      [] { load_data("digist"); });
  expect_bad_input(test_file("others.npz") +
                       ", array \"objects\": holds Python objects (dtype object); reading them would "
                       "mean running code from the file. Save plain numbers: numpy.savez(\"data.npz\", "
                       "x=numpy.asarray(x, dtype=\"f8\"), …).",
                   [] {
                     DataOptions options;
                     options.y_name = "objects";
                     load_data(test_file("others.npz"), options);
                   });
}

// Σx = 0 and Σx² = N in each column; the constant column, whose mean is not exact in binary, becomes 0.
TEST(Scaling, StandardizedColumnsHaveMeanZeroAndVarianceOneConstantOnesAreZero) {
  constexpr std::size_t kRows = 1000, kColumns = 4;
  RandomStream random(3, "standardize");
  DataSet data;
  data.x.shape = {kRows, kColumns};
  for (std::size_t i = 0; i < kRows; ++i) {
    for (const double value : {random.normal(), 1e200 * random.uniform(), 0.1, 1e-200 * random.normal()})
      data.x.values.push_back(value);
  }
  DataOptions options;
  options.standardize = true;
  prepare(data, options);
  for (std::size_t j = 0; j < kColumns; ++j) {
    double mean = 0, square = 0;
    for (std::size_t i = 0; i < kRows; ++i) {
      mean += data.x.values[i * kColumns + j] / kRows;
      square += std::pow(data.x.values[i * kColumns + j], 2) / kRows;
    }
    const double rounding = 4 * kRows * kEps;  // sums of N terms of size 1, means divided by a width of their size
    EXPECT_NEAR(mean, 0, rounding);
    EXPECT_NEAR(square, j == 2 ? 0 : 1, rounding);
  }
}

TEST(Scaling, TheFirstSamplesAreTakenThenStandardizedThenScaled) {
  DataOptions options;
  options.samples = 2;
  options.standardize = true;
  options.scale = 10;
  const DataSet data = load_data("iris", options);
  EXPECT_EQ(data.samples(), 2U);
  EXPECT_EQ(data.y.values.shape, Shape{2});
  for (const double value : data.x.values)
    EXPECT_TRUE(value == 0 || std::abs(std::abs(value) - 10) < 100 * kEps) << value;
  options.samples = 151;
  expect_bad_input("--samples: asks for 151 of 150 samples. Name between 1 and 150.",
                   [&] { load_data("iris", options); });
}

// x = a + (i + ½)(b − a)/N
TEST(Grid, AFormulaIsSampledAtTheMidpointsOfEqualCells) {
  DataOptions options;
  options.samples = 4;
  const DataSet data = sample_formula([](double x) { return x * x; }, "x^2", -1, 3, options);
  EXPECT_EQ(data.x.values, (Vector{-0.5, 0.5, 1.5, 2.5}));
  EXPECT_EQ(data.y.values.values, (Vector{0.25, 0.25, 2.25, 6.25}));
  EXPECT_EQ(data.y.values.shape, (Shape{4, 1}));
  EXPECT_EQ(sample_formula([](double x) { return x; }, "x", 0, 1).samples(), 128U);
  expect_bad_input(
      "--data \"1/x\": isn't finite at x = 0. Name a range in which it is, with --x-range, or another "
      "number of --samples.",
      [] {
        DataOptions odd;
        odd.samples = 3;
        sample_formula([](double x) { return 1 / x; }, "1/x", -1, 1, odd);
      });
  expect_bad_input(
      "--x-range: is no range: it needs two finite numbers, the smaller first. Write for example --x-range 0:1.",
      [] { sample_formula([](double x) { return x; }, "x", 1, 1); });
}

TEST(Classes, OfTextAreNamedWhereTheModelHasTooFewOutputs) {
  const DataTargets y{Kind::classes, {{3}, {2, 0, 1}}, {"blue", "green", "red"}, "a.csv, column 2 \"colour\"", "."};
  expect_bad_input(
      "a.csv, column 2 \"colour\": holds 3 classes: blue, green, red; the model has 2 outputs. End the model's sizes "
      "with 3.",
      [&] { class_indices(y, 2, "the model has 2 outputs"); });
  EXPECT_EQ(class_indices(y, 4, ""), (std::vector<std::size_t>{2, 0, 1}));
}

TEST(Classes, IndicesOutOfRangeAreNamedWithTheirRow) {
  DataTargets y{Kind::integers, {{3}, {0, 2, 3}}, {}, "a.npz, array \"y\"", "Name another array with --y."};
  EXPECT_EQ(class_count(y), 4U);
  EXPECT_EQ(class_indices(y, 4, ""), (std::vector<std::size_t>{0, 2, 3}));
  expect_bad_input(
      "a.npz, array \"y\", row 3: class 3 is out of range: the model has 3 outputs, so classes are 0 to 2. "
      "Number classes from 0, or give the model as many outputs as there are classes.",
      [&] { class_indices(y, 3, "the model has 3 outputs"); });
  y.values.values[0] = -1;
  EXPECT_THROW(class_indices(y, 4, ""), Error);
  y.values.values[0] = 1e30;  // far beyond any integer type
  EXPECT_THROW(class_indices(y, 4, ""), Error);
}

TEST(Classes, ProbabilitiesSumToOne) {
  DataTargets y{Kind::numbers, {{2, 2}, {0.25, 0.75, 1, 0}}, {}, "a.npz, array \"y\"", {}};
  require_probabilities(y);
  y.values.values[3] = 0.5;
  expect_bad_input(
      "a.npz, array \"y\", row 2: are no probabilities: their sum is 1.5, the least of them 0. "
      "Probabilities are at least 0 and sum to 1; for other numbers say --loss mse.",
      [&] { require_probabilities(y); });
}

}  // namespace
}  // namespace saddlescope
