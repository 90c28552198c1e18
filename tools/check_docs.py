#!/usr/bin/env python3
"""Runs the commands that the docs show, as they stand, with build/release/saddlescope as `saddlescope`.

Every ```sh block of README.md, CONTRIBUTING.md, bench/README.md and docs/*.md is run; the blocks of one file share one fresh folder, in
order, so that one may use what an earlier one wrote. A block after a comment <!-- not run: why --> is left out. Where a
```text block follows, the output must hold its lines, in order; … in a line stands for anything. Links and paths
(`saddlescope/engine/op.h`) must lead somewhere; <op> in a path stands for any name.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(<!-- not run: [^>]+-->\s*)?```sh\n(.*?)```\n(?:\n*```text\n(.*?)```)?", re.DOTALL)
PATH = re.compile(r"`((?:saddlescope|tests|tools|cmake|docs|fuzz|bench)/[\w./<>*-]*)`")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def missing_line(expected: str, output: str) -> str | None:
    """The first line of `expected` that doesn't come in `output` after the ones before it."""
    position = 0
    for line in filter(None, map(str.strip, expected.splitlines())):
        pattern = re.compile(".*?".join(map(re.escape, line.split("…"))))
        found = pattern.search(output, position)
        if not found:
            return line
        position = found.end()
    return None


def run_blocks(file: Path, environment: dict[str, str]) -> list[str]:
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for skipped, commands, expected in BLOCK.findall(file.read_text()):
            if skipped:
                continue
            run = subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=folder, env=environment,
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600)
            output = run.stdout.decode()
            line = missing_line(expected, output)
            if run.returncode != 0:
                faults.append(f"{file.name}: exit {run.returncode} from\n{commands}{output}")
            elif line is not None:
                faults.append(f"{file.name}: the output lacks \"{line}\":\n{commands}{output}")
    return faults


def main() -> int:
    program = Path(os.environ.get("SADDLESCOPE", ROOT / "build" / "release" / "saddlescope"))
    environment = dict(os.environ, PATH=f"{program.parent}:{os.environ['PATH']}")
    faults = []
    for file in [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", ROOT / "bench" / "README.md",
                 *sorted((ROOT / "docs").glob("*.md"))]:
        for link in LINK.findall(file.read_text()):
            if not (file.parent / link).exists():
                faults.append(f"{file.name}: the link to {link} leads nowhere.")
        for path in PATH.findall(file.read_text()):
            if not any(ROOT.glob(re.sub(r"<\w+>", "*", path.rstrip("/")))):
                faults.append(f"{file.name}: there is no {path}.")
        faults += run_blocks(file, environment)
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
