#include "saddlescope/engine/program.h"

#include <algorithm>
#include <unordered_map>

#include "saddlescope/base/error.h"
#include "saddlescope/engine/kernels/execute.h"
#include "saddlescope/engine/kernels/noise.h"

namespace saddlescope::engine {
namespace {

// What the arrays of the directions of one pass may take: half of a second-level cache of 512 kB or more.
constexpr std::size_t kPassBytes = 262144, kLineBytes = 64;

// Where a leaf's values lie; nothing for an op that is evaluated.
template <class T>
PlannedValue place(const Node& node, std::vector<T>& constants) {
  PlannedValue v;
  v.shape = node.shape;
  v.size = element_count(node.shape);
  v.directional = node.directional;
  if (const auto* parameter = std::get_if<ParameterLeaf>(&node.op)) {
    v.store = Store::theta;
    v.offset = parameter->offset;
  } else if (const auto* input = std::get_if<InputLeaf>(&node.op)) {
    v.store = Store::input;
    v.slot = input->slot;
  } else if (const auto* tangent = std::get_if<TangentLeaf>(&node.op)) {
    v.store = Store::tangent;
    v.offset = tangent->offset;
    v.slot = tangent->set;
  } else if (const auto* seed = std::get_if<SeedLeaf>(&node.op)) {
    v.store = Store::seed;
    v.slot = seed->slot;
  } else if (const auto* constant = std::get_if<ConstantLeaf>(&node.op)) {
    v.store = Store::constant;
    v.offset = constants.size();
    constants.resize(constants.size() + v.size, static_cast<T>(constant->value));
  }
  return v;
}

}  // namespace

template <class T>
BasicProgram<T>::BasicProgram(const Graph& graph, std::span<const Output> outputs) {
  std::vector<Value> wanted;
  for (const Output& output : outputs)
    if (output.value) wanted.push_back(output.value);

  std::unordered_map<NodeId, std::size_t> index;
  std::vector<PlannedValue> values;
  std::vector<PlannedStep> shared, directional;
  for (NodeId id : dependencies(graph, wanted)) {
    const Node& node = graph.node(id);
    index[id] = values.size();
    values.push_back(place(node, constants_));
    note_needs(values.back());
    if (values.back().store != Store::workspace) continue;
    PlannedStep step;
    step.op = node.op;
    step.arity = node.arity;
    step.result = values.size() - 1;
    for (std::size_t i = 0; i < node.arity; ++i) step.operands[i] = index[node.operands[i]];
    (node.directional ? directional : shared).push_back(std::move(step));
  }
  std::vector<Target> shared_outputs, directional_outputs;
  for (const Output& output : outputs) {
    if (!output.value) continue;
    const Target target{index[output.value.id()], output.offset};
    const std::size_t end = output.offset + values[target.value].size;
    const bool is_directional = values[target.value].directional;
    (is_directional ? directional_outputs : shared_outputs).push_back(target);
    std::size_t& size = is_directional ? directional_size_ : shared_size_;
    size = std::max(size, end);
  }
  plain_ =
      schedule(values, shared, directional, shared_outputs, directional_outputs, Fusion::none, kLineBytes / sizeof(T));
  fused_ = schedule(std::move(values), std::move(shared), std::move(directional), std::move(shared_outputs),
                    std::move(directional_outputs), Fusion::full, kLineBytes / sizeof(T));
}

template <class T>
void BasicProgram<T>::note_needs(const PlannedValue& leaf) {
  const auto at_least = [](std::size_t& need, std::size_t now) { need = std::max(need, now); };
  if (leaf.store == Store::theta) at_least(needs_.theta, leaf.offset + leaf.size);
  if (leaf.store == Store::tangent) at_least(needs_.tangent_rows, leaf.offset + leaf.size);
  if (leaf.store == Store::tangent) at_least(needs_.tangent_sets, leaf.slot + 1);
  if (leaf.store == Store::input) at_least(needs_.inputs, leaf.slot + 1);
  if (leaf.store == Store::seed) at_least(needs_.seeds, leaf.slot + 1);
}

template <class T>
const Schedule& BasicProgram<T>::schedule_for(const Perturbation* perturbation) const {
  return perturbation == nullptr ? fused_ : plain_;
}

template <class T>
std::size_t BasicProgram<T>::directions_at_once() const {
  return std::max<std::size_t>(1, kPassBytes / (sizeof(T) * std::max<std::size_t>(1, fused_.directional_workspace)));
}

template <class T>
std::size_t BasicProgram<T>::cache_size() const {
  return std::max(fused_.cache_size, plain_.cache_size);
}

template <class T>
std::size_t BasicProgram<T>::workspace_size(std::size_t k) const {
  return std::max({fused_.shared_workspace, plain_.shared_workspace,
                   fused_.directional_workspace * std::min(k, directions_at_once()), plain_.directional_workspace * k});
}

// One evaluation: where everything lies, and the steps one after another.
template <class T>
struct BasicProgram<T>::Run {
  const BasicProgram& program;
  const Schedule& plan;
  const BasicArguments<T>& args;
  std::size_t first;
  T* cache;
  T* workspace;
  std::size_t k;
  T* out;
  std::size_t out_stride;
  const Perturbation* perturbation;

  Operand<T> operand(std::size_t index) const {
    const PlannedValue& v = plan.values[index];
    const auto at = [&](const T* data, std::size_t stride) { return Operand<T>{data, stride, &v.shape}; };
    switch (v.store) {
      case Store::theta:
        return at(args.theta + v.offset, 0);
      case Store::input:
        return at(args.inputs[v.slot], 0);
      case Store::tangent:
        return at(args.tangents[v.slot].data + v.offset + first * args.tangents[v.slot].stride,
                  args.tangents[v.slot].stride);
      case Store::seed:
        return at(args.seeds[v.slot].data + first * args.seeds[v.slot].stride, args.seeds[v.slot].stride);
      case Store::constant:
        return at(program.constants_.data() + v.offset, 0);
      case Store::cache:
        return at(cache + v.offset, 0);
      case Store::workspace:
        break;
    }
    return v.directional ? at(workspace + v.offset * k, v.size) : at(workspace + v.offset, 0);
  }

  T* result(const PlannedValue& v) const {
    if (v.store == Store::cache) return cache + v.offset;
    return workspace + (v.directional ? v.offset * k : v.offset);
  }

  std::uint64_t stream(std::size_t index) const { return perturbation->seed + 0x2545f4914f6cdd1dU * (index + 1); }

  void steps(const std::vector<PlannedStep>& all) const {
    for (const PlannedStep& step : all) {
      const PlannedValue& v = plan.values[step.result];
      const auto x = operands(step, step.operands);
      const std::span<const Operand<T>> first_factors(x.data(), step.arity);
      if (perturbation != nullptr) {
        execute_perturbed<T>(step.op, first_factors, v.size, k, result(v), stream(step.result));
      } else if (!step.into_output && !step.accumulate && !step.has_second) {
        execute<T>(step.op, first_factors, v.size, k, result(v));
      } else if (!step.into_output || out != nullptr) {
        const auto y = step.has_second ? operands(step, step.second) : std::array<Operand<T>, kMaxOperands>{};
        execute_product<T>(step.op, first_factors, {y.data(), step.has_second ? step.arity : 0}, k,
                           step.into_output ? out + step.output_offset : result(v),
                           step.into_output ? out_stride : v.size, step.accumulate);
      }
    }
  }

  std::array<Operand<T>, kMaxOperands> operands(const PlannedStep& step,
                                                const std::array<std::size_t, kMaxOperands>& values) const {
    std::array<Operand<T>, kMaxOperands> x;
    for (std::size_t i = 0; i < step.arity; ++i) x[i] = operand(values[i]);
    return x;
  }

  // Adding to what other chunks left there is an arithmetic primitive too.
  void add(const Operand<T>& x, std::size_t size, std::size_t offset, std::size_t index) const {
    for (std::size_t j = 0; j < k; ++j) {
      T* to = out + j * out_stride + offset;
      const T* from = x.data + j * x.stride;
      for (std::size_t i = 0; i < size; ++i) to[i] += from[i];
      if (perturbation != nullptr) perturb_relatively(~stream(index), j * size, size, to);
    }
  }

  void outputs(const std::vector<Target>& targets) const {
    if (out == nullptr) return;
    for (const Target& target : targets)
      add(operand(target.value), plan.values[target.value].size, target.offset, target.value);
  }
};

template <class T>
void BasicProgram<T>::linearize(const BasicArguments<T>& args, T* cache, T* workspace, T* out,
                                const Perturbation* perturbation) const {
  const Schedule& plan = schedule_for(perturbation);
  const Run run{*this, plan, args, args.first, cache, workspace, 1, out, shared_size_, perturbation};
  run.steps(plan.shared);
  run.outputs(plan.shared_outputs);
}

template <class T>
void BasicProgram<T>::apply(const BasicArguments<T>& args, const T* cache, std::size_t k, T* workspace, T* out,
                            std::size_t stride, const Perturbation* perturbation) const {
  const Schedule& plan = schedule_for(perturbation);
  const std::size_t width = perturbation == nullptr ? directions_at_once() : k;
  for (std::size_t first = 0; first < k; first += width) {
    // The cache is only read here: directional steps have directional results.
    const Run run{*this,
                  plan,
                  args,
                  args.first + first,
                  const_cast<T*>(cache),  // NOLINT(cppcoreguidelines-pro-type-const-cast)
                  workspace,
                  std::min(width, k - first),
                  out + first * stride,
                  stride,
                  perturbation};
    run.steps(plan.directional);
    run.outputs(plan.directional_outputs);
  }
}

template class BasicProgram<double>;
template class BasicProgram<float>;

}  // namespace saddlescope::engine
