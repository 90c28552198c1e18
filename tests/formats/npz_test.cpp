#include "saddlescope/formats/npz.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include "tests/formats/errors.h"

namespace saddlescope {
namespace {

constexpr const char* kDamagedNpz = " The file is damaged or was cut off; save it again with numpy.savez.";

// A ZIP archive written by hand, so that each field can lie.
struct Lie {
  std::string name;
  std::string packed;                // as it lies in the archive
  unsigned method = 0, flags = 0;
  unsigned declared = 0, crc = 0;    // unpacked size and checksum, as declared
  int overlaps = -1;                 // the directory points to this member's bytes instead of its own
  unsigned declared_packed = 0;      // 0: the truth
};

std::string field(unsigned value, int size) {
  std::string text;
  for (int i = 0; i < size; ++i) text += static_cast<char>(value >> (8 * i) & 0xFFU);
  return text;
}

Bytes zip(const std::vector<Lie>& members) {
  std::string local, directory;
  std::vector<unsigned> offsets;
  for (const Lie& member : members) {
    offsets.push_back(static_cast<unsigned>(local.size()));
    const auto packed = static_cast<unsigned>(member.packed.size());
    const std::string common =
        field(member.flags, 2) + field(member.method, 2) + field(0, 2) + field(33, 2) + field(member.crc, 4) +
        field(member.declared_packed ? member.declared_packed : packed, 4) + field(member.declared, 4) +
        field(static_cast<unsigned>(member.name.size()), 2) + field(0, 2);
    if (member.overlaps < 0) local += "PK\3\4" + field(20, 2) + common + member.name + member.packed;
    const unsigned offset =
        offsets[static_cast<std::size_t>(member.overlaps < 0 ? static_cast<int>(offsets.size()) - 1 : member.overlaps)];
    directory += "PK\1\2" + field(20, 2) + field(20, 2) + common + field(0, 2) + field(0, 2) + field(0, 2) +
                 field(0, 4) + field(offset, 4) + member.name;
  }
  const auto count = static_cast<unsigned>(members.size());
  return bytes_of(local + directory + "PK\5\6" + field(0, 4) + field(count, 2) + field(count, 2) +
                  field(static_cast<unsigned>(directory.size()), 4) + field(static_cast<unsigned>(local.size()), 4) +
                  field(0, 2));
}

unsigned checksum(const std::string& text) {
  return static_cast<unsigned>(crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
}
std::string npy_text() {
  const Bytes bytes = npz_bytes(std::vector{from_f64("a", {2}, counting(2), Dtype::f64)});
  // The member alone: behind the local header of 30 bytes and its name, 128 bytes of header and 16 of data.
  return {reinterpret_cast<const char*>(bytes.data()) + 30 + 5, 128 + 16};
}
Lie honest(const std::string& name = "a.npy") {
  const std::string text = npy_text();
  return {name, text, 0, 0, static_cast<unsigned>(text.size()), checksum(text), -1, 0};
}
std::string deflated(const std::string& text) {
  std::string packed(compressBound(text.size()) + 64, '\0');
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}
ArrayFile parsed_npz(const Bytes& bytes, std::size_t limit = 1 << 20) { return parse_npz(bytes, "a.npz", {limit}); }
void expect_npz_refused(const std::string& message, const Bytes& bytes) {
  expect_bad_input("a.npz" + message + kDamagedNpz, [&] { parsed_npz(bytes); });
}

// Written by NumPy: (2, 3) of 0 … 5 in every element type and byte order, bf16 by ml_dtypes.
TEST(Npz, ReadsEveryElementTypeAndByteOrderThatNumPyWrites) {
  const ArrayFile file = parse_npz(read_file(test_file("types.npz")), "types.npz");
  EXPECT_EQ(file.arrays.size(), 28U);
  for (const NamedArray& array : file.arrays) {
    const Vector values = to_f64(array, file.where(array));
    if (array.name == "scalar") {
      EXPECT_EQ(array.shape, Shape{});
      EXPECT_EQ(values, Vector{7});
    } else if (array.name == "b1") {
      EXPECT_EQ(array.dtype, Dtype::boolean);
      EXPECT_EQ(values, (Vector{0, 1, 0, 1, 0, 1}));
    } else {
      EXPECT_EQ(values, counting(element_count(array.shape))) << array.name;
    }
  }
  EXPECT_EQ(file.find("bf16")->dtype, Dtype::bf16);
  EXPECT_EQ(file.find("fortran")->shape, (Shape{2, 3, 4}));
  EXPECT_EQ(file.find("big_u2")->dtype, Dtype::u16);
  EXPECT_EQ(file.find("empty")->shape, (Shape{0, 3}));
}

TEST(Npz, ReadsDeflatedMembers) {
  const ArrayFile file = parse_npz(read_file(test_file("deflated.npz")), "deflated.npz");
  EXPECT_EQ(to_f64(*file.find("x"), "x"), counting(500));
  EXPECT_EQ(file.find("y")->dtype, Dtype::i64);
}

TEST(Npz, CarriesArraysItCannotComputeWith) {
  const ArrayFile file = parse_npz(read_file(test_file("others.npz")), "others.npz");
  for (const char* name : {"objects", "names", "complex", "days", "records"}) {
    EXPECT_EQ(file.find(name)->dtype, Dtype::other) << name;
    EXPECT_THROW(to_f64(*file.find(name), name), Error);
  }
  const ArrayFile back = parsed_npz(npz_bytes(file.arrays));
  for (std::size_t i = 0; i < file.arrays.size(); ++i) EXPECT_EQ(back.arrays[i].bytes, file.arrays[i].bytes);
}

TEST(Npz, ReadsWhatItWritesAndEqualArraysGiveEqualBytes) {
  const ArrayFile file = parse_npz(read_file(test_file("types.npz")), "types.npz");
  const Bytes bytes = npz_bytes(file.arrays);
  EXPECT_EQ(bytes, npz_bytes(file.arrays));
  const ArrayFile back = parsed_npz(bytes);
  ASSERT_EQ(back.arrays.size(), file.arrays.size());
  for (std::size_t i = 0; i < file.arrays.size(); ++i) {
    EXPECT_EQ(back.arrays[i].name, file.arrays[i].name);
    EXPECT_EQ(back.arrays[i].shape, file.arrays[i].shape);
    EXPECT_EQ(back.arrays[i].bytes, file.arrays[i].bytes);
  }
}

TEST(Npz, AnArchiveByHandIsUnderstood) {  // so that the lies below are the only thing wrong
  EXPECT_EQ(to_f64(parsed_npz(zip({honest()})).arrays[0], "a"), counting(2));
  const std::string text = npy_text();
  const Lie packed{"a.npy", deflated(text), 8, 0, static_cast<unsigned>(text.size()), checksum(text), -1, 0};
  EXPECT_EQ(to_f64(parsed_npz(zip({packed})).arrays[0], "a"), counting(2));
  EXPECT_EQ(parsed_npz(npz_bytes({})).arrays.size(), 0U);
}

// The attacks numbered at the head of npz.h.
TEST(Npz, Attack1ABombIsRefusedBeforeItIsUnpacked) {
  const std::string zeros(8 << 20, '\0');
  const Lie bomb{"a.npy", deflated(zeros), 8, 0, static_cast<unsigned>(zeros.size()), checksum(zeros), -1, 0};
  expect_error(
      ErrorKind::memory,
      "a.npz, member \"a.npy\": needs 8388608 bytes, more than the 1048576 allowed. --memory 8MiB would hold it.",
      [&] { parsed_npz(zip({bomb})); });
  Lie liar = honest();
  liar.method = 8;
  liar.declared = 4000000000U;
  expect_npz_refused(", member \"a.npy\": declares 4000000000 bytes, which its 144 compressed bytes can't hold.",
                     zip({liar}));
}
TEST(Npz, Attack2AMemberHoldsWhatItDeclares) {
  const std::string text = npy_text();
  Lie less{"a.npy", deflated(text), 8, 0, 100, checksum(text), -1, 0};
  expect_npz_refused(", array \"a\": declares 100 bytes, but holds more.", zip({less}));
  less.declared = 200;
  expect_npz_refused(", array \"a\": declares 200 bytes, but holds 144.", zip({less}));
  Lie stored = honest();
  stored.declared = 143;
  expect_npz_refused(", member \"a.npy\": declares 143 bytes, which its 144 compressed bytes can't hold.",
                     zip({stored}));
}
TEST(Npz, Attack3MembersDoNotOverlap) {
  std::vector<Lie> members = {honest()};
  for (const char* name : {"b.npy", "c.npy", "d.npy", "e.npy", "f.npy"}) {
    members.push_back(honest(name));
    members.back().overlaps = 0;
  }
  expect_npz_refused(": its members together have more compressed bytes than the file: they overlap.", zip(members));
}
TEST(Npz, Attack4TwoMembersOfOneName) {
  expect_npz_refused(", member \"a.npy\": is there twice.", zip({honest(), honest()}));
}
TEST(Npz, Attack5AWrongChecksum) {
  Lie wrong = honest();
  wrong.crc ^= 1U;
  expect_npz_refused(", array \"a\": can't be unpacked: CRC error.", zip({wrong}));
}
TEST(Npz, Attack6EncryptedOrUnknownMethods) {
  Lie locked = honest();
  locked.flags = 1;
  expect_bad_input("a.npz, member \"a.npy\": is encrypted. Save it again with numpy.savez.",
                   [&] { parsed_npz(zip({locked})); });
  Lie odd = honest();
  odd.method = 12;
  expect_bad_input(
      "a.npz, member \"a.npy\": is compressed by method 12; stored and deflated are read. Save it again with "
      "numpy.savez or numpy.savez_compressed.",
      [&] { parsed_npz(zip({odd})); });
}
TEST(Npz, Attack7AnArchiveCutOffAnywhereIsRefused) {
  const Bytes whole = read_file(test_file("deflated.npz"));
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    EXPECT_THROW(parsed_npz(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))), Error) << size;
  }
}
TEST(Npz, Attack8MembersThatAreNoArrays) {
  expect_bad_input(
      "a.npz, member \"readme.txt\": isn't an array: its name doesn't end in .npy. An .npz is written by "
      "numpy.savez.",
      [] { parsed_npz(zip({honest("readme.txt")})); });
}

}  // namespace
}  // namespace saddlescope
