#include "saddlescope/formats/idx.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

constexpr std::size_t kLargestHeader = 4 + 4 * 255;
constexpr std::size_t kDeflateRatio = 1032;  // a byte of deflate holds no more
constexpr const char* kDamaged = "The file is damaged or was cut off; fetch it again.";

constexpr std::array<std::pair<unsigned, Dtype>, 6> kTypes{{{0x08, Dtype::u8},
                                                            {0x09, Dtype::i8},
                                                            {0x0B, Dtype::i16},
                                                            {0x0C, Dtype::i32},
                                                            {0x0D, Dtype::f32},
                                                            {0x0E, Dtype::f64}}};

std::optional<Dtype> type_of(std::byte code) {
  for (const auto& [known, dtype] : kTypes) {
    if (std::to_integer<unsigned>(code) == known) return dtype;
  }
  return std::nullopt;
}

// Unpacks one gzip member, piece by piece.
class Unpacking {
 public:
  Unpacking(ByteView packed, const std::string& where) : packed_(packed), where_(where) {
    if (inflateInit2(&stream_, 16 + MAX_WBITS) != Z_OK) throw_internal("zlib unpacks gzip");
  }
  ~Unpacking() { inflateEnd(&stream_); }
  Unpacking(const Unpacking&) = delete;
  Unpacking& operator=(const Unpacking&) = delete;

  /// Fills `out` as far as there is anything; says how far.
  std::size_t read(std::span<std::byte> out) {
    std::size_t filled = 0;
    while (filled < out.size() && !ended_) {
      const std::size_t room = std::min<std::size_t>(out.size() - filled, kPiece);
      feed();
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + filled);
      stream_.avail_out = static_cast<uInt>(room);
      const int status = inflate(&stream_, Z_NO_FLUSH);
      filled += room - stream_.avail_out;
      ended_ = status == Z_STREAM_END;
      if (ended_ || status == Z_OK) continue;
      const bool no_more = status == Z_BUF_ERROR && stream_.avail_in == 0 && fed_ == packed_.size();
      throw_bad_input(no_more ? "its gzip data are cut off." : "its gzip data are damaged.", where_, kDamaged);
    }
    return filled;
  }
  /// The packed bytes are used up, checksum included.
  void require_end() {
    std::byte more{};
    if (read({&more, 1}) != 0) throw_bad_input("holds more bytes than its header declares.", where_, kDamaged);
    if (stream_.avail_in > 0 || fed_ < packed_.size()) {
      throw_bad_input("has bytes after its gzip data.", where_, kDamaged);
    }
  }

 private:
  static constexpr std::size_t kPiece = std::size_t{1} << 30;  // zlib counts in 32 bits

  void feed() {
    if (stream_.avail_in > 0) return;
    const std::size_t piece = std::min(packed_.size() - fed_, kPiece);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(packed_.data() + fed_));  // zlib only reads it
    stream_.avail_in = static_cast<uInt>(piece);
    fed_ += piece;
  }

  ByteView packed_;
  const std::string& where_;
  z_stream stream_{};
  std::size_t fed_ = 0;
  bool ended_ = false;
};

struct Header {
  Dtype dtype = Dtype::u8;
  Shape shape;
  std::size_t length = 0;  // of the header
};

Header read_header(ByteView bytes, const std::string& where) {
  if (bytes.size() < 4 || bytes[0] != std::byte{0} || bytes[1] != std::byte{0} || !type_of(bytes[2]) ||
      bytes[3] == std::byte{0}) {
    throw_bad_input("doesn't begin as an IDX file: 0, 0, an element type, the number of axes.", where,
                    "IDX is what MNIST comes in, plain or packed by gzip; other arrays are read from .npz.");
  }
  Header header{*type_of(bytes[2]), {}, 4 + 4 * std::to_integer<std::size_t>(bytes[3])};
  if (bytes.size() < header.length) {
    throw_bad_input("ends within its header.", where, kDamaged);
  }
  for (std::size_t at = 4; at < header.length; at += 4) {
    std::size_t extent = 0;
    for (std::size_t i = 0; i < 4; ++i) extent = extent << 8 | std::to_integer<std::size_t>(bytes[at + i]);
    header.shape.push_back(extent);
  }
  return header;
}

void to_little_endian(Bytes& bytes, std::size_t element) {
  for (std::size_t at = 0; element > 1 && at < bytes.size(); at += element) {
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                 bytes.begin() + static_cast<std::ptrdiff_t>(at + element));
  }
}

std::string declares(const Header& header, std::size_t needed) {
  return "declares shape " + to_string(header.shape) + " of " + std::string(name_of(header.dtype)) + ", " +
         std::to_string(needed) + " bytes";
}

Bytes packed_data(ByteView bytes, Header& header, const std::string& where, const ReadLimits& limits) {
  std::array<std::byte, kLargestHeader> head{};
  {
    Unpacking unpacking(bytes, where);
    header = read_header({head.data(), unpacking.read(head)}, where);
  }
  const std::size_t needed = checked_byte_count(header.shape, size_of(header.dtype), where);
  limits.require(needed, where);
  if (needed / kDeflateRatio > bytes.size()) {
    throw_bad_input(
        declares(header, needed) + ", more than its " + std::to_string(bytes.size()) + " packed bytes can hold.", where,
        kDamaged);
  }
  Unpacking unpacking(bytes, where);
  unpacking.read({head.data(), header.length});
  Bytes data(needed);
  if (const std::size_t got = unpacking.read(data); got < needed) {
    throw_bad_input(declares(header, needed) + "; it holds " + std::to_string(got) + ".", where, kDamaged);
  }
  unpacking.require_end();
  return data;
}

Bytes plain_data(ByteView bytes, Header& header, const std::string& where, const ReadLimits& limits) {
  header = read_header(bytes, where);
  const std::size_t needed = checked_byte_count(header.shape, size_of(header.dtype), where);
  const ByteView data = bytes.subspan(header.length);
  if (data.size() != needed) {
    throw_bad_input(declares(header, needed) + "; it holds " + std::to_string(data.size()) + ".", where, kDamaged);
  }
  limits.require(needed, where);
  return {data.begin(), data.end()};
}

}  // namespace

bool is_gzip(ByteView bytes) { return bytes.size() >= 2 && bytes[0] == std::byte{0x1F} && bytes[1] == std::byte{0x8B}; }

bool is_idx(ByteView bytes) {
  return bytes.size() >= 4 && bytes[0] == std::byte{0} && bytes[1] == std::byte{0} && type_of(bytes[2]) &&
         bytes[3] != std::byte{0};
}

NamedArray parse_idx(ByteView bytes, std::string name, const std::string& where, const ReadLimits& limits) {
  Header header;
  Bytes data = is_gzip(bytes) ? packed_data(bytes, header, where, limits) : plain_data(bytes, header, where, limits);
  to_little_endian(data, size_of(header.dtype));
  return {std::move(name), std::move(header.shape), header.dtype, std::move(data), {}, {}, {}};
}

}  // namespace saddlescope
