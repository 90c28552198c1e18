"""Runs on batches against PyTorch's optimizers, given the same batches.

    python3 tests/optimize/batches_pytorch_test.py build/release/tests/optimize/batch_cases

The program prints short runs with the samples that each step took; torch.optim takes the same steps on the same samples
in f64, and torch.utils.data.DataLoader says how many batches an epoch has and how long each is. Weights at the end agree
to 1e-10, and losses of all samples where the program measured them.
Without PyTorch: exit code 77 (skipped), or a failure where SADDLESCOPE_REQUIRE_PYTORCH is set, as in CI.
"""
import json
import os
import subprocess
import sys

TOLERANCE = 1e-10

try:
    import torch
    from torch import nn
except ImportError:
    print("PyTorch isn't installed: pip install torch==2.13.0", file=sys.stderr)
    sys.exit(1 if os.environ.get("SADDLESCOPE_REQUIRE_PYTORCH") else 77)

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

METHODS = {"gradient-descent": lambda p, **o: torch.optim.SGD(p, **o),
           "momentum": lambda p, **o: torch.optim.SGD(p, momentum=0.9, **o),
           "nesterov": lambda p, **o: torch.optim.SGD(p, momentum=0.9, nesterov=True, **o),
           "adam": lambda p, **o: torch.optim.Adam(p, **o)}  # its weight_decay is L2, ours; AdamW's is not


def check_batches(case, samples):
    loader = torch.utils.data.DataLoader(range(samples), batch_size=8, shuffle=True)
    lengths = [len(batch) for batch in loader]
    taken = [len(batch) for batch in case["batches"]]
    assert taken == (lengths * len(taken))[:len(taken)], (taken, lengths)
    for first in range(0, len(taken) - len(lengths) + 1, len(lengths)):
        epoch = sum(case["batches"][first:first + len(lengths)], [])
        assert sorted(epoch) == list(range(samples)), "an epoch takes every sample once"


def check(case):
    y = torch.tensor(case["classes"])
    x = torch.tensor(case["x"]).reshape(len(y), -1)
    check_batches(case, len(y))
    model = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3))
    nn.utils.vector_to_parameters(torch.tensor(case["start"]), model.parameters())
    optimizer = METHODS[case["optimizer"]](model.parameters(), lr=case["learning_rate"],
                                           weight_decay=case["weight_decay"])
    criterion = nn.CrossEntropyLoss()
    measured = dict(case["history"])

    def loss_of_all(step):
        with torch.no_grad():
            decay = sum(p.square().sum() for p in model.parameters())
            loss = criterion(model(x), y) + 0.5 * case["weight_decay"] * decay
            return abs(measured[step] - loss.item()) if step in measured else 0

    worst = loss_of_all(0)
    for step, batch in enumerate(case["batches"], 1):
        optimizer.zero_grad()
        criterion(model(x[batch]), y[batch]).backward()
        optimizer.step()
        worst = max(worst, loss_of_all(step))
    theta = nn.utils.parameters_to_vector(model.parameters())
    return max(worst, (theta - torch.tensor(case["theta"])).abs().max().item())


def main():
    cases = json.loads(subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout)
    assert {case["optimizer"] for case in cases} == set(METHODS)
    worst = max(check(case) for case in cases)
    print(f"{len(cases)} runs on batches, largest difference {worst:.1e}")
    sys.exit(worst > TOLERANCE)


if __name__ == "__main__":
    main()
