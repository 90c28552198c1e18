#include "saddlescope/engine/schedule.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace saddlescope::engine {
namespace {

constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

bool is_product(const PlannedStep& step) {
  return std::visit([](const auto& op) { return std::decay_t<decltype(op)>::kind == Kind::bilinear; }, step.op);
}

bool adds(const PlannedStep& step) {
  return std::visit([](const auto& op) { return std::decay_t<decltype(op)>::adds; }, step.op);
}

// How often each value is read, by steps or as an output.
std::vector<std::size_t> count_readers(const Schedule& plan) {
  std::vector<std::size_t> readers(plan.values.size(), 0);
  for (const auto* steps : {&plan.shared, &plan.directional})
    for (const PlannedStep& step : *steps)
      for (std::size_t i = 0; i < step.arity; ++i) ++readers[step.operands[i]];
  for (const auto* outputs : {&plan.shared_outputs, &plan.directional_outputs})
    for (const Target& target : *outputs) ++readers[target.value];
  return readers;
}

// Sums of products, in a list of steps. A value may then be written by several steps: the first overwrites, the others
// add.
class SumFusion {
 public:
  SumFusion(const std::vector<std::size_t>& readers, std::size_t values) : readers_(readers), writers_(values) {}

  std::vector<PlannedStep> fuse(std::vector<PlannedStep> steps) {
    for (PlannedStep& step : steps) {
      const std::size_t first = step.operands[0], second = step.operands[1];
      if (adds(step) && is_own(first) && moves(second)) {
        merge(step.result, first, second);
      } else if (adds(step) && is_own(second) && moves(first)) {
        merge(step.result, second, first);
      } else {
        append(std::move(step));
      }
    }
    std::vector<PlannedStep> fused;
    for (std::size_t s = 0; s < steps_.size(); ++s)
      if (!moved_[s]) fused.push_back(std::move(steps_[s]));
    return fused;
  }

 private:
  // Written in this list and read by the sum alone.
  bool is_own(std::size_t value) const { return readers_[value] == 1 && !writers_[value].empty(); }
  // Nothing but products: each can be added where the sum is.
  bool moves(std::size_t value) const {
    return is_own(value) && std::all_of(writers_[value].begin(), writers_[value].end(),
                                        [this](std::size_t s) { return is_product(steps_[s]); });
  }

  // `kept` is written where the sum lies; the products of `added` come here and are added to it.
  void merge(std::size_t sum, std::size_t kept, std::size_t added) {
    for (std::size_t s : writers_[kept]) steps_[s].result = sum;
    writers_[sum] = std::move(writers_[kept]);
    for (std::size_t s : std::exchange(writers_[added], {})) {
      PlannedStep product = steps_[s];
      moved_[s] = true;
      product.result = sum;
      product.accumulate = true;
      append(std::move(product));
    }
  }

  void append(PlannedStep step) {
    writers_[step.result].push_back(steps_.size());
    steps_.push_back(std::move(step));
    moved_.push_back(false);
  }

  const std::vector<std::size_t>& readers_;
  std::vector<std::vector<std::size_t>> writers_;  // by value, indices of steps_
  std::vector<PlannedStep> steps_;
  std::vector<bool> moved_;
};

// Products that nobody reads and that are one output go straight there.
void absorb_outputs(const Schedule& plan, std::vector<PlannedStep>& steps, std::vector<Target>& outputs,
                    const std::vector<std::size_t>& readers) {
  std::vector<char> sum_of_products(plan.values.size(), 1);
  for (const PlannedStep& step : steps)
    if (!is_product(step)) sum_of_products[step.result] = 0;
  for (PlannedStep& step : steps) {
    const std::size_t value = step.result;
    if (readers[value] != 1 || sum_of_products[value] == 0) continue;
    const auto target =
        std::find_if(outputs.begin(), outputs.end(), [value](const Target& t) { return t.value == value; });
    if (target == outputs.end()) continue;
    step.into_output = step.accumulate = true;
    step.output_offset = target->offset;
  }
  std::vector<char> absorbed(plan.values.size(), 0);
  for (const PlannedStep& step : steps) absorbed[step.result] = step.into_output ? 1 : 0;
  std::erase_if(outputs, [&](const Target& t) { return absorbed[t.value] != 0; });
}

// A step and the next one into the same place, products of equal op and shapes, become one.
void pair_products(const Schedule& plan, std::vector<PlannedStep>& steps) {
  const auto shape = [&](std::size_t value) -> const Shape& { return plan.values[value].shape; };
  std::vector<std::size_t> last_writer(plan.values.size(), kNever);
  std::vector<char> gone(steps.size(), 0);
  for (std::size_t s = 0; s < steps.size(); ++s) {
    PlannedStep& step = steps[s];
    const std::size_t before = std::exchange(last_writer[step.result], s);
    if (before == kNever || !is_product(step) || !step.accumulate) continue;
    const PlannedStep& first = steps[before];
    const bool fits = is_product(first) && !first.has_second && first.into_output == step.into_output &&
                      first.op.index() == step.op.index() &&
                      std::visit([](const auto& o) { return o.key(); }, first.op) ==
                          std::visit([](const auto& o) { return o.key(); }, step.op) &&
                      shape(first.operands[0]) == shape(step.operands[0]) &&
                      shape(first.operands[1]) == shape(step.operands[1]);
    if (!fits) continue;
    step.second = step.operands;
    step.operands = first.operands;
    step.accumulate = first.accumulate;
    step.has_second = true;
    gone[before] = 1;
  }
  std::size_t kept = 0;
  for (std::size_t s = 0; s < steps.size(); ++s)
    if (gone[s] == 0 && kept++ != s) steps[kept - 1] = std::move(steps[s]);
  steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(kept), steps.end());
}

void fuse(Schedule& plan) {
  const std::vector<std::size_t> readers = count_readers(plan);
  plan.shared = SumFusion(readers, plan.values.size()).fuse(std::move(plan.shared));
  plan.directional = SumFusion(readers, plan.values.size()).fuse(std::move(plan.directional));
  absorb_outputs(plan, plan.shared, plan.shared_outputs, readers);
  absorb_outputs(plan, plan.directional, plan.directional_outputs, readers);
  pair_products(plan, plan.shared);
  pair_products(plan, plan.directional);
}

std::vector<std::size_t> operands_of(const PlannedStep& step) {
  std::vector<std::size_t> all(step.operands.begin(), step.operands.begin() + step.arity);
  if (step.has_second) all.insert(all.end(), step.second.begin(), step.second.begin() + step.arity);
  return all;
}

// A buffer is free again after its value's last reader; an elementwise step takes over the buffer of an operand that
// dies there.
std::size_t plan_buffers(std::vector<PlannedValue>& values, const std::vector<PlannedStep>& steps,
                         const std::vector<Target>& outputs, std::size_t line) {
  std::vector<std::size_t> last(values.size(), kNever);  // step after which a value is dead
  for (std::size_t s = 0; s < steps.size(); ++s)
    for (std::size_t x : operands_of(steps[s])) last[x] = s;
  for (const Target& target : outputs) last[target.value] = kNever;

  BufferPlan buffer(line);
  std::vector<char> placed(values.size(), 0);
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const PlannedStep& step = steps[s];
    PlannedValue& result = values[step.result];
    std::vector<std::size_t> dying;
    for (std::size_t x : operands_of(step)) {
      const bool mine = values[x].store == Store::workspace && values[x].directional == result.directional;
      if (mine && last[x] == s && std::find(dying.begin(), dying.end(), x) == dying.end()) dying.push_back(x);
    }
    if (result.store == Store::workspace && !step.into_output && placed[step.result] == 0) {
      placed[step.result] = 1;
      if (!dying.empty() && elementwise_op(step.op)) {
        result.offset = values[dying.back()].offset;
        dying.pop_back();
      } else {
        result.offset = buffer.take(result.size);
      }
    }
    for (std::size_t x : dying) buffer.give_back(values[x].offset, values[x].size);
  }
  return buffer.peak();
}

void plan_memory(Schedule& plan, std::size_t line) {
  std::vector<char> read_by_directional(plan.values.size(), 0);
  for (const PlannedStep& step : plan.directional)
    for (std::size_t x : operands_of(step)) read_by_directional[x] = 1;
  BufferPlan cache(line);
  for (const PlannedStep& step : plan.shared) {
    PlannedValue& v = plan.values[step.result];
    if (read_by_directional[step.result] == 0 || v.store == Store::cache) continue;
    v.store = Store::cache;
    v.offset = cache.take(v.size);
  }
  plan.cache_size = cache.peak();
  plan.shared_workspace = plan_buffers(plan.values, plan.shared, plan.shared_outputs, line);
  plan.directional_workspace = plan_buffers(plan.values, plan.directional, plan.directional_outputs, line);
}

}  // namespace

bool elementwise_op(const Op& op) {
  return std::visit([](const auto& o) { return ElementwiseOp<std::decay_t<decltype(o)>>; }, op);
}

Schedule schedule(std::vector<PlannedValue> values, std::vector<PlannedStep> shared,
                  std::vector<PlannedStep> directional, std::vector<Target> shared_outputs,
                  std::vector<Target> directional_outputs, Fusion fusion, std::size_t line) {
  Schedule plan;
  plan.values = std::move(values);
  plan.shared = std::move(shared);
  plan.directional = std::move(directional);
  plan.shared_outputs = std::move(shared_outputs);
  plan.directional_outputs = std::move(directional_outputs);
  if (fusion == Fusion::full) fuse(plan);
  plan_memory(plan, line);
  return plan;
}

}  // namespace saddlescope::engine
