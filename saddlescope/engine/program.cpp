#include "saddlescope/engine/program.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "saddlescope/base/error.h"
#include "saddlescope/engine/kernels/execute.h"

namespace saddlescope::engine {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

// Where a leaf's values lie; nothing for an op that is evaluated.
PlannedValue place(const Node& node, std::vector<double>& constants) {
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
    constants.resize(constants.size() + v.size, constant->value);
  }
  return v;
}

bool elementwise_op(const Op& op) {
  return std::visit([](const auto& o) { return ElementwiseOp<std::decay_t<decltype(o)>>; }, op);
}

}  // namespace

Program::Program(const Graph& graph, std::span<const Output> outputs) {
  std::vector<Value> wanted;
  for (const Output& output : outputs)
    if (output.value) wanted.push_back(output.value);

  std::unordered_map<NodeId, std::size_t> index;
  for (NodeId id : dependencies(graph, wanted)) {
    const Node& node = graph.node(id);
    index[id] = values_.size();
    values_.push_back(place(node, constants_));
    note_needs(values_.back());
    if (values_.back().store != Store::workspace) continue;
    Step step{node.op, {}, node.arity, values_.size() - 1};
    for (std::size_t i = 0; i < node.arity; ++i) step.operands[i] = index[node.operands[i]];
    (node.directional ? directional_ : shared_).push_back(std::move(step));
  }
  for (const Output& output : outputs) {
    if (!output.value) continue;
    const Target target{index[output.value.id()], output.offset};
    const std::size_t end = output.offset + values_[target.value].size;
    const bool directional = values_[target.value].directional;
    (directional ? directional_outputs_ : shared_outputs_).push_back(target);
    std::size_t& size = directional ? directional_size_ : shared_size_;
    size = std::max(size, end);
  }
  plan_memory();
}

void Program::note_needs(const PlannedValue& leaf) {
  const auto at_least = [](std::size_t& need, std::size_t now) { need = std::max(need, now); };
  if (leaf.store == Store::theta) at_least(needs_.theta, leaf.offset + leaf.size);
  if (leaf.store == Store::tangent) at_least(needs_.tangent_rows, leaf.offset + leaf.size);
  if (leaf.store == Store::tangent) at_least(needs_.tangent_sets, leaf.slot + 1);
  if (leaf.store == Store::input) at_least(needs_.inputs, leaf.slot + 1);
  if (leaf.store == Store::seed) at_least(needs_.seeds, leaf.slot + 1);
}

// Shared values that directional steps read get a place of their own in the cache; all others share memory.
void Program::plan_memory() {
  std::vector<char> read_by_directional(values_.size(), 0);
  for (const Step& step : directional_)
    for (std::size_t i = 0; i < step.arity; ++i) read_by_directional[step.operands[i]] = 1;
  BufferPlan cache;
  for (const Step& step : shared_) {
    PlannedValue& v = values_[step.result];
    if (read_by_directional[step.result] == 0) continue;
    v.store = Store::cache;
    v.offset = cache.take(v.size);
  }
  cache_size_ = cache.peak();
  shared_workspace_ = plan_buffers(shared_, shared_outputs_);
  directional_workspace_ = plan_buffers(directional_, directional_outputs_);
}

// A buffer is free again after its value's last reader; an elementwise step takes over the buffer of an operand that
// dies there. A product that is nothing but one output is added there and needs no buffer.
std::size_t Program::plan_buffers(std::vector<Step>& steps, std::vector<Target>& outputs) {
  constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> last(values_.size(), kNever);  // step after which a value is dead
  for (std::size_t s = 0; s < steps.size(); ++s)
    for (std::size_t i = 0; i < steps[s].arity; ++i) last[steps[s].operands[i]] = s;
  for (Step& step : steps) absorb_output(step, last[step.result] == kNever, outputs);
  for (const Target& target : outputs) last[target.value] = kNever;

  BufferPlan buffer;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const Step& step = steps[s];
    PlannedValue& result = values_[step.result];
    std::vector<std::size_t> dying;
    for (std::size_t i = 0; i < step.arity; ++i) {
      const std::size_t x = step.operands[i];
      const bool mine = values_[x].store == Store::workspace && values_[x].directional == result.directional;
      if (mine && last[x] == s && std::find(dying.begin(), dying.end(), x) == dying.end()) dying.push_back(x);
    }
    if (result.store == Store::workspace && !step.into_output) {
      if (!dying.empty() && elementwise_op(step.op)) {
        result.offset = values_[dying.back()].offset;
        dying.pop_back();
      } else {
        result.offset = buffer.take(result.size);
      }
    }
    for (std::size_t x : dying) buffer.give_back(values_[x].offset, values_[x].size);
  }
  return buffer.peak();
}

void Program::absorb_output(Step& step, bool unread, std::vector<Target>& outputs) {
  if (!std::holds_alternative<MatMul>(step.op) || !unread || values_[step.result].store != Store::workspace) return;
  const auto is_result = [&](const Target& target) { return target.value == step.result; };
  if (std::count_if(outputs.begin(), outputs.end(), is_result) != 1) return;
  const auto target = std::find_if(outputs.begin(), outputs.end(), is_result);
  step.into_output = true;
  step.output_offset = target->offset;
  outputs.erase(target);
}

std::size_t Program::workspace_size(std::size_t k) const {
  return std::max(shared_workspace_, directional_workspace_ * k);
}

// One evaluation: where everything lies, and the steps one after another.
struct Program::Run {
  const Program& program;
  const Arguments& args;
  double* cache;
  double* workspace;
  std::size_t k;
  double* out;
  std::size_t out_stride;
  const Perturbation* perturbation;

  Operand<double> operand(std::size_t index) const {
    const PlannedValue& v = program.values_[index];
    const auto at = [&](const double* data, std::size_t stride) { return Operand<double>{data, stride, &v.shape}; };
    switch (v.store) {
      case Store::theta:
        return at(args.theta + v.offset, 0);
      case Store::input:
        return at(args.inputs[v.slot], 0);
      case Store::tangent:
        return at(args.tangents[v.slot].data() + v.offset, args.tangents[v.slot].rows());
      case Store::seed:
        return at(args.seeds[v.slot].data, args.seeds[v.slot].stride);
      case Store::constant:
        return at(program.constants_.data() + v.offset, 0);
      case Store::cache:
        return at(cache + v.offset, 0);
      case Store::workspace:
        break;
    }
    return v.directional ? at(workspace + v.offset * k, v.size) : at(workspace + v.offset, 0);
  }

  double* result(const PlannedValue& v) const {
    if (v.store == Store::cache) return cache + v.offset;
    return workspace + (v.directional ? v.offset * k : v.offset);
  }

  std::uint64_t stream(std::size_t index) const { return perturbation->seed + 0x2545f4914f6cdd1dU * (index + 1); }

  void steps(const std::vector<Step>& all) const {
    for (const Step& step : all) {
      const PlannedValue& v = program.values_[step.result];
      std::array<Operand<double>, kMaxOperands> x;
      for (std::size_t i = 0; i < step.arity; ++i) x[i] = operand(step.operands[i]);
      const std::span<const Operand<double>> operands(x.data(), step.arity);
      if (step.into_output) {
        if (out != nullptr) product_into_output(step, operands);
      } else if (perturbation != nullptr) {
        execute_perturbed<double>(step.op, operands, v.size, k, result(v), stream(step.result));
      } else {
        execute<double>(step.op, operands, v.size, k, result(v));
      }
    }
  }

  void product_into_output(const Step& step, std::span<const Operand<double>> x) const {
    if (perturbation == nullptr) {
      execute_matmul<double>(std::get<MatMul>(step.op), x, k, out + step.output_offset, out_stride, true);
      return;
    }
    const std::size_t size = program.values_[step.result].size;
    std::vector<double> product(k * size);
    execute_perturbed<double>(step.op, x, size, k, product.data(), stream(step.result));
    add({product.data(), size, nullptr}, size, step.output_offset, step.result);
  }

  // Adding to what other chunks left there is an arithmetic primitive too.
  void add(const Operand<double>& x, std::size_t size, std::size_t offset, std::size_t index) const {
    for (std::size_t j = 0; j < k; ++j) {
      double* to = out + j * out_stride + offset;
      const double* from = x.data + j * x.stride;
      for (std::size_t i = 0; i < size; ++i) to[i] += from[i];
      if (perturbation != nullptr)
        for (std::size_t i = 0; i < size; ++i) to[i] *= 1 + kEpsilon * unit_normal(~stream(index), j * size + i);
    }
  }

  void outputs(const std::vector<Target>& targets) const {
    if (out == nullptr) return;
    for (const Target& target : targets)
      add(operand(target.value), program.values_[target.value].size, target.offset, target.value);
  }
};

void Program::linearize(const Arguments& args, double* cache, double* workspace, double* out,
                        const Perturbation* perturbation) const {
  const Run run{*this, args, cache, workspace, 1, out, shared_size_, perturbation};
  run.steps(shared_);
  run.outputs(shared_outputs_);
}

void Program::apply(const Arguments& args, const double* cache, std::size_t k, double* workspace, double* out,
                    std::size_t stride, const Perturbation* perturbation) const {
  // The cache is only read here: directional steps have directional results.
  const Run run{*this, args, const_cast<double*>(cache), workspace, k, out, stride, perturbation};  // NOLINT
  run.steps(directional_);
  run.outputs(directional_outputs_);
}

}  // namespace saddlescope::engine
