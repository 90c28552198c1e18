"""Loss, gradient and Hessian, and loss and gradient of a batch, of every activation and loss against PyTorch in f64; the
first three in f32 against PyTorch in f32.

    python3 tests/network/pytorch_test.py build/release/tests/network/network_cases

The program prints random networks on random data, each with its loss, gradient and Hessian; PyTorch computes the same
from the same numbers by double backward. They must agree to 1e-9 relative (of the largest entry).
In f32 both are wrong in the seventh digit: ours must be no further from PyTorch's f64 than PyTorch's own f32 is, to a
factor of 2 in the root mean square over all networks, and nowhere by more than 1e-5.
Without PyTorch: exit code 77 (skipped), or a failure where SADDLESCOPE_REQUIRE_PYTORCH is set, as in CI.
"""
import json
import os
import subprocess
import sys

RELATIVE = 1e-9
RELATIVE_F32, AS_GOOD = 1e-5, 2

try:
    import torch
    from torch import nn
except ImportError:
    required = os.environ.get("SADDLESCOPE_REQUIRE_PYTORCH")
    print("PyTorch isn't installed: pip install torch==2.13.0", file=sys.stderr)
    sys.exit(1 if required else 77)

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

ACTIVATIONS = {"tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "relu": nn.ReLU, "gelu": nn.GELU, "silu": nn.SiLU,
               "softplus": nn.Softplus, "linear": nn.Identity}
NUMBERS = ("value", "gradient", "hessian", "batch_value", "batch_gradient")
LOSSES = {"mse": nn.MSELoss, "cross-entropy": nn.CrossEntropyLoss, "bce-with-logits": nn.BCEWithLogitsLoss,
          "l1": nn.L1Loss, "huber": nn.HuberLoss}


def build(sizes, activations, bias):
    layers = []
    for index, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        layers.append(nn.Linear(inputs, outputs, bias=bias))
        if index < len(activations):
            layers.append(ACTIVATIONS[activations[index]]())
    return nn.Sequential(*layers)


def state_of(case, theta):
    """The flat vector cut into the named parameters of the case."""
    return {p["name"]: theta[p["offset"]:p["offset"] + int(torch.tensor(p["shape"]).prod())].reshape(p["shape"])
            for p in case["parameters"]}


def reference(case, dtype=torch.float64):
    torch.set_default_dtype(dtype)
    model = build(case["sizes"], case["activations"], case["bias"])
    names = [name for name, _ in model.named_parameters()]
    assert names == [p["name"] for p in case["parameters"]], (names, case["parameters"])
    x = torch.tensor(case["x"])
    y = torch.tensor(case["classes"]) if "classes" in case else torch.tensor(case["targets"])
    criterion = LOSSES[case["loss"]]()

    def loss_of(theta, x=x, y=y):
        outputs = torch.func.functional_call(model, state_of(case, theta), (x,))
        return criterion(outputs, y) + 0.5 * case["weight_decay"] * theta.square().sum()

    theta = torch.tensor(case["theta"], requires_grad=True)
    value = loss_of(theta)
    (gradient,) = torch.autograd.grad(value, theta, create_graph=True)
    rows = [torch.autograd.grad(entry, theta, retain_graph=True)[0] for entry in gradient]
    batch = torch.tensor(case["batch"])
    batch_value = loss_of(theta, x[batch], y[batch])
    (batch_gradient,) = torch.autograd.grad(batch_value, theta)
    return value.detach(), gradient.detach(), torch.stack(rows), batch_value.detach(), batch_gradient


def deviation(ours, truth):
    ours = torch.tensor(ours)
    assert ours.shape == truth.shape, (ours.shape, truth.shape)
    scale = truth.abs().max().item()
    return (ours - truth).abs().max().item() / scale if scale > 0 else ours.abs().max().item()


def root_mean_square(values):
    return (sum(v * v for v in values) / len(values)) ** 0.5


def compare_f32(case, truths, ours, theirs):
    """Adds the deviations of both from the truth; says whether ours are small."""
    peers = reference(case, torch.float32)
    torch.set_default_dtype(torch.float64)
    worst = 0.0
    for name, truth, peer in zip(NUMBERS[:3], truths, peers):
        own = deviation(case["f32"][name], truth)
        worst = max(worst, own)
        ours[name].append(own)
        theirs[name].append(deviation(peer.double().tolist(), truth))
    if not worst <= RELATIVE_F32:
        print(f"{case['model']} {case['loss']} in f32: off by {worst}", file=sys.stderr)
    return worst <= RELATIVE_F32


def main():
    cases = json.loads(subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout)
    seen, worst, failures = set(), 0.0, 0
    ours, theirs = ({name: [] for name in NUMBERS[:3]} for _ in range(2))
    for case in cases:
        seen.add((case["activations"][0], case["loss"]))
        truths = reference(case)
        deviations = [deviation(case[name], truth) for name, truth in zip(NUMBERS, truths)]
        failures += not compare_f32(case, truths, ours, theirs)
        worst = max(worst, *deviations)
        if not max(deviations) <= RELATIVE:
            failures += 1
            print(f"{case['model']} {case['loss']}: {', '.join(NUMBERS)} off by {deviations}", file=sys.stderr)
    missing = {(a, l) for a in ACTIVATIONS for l in LOSSES} - seen
    if missing:
        print(f"no case for {sorted(missing)}", file=sys.stderr)
    print(f"{len(cases)} networks, largest relative deviation {worst:.1e}")
    for name in ours:
        mine, peer = root_mean_square(ours[name]), root_mean_square(theirs[name])
        print(f"f32 {name}: root mean square deviation {mine:.1e}, PyTorch's {peer:.1e}")
        failures += not mine <= AS_GOOD * peer
    sys.exit(1 if failures or missing else 0)


if __name__ == "__main__":
    main()
