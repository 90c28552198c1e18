#!/usr/bin/env python3
"""The tree against the table of rooms in ARCHITECTURE.md: the one place that says which room may use which.

Fails where a file of saddlescope/<room>/ includes a header of a room that its row doesn't name, where a room's
CMakeLists.txt links one, and where the folders and the rows of the table aren't the same set.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| *((?:`\w+/`(?:, )?)+) *\|[^|]*\|([^|]*)\|$", re.MULTILINE)
INCLUDE = re.compile(r'^\s*#\s*include\s+["<]saddlescope/(\w+)/', re.MULTILINE)
COMMENT = re.compile(r"#[^\n]*")
USES = re.compile(r"\bUSES\s+((?:\w+\s+)*?\w+)\s*(?:LINKS|SOURCES|\))")


def table() -> dict[str, set[str]]:
    """Room → rooms that it may use."""
    rows = {}
    for names, uses in ROW.findall((ROOT / "ARCHITECTURE.md").read_text()):
        for room in re.findall(r"`(\w+)/`", names):
            rows[room] = set(re.findall(r"\w+", uses.replace("everything", "")))
            if "everything" in uses:
                rows[room] = {"everything"}
    everywhere = {"base", "linalg", "results"}
    for room, allowed in rows.items():
        if room not in everywhere:
            allowed |= everywhere
        if "everything" in allowed:
            allowed |= set(rows)
    return rows


def main() -> int:
    rows = table()
    rooms = {folder.name for folder in (ROOT / "saddlescope").iterdir() if (folder / "CMakeLists.txt").exists()}
    faults = [f"saddlescope/{room}/ has no row in ARCHITECTURE.md." for room in sorted(rooms - set(rows))]
    faults += [f"ARCHITECTURE.md has a row for {room}/, which doesn't exist." for room in sorted(set(rows) - rooms)]
    for room in sorted(rooms & set(rows)):
        folder = ROOT / "saddlescope" / room
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".h", ".cpp"):
                used = set(INCLUDE.findall(file.read_text()))
            elif file.name == "CMakeLists.txt":
                used = {name for names in USES.findall(COMMENT.sub("", file.read_text())) for name in names.split()}
            else:
                continue
            for other in sorted(used - rows[room] - {room}):
                faults.append(
                    f"{file.relative_to(ROOT)} uses {other}/, which {room}/ may not (ARCHITECTURE.md lists: "
                    f"{', '.join(sorted(rows[room])) or 'nothing'}). Move the code, or the border and say why."
                )
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
