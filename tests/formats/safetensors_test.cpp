#include "saddlescope/formats/safetensors.h"

#include <gmock/gmock.h>

#include "tests/formats/errors.h"

namespace saddlescope {
namespace {

constexpr const char* kDamagedSafetensors = " The file is damaged or was cut off; save it again.";

Bytes file_of(const std::string& header, const std::string& data) {
  std::string length;
  for (int i = 0; i < 8; ++i) length += static_cast<char>(header.size() >> (8 * i) & 0xFF);
  return bytes_of(length + header + data);
}
std::string tensor(const std::string& name, const std::string& dtype, const std::string& shape,
                   const std::string& offsets) {
  return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
}
ArrayFile parsed_safetensors(const Bytes& bytes) { return parse_safetensors(bytes, "a.safetensors"); }
void expect_safetensors_refused(const std::string& message, const std::string& header, const std::string& data) {
  expect_bad_input("a.safetensors" + message + kDamagedSafetensors, [&] { parsed_safetensors(file_of(header, data)); });
}

// Written by safetensors.torch.save_file: (2, 3) of 0 … 5 in every element type.
TEST(Safetensors, ReadsEveryElementTypeThatPyTorchWrites) {
  const ArrayFile file = parsed_safetensors(read_file(test_file("types.safetensors")));
  EXPECT_EQ(file.arrays.size(), 11U);
  for (const NamedArray& array : file.arrays) {
    EXPECT_EQ(array.shape, (Shape{2, 3}));
    if (array.name == "bool") {
      EXPECT_EQ(to_f64(array, ""), (Vector{0, 1, 1, 1, 1, 1}));
    } else if (array.name == "float8_e4m3fn") {
      expect_bad_input(
          "f8: has the element type F8_E4M3, which isn't f64, f32, f16, bf16, an integer or bool. Convert it "
          "before saving: tensor.float().",
          [&] { to_f64(array, "f8"); });
    } else {
      EXPECT_EQ(to_f64(array, ""), counting(6)) << array.name;
    }
  }
  EXPECT_EQ(file.find("bfloat16")->dtype, Dtype::bf16);
  EXPECT_THAT(file.metadata, testing::UnorderedElementsAre(testing::Pair("format", "pt"), testing::Pair("note", "ü")));
}

TEST(Safetensors, ReadsWhatItWrites) {
  const ArrayFile file = parsed_safetensors(read_file(test_file("types.safetensors")));
  const ArrayFile back = parsed_safetensors(safetensors_bytes(file.arrays, file.metadata));
  EXPECT_EQ(back.metadata, file.metadata);
  ASSERT_EQ(back.arrays.size(), file.arrays.size());
  for (std::size_t i = 0; i < file.arrays.size(); ++i) {
    EXPECT_EQ(back.arrays[i].name, file.arrays[i].name);
    EXPECT_EQ(back.arrays[i].shape, file.arrays[i].shape);
    EXPECT_EQ(back.arrays[i].dtype_text(), file.arrays[i].dtype_text());
    EXPECT_EQ(back.arrays[i].bytes, file.arrays[i].bytes);
  }
}

TEST(Safetensors, WiderTypesComeFirstSoThatEveryTensorIsAligned) {
  const std::vector<NamedArray> arrays = {from_f64("half", {3}, counting(3), Dtype::f16),
                                          from_f64("double", {2}, counting(2), Dtype::f64)};
  const ArrayFile back = parsed_safetensors(safetensors_bytes(arrays));
  EXPECT_EQ(back.arrays[0].name, "double");
  EXPECT_EQ(to_f64(back.arrays[1], ""), counting(3));
}

TEST(Safetensors, MisalignedAndEmptyTensorsAreLegal) {
  const ArrayFile file =
      parsed_safetensors(file_of("{" + tensor("e", "F32", "[0,7]", "[1,1]") + "," + tensor("b", "U8", "[1]", "[0,1]") +
                                     "," + tensor("h", "F16", "[]", "[1,3]") + "}   ",
                                 std::string("\5\0\x3C", 3)));
  EXPECT_EQ(to_f64(*file.find("h"), ""), Vector{1});
  EXPECT_EQ(to_f64(*file.find("b"), ""), Vector{5});
}

// The attacks numbered at the head of safetensors.h.
TEST(Safetensors, Attack01HeaderLongerThanTheFileOrTheLimit) {
  expect_bad_input(
      std::string("a.safetensors: says its header has 18446744073709551615 bytes; 2 follow, and 100000000 are "
                  "the most allowed.") +
          kDamagedSafetensors,
      [] { parsed_safetensors(bytes_of("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF{}")); });
  expect_bad_input(
      std::string("a.safetensors: is shorter than the 8 bytes every .safetensors begins with.") + kDamagedSafetensors,
      [] { parsed_safetensors(bytes_of("abc")); });
}
TEST(Safetensors, Attack02HeaderOfAnotherForm) {
  expect_safetensors_refused(": its header isn't understood: it doesn't begin with '{'.", "[]", "");
  expect_safetensors_refused(": its header isn't understood: it doesn't begin with '{'.", "", "");
  expect_safetensors_refused(": its header isn't understood: no JSON at byte 15.", "{\"a\": x}", "");
  expect_safetensors_refused(": its header isn't understood: text where none belongs.", "{\"a\": \"b\"}", "");
  expect_safetensors_refused(": its header isn't understood: null where none belongs, in \"a\".",
                             "{\"a\":{\"shape\":null}}", "");
  expect_safetensors_refused(": its header isn't understood: a list where none belongs.",
                             "{\"__metadata__\":{\"a\":[]}}", "");
  expect_safetensors_refused(": its header isn't understood: \"a\" has an unknown member \"extra\".",
                             "{\"a\":{\"extra\":1}}", "");
  expect_safetensors_refused(", array \"a\": lacks one of dtype, shape, data_offsets [begin, end].",
                             "{\"a\":{\"dtype\":\"F32\"}}", "");
}
TEST(Safetensors, Attack03NestingWithoutEnd) {
  expect_safetensors_refused(": its header isn't understood: an object where none belongs, in \"a\".",
                             "{\"a\":{\"shape\":" + std::string(100000, '{'), "");
  expect_safetensors_refused(": its header isn't understood: a list where none belongs, in \"a\".",
                             "{\"a\":{\"shape\":" + std::string(100000, '['), "");
}
TEST(Safetensors, Attack04NamesThereTwice) {
  const std::string one = tensor("a", "U8", "[1]", "[0,1]");
  expect_safetensors_refused(": its header isn't understood: \"a\" is there twice.", "{" + one + "," + one + "}", "1");
  expect_safetensors_refused(": its header isn't understood: \"shape\" is there twice.",
                             "{\"a\":{\"shape\":[1],\"shape\":[2]}}", "");
  expect_safetensors_refused(": its header isn't understood: \"k\" is there twice.",
                             "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", "");
}
TEST(Safetensors, Attack05OffsetsBackwardsOrBeyondTheFile) {
  expect_safetensors_refused(", array \"a\": has data_offsets [4, 0] in 4 bytes of data.",
                             "{" + tensor("a", "F32", "[1]", "[4,0]") + "}", "1234");
  expect_safetensors_refused(", array \"a\": has data_offsets [0, 8] in 4 bytes of data.",
                             "{" + tensor("a", "F32", "[2]", "[0,8]") + "}", "1234");
}
TEST(Safetensors, Attack06OffsetsThatDisagreeWithTheShape) {
  expect_safetensors_refused(", array \"a\": has shape (2,) of F32, 8 bytes, but its data_offsets span 4.",
                             "{" + tensor("a", "F32", "[2]", "[0,4]") + "}", "1234");
}
TEST(Safetensors, Attack07ShapeWhoseProductOverflows) {
  expect_bad_input(
      "a.safetensors, array \"a\": the shape (4294967296, 4294967296) has more elements than any memory. The "
      "file is damaged; save it again.",
      [] { parsed_safetensors(file_of("{" + tensor("a", "F32", "[4294967296,4294967296]", "[0,4]") + "}", "1234")); });
}
TEST(Safetensors, Attack08TensorsThatOverlap) {
  expect_safetensors_refused(": \"b\" begins at byte 2 of the data, but the tensors before end at 4: they overlap.",
                             "{" + tensor("a", "F32", "[1]", "[0,4]") + "," + tensor("b", "F32", "[1]", "[2,6]") + "}",
                             "123456");
}
TEST(Safetensors, Attack09HolesAndBytesBehindTheLast) {
  expect_safetensors_refused(": \"a\" begins at byte 1 of the data, but the tensors before end at 0: there is a hole.",
                             "{" + tensor("a", "F32", "[1]", "[1,5]") + "}", "12345");
  expect_safetensors_refused(": its tensors end at byte 4 of 5 bytes of data.",
                             "{" + tensor("a", "F32", "[1]", "[0,4]") + "}", "12345");
}
TEST(Safetensors, Attack10NumbersThatAreNoCounts) {
  expect_safetensors_refused(": its header isn't understood: the number -1 where none belongs, in \"a\".",
                             "{" + tensor("a", "F32", "[-1]", "[0,4]") + "}", "1234");
  expect_safetensors_refused(": its header isn't understood: the number 1.5 where none belongs, in \"a\".",
                             "{" + tensor("a", "F32", "[1.5]", "[0,4]") + "}", "1234");
  expect_safetensors_refused(
      ": its header isn't understood: the number 99999999999999999999 where none belongs, in \"a\".",
      "{" + tensor("a", "F32", "[1]", "[0,99999999999999999999]") + "}", "1234");
}

}  // namespace
}  // namespace saddlescope
