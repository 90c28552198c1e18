#include "saddlescope/formats/array.h"

#include <gmock/gmock.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "saddlescope/base/random.h"
#include "tests/formats/errors.h"

namespace saddlescope {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// IEEE 754 half: 2^(e−15)·(1 + f/1024), subnormal 2⁻¹⁴·f/1024. bf16: the upper 16 bits of an f32.
TEST(Float16, EveryBitPatternHasTheValueOfItsDefinition) {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    const double sign = bits & 0x8000U ? -1 : 1, fraction = bits & 0x3FFU;
    const int exponent = static_cast<int>(bits >> 10 & 0x1FU);
    const double brain = static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16));
    if (exponent < 31) {
      EXPECT_EQ(decode_f16(bits),
                sign * (exponent == 0 ? fraction * 0x1p-24 : std::pow(2, exponent - 15) * (1 + fraction / 1024)));
    } else {
      EXPECT_EQ(std::isnan(decode_f16(bits)), fraction != 0);
    }
    if (std::isnan(brain)) {
      EXPECT_TRUE(std::isnan(decode_bf16(bits)));
    } else {
      EXPECT_EQ(decode_bf16(bits), brain);
    }
  }
}

TEST(Float16, EveryBitPatternButNaNIsWrittenBackAsItWas) {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    if (!std::isnan(decode_f16(bits))) {
      EXPECT_EQ(encode_f16(decode_f16(bits)), bits);
    }
    if (!std::isnan(decode_bf16(bits))) {
      EXPECT_EQ(encode_bf16(decode_bf16(bits)), bits);
    }
  }
}

// Between two neighbours: below the middle the lower, above it the upper, at it the one whose last bit is 0. The
// largest finite one's upper neighbour is the power of two that it would be if the exponent went on, and stands for
// infinity.
TEST(Float16, RoundsToTheNearestTiesToEven) {
  const auto check = [](unsigned largest, double beyond, auto decode, auto encode) {
    for (unsigned bits = 0; bits <= largest; ++bits) {
      const double low = decode(bits), high = bits == largest ? beyond : decode(bits + 1),
                   middle = low + (high - low) / 2;
      EXPECT_EQ(encode(std::nextafter(middle, 0)), bits);
      EXPECT_EQ(encode(middle), bits % 2 == 0 ? bits : bits + 1);
      EXPECT_EQ(encode(std::nextafter(middle, kInfinity)), bits + 1);
    }
  };
  check(0x7BFF, 65536, decode_f16, encode_f16);
  check(0x7F7F, 0x1p128, decode_bf16, encode_bf16);
  EXPECT_EQ(encode_f16(-kInfinity), 0xFC00U);
  EXPECT_TRUE(std::isnan(decode_bf16(encode_bf16(std::nan("")))));
  EXPECT_TRUE(std::signbit(decode_f16(encode_f16(-0.0))));
  EXPECT_EQ(encode_f16(1e300), 0x7C00U);
  EXPECT_EQ(encode_f16(5e-324), 0U);
}

// |x − round(x)| ≤ half a unit in the last place: 2⁻¹¹ and 2⁻⁸ relative in the normal range.
TEST(Rounding, StaysWithinHalfAUnitOfTheLastPlace) {
  RandomStream random(7, "rounding");
  for (int i = 0; i < 10000; ++i) {
    const double x = random.normal() * std::exp2(random.uniform(-10, 10));
    EXPECT_EQ(round_to(Dtype::f64, x), x);
    EXPECT_LE(std::abs(round_to(Dtype::f32, x) - x), std::abs(x) * 0x1p-24);
    EXPECT_LE(std::abs(round_to(Dtype::bf16, x) - x), std::abs(x) * 0x1p-8);
    EXPECT_LE(std::abs(round_to(Dtype::f16, x) - x), std::max(std::abs(x) * 0x1p-11, 0x1p-25));
  }
}

TEST(NamedArray, ConvertsBackToTheValuesItWasMadeOf) {
  for (const Dtype dtype : {Dtype::f64, Dtype::f32, Dtype::f16, Dtype::bf16}) {
    const NamedArray array = from_f64("w", {2, 3}, counting(6), dtype);
    EXPECT_EQ(array.bytes.size(), 6 * size_of(dtype));
    EXPECT_EQ(to_f64(array, "w"), counting(6));
  }
}

TEST(NamedArray, ShapesWhoseProductOverflowsAreRefused) {
  expect_bad_input(
      "x.npy: the shape (4294967296, 4294967296) has more elements than any memory. The file is damaged; "
      "save it again.",
      [] { checked_byte_count({1ULL << 32, 1ULL << 32}, 8, "x.npy"); });
  expect_bad_input(
      "x.npy: the shape (2305843009213693952,) has more elements than any memory. The file is damaged; "
      "save it again.",
      [] { checked_byte_count({1ULL << 61}, 8, "x.npy"); });
  EXPECT_EQ(checked_byte_count({1ULL << 32, 1ULL << 32, 0}, 8, "x.npy"), 0U);
}

}  // namespace
}  // namespace saddlescope
