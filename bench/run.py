#!/usr/bin/env python3
"""The table of ./dev bench: our time for each task, its floor, and the peers' time, all measured in turn.

Runs the benchmarks of build/release/bench/ and, where a Python has them, the peers (bench/peers/), each in several
processes: in every round each of ours and each of the peers once, so that whatever else the machine does meets all alike.
All are held to the same processors. Takes medians over the processes and prints them as text, with --markdown also as
bench/README.md has them. Needs the standard library alone. What the columns mean: bench/README.md.
"""

import argparse
import datetime
import json
import math
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
CHECKED = 1e-8  # relative difference allowed between a peer's numbers and ours: both must have solved one problem
KEPT = 1.25  # a peer's way is run again while it took no more than so many times its fastest in the first process
ONE_PIECE = 14 * 2**30  # bytes that must be free before JAX computes the Hessian in one piece
QUIET = 0.05  # other programs' share of the machine up to which a comparison means something
PEERS = {"numpy": "NumPy, SciPy", "torch": "PyTorch", "jax": "JAX"}


# ---- Lines: what benchmarks and peers print ----

class Lines:
    """All lines of all processes. A sample: one line of one process."""

    def __init__(self, file=None):
        self.file = file  # where every line is kept as it comes
        self.rows = {}  # row → ours' first line, in the order of the table
        self.samples = {}  # (row, by, way) → lines
        self.rates, self.versions, self.machine = [], {}, {}

    def add(self, line):
        if self.file:
            print(json.dumps(line), file=self.file, flush=True)
        if "rates" in line:
            self.rates.append(line["rates"])
        elif "versions" in line:
            self.versions.update(line["versions"])
        elif "machine" in line:
            self.machine.update(line["machine"])
        elif "row" in line:
            if line["by"] == "saddlescope":
                self.rows.setdefault(line["row"], line)
            self.samples.setdefault((line["row"], line["by"], line.get("way", "")), []).append(line)
        else:
            raise ValueError(f"a benchmark printed a line that is none of the table's: {json.dumps(line)}")

    def of(self, row, by, way=""):
        return [line for line in self.samples.get((row, by, way), []) if "missing" not in line]

    def ways(self, row, by):
        return [way for (name, who, way) in self.samples if (name, who) == (row, by)]

    def best_way(self, row, by, clock):
        """The way with the smallest median among those with most samples: others were given up after one."""
        ways = self.ways(row, by)
        most = max((len(self.of(row, by, way)) for way in ways), default=0)
        return min((way for way in ways if len(self.of(row, by, way)) == most),
                   key=lambda way: median(self.of(row, by, way), clock), default=None)


def median(lines, key):
    return statistics.median(line[key] for line in lines)


def disagreements(lines):
    """Where a peer computed something else than we did, and rows of a peer that we don't have."""
    faults = []
    for (row, by, way), samples in lines.samples.items():
        if by == "saddlescope":
            continue
        if row not in lines.rows:
            faults.append(f"{PEERS[by]} has a row {row}, we have none.")
            continue
        ours = lines.rows[row].get("checks", {})
        checks = sorted({pair for line in samples for pair in line["checks"].items()})
        if ours and checks and not any(name in ours for name, _ in checks):
            faults.append(f"{row}: {PEERS[by]} ({way}) checks {checks[0][0]}, we {', '.join(ours)}: nothing is compared.")
        for name, theirs in checks:
            if name in ours and not math.isclose(theirs, ours[name], rel_tol=CHECKED):
                faults.append(f"{row}, {name}: {PEERS[by]} ({way}) finds {theirs:.17g}, we {ours[name]:.17g}: "
                              "not the same problem, so no comparison.")
    return faults


# ---- Table ----

def written(value, unit):
    if unit == "B":
        return f"{value / 2**20:,.0f} MiB"
    if unit == "power":
        return f"^{value:.2f}"
    for limit, factor, name in ((1e-3, 1e6, "µs"), (1, 1e3, "ms"), (math.inf, 1, "s")):
        if value < limit:
            digits = f"{value * factor:.3g}"
            return f"{f'{value * factor:.0f}' if 'e' in digits else digits} {name}"


def peer_cell(lines, row, by, clock, ours):
    """Text, and how many times ours the peer's best way takes."""
    way = lines.best_way(row, by, clock)
    if way is None:
        return "", None
    samples = lines.of(row, by, way)
    value = median(samples, clock)
    text = written(value, lines.rows[row]["unit"])
    if "without_imports" in samples[0]:
        text += f" ({written(median(samples, 'without_imports'), 's')} without imports)"
    times = value / median(ours, clock) if ours else None
    return (f"{text}, {times:.2g}×" if times else text), times


def missed(goal, floors, times):
    """Of what a row is held to, "floor ≤ 1.6, best peer ≥ 1.8", the parts that the figures don't meet. times: by peer."""
    figures = {"floor": floors, "best peer": min(times.values(), default=None)}
    for by, value in times.items():
        figures.update({name: value for name in (PEERS[by], PEERS[by].split(",")[0], f"{PEERS[by]} + NumPy")})
    parts = []
    for part in goal.split(", "):
        name, sign, limit = re.fullmatch(r"(.*?)(?: ([≤≥]) (\S+))?", part).groups()
        value = figures.get(name) if sign else None
        if value is not None and (value > float(limit) if sign == "≤" else value < float(limit)):
            parts.append(part)
    return parts


def table(lines, clock):
    """Header and rows, each a list of cells. Ratios to the floor are taken process by process, then their median."""
    present = [by for by in PEERS if any(who == by for _, who, _ in lines.samples)]
    header = ["task", "ours", "floor", "floors"] + [PEERS[by] for by in present] + ["best peer"] * bool(present) + ["held to"]
    floor_key = "floor" if clock == "value" else "floor_processor"
    rows = []
    for row, first in lines.rows.items():
        ours, to_floor = lines.of(row, "saddlescope"), None
        cells = [first["title"]]
        if not ours:
            cells += ["–", "", ""]
        else:
            cells.append(written(median(ours, clock), first["unit"]))
            floors = [line for line in ours if floor_key in line]
            cells.append(written(median(floors, floor_key), first["unit"]) if floors else "")
            if first["unit"] != "power" and floors:
                to_floor = statistics.median(line[clock] / line[floor_key] for line in floors)
            cells.append("" if to_floor is None else f"{to_floor:.2f}")
        theirs = {by: peer_cell(lines, row, by, clock, ours) for by in present}
        cells += [text for text, _ in theirs.values()]
        times, best = min(((times, PEERS[by]) for by, (_, times) in theirs.items() if times), default=(0, ""))
        if present:
            cells.append(f"{best} {times:.2g}×" if best else "")
        goal = first.get("goal", "")
        parts = missed(goal, to_floor, {by: times for by, (_, times) in theirs.items() if times})
        rows.append(cells + [goal + (f"; missed: {', '.join(parts)}" if parts else "")])
    return header, rows


def notes(lines, clock):
    """What the table leaves out: rates, each peer's best way, remarks of rows, how many processes."""
    said = []
    for rates in lines.rates[:1]:
        middle = {name: statistics.median(r[name] for r in lines.rates) for name in ("gemm", "copy", "tanh")}
        said.append(f"Rates on {rates['threads']} threads: products of matrices {middle['gemm'] / 1e9:.1f} Gflop/s, copying "
                    f"{middle['copy'] / 1e9:.1f} GB/s, tanh {middle['tanh'] / 1e9:.2f} an ns.")
    for row, first in lines.rows.items():
        ours = lines.samples[(row, "saddlescope", "")]
        missing = next((line["missing"] for line in ours if "missing" in line), None)
        if missing:
            said.append(f"{first['title']}: not measured: {missing.rstrip('.')}.")
        elif first.get("note"):
            said.append(f"{first['title']}: {first['note']}.")
    for by in PEERS:
        best = {row: way for row in lines.rows if (way := lines.best_way(row, by, clock))}
        if best:
            ways = {}
            for row, way in best.items():
                ways.setdefault(f"{way} ({len(lines.of(row, by, way))})", []).append(row)
            said.append(f"{PEERS[by]}, the fastest way of those tried, in so many processes: " +
                        "; ".join(f"{', '.join(rows)} by {way}" for way, rows in ways.items()) + ".")
    return said


def as_text(header, rows):
    widths = [max(len(line[i]) for line in [header, *rows]) for i in range(len(header))]
    justify = lambda line: "  ".join(cell.ljust(w) if i in (0, len(line) - 1) else cell.rjust(w)
                                     for i, (cell, w) in enumerate(zip(line, widths))).rstrip()
    return "\n".join(map(justify, [header, *rows]))


def as_markdown(header, rows):
    rule = ["---"] + ["--:"] * (len(header) - 2) + ["---"]
    return "\n".join("| " + " | ".join(line) + " |" for line in [header, rule, *rows])


# ---- Running ----

class Runner:
    def __init__(self, options, lines, peers=()):
        self.options, self.lines, self.peers, self.failures = options, lines, list(peers), []
        self.processors = sorted(os.sched_getaffinity(0))[:options.threads]
        count = str(options.threads)
        self.environment = {**os.environ, "OMP_NUM_THREADS": count, "OPENBLAS_NUM_THREADS": count, "MKL_NUM_THREADS": count}
        # A kernel forced upon an older OpenBLAS is none of the peers' business.
        self.peer_environment = {name: value for name, value in self.environment.items()
                                 if name not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}

    def run(self, words, environment):
        """The lines a process printed, and its wall and processor seconds."""
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run([str(word) for word in words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, preexec_fn=lambda: os.sched_setaffinity(0, self.processors))
        wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode != 0:
            raise RuntimeError(f"exit {done.returncode} from {' '.join(map(str, words))}\n{done.stderr[-2000:]}")
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")], wall, processor

    def ours(self, name, *words):
        command = [self.options.build / f"bench_{name}", "--json", "--threads", self.options.threads,
                   "--problems", self.options.problems, *words]
        for line in self.run(command, self.environment)[0]:
            self.lines.add(line)

    def ways(self, by):
        """Of each row the ways worth running again: those near the fastest so far, which comes first."""
        kept = {}
        for row in {row for row, who, _ in self.lines.samples if who == by}:
            medians = {way: median(self.lines.of(row, by, way), "value") for way in self.lines.ways(row, by)}
            kept[row] = [way for way in sorted(medians, key=medians.get) if medians[way] <= KEPT * min(medians.values())]
        return kept

    def peer(self, by, script, *words):
        """As run(), or None: a peer that isn't there, or that fails, is left out from then on."""
        if by not in self.peers:
            return None
        command = [self.options.python, BENCH / "peers" / script, "--problems", self.options.problems,
                   "--threads", self.options.threads, "--ways", json.dumps(self.ways(by)), *words]
        try:
            return self.run(command, self.peer_environment)
        except RuntimeError as error:
            self.peers.remove(by)
            self.failures.append(f"{PEERS[by]} failed and was left out from then on: {error}")
            return None

    def peer_lines(self, by, script, *words):
        done = self.peer(by, script, *words)
        for line in done[0] if done else []:
            self.lines.add(line)

    def verdict_peer(self, turn):
        """The work is the same at either point: they take turns, and every process counts for all of diagnose's rows."""
        point = ("stalled", "critical")[turn % 2]
        done = self.peer("torch", "verdict_peer.py", "--point", point)
        if not done:
            return
        [line], wall, processor = done
        line["way"] += ", one process"
        for row in ("stalled/inertia", "stalled/exact", "critical/inertia", "critical/exact"):
            checks = line["checks"] if row.startswith(point) else {}
            self.lines.add({**line, "row": row, "value": wall, "processor": processor, "checks": checks})


def available_memory():
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return 1024 * int(line.split()[1])
    return 0


def say(what):
    print(f"── {what}", file=sys.stderr, flush=True)


def round_of(runner, turn):
    """One process of each, ours and the peers' by turns."""
    stage = lambda what: say(f"round {turn + 1} of {runner.options.rounds}: {what}")
    quick = runner.options.quick
    stage("derivatives, surface")
    runner.ours("derivatives")
    runner.ours("surface")
    runner.peer_lines("jax", "jax_peer.py")
    rows = "digits/gradient,digits/product,wide/gradient,wide/product,line/hessian,digits/surface"
    runner.peer_lines("torch", "torch_peer.py", *(["--rows", rows] if quick else []))
    stage("inertia")
    runner.ours("inertia")
    runner.peer_lines("numpy", "numpy_peer.py")
    stage("census")
    runner.ours("census")
    runner.peer_lines("jax", "census_jax_peer.py")
    runner.peer_lines("torch", "census_torch_peer.py", *(["--rows", "lecture/one,lecture/census"] if quick else []))
    stage("diagnose")
    runner.ours("verdict")
    if not quick:
        runner.verdict_peer(turn)
    stage("memory, growth")
    runner.ours("memory")
    if "jax" in runner.peers and turn == 0 and not quick:
        if available_memory() > ONE_PIECE:
            runner.peer_lines("jax", "jax_peer.py", "--rows", "digits/memory")
        else:
            runner.failures.append("JAX's Hessian in one piece takes 12 GB, which weren't free: left out.")
    runner.ours("growth")


def importable(python):
    """Which peers this Python has."""
    probe = "import importlib.util as u; print(*[n for n in ('numpy', 'torch', 'jax') if u.find_spec(n)])"
    try:
        found = subprocess.run([python, "-c", probe], capture_output=True, text=True, timeout=60)
    except OSError as error:
        sys.exit(f"--python {python}: {error.strerror}. Name a Python, as build/bench-venv/bin/python.")
    names = found.stdout.split()
    if found.returncode != 0 or "numpy" not in names:
        return []
    return [name for name in PEERS if name in names]


def jiffies():
    fields = [int(n) for n in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return sum(fields), sum(fields) - fields[3] - fields[4]  # all, and neither idle nor waiting


class Busy:
    """How much of the machine other programs took meanwhile."""

    def __init__(self):
        self.start, self.clock = (jiffies(), self.own()), time.perf_counter()

    @staticmethod
    def own():
        return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)))

    def share(self):
        (all_before, busy_before), own_before = self.start
        all_now, busy_now = jiffies()
        tick = os.sysconf("SC_CLK_TCK")
        others = (busy_now - busy_before) / tick - (self.own() - own_before)
        return max(0.0, others / max(1e-9, (all_now - all_before) / tick))


def machine(lines, options, others, seconds):
    model = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    parts = [f"{model}, {len(os.sched_getaffinity(0))} processors, {memory:.0f} GiB, {system}"]
    parts += [f"saddlescope {lines.machine.get('saddlescope', '?')}, {lines.machine.get('blas', '?')}, "
              f"g++ {lines.machine.get('compiler', '?')}"]
    parts += [", ".join(f"{name} {version}" for name, version in sorted(lines.versions.items()))] if lines.versions else []
    each = "one process" if options.rounds == 1 else f"{options.rounds} processes"
    parts += [f"{datetime.date.today()}, {options.threads} threads, {each} of each"
              f"{', processor time' if options.clock == 'processor' else ''}; "
              f"{seconds:.0f} s in all, of which other programs took {100 * others:.0f} % of the machine"]
    return parts


def parse(argv):
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2, help="for us and for the peers (default 2)")
    parser.add_argument("--rounds", type=int, default=5, help="processes of each, of which medians are taken (default 5)")
    parser.add_argument("--quick", action="store_true", help="one round, without what takes PyTorch long")
    parser.add_argument("--peers", action="store_true", help="first installs the peers into build/bench-venv")
    parser.add_argument("--no-peers", action="store_true", help="ours alone")
    parser.add_argument("--python", help="a Python that has the peers (default: build/bench-venv's, else this one)")
    parser.add_argument("--clock", choices=("wall", "processor"), default="wall",
                        help="processor: seconds of all threads together, for a machine that others use too")
    parser.add_argument("--large", action="store_true", help="also diagnose with P = 101,770 and 669,706 within 2 GiB, once: takes some ten minutes")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="writes the table as Markdown too")
    parser.add_argument("--lines", type=argparse.FileType("w"), metavar="FILE", help="keeps every line as it is measured")
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "release" / "bench", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.threads < 1 or options.rounds < 1:
        parser.error("--threads and --rounds are 1 or more")
    if options.quick:
        options.rounds = 1
    options.problems = options.build / "problems"
    own = ROOT / "build" / "bench-venv" / "bin" / "python"
    options.python = options.python or str(own if own.exists() else sys.executable)
    return options


def measure(options, lines):
    """Everything, into lines. Returns what went wrong without ending it."""
    runner = Runner(options, lines, [] if options.no_peers else importable(options.python))
    if not runner.peers and not options.no_peers:
        runner.failures.append(f"No peers: {options.python} has no NumPy. ./dev bench --peers installs them into "
                               "build/bench-venv; --python names another Python.")
    say("problems")
    runner.ours("problems")
    for turn in range(options.rounds):
        round_of(runner, turn)
        faults = disagreements(lines)
        if faults:
            sys.exit("\n".join(faults))
    if options.large:
        say("diagnose, P = 101,770 and 669,706")
        runner.ours("verdict", "--large")
    return runner.failures


def shown_command(argv):
    """As another could give it: without what says where things lie on this machine."""
    words, left_out = ["./dev bench"], False
    for word in argv:
        here = word.split("=")[0] in ("--markdown", "--lines", "--python", "--build")
        if not here and not left_out:
            words.append(word)
        left_out = here and "=" not in word
    return " ".join(words)


def main(argv):
    options, busy = parse(argv), Busy()
    lines = Lines(options.lines)
    failures = measure(options, lines)
    clock = "value" if options.clock == "wall" else "processor"
    header, rows = table(lines, clock)
    others = busy.share()
    said = machine(lines, options, others, time.perf_counter() - busy.clock) + notes(lines, clock) + failures
    if others > QUIET:
        said.append("The machine was busy: with fewer processors than threads these figures say little, of the peers least "
                    "(their threads wait for each other). Measure again when it is quiet.")
    print(as_text(header, rows), *said, sep="\n")
    if options.markdown:
        listed = "\n".join(f"- {line}" for line in [f"`{shown_command(argv)}`", *said])
        options.markdown.write_text(f"{as_markdown(header, rows)}\n\n{listed}\n")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (RuntimeError, OSError) as error:
        sys.exit(f"The bench ended early: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
