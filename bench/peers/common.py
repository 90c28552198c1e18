"""What the peers share: problems as bench_problems wrote them, the rule of timing, one line of JSON a measurement.

A peer has ways to do each row's task. It runs those that --ways names for a row, or all; bench/run.py keeps the fastest
after the first process. Every way says the norm of what it computed, so that run.py can see that all solved one problem.
"""
import argparse
import json
import math
import time
from pathlib import Path

import numpy as np


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--problems", type=Path, required=True, help="the folder that bench_problems wrote")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rows", default="", help="names of rows, with commas; default all")
    parser.add_argument("--ways", type=json.loads, default={}, help='{"digits/hessian": ["a way"]}')
    parser.add_argument("--point", default="stalled", help="of diagnose's rows: stalled or critical")
    return parser.parse_args()


class Problem:
    def __init__(self, folder, name):
        problems = {p["name"]: p for p in json.loads((folder / "problems.json").read_text())}
        self.__dict__.update(problems[name])  # sizes, activation, loss, weight_decay, directions, tau
        arrays = np.load(folder / f"{name}.npz")
        self.x, self.y, self.theta = arrays["x"], arrays["y"], arrays["theta"]
        self.thetas = arrays["thetas"] if "thetas" in arrays else None  # a row a network of a census
        if self.loss == "cross-entropy":
            self.y = self.y.astype(np.int64)

    def shapes(self):
        """Of 0.weight [out, in], 0.bias [out], 2.weight, … as they lie one after another in θ."""
        for inputs, outputs in zip(self.sizes, self.sizes[1:]):
            yield (outputs, inputs)
            yield (outputs,)

    def parts(self, theta):
        """The parameters as views of θ, or of rows of θs: shape (…, P) gives (…, out, in) and (…, out)."""
        start = 0
        for shape in self.shapes():
            end = start + math.prod(shape)
            yield theta[..., start:end].reshape(*theta.shape[:-1], *shape)
            start = end

    def vectors(self):
        """The directions of a block, one a row, as bench/problems.h has them."""
        i, j = np.arange(self.theta.size), np.arange(self.directions)
        return np.sin(i + 1.0 + 0.37 * j[:, None]) / math.sqrt(self.theta.size)


class Task:
    """The ways to do one row's task: name → call. `checks`: of what a call returns. `parts`: a call does so many."""

    def __init__(self, row, ways, checks, parts=1):
        self.row, self.ways, self.checks, self.parts = row, ways, checks, parts


def measure(calls, rounds=15, budget=1.0):
    """Of each call the fastest of interleaved repetitions (wall and processor seconds: the rule of bench/timing.h) and
    what it last returned."""
    fastest = [[math.inf, math.inf, 0.0, None] for _ in calls]  # wall, processor, spent, result
    for turn in range(rounds):
        for call, best in zip(calls, fastest):
            if best[2] > budget:
                continue
            repeats = 1 if turn == 0 else max(1, min(200000, int(20e-3 / max(best[0], 1e-7))))
            best[3] = None  # two large results at a time are one too many
            wall, processor = time.perf_counter(), time.process_time()
            for _ in range(repeats):
                result = call()
            wall, processor = time.perf_counter() - wall, time.process_time() - processor
            best[:] = min(best[0], wall / repeats), min(best[1], processor / repeats), best[2] + wall * (turn > 0), result
            del result
    return [(wall, processor, result) for wall, processor, _, result in fastest]


def run(by, tasks, wanted):
    """Measures the ways of all tasks in turn and prints a line for each."""
    chosen = []
    for task in tasks:
        ways = wanted.ways.get(task.row)
        chosen += [(task, way, call) for way, call in task.ways.items() if ways is None or way in ways]
    for (task, way, _), (wall, processor, result) in zip(chosen, measure([call for _, _, call in chosen])):
        say(by, task.row, way, wall / task.parts, processor / task.parts, task.checks(result))


def say(by, row, way, wall, processor, checks, **more):
    print(json.dumps({"row": row, "by": by, "way": way, "value": wall, "processor": processor, "checks": checks, **more}),
          flush=True)


def say_versions(**versions):
    print(json.dumps({"versions": versions}), flush=True)


def main(by, tasks, versions, prepare=lambda wanted: None):
    wanted = arguments()
    prepare(wanted)
    say_versions(**versions)
    run(by, list(tasks(wanted)), wanted)


def asked(wanted, row):
    return not wanted.rows or row in wanted.rows.split(",")


def derivatives(wanted, model_of, gradients, products, hessians, size):
    """Tasks of the derivatives' rows; which network stands in which of them is the same for every peer."""
    for name in ("digits", "wide", "line"):
        rows = [f"{name}/{what}" for what in ("gradient", "product", "hessian")]
        if not any(asked(wanted, row) for row in rows):
            continue
        model = model_of(Problem(wanted.problems, name))
        if name != "line" and asked(wanted, rows[0]):
            yield Task(rows[0], gradients(model), size)
        if name != "line" and asked(wanted, rows[1]):
            yield Task(rows[1], products(model), size, model.problem.directions)
        if name != "wide" and asked(wanted, rows[2]):
            yield Task(rows[2], hessians(model), lambda H: size([H]))
