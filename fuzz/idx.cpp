// IDX: packed by gzip or not, the same array; written by hand from what was read, the same bytes.
#include "saddlescope/formats/idx.h"

#include <zlib.h>

#include <algorithm>

#include "fuzz/harness.h"

using namespace saddlescope;

namespace {

Bytes packed(ByteView bytes) {
  z_stream stream{};
  fuzz::require(deflateInit2(&stream, 1, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK, "zlib packs");
  Bytes out(deflateBound(&stream, bytes.size()));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  fuzz::require(deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib packs all");
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace

SADDLESCOPE_FUZZ_TARGET(bytes) {
  const NamedArray array = parse_idx(bytes, "a", "a-ubyte", fuzz::kLimits);
  fuzz::require_convertible(array);
  fuzz::require(array.bytes.size() == element_count(array.shape) * size_of(array.dtype), "elements fill the shape");
  if (!is_gzip(bytes)) fuzz::require_equal(array, parse_idx(packed(bytes), "a", "a-ubyte.gz", fuzz::kLimits));
}
