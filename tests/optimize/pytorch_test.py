"""trajectories.inc, which methods_test.cpp holds our methods to, is the course of torch.optim on Rosenbrock's function.

    python3 tests/optimize/pytorch_test.py            # compares PyTorch's course with the file; 77: no PyTorch here
    python3 tests/optimize/pytorch_test.py --write    # writes the file anew

SGD without and with momentum, plain and Nesterov's, and Adam, three variables, f64. The formula below is that of closed_form.h.
"""

import pathlib
import re
import sys

try:
    import torch
except ImportError:
    print("PyTorch isn't installed")
    sys.exit(77)

FILE = pathlib.Path(__file__).with_name("trajectories.inc")
START = [-1.2, 1.0, 0.5]
AT = (1, 2, 3, 10, 100, 400)  # steps whose weights are kept


def rosenbrock(x):
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


METHODS = {
    "gradient-descent": lambda p: torch.optim.SGD([p], lr=5e-4),
    "momentum": lambda p: torch.optim.SGD([p], lr=1e-4, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD([p], lr=1e-4, momentum=0.9, nesterov=True),
    "adam": lambda p: torch.optim.Adam([p], lr=1e-2),
}


def courses():
    for name, make in METHODS.items():
        theta = torch.tensor(START, dtype=torch.float64, requires_grad=True)
        optimizer = make(theta)
        for step in range(1, max(AT) + 1):
            optimizer.zero_grad()
            rosenbrock(theta).backward()
            optimizer.step()
            if step in AT:
                yield name, step, theta.tolist()


def main():
    rows = [f'{{"{name}", {step}, {{{", ".join(repr(x) for x in theta)}}}}},' for name, step, theta in courses()]
    if "--write" in sys.argv:
        head = "// name, step, weights: written by pytorch_test.py, torch.optim in f64.\n"
        FILE.write_text(head + "\n".join(rows) + "\n")
        return
    number = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
    stored = [[float(x) for x in number.findall(line)] for line in FILE.read_text().splitlines()[1:]]
    fresh = [[float(x) for x in number.findall(row)] for row in rows]
    worst = max(abs(a - b) for old, new in zip(stored, fresh, strict=True) for a, b in zip(old, new, strict=True))
    print(f"largest difference between PyTorch {torch.__version__} and {FILE.name}: {worst:.3g}")
    if worst > 1e-12:
        sys.exit(1)


if __name__ == "__main__":
    main()
