#include "saddlescope/formats/npy.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kLongestHeader = std::size_t{1} << 20;
constexpr std::size_t kLargestRank = 64;
constexpr int kDeepestNesting = 64;
constexpr const char* kDamaged = "The file is damaged or was cut off; save it again with numpy.save.";

struct Header {
  std::string descr;  // without quotes; a record's list as it stands, beginning with '['
  bool fortran_order = false;
  Shape shape;
};

// The one dictionary NumPy writes, and the spellings of it that NumPy reads: any order of keys, either quote, an L
// behind integers (Python 2).
class HeaderParser {
 public:
  HeaderParser(std::string_view text, const std::string& where) : text_(text), where_(where) {}

  Header parse() {
    std::optional<std::string> descr;
    std::optional<bool> fortran_order;
    std::optional<Shape> shape;
    expect('{');
    while (!take('}')) {
      const std::string key = quoted();
      expect(':');
      if (key == "descr" && !descr) {
        descr = peek() == '\'' || peek() == '"' ? quoted() : bracketed();
      } else if (key == "fortran_order" && !fortran_order) {
        fortran_order = truth();
      } else if (key == "shape" && !shape) {
        shape = tuple();
      } else {
        fail("the key '" + key.substr(0, 40) + "' is unknown or there twice");
      }
      if (!take(',') && peek() != '}') fail("a comma is missing");
    }
    skip_space();
    if (position_ != text_.size()) fail("text follows the dictionary");
    if (!descr || !fortran_order || !shape) fail("one of 'descr', 'fortran_order', 'shape' is missing");
    return {*descr, *fortran_order, *shape};
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw_bad_input("the .npy header isn't understood: " + what + ".", where_, kDamaged);
  }
  void skip_space() {
    while (position_ < text_.size() && std::string_view(" \t\r\n").find(text_[position_]) != std::string_view::npos) {
      ++position_;
    }
  }
  char peek() {
    skip_space();
    return position_ < text_.size() ? text_[position_] : '\0';
  }
  bool take(char c) {
    if (peek() != c || position_ >= text_.size()) return false;
    ++position_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail(std::string("'") + c + "' is missing");
  }
  std::string quoted() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') fail("a quoted name is missing");
    const std::size_t end = text_.find(quote, position_ + 1);
    if (end == std::string_view::npos) fail("a quote isn't closed");
    const std::string text(text_.substr(position_ + 1, end - position_ - 1));
    position_ = end + 1;
    return text;
  }
  std::string bracketed() {
    if (peek() != '[' && peek() != '(') fail("'descr' is neither text nor a list");
    const std::size_t start = position_;
    int depth = 0;
    do {
      const char c = peek();
      if (c == '\0') fail("a bracket isn't closed");
      if (c == '\'' || c == '"') {
        quoted();
        continue;
      }
      depth += c == '[' || c == '(' ? 1 : c == ']' || c == ')' ? -1 : 0;
      if (depth > kDeepestNesting) fail("brackets are nested deeper than " + std::to_string(kDeepestNesting));
      ++position_;
    } while (depth > 0);
    return std::string(text_.substr(start, position_ - start));
  }
  bool truth() {
    skip_space();
    for (const std::string_view word : {"True", "False"}) {
      if (text_.substr(position_, word.size()) == word) {
        position_ += word.size();
        return word == "True";
      }
    }
    fail("'fortran_order' is neither True nor False");
  }
  Shape tuple() {
    Shape shape;
    expect('(');
    while (!take(')')) {
      skip_space();
      std::size_t extent = 0;
      const auto [end, error] = std::from_chars(text_.data() + position_, text_.data() + text_.size(), extent);
      if (error != std::errc()) fail("'shape' holds something else than counts");
      position_ = static_cast<std::size_t>(end - text_.data());
      take('L');
      if (!take(',') && peek() != ')') fail("'shape' holds something else than counts");
      shape.push_back(extent);
      if (shape.size() > kLargestRank) fail("more than " + std::to_string(kLargestRank) + " axes");
    }
    return shape;
  }

  std::string_view text_;
  const std::string& where_;
  std::size_t position_ = 0;
};

std::size_t little_endian(ByteView bytes) {
  std::size_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | std::to_integer<std::size_t>(bytes[i]);
  return value;
}

struct Element {
  Dtype dtype = Dtype::other;
  bool swapped = false;
};

Element element_of(std::string_view descr) {
  if (descr.size() < 3 || std::string_view("<>|=").find(descr[0]) == std::string_view::npos) return {};
  static constexpr std::pair<std::string_view, Dtype> kinds[] = {
      {"f8", Dtype::f64}, {"f4", Dtype::f32}, {"f2", Dtype::f16},    {"V2", Dtype::bf16}, {"i8", Dtype::i64},
      {"i4", Dtype::i32}, {"i2", Dtype::i16}, {"i1", Dtype::i8},     {"u8", Dtype::u64},  {"u4", Dtype::u32},
      {"u2", Dtype::u16}, {"u1", Dtype::u8},  {"b1", Dtype::boolean}};
  for (const auto& [kind, dtype] : kinds) {
    if (descr.substr(1) == kind) return {dtype, descr[0] == '>' && size_of(dtype) > 1};
  }
  return {};
}

void refuse_later(NamedArray& array, const std::string& descr) {
  const bool objects = descr.find('O') != std::string::npos;
  const bool text = !descr.starts_with('[') && descr.find_first_of("US") != std::string::npos;
  array.other_dtype = descr.starts_with('[') || descr.starts_with('(') ? "record" : descr;
  if (objects) {
    array.refusal = "holds Python objects (dtype object); reading them would mean running code from the file.";
    array.remedy = "Save plain numbers: numpy.savez(\"data.npz\", x=numpy.asarray(x, dtype=\"f8\"), …).";
  } else if (array.other_dtype == "record") {
    array.refusal = "holds records with named fields.";
    array.remedy = "Save plain numbers: numpy.lib.recfunctions.structured_to_unstructured(a).";
  } else if (text) {
    array.refusal = "holds text (" + descr + ").";
    array.remedy = "Save class numbers: numpy.unique(labels, return_inverse=True)[1].";
  } else {
    array.refusal = "has the element type " + descr + ", which isn't f64, f32, f16, bf16, an integer or bool.";
    array.remedy = "Convert it before saving: a.astype(\"f8\").";
  }
}

// Column-major bytes to row-major.
Bytes to_row_major(ByteView bytes, const Shape& shape, std::size_t size) {
  Bytes ordered(bytes.size());
  std::vector<std::size_t> index(shape.size(), 0), stride(shape.size(), size);
  for (std::size_t axis = 1; axis < shape.size(); ++axis) stride[axis] = stride[axis - 1] * shape[axis - 1];
  std::size_t from = 0;
  for (std::size_t to = 0; to < bytes.size(); to += size) {
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(from), size,
                ordered.begin() + static_cast<std::ptrdiff_t>(to));
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      from += stride[axis];
      if (++index[axis] < shape[axis]) break;
      from -= stride[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return ordered;
}

void swap_bytes(Bytes& bytes, std::size_t size) {
  for (std::size_t at = 0; at + size <= bytes.size(); at += size) {
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                 bytes.begin() + static_cast<std::ptrdiff_t>(at + size));
  }
}

std::string descr_of(const NamedArray& array) {
  static constexpr std::string_view descriptors[] = {"<f8", "<f4", "<f2", "<V2", "<i8", "<i4", "<i2",
                                                     "|i1", "<u8", "<u4", "<u2", "|u1", "|b1"};
  return std::string(descriptors[static_cast<std::size_t>(array.dtype)]);
}

}  // namespace

bool is_npy(ByteView bytes) {
  return bytes.size() >= kMagic.size() &&
         std::equal(kMagic.begin(), kMagic.end(), bytes.begin(),
                    [](char a, std::byte b) { return static_cast<std::byte>(a) == b; });
}

NamedArray parse_npy(ByteView bytes, std::string name, const std::string& where) {
  if (!is_npy(bytes) || bytes.size() < 10) throw_bad_input("is no .npy: its first bytes are others.", where, kDamaged);
  const int version = std::to_integer<int>(bytes[6]);
  if (version < 1 || version > 3 || bytes[7] != std::byte{0}) {
    throw_bad_input("has .npy version " + std::to_string(version) + "." +
                        std::to_string(std::to_integer<int>(bytes[7])) + "; 1.0, 2.0 and 3.0 are known.",
                    where, kDamaged);
  }
  const std::size_t length_bytes = version == 1 ? 2 : 4;
  if (bytes.size() < 8 + length_bytes) throw_bad_input("ends inside its header.", where, kDamaged);
  const std::size_t header_size = little_endian(bytes.subspan(8, length_bytes));
  const ByteView rest = bytes.subspan(8 + length_bytes);
  if (header_size > rest.size()) {
    throw_bad_input("says its header has " + std::to_string(header_size) + " bytes, but only " +
                        std::to_string(rest.size()) + " follow.",
                    where, kDamaged);
  }
  if (header_size > kLongestHeader) {
    throw_bad_input("has a header of " + std::to_string(header_size) + " bytes; at most " +
                        std::to_string(kLongestHeader) + " are read.",
                    where, "Save plain arrays without records.");
  }
  const Header header = HeaderParser({reinterpret_cast<const char*>(rest.data()), header_size}, where).parse();
  const ByteView data = rest.subspan(header_size);
  const Element element = element_of(header.descr);
  NamedArray array{std::move(name), header.shape, element.dtype, {}, {}, {}, {}};
  if (element.dtype == Dtype::other) {
    checked_byte_count(header.shape, 1, where);
    refuse_later(array, header.descr);
    array.bytes.assign(bytes.begin(), bytes.end());
    return array;
  }
  const std::size_t size = size_of(element.dtype), expected = checked_byte_count(header.shape, size, where);
  if (data.size() != expected) {
    throw_bad_input("has shape " + to_string(header.shape) + " of " + header.descr + ", " + std::to_string(expected) +
                        " bytes, but holds " + std::to_string(data.size()) + ".",
                    where, kDamaged);
  }
  if (header.fortran_order && header.shape.size() > 1) {
    array.bytes = to_row_major(data, header.shape, size);
  } else {
    array.bytes.assign(data.begin(), data.end());
  }
  if (element.swapped) swap_bytes(array.bytes, size);
  return array;
}

Bytes npy_bytes(const NamedArray& array) {
  if (array.dtype == Dtype::other) {
    if (is_npy(array.bytes)) return array.bytes;
    throw_bad_input("\"" + array.name + "\" has the element type " + array.other_dtype + ", which .npy can't hold.", {},
                    "Write .safetensors instead.");
  }
  std::string shape = to_string(array.shape);
  const std::string text = "{'descr': '" + descr_of(array) + "', 'fortran_order': False, 'shape': " + shape + ", }";
  const bool long_header = text.size() + 64 > 0xFFFF;
  const std::size_t fixed = long_header ? 12 : 10, total = (fixed + text.size() + 1 + 63) / 64 * 64;
  const std::size_t header_size = total - fixed;
  std::string head(kMagic);
  head += long_header ? '\2' : '\1';
  head += '\0';
  for (std::size_t i = 0; i < fixed - 8; ++i) head += static_cast<char>(header_size >> (8 * i) & 0xFF);
  head += text + std::string(header_size - text.size() - 1, ' ') + "\n";
  Bytes bytes(head.size() + array.bytes.size());
  std::transform(head.begin(), head.end(), bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
  std::copy(array.bytes.begin(), array.bytes.end(), bytes.begin() + static_cast<std::ptrdiff_t>(head.size()));
  return bytes;
}

}  // namespace saddlescope
