// One source, compiled once for each instruction set Highway knows here; the processor's best is chosen at run time.
#include "saddlescope/engine/kernels/noise.h"

#include <algorithm>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "saddlescope/engine/kernels/noise.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep

#include "hwy/highway.h"

#ifndef SADDLESCOPE_ENGINE_NOISE_CONSTANTS
#define SADDLESCOPE_ENGINE_NOISE_CONSTANTS
namespace saddlescope::engine {
namespace {

// splitmix64: the step of its counter and the two factors of its finalizer.
constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15U, kFirst = 0xbf58476d1ce4e5b9U, kSecond = 0x94d049bb133111ebU;
constexpr std::uint64_t kPart = 0xffff;
// The sum of four uniform numbers below 2¹⁶: mean 4·(2¹⁶ − 1)/2, variance 4·2³²/12.
constexpr double kMean = 2 * 65535.0, kUnit = 1.7320508075688772 / 65536;
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

}  // namespace
}  // namespace saddlescope::engine
#endif

HWY_BEFORE_NAMESPACE();
namespace saddlescope::engine::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::ScalableTag<double>;
using V = hn::Vec<D>;
using Bits = hn::RebindToUnsigned<D>;

// u of counters `z`, that is of stream + (index + 1)·kStep.
HWY_INLINE V unit_noises(D d, hn::Vec<Bits> z) {
  const Bits bits;
  z = hn::Mul(hn::Xor(z, hn::ShiftRight<30>(z)), hn::Set(bits, kFirst));
  z = hn::Mul(hn::Xor(z, hn::ShiftRight<27>(z)), hn::Set(bits, kSecond));
  z = hn::Xor(z, hn::ShiftRight<31>(z));
  const auto part = hn::Set(bits, kPart);
  const auto low = hn::Add(hn::And(z, part), hn::And(hn::ShiftRight<16>(z), part));
  const auto high = hn::Add(hn::And(hn::ShiftRight<32>(z), part), hn::ShiftRight<48>(z));
  // An integer below 2⁵² in the last digits of 2⁵² is that number plus 2⁵².
  const auto sum = hn::Or(hn::Add(low, high), hn::Set(bits, std::uint64_t{0x4330000000000000}));
  const V exact = hn::Sub(hn::BitCast(d, sum), hn::Set(d, 0x1p52));
  return hn::Mul(hn::Sub(exact, hn::Set(d, kMean)), hn::Set(d, kUnit));
}

// y := change(y, u, size), vector by vector; the rest of the array goes through the same vector code.
template <class Change>
HWY_INLINE void for_each_vector(std::uint64_t stream, std::uint64_t first, std::size_t n, const double* size, double* y,
                                Change change) {
  const D d;
  const Bits bits;
  const std::size_t lanes = hn::Lanes(d);
  HWY_ALIGN std::uint64_t start[hn::MaxLanes(D())];
  for (std::size_t j = 0; j < lanes; ++j) start[j] = stream + (first + j + 1) * kStep;
  auto counter = hn::Load(bits, start);
  const auto step = hn::Set(bits, lanes * kStep);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(change(d, hn::LoadU(d, y + i), unit_noises(d, counter), hn::LoadU(d, size + i)), d, y + i);
    counter = hn::Add(counter, step);
  }
  if (i == n) return;
  HWY_ALIGN double values[hn::MaxLanes(D())] = {}, sizes[hn::MaxLanes(D())] = {};
  std::copy(y + i, y + n, values);
  std::copy(size + i, size + n, sizes);
  hn::Store(change(d, hn::Load(d, values), unit_noises(d, counter), hn::Load(d, sizes)), d, values);
  std::copy_n(values, n - i, y + i);
}

struct Number {
  HWY_INLINE V operator()(D /*d*/, V /*y*/, V u, V /*size*/) const { return u; }
};
struct Relatively {
  HWY_INLINE V operator()(D d, V y, V u, V /*size*/) const {
    return hn::Mul(y, hn::Add(hn::Set(d, 1.0), hn::Mul(hn::Set(d, kEpsilon), u)));
  }
};
struct BySize {
  HWY_INLINE V operator()(D d, V y, V u, V size) const {
    return hn::Add(y, hn::Mul(hn::Mul(hn::Set(d, kEpsilon), u), size));
  }
};

void numbers(std::uint64_t stream, std::uint64_t first, std::size_t n, double* u) {
  for_each_vector(stream, first, n, u, u, Number());
}

void relatively(std::uint64_t stream, std::uint64_t first, std::size_t n, double* y) {
  for_each_vector(stream, first, n, y, y, Relatively());
}

void by_size(std::uint64_t stream, std::uint64_t first, std::size_t n, const double* size, double* y) {
  for_each_vector(stream, first, n, size, y, BySize());
}

}  // namespace saddlescope::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace saddlescope::engine {

HWY_EXPORT(numbers);
HWY_EXPORT(relatively);
HWY_EXPORT(by_size);

namespace {

// body(i, u) for every i < n, the numbers made in f64 a block at a time.
template <class Body>
void for_each_number(std::uint64_t stream, std::uint64_t first, std::size_t n, Body&& body) {
  constexpr std::size_t kBlock = 128;
  double u[kBlock] = {};
  for (std::size_t from = 0; from < n; from += kBlock) {
    const std::size_t count = std::min(kBlock, n - from);
    HWY_DYNAMIC_DISPATCH(numbers)(stream, first + from, count, u);
    for (std::size_t i = 0; i < count; ++i) body(from + i, static_cast<float>(u[i]));
  }
}

constexpr float kEpsilonOfFloat = std::numeric_limits<float>::epsilon();

}  // namespace

double unit_noise(std::uint64_t stream, std::uint64_t index) {
  std::uint64_t z = stream + (index + 1) * kStep;
  z = (z ^ (z >> 30U)) * kFirst;
  z = (z ^ (z >> 27U)) * kSecond;
  z ^= z >> 31U;
  const auto sum = static_cast<double>((z & kPart) + (z >> 16U & kPart) + (z >> 32U & kPart) + (z >> 48U));
  return (sum - kMean) * kUnit;
}

void perturb_relatively(std::uint64_t stream, std::uint64_t first, std::size_t n, double* y) {
  HWY_DYNAMIC_DISPATCH(relatively)(stream, first, n, y);
}

void perturb_by_size(std::uint64_t stream, std::uint64_t first, std::size_t n, const double* size, double* y) {
  HWY_DYNAMIC_DISPATCH(by_size)(stream, first, n, size, y);
}

void perturb_relatively(std::uint64_t stream, std::uint64_t first, std::size_t n, float* y) {
  for_each_number(stream, first, n, [y](std::size_t i, float u) { y[i] *= 1 + kEpsilonOfFloat * u; });
}

void perturb_by_size(std::uint64_t stream, std::uint64_t first, std::size_t n, const float* size, float* y) {
  for_each_number(stream, first, n, [=](std::size_t i, float u) { y[i] += kEpsilonOfFloat * u * size[i]; });
}

}  // namespace saddlescope::engine
#endif  // HWY_ONCE
