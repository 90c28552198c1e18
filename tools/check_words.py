#!/usr/bin/env python3
"""Nothing in the tree may depend on the machine it was written on.

Fails on absolute paths of somebody's machine, and on addresses outside the short list below: sources are cited, nothing
is fetched from an address (packages come from whatever registry the machine is set up for).
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CITED = ("doi.org", "arxiv.org", "github.com", "www.apache.org", "www.w3.org", "docs.python.org", "pytorch.org",
         "json-schema.org", "www.netlib.org", "archive.ics.uci.edu", "gcc.gnu.org", "creativecommons.org")
MACHINE_PATH = re.compile(r"(?<![\w.$}])/(?:work|home|Users)/\w[^\s\"'`]*")
ADDRESS = re.compile(r"https?://([\w.-]+)")


def main() -> int:
    faults = []
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode()
    for name in filter(None, names.split("\0")):
        try:
            text = (ROOT / name).read_text()
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # data, or removed since
        if name in ("LICENSE", "tools/check_words.py"):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for path in MACHINE_PATH.findall(line):
                faults.append(f"{name}:{number}: {path} is a path of one machine. Make it relative, or a setting.")
            for host in ADDRESS.findall(line):
                if host not in CITED:
                    faults.append(f"{name}:{number}: {host} isn't among the addresses that may be cited "
                                  "(tools/check_words.py).")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
