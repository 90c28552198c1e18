#!/usr/bin/env python3
"""Installs build/release as a user would and uses what was installed: nothing of the tree is on any path.

The prefix has a space in its name and is given relative to the caller's folder; the example project and the snippets of
docs/cpp.md (```cmake is its CMakeLists.txt, ```cpp its main.cpp, ```text what it must print) are configured, built and run
against it; every public header is compiled alone; the program runs from there; with DESTDIR everything lands below it.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from check_docs import missing_line  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"```(cmake|cpp|text)\n(.*?)```", re.DOTALL)


def run(*command: object, cwd: Path, **environment: str) -> str:
    done = subprocess.run([str(word) for word in command], cwd=cwd, env={**os.environ, **environment},
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600)
    output = done.stdout.decode()
    if done.returncode != 0:
        sys.exit(f"exit {done.returncode} from {' '.join(map(str, command))}\n{output}")
    return output


def build(source: Path, prefix: Path, program: str) -> str:
    """What the program of a CMake project prints, built against the prefix."""
    folder = source / "build"
    run("cmake", "-G", "Ninja", "-S", source, "-B", folder, "-DCMAKE_BUILD_TYPE=Release",
        "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Werror", f"-DCMAKE_PREFIX_PATH={prefix}", cwd=source)
    run("cmake", "--build", folder, cwd=source)
    return run(folder / program, cwd=source)


def compile_headers(prefix: Path, folder: Path) -> None:
    """Each header that a user may include, alone; json.h where nlohmann's is."""
    folder.mkdir()
    names = sorted(path.name for path in (prefix / "include" / "saddlescope").glob("*.h"))
    if not names:
        sys.exit("no header was installed")
    for name in names:
        (folder / f"{name}.cpp").write_text(f"#include <saddlescope/{name}>\n")
        run("g++", "-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only", "-I", prefix / "include",
            f"{name}.cpp", cwd=folder)


def documented(prefix: Path, folder: Path) -> None:
    blocks = dict(BLOCK.findall((ROOT / "docs" / "cpp.md").read_text()))
    folder.mkdir()
    (folder / "CMakeLists.txt").write_text(blocks["cmake"])
    (folder / "main.cpp").write_text(blocks["cpp"])
    output = build(folder, prefix, "valley")
    line = missing_line(blocks["text"], output)
    if line is not None:
        sys.exit(f"docs/cpp.md: the output lacks \"{line}\":\n{output}")


def example(prefix: Path, folder: Path) -> None:
    folder.mkdir()
    for file in (ROOT / "examples" / "objective").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    output = build(folder, prefix, "pendulums")
    line = missing_line("Saddle: …falls along 2 directions and rises along 3\nOut: the loss fell from 10 to", output)
    if line is not None:
        sys.exit(f"examples/objective: the output lacks \"{line}\":\n{output}")


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        prefix = folder / "a prefix"
        run(ROOT / "dev", "install", "--prefix", "a prefix", cwd=folder)
        program = run(prefix / "bin" / "saddlescope", "diagnose", "--problem", "lecture", cwd=folder)
        if not program.startswith("Saddle:"):
            sys.exit(f"the installed program says\n{program}")
        compile_headers(prefix, folder / "headers")
        example(prefix, folder / "example")
        documented(prefix, folder / "documented")
        run(ROOT / "dev", "install", "--prefix=/usr/local", cwd=folder, DESTDIR=str(folder / "staged"))
        if not (folder / "staged" / "usr" / "local" / "bin" / "saddlescope").exists():
            sys.exit("with DESTDIR nothing came below it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
