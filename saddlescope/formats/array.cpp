#include "saddlescope/formats/array.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

static_assert(std::endian::native == std::endian::little, "arrays are kept little-endian and read as they lie");

// A binary floating format: sign, then exponent bits, then fraction bits; IEEE 754's subnormals, infinities and NaN.
struct FloatFormat {
  int exponent_bits, fraction_bits;
  int bias() const { return (1 << (exponent_bits - 1)) - 1; }
};
constexpr FloatFormat kHalf{5, 10}, kBrain{8, 7};

double decode(FloatFormat format, unsigned bits) {
  const int exponent = static_cast<int>(bits >> format.fraction_bits) & ((1 << format.exponent_bits) - 1);
  const int fraction = static_cast<int>(bits) & ((1 << format.fraction_bits) - 1);
  const bool negative = (bits >> (format.exponent_bits + format.fraction_bits)) & 1U;
  double magnitude = 0;
  if (exponent == (1 << format.exponent_bits) - 1) {
    magnitude = fraction == 0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
  } else if (exponent == 0) {
    magnitude = std::ldexp(fraction, 1 - format.bias() - format.fraction_bits);
  } else {
    magnitude = std::ldexp(fraction + (1 << format.fraction_bits), exponent - format.bias() - format.fraction_bits);
  }
  return negative ? -magnitude : magnitude;
}

// x in units of the last place at its size, rounded by the processor's nearest-even, is the significand; a carry into
// the next power of two gives the right bits by itself, since exponent and fraction lie side by side.
unsigned encode(FloatFormat format, double x) {
  const unsigned sign = std::signbit(x) ? 1U << (format.exponent_bits + format.fraction_bits) : 0U;
  const unsigned infinity = ((1U << format.exponent_bits) - 1U) << format.fraction_bits;
  if (std::isnan(x)) return sign | infinity | (1U << (format.fraction_bits - 1));
  const double size = std::abs(x);
  if (std::isinf(size)) return sign | infinity;
  if (size == 0) return sign;
  const int smallest = 1 - format.bias();
  const int exponent = std::max(std::ilogb(size), smallest);
  if (exponent > format.bias()) return sign | infinity;
  const double significand = std::nearbyint(std::ldexp(size, format.fraction_bits - exponent));
  const auto bits = static_cast<unsigned>(significand) +
                    (static_cast<unsigned>(exponent - smallest) << static_cast<unsigned>(format.fraction_bits));
  return sign | bits;  // exponent − smallest is the exponent field less one; the significand's leading 1 adds it
}

template <class T>
void widen(const NamedArray& array, Vector& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    T element;
    std::memcpy(&element, array.bytes.data() + i * sizeof(T), sizeof(T));
    values[i] = static_cast<double>(element);
  }
}

template <class Decode>
void widen_16(const NamedArray& array, Vector& values, Decode decode_bits) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, array.bytes.data() + 2 * i, 2);
    values[i] = decode_bits(bits);
  }
}

template <class T>
void put(Bytes& bytes, std::size_t i, T element) {
  std::memcpy(bytes.data() + i * sizeof(T), &element, sizeof(T));
}

}  // namespace

std::size_t size_of(Dtype dtype) {
  static constexpr std::array<std::size_t, 14> sizes = {8, 4, 2, 2, 8, 4, 2, 1, 8, 4, 2, 1, 1, 0};
  return sizes.at(static_cast<std::size_t>(dtype));
}

std::string_view name_of(Dtype dtype) {
  static constexpr std::array<std::string_view, 14> names = {"f64", "f32", "f16", "bf16", "i64", "i32",  "i16",
                                                             "i8",  "u64", "u32", "u16",  "u8",  "bool", "other"};
  return names.at(static_cast<std::size_t>(dtype));
}

bool is_float(Dtype dtype) { return dtype <= Dtype::bf16; }
bool is_integer(Dtype dtype) { return dtype >= Dtype::i64 && dtype <= Dtype::u8; }

double decode_f16(unsigned bits) { return decode(kHalf, bits); }
double decode_bf16(unsigned bits) { return decode(kBrain, bits); }
unsigned encode_f16(double x) { return encode(kHalf, x); }
unsigned encode_bf16(double x) { return encode(kBrain, x); }

double round_to(Dtype dtype, double x) {
  switch (dtype) {
    case Dtype::f64:
      return x;
    case Dtype::f32:
      return static_cast<double>(static_cast<float>(x));
    case Dtype::f16:
      return decode_f16(encode_f16(x));
    case Dtype::bf16:
      return decode_bf16(encode_bf16(x));
    default:
      throw_internal("values are rounded to floating types alone");
  }
}

std::size_t checked_byte_count(const Shape& shape, std::size_t element_size, const std::string& where) {
  const std::optional<std::size_t> count = checked_element_count(shape);
  if (!count || (element_size > 0 && *count > std::numeric_limits<std::size_t>::max() / element_size)) {
    throw_bad_input("the shape " + to_string(shape) + " has more elements than any memory.", where,
                    "The file is damaged; save it again.");
  }
  return *count * element_size;
}

Vector to_f64(const NamedArray& array, const std::string& where) {
  if (array.dtype == Dtype::other) throw_bad_input(array.refusal, where, array.remedy);
  Vector values(element_count(array.shape));
  if (array.bytes.size() != values.size() * size_of(array.dtype)) throw_internal("an array's bytes fit its shape");
  switch (array.dtype) {
    case Dtype::f64:
      widen<double>(array, values);
      break;
    case Dtype::f32:
      widen<float>(array, values);
      break;
    case Dtype::f16:
      widen_16(array, values, decode_f16);
      break;
    case Dtype::bf16:
      widen_16(array, values, decode_bf16);
      break;
    case Dtype::i64:
      widen<std::int64_t>(array, values);
      break;
    case Dtype::i32:
      widen<std::int32_t>(array, values);
      break;
    case Dtype::i16:
      widen<std::int16_t>(array, values);
      break;
    case Dtype::i8:
      widen<std::int8_t>(array, values);
      break;
    case Dtype::u64:
      widen<std::uint64_t>(array, values);
      break;
    case Dtype::u32:
      widen<std::uint32_t>(array, values);
      break;
    case Dtype::u16:
      widen<std::uint16_t>(array, values);
      break;
    case Dtype::u8:
      widen<std::uint8_t>(array, values);
      break;
    case Dtype::boolean:
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = array.bytes[i] == std::byte{0} ? 0.0 : 1.0;
      break;
    case Dtype::other:
      break;
  }
  return values;
}

NamedArray from_f64(std::string name, Shape shape, std::span<const double> values, Dtype dtype) {
  if (values.size() != element_count(shape)) throw_internal("values fit the shape of the array they are written to");
  NamedArray array{std::move(name), std::move(shape), dtype, Bytes(values.size() * size_of(dtype)), {}, {}, {}};
  for (std::size_t i = 0; i < values.size(); ++i) {
    switch (dtype) {
      case Dtype::f64:
        put(array.bytes, i, values[i]);
        break;
      case Dtype::f32:
        put(array.bytes, i, static_cast<float>(values[i]));
        break;
      case Dtype::f16:
        put(array.bytes, i, static_cast<std::uint16_t>(encode_f16(values[i])));
        break;
      case Dtype::bf16:
        put(array.bytes, i, static_cast<std::uint16_t>(encode_bf16(values[i])));
        break;
      default:
        throw_internal("values are written to floating types alone");
    }
  }
  return array;
}

const NamedArray* ArrayFile::find(std::string_view name) const {
  for (const NamedArray& array : arrays) {
    if (array.name == name) return &array;
  }
  return nullptr;
}

}  // namespace saddlescope
