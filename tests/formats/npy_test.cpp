#include "saddlescope/formats/npy.h"

#include <gmock/gmock.h>

#include "saddlescope/formats/file.h"
#include "tests/formats/errors.h"

namespace saddlescope {
namespace {

constexpr const char* kDamagedNpy = " The file is damaged or was cut off; save it again with numpy.save.";

// Version 1.0, the header as given.
Bytes npy(const std::string& header, const std::string& data) {
  const std::string length = {static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)};
  return bytes_of("\x93NUMPY\x01" + std::string(1, '\0') + length + header + data);
}
NamedArray parsed_npy(const Bytes& bytes) { return parse_npy(bytes, "a", "a.npy"); }
void expect_npy_refused(const std::string& message, const Bytes& bytes) {
  expect_bad_input("a.npy: " + message + kDamagedNpy, [&] { parsed_npy(bytes); });
}
std::string header_of(const std::string& descr, const std::string& shape) {
  return "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
}

TEST(Npy, ReadsAllThreeVersionsThatNumPyWrites) {
  for (const char* name : {"version1.npy", "version2.npy", "version3.npy"}) {
    const NamedArray array = parsed_npy(read_file(test_file(name)));
    EXPECT_EQ(array.shape, (Shape{3, 2}));
    EXPECT_EQ(array.dtype, Dtype::f64);
    EXPECT_EQ(to_f64(array, name), counting(6));
  }
}

TEST(Npy, ReadsWhatItWrites) {
  for (const Shape& shape : {Shape{}, Shape{0}, Shape{5}, Shape{2, 3}, Shape{2, 0, 3}, Shape{1, 2, 3, 4}}) {
    for (const Dtype dtype : {Dtype::f64, Dtype::f32, Dtype::f16, Dtype::bf16}) {
      const NamedArray array = from_f64("a", shape, counting(element_count(shape)), dtype);
      const Bytes bytes = npy_bytes(array);
      const NamedArray back = parsed_npy(bytes);
      EXPECT_EQ(back.shape, shape);
      EXPECT_EQ(back.dtype, dtype);
      EXPECT_EQ(back.bytes, array.bytes);
      EXPECT_EQ((bytes.size() - array.bytes.size()) % 64, 0U);  // NumPy aligns the data
    }
  }
}

TEST(Npy, LongHeadersAreWrittenAsVersionTwo) {
  NamedArray array{"a", Shape(64, 1), Dtype::u8, Bytes(1), {}, {}, {}};
  EXPECT_EQ(npy_bytes(array)[6], std::byte{1});
  EXPECT_EQ(parsed_npy(npy_bytes(array)).shape, array.shape);
}

// Truth: the text of the header says bytes of value 1, 2, 3, …; column-major (2, 3) has row 0 = 1, 3, 5.
TEST(Npy, ColumnMajorAndBigEndianBecomeRowMajorLittleEndian) {
  const NamedArray fortran = parsed_npy(npy("{'shape':(2,3),\"descr\":'|u1','fortran_order':True}", "\1\2\3\4\5\6"));
  EXPECT_EQ(to_f64(fortran, "a"), (Vector{1, 3, 5, 2, 4, 6}));
  const NamedArray big = parsed_npy(npy(header_of(">i2", "(2L,)"), std::string("\0\1\xFF\xFE", 4)));
  EXPECT_EQ(to_f64(big, "a"), (Vector{1, -2}));
}

// The attacks numbered at the head of npy.h.
TEST(Npy, Attack01HeaderLongerThanTheFile) {
  Bytes bytes = npy(header_of("<f8", "(1,)"), "12345678");
  bytes[9] = std::byte{0x7F};
  expect_npy_refused("says its header has 32569 bytes, but only 65 follow.", bytes);
  expect_npy_refused("is no .npy: its first bytes are others.", bytes_of("\x93NUMPY"));
  bytes = bytes_of(std::string("\x93NUMPY\x02\0\xFF\xFF\xFF", 11));
  expect_npy_refused("ends inside its header.", bytes);
}
TEST(Npy, Attack02UnknownVersion) {
  Bytes bytes = npy(header_of("<f8", "(1,)"), "12345678");
  bytes[6] = std::byte{4};
  expect_npy_refused("has .npy version 4.0; 1.0, 2.0 and 3.0 are known.", bytes);
}
TEST(Npy, Attack03NoDictionary) {
  expect_npy_refused("the .npy header isn't understood: '{' is missing.", npy("import os", ""));
  expect_npy_refused("the .npy header isn't understood: '{' is missing.", npy("", ""));
  expect_npy_refused("the .npy header isn't understood: a quoted name is missing.", npy("{", ""));
  expect_npy_refused("the .npy header isn't understood: a quote isn't closed.", npy("{'descr", ""));
  expect_npy_refused("the .npy header isn't understood: text follows the dictionary.",
                     npy(header_of("<f8", "()") + "+ 1", "12345678"));
}
TEST(Npy, Attack04NegativeOrFractionalExtents) {
  for (const char* shape : {"(-1,)", "(1.5,)", "(99999999999999999999999,)", "(a,)", "(2 3)"}) {
    expect_npy_refused("the .npy header isn't understood: 'shape' holds something else than counts.",
                       npy(header_of("<f8", shape), "12345678"));
  }
}
TEST(Npy, Attack05ShapeWhoseProductOverflows) {
  expect_bad_input(
      "a.npy: the shape (4294967296, 4294967296) has more elements than any memory. The file is damaged; "
      "save it again.",
      [] { parsed_npy(npy(header_of("<f8", "(4294967296, 4294967296)"), "12345678")); });
}
TEST(Npy, Attack06MoreElementsThanBytes) {
  expect_npy_refused("has shape (1000000000000,) of <f8, 8000000000000 bytes, but holds 8.",
                     npy(header_of("<f8", "(1000000000000,)"), "12345678"));
}
TEST(Npy, Attack07BytesLeftOver) {
  expect_npy_refused("has shape (1,) of <f8, 8 bytes, but holds 9.", npy(header_of("<f8", "(1,)"), "123456789"));
}
TEST(Npy, Attack08RankBeyondTheLimit) {
  std::string shape = "(";
  for (int i = 0; i < 65; ++i) shape += "1,";
  expect_npy_refused("the .npy header isn't understood: more than 64 axes.",
                     npy(header_of("<f8", shape + ")"), "12345678"));
}
TEST(Npy, Attack09MissingDoubledOrUnknownKeys) {
  expect_npy_refused("the .npy header isn't understood: one of 'descr', 'fortran_order', 'shape' is missing.",
                     npy("{'descr': '<f8', 'shape': (1,)}", "12345678"));
  expect_npy_refused("the .npy header isn't understood: the key 'shape' is unknown or there twice.",
                     npy("{'shape': (1,), 'shape': (1,)}", "12345678"));
  expect_npy_refused("the .npy header isn't understood: the key 'x' is unknown or there twice.",
                     npy("{'x': (1,)}", ""));
  expect_npy_refused("the .npy header isn't understood: 'fortran_order' is neither True nor False.",
                     npy("{'fortran_order': 1}", ""));
}
TEST(Npy, Attack10NestingWithoutEnd) {
  expect_npy_refused("the .npy header isn't understood: brackets are nested deeper than 64.",
                     npy("{'descr': " + std::string(1000, '['), ""));
  expect_npy_refused("the .npy header isn't understood: a bracket isn't closed.", npy("{'descr': [('a', ", ""));
}
TEST(Npy, Attack11PickledObjectsAreNeverUnpickled) {
  const NamedArray array = parsed_npy(npy(header_of("|O", "(1,)"), "\x80\x04 cos\nsystem"));
  EXPECT_EQ(array.dtype, Dtype::other);
  expect_bad_input(
      "a.npy: holds Python objects (dtype object); reading them would mean running code from the file. Save "
      "plain numbers: numpy.savez(\"data.npz\", x=numpy.asarray(x, dtype=\"f8\"), …).",
      [&] { to_f64(array, "a.npy"); });
  EXPECT_EQ(npy_bytes(array), array.bytes);  // carried, and written back as it was
}

TEST(Npy, OtherElementTypesAreRefusedWhenNumbersAreAsked) {
  const auto refusal = [](const std::string& header) { return parsed_npy(npy(header, "")).refusal; };
  EXPECT_EQ(refusal(header_of("<U8", "(0,)")), "holds text (<U8).");
  EXPECT_EQ(refusal(header_of("<c16", "(0,)")),
            "has the element type <c16, which isn't f64, f32, f16, bf16, an integer or bool.");
  EXPECT_EQ(refusal("{'descr': [('a', '<f8'), ('b', [('c', '<i4', (2,))])], 'fortran_order': False, 'shape': (0,)}"),
            "holds records with named fields.");
}

}  // namespace
}  // namespace saddlescope
