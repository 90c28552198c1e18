"""What the comparisons share: the program, its answers, and checks that say what differed."""
import json
import os
import subprocess
import sys

RELATIVE = 1e-9

try:
    import numpy as np
    import torch
    from torch import nn
    import safetensors.torch
except ImportError as missing:
    print(f"{missing.name} isn't installed: pip install -r tools/test-requirements.txt", file=sys.stderr)
    sys.exit(1 if os.environ.get("SADDLESCOPE_REQUIRE_PYTORCH") else 77)

torch.set_num_threads(1)
ACTIVATIONS = {"tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "relu": nn.ReLU, "gelu": nn.GELU, "silu": nn.SiLU,
               "softplus": nn.Softplus, "linear": nn.Identity}

checked = 0
failures = []


def check(what, good, detail=""):
    global checked
    checked += 1
    if not good:
        failures.append(what)
        print(f"FAILED {what}: {detail}")


def close(what, ours, theirs, relative=RELATIVE, scale=None):
    """All entries within `relative` of the largest of theirs (or of scale)."""
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    if ours.shape != theirs.shape:
        return check(what, False, f"shapes {ours.shape} and {theirs.shape}")
    largest = np.abs(theirs).max() if scale is None else scale
    worst = np.abs(ours - theirs).max()
    return check(what, worst <= relative * largest, f"{worst:.3g} apart, {largest:.3g} large: {ours} and {theirs}")


def run(*arguments, code=0):
    """The document that the program prints; its exit code must be `code`, and standard output nothing but JSON."""
    done = subprocess.run([sys.argv[1], *map(str, arguments), "--json", "-", "--quiet"], capture_output=True, text=True)
    if done.returncode != code:
        raise RuntimeError(f"{' '.join(map(str, arguments))}: exit {done.returncode}, not {code}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def mlp(sizes, activation, bias=True):
    layers = []
    for index, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        layers.append(nn.Linear(inputs, outputs, bias=bias))
        if index + 2 < len(sizes):
            layers.append(ACTIVATIONS[activation]())
    return nn.Sequential(*layers)


def spec(sizes, activation, bias=True):
    hidden = f":{activation}" if len(sizes) > 2 else ""
    return "mlp:" + "-".join(map(str, sizes)) + hidden + ("" if bias else ":no-bias")


def finish():
    print(f"{checked} checks, {len(failures)} failed")
    sys.exit(1 if failures else 0)
