#include "saddlescope/problem/weight_names.h"

#include <algorithm>
#include <map>

namespace saddlescope {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The run of digits that begins at `position`, without leading zeros; moves behind it.
std::string_view take_number(std::string_view text, std::size_t& position) {
  while (position < text.size() && text[position] == '0') ++position;
  const std::size_t start = position;
  while (position < text.size() && is_digit(text[position])) ++position;
  return text.substr(start, position - start);
}

struct Group {
  std::string name;
  std::vector<std::size_t> arrays;
};

std::vector<Group> groups_of(const ArrayFile& file, const std::vector<std::size_t>& candidates) {
  std::vector<Group> groups;
  std::map<std::string, std::size_t> index;
  for (const std::size_t i : candidates) {
    const std::string name = group_of(file.arrays[i].name);
    const auto [found, added] = index.emplace(name, groups.size());
    if (added) groups.push_back({name, {}});
    groups[found->second].arrays.push_back(i);
  }
  for (Group& group : groups) {  // matrix before vector
    std::stable_sort(group.arrays.begin(), group.arrays.end(), [&](std::size_t a, std::size_t b) {
      return file.arrays[a].shape.size() > file.arrays[b].shape.size();
    });
  }
  return groups;
}

// safetensors sorts by element type, then name: an order that says nothing of the network.
bool alphabetical(const ArrayFile& file, const std::vector<Group>& groups) {
  std::map<Dtype, std::string> last;
  for (const Group& group : groups) {
    std::string& before = last[file.arrays[group.arrays.front()].dtype];
    if (group.name < before) return false;
    before = group.name;
  }
  return true;
}

TensorOrder order_of(std::string what, const std::vector<Group>& groups) {
  TensorOrder order{std::move(what), {}, {}};
  for (const Group& group : groups) {
    order.groups.push_back(group.name);
    order.arrays.insert(order.arrays.end(), group.arrays.begin(), group.arrays.end());
  }
  return order;
}

}  // namespace

bool naturally_less(std::string_view a, std::string_view b) {
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      const std::string_view m = take_number(a, i), n = take_number(b, j);
      if (m.size() != n.size()) return m.size() < n.size();
      if (m != n) return m < n;
    } else {
      if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
      ++i;
      ++j;
    }
  }
  return i == a.size() && j < b.size();
}

std::string group_of(const std::string& name) {
  const std::size_t separator = name.find_last_of("./");
  if (separator != std::string::npos) return name.substr(0, separator);
  const std::size_t last = name.find_last_not_of("0123456789");
  const std::size_t digits = last == std::string::npos ? 0 : last + 1;
  return digits == name.size() ? name : "#" + name.substr(digits);
}

std::vector<TensorOrder> tensor_orders(const ArrayFile& file, const std::vector<std::size_t>& candidates) {
  const std::vector<Group> in_file = groups_of(file, candidates);
  std::vector<Group> sorted = in_file;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Group& a, const Group& b) { return naturally_less(a.name, b.name); });
  TensorOrder file_order = order_of("in the file's order", in_file), natural = order_of("in natural order", sorted);
  if (file_order.arrays == natural.arrays) return {std::move(file_order)};
  if (alphabetical(file, in_file)) return {std::move(natural), std::move(file_order)};
  return {std::move(file_order), std::move(natural)};
}

}  // namespace saddlescope
