#include "saddlescope/formats/idx.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include <limits>

#include "saddlescope/formats/arrays.h"
#include "tests/formats/errors.h"

namespace saddlescope {
namespace {

constexpr const char* kDamagedIdx = " The file is damaged or was cut off; fetch it again.";

Bytes bytes(std::initializer_list<int> values) {
  Bytes result;
  for (const int value : values) result.push_back(static_cast<std::byte>(value));
  return result;
}
Bytes joined(Bytes head, const Bytes& tail) {
  head.insert(head.end(), tail.begin(), tail.end());
  return head;
}

Bytes packed(ByteView plain) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  Bytes out(deflateBound(&stream, plain.size()) + 32);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

NamedArray parsed_idx(const Bytes& file, const ReadLimits& limits = {}) {
  return parse_idx(file, "a", "a-ubyte", limits);
}
void expect_idx_refused(const std::string& message, const Bytes& file) {
  expect_bad_input("a-ubyte: " + message, [&] { parsed_idx(file); });
}

// Two images of 2 × 3.
const Bytes kImages = bytes({0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 128, 255});

TEST(Idx, ReadsBytesPlainAndPacked) {
  for (const Bytes& file : {kImages, packed(kImages)}) {
    const NamedArray array = parsed_idx(file);
    EXPECT_EQ(array.shape, (Shape{2, 2, 3}));
    EXPECT_EQ(array.dtype, Dtype::u8);
    EXPECT_EQ(to_f64(array, "a"), (Vector{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 128, 255}));
    EXPECT_EQ(detect_format(file, "anything"), Format::idx);
    EXPECT_EQ(parse_arrays(file, "folder/a-ubyte").arrays.front().bytes, array.bytes);
  }
}

// Truth: IEEE 754 and two's complement, big-endian, written out.
TEST(Idx, ReadsEveryElementTypeBigEndian) {
  const auto values = [](int code, const Bytes& data) {
    return to_f64(parsed_idx(joined(bytes({0, 0, code, 1, 0, 0, 0, 2}), data)), "a");
  };
  EXPECT_EQ(values(0x08, bytes({1, 255})), (Vector{1, 255}));
  EXPECT_EQ(values(0x09, bytes({1, 255})), (Vector{1, -1}));
  EXPECT_EQ(values(0x0B, bytes({1, 2, 255, 254})), (Vector{258, -2}));
  EXPECT_EQ(values(0x0C, bytes({0, 1, 0, 0, 255, 255, 255, 253})), (Vector{65536, -3}));
  EXPECT_EQ(values(0x0D, bytes({0x3F, 0x80, 0, 0, 0xC0, 0x20, 0, 0})), (Vector{1, -2.5}));
  EXPECT_EQ(values(0x0E, bytes({0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0xC0, 0x04, 0, 0, 0, 0, 0, 0})), (Vector{1, -2.5}));
}

TEST(Idx, OtherBeginningsAreRefused) {
  const std::string message =
      "doesn't begin as an IDX file: 0, 0, an element type, the number of axes. IDX is what MNIST comes in, plain or "
      "packed by gzip; other arrays are read from .npz.";
  for (const Bytes& head : {bytes({}), bytes({0, 0, 8}), bytes({1, 0, 8, 1, 0, 0, 0, 0}),
                            bytes({0, 0, 7, 1, 0, 0, 0, 0}), bytes({0, 0, 10, 1, 0, 0, 0, 0}), bytes({0, 0, 8, 0})}) {
    expect_idx_refused(message, head);
    expect_idx_refused(message, packed(head));
  }
}

TEST(Idx, AHeaderThatIsCutOffIsRefused) {
  for (std::size_t length = 4; length < 16; ++length) {
    const Bytes cut(kImages.begin(), kImages.begin() + static_cast<std::ptrdiff_t>(length));
    expect_idx_refused(std::string("ends within its header.") + kDamagedIdx, cut);
    expect_idx_refused(std::string("ends within its header.") + kDamagedIdx, packed(cut));
  }
}

TEST(Idx, ExtentsWhoseProductOverflowsAreRefused) {
  Bytes file = bytes({0, 0, 14, 3});
  for (int i = 0; i < 12; ++i) file.push_back(std::byte{0xFF});
  EXPECT_THROW(parsed_idx(file), Error);
  EXPECT_THROW(parsed_idx(packed(file)), Error);
}

TEST(Idx, TooFewElementsOrBytesLeftOverAreRefused) {
  Bytes fewer = kImages, more = kImages;
  fewer.pop_back();
  more.push_back(std::byte{7});
  const std::string declared = "declares shape (2, 2, 3) of u8, 12 bytes; it holds ";
  expect_idx_refused(declared + "11." + kDamagedIdx, fewer);
  expect_idx_refused(declared + "13." + kDamagedIdx, more);
  expect_idx_refused(declared + "11." + kDamagedIdx, packed(fewer));
  expect_idx_refused(std::string("holds more bytes than its header declares.") + kDamagedIdx, packed(more));
}

// 16 MiB of zeros pack into 16 KiB; a header that declares one byte doesn't make them 16 MiB again.
TEST(Idx, ABombIsUnpackedNoFurtherThanDeclared) {
  Bytes bomb = bytes({0, 0, 8, 1, 0, 0, 0, 1});
  bomb.resize(std::size_t{16} << 20);
  const Bytes file = packed(bomb);
  EXPECT_LT(file.size(), std::size_t{17} << 10);
  expect_idx_refused(std::string("holds more bytes than its header declares.") + kDamagedIdx, file);
}

TEST(Idx, MoreThanTheLimitIsRefusedBeforeItIsAllocated) {
  for (const Bytes& file : {kImages, packed(kImages)}) {
    EXPECT_EQ(parsed_idx(file, {12}).bytes.size(), 12U);
    expect_error(
        ErrorKind::memory,
        [&] {
          try {
            ReadLimits{11}.require(12, "a-ubyte");
          } catch (const Error& error) {
            return std::string(error.what());
          }
          return std::string();
        }(),
        [&] { parsed_idx(file, {11}); });
  }
}

TEST(Idx, MoreThanDeflateCanHoldIsRefusedBeforeItIsAllocated) {
  const Bytes head = bytes({0, 0, 8, 2, 0, 16, 0, 0, 0, 0, 1, 0, 1, 2, 3});  // 256 MiB
  const Bytes file = packed(head);
  expect_idx_refused("declares shape (1048576, 256) of u8, 268435456 bytes, more than its " +
                         std::to_string(file.size()) + " packed bytes can hold." + kDamagedIdx,
                     file);
}

TEST(Idx, PackedDataThatAreDamagedCutOffOrFollowedAreRefused) {
  const Bytes whole = packed(kImages);
  for (std::size_t length = 2; length < whole.size(); ++length) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_THROW(parsed_idx(cut), Error) << length;
  }
  Bytes cut = whole, checksum = whole, followed = whole;
  cut.resize(whole.size() - 1);
  checksum[whole.size() - 8] ^= std::byte{1};
  followed.push_back(std::byte{0});
  expect_idx_refused(std::string("its gzip data are cut off.") + kDamagedIdx, cut);
  expect_idx_refused(std::string("its gzip data are damaged.") + kDamagedIdx, checksum);
  expect_idx_refused(std::string("has bytes after its gzip data.") + kDamagedIdx, followed);
}

TEST(Idx, AnArrayOfNoElementsIsOne) {
  const Bytes file = bytes({0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 5});
  EXPECT_EQ(parsed_idx(file).shape, (Shape{0, 5}));
  EXPECT_EQ(parsed_idx(packed(file)).shape, (Shape{0, 5}));
}

}  // namespace
}  // namespace saddlescope
