#!/usr/bin/env python3
"""The bench's parts fit together: peers compile, their versions are pinned, bench/README.md has the driver's columns and
names every benchmark and peer there is, and the driver runs each of them.
"""

import importlib.util
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / "bench"


def driver():
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location("bench_run", BENCH / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> int:
    faults = []
    run, readme = (BENCH / "run.py").read_text(), (BENCH / "README.md").read_text()
    for script in sorted((BENCH / "peers").glob("*.py")):
        try:
            compile(script.read_text(), str(script), "exec")
        except SyntaxError as error:
            faults.append(f"bench/peers/{script.name}:{error.lineno}: {error.msg}.")
        if script.name.endswith("_peer.py") and f'"{script.name}"' not in run:
            faults.append(f"bench/run.py never runs bench/peers/{script.name}.")
    for line in (BENCH / "peers" / "requirements.txt").read_text().splitlines():
        if line and not re.fullmatch(r"#.*|[\w-]+==[\w.]+", line):
            faults.append(f"bench/peers/requirements.txt: \"{line}\" isn't NAME==VERSION: a table says which versions it had.")
    for benchmark in sorted(BENCH.glob("*_bench.cpp")):
        name = "bench_" + benchmark.name.removesuffix("_bench.cpp")
        if name not in readme:
            faults.append(f"bench/README.md doesn't say what {name} measures.")
    header = next((line for line in readme.splitlines() if line.startswith("| task |")), "")
    columns = [cell.strip() for cell in header.strip("|").split("|")]
    known = ["task", "ours", "floor", "floors", *driver().PEERS.values(), "best peer", "held to"]
    if not header or not set(columns) <= set(known):
        faults.append(f"bench/README.md: the table's columns {columns} aren't the driver's {known}: make it again with "
                      "./dev bench --markdown FILE.")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
