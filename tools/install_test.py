#!/usr/bin/env python3
"""Installs build/release as a user would and uses what was installed: nothing of the tree is on any path.

The prefix has a space in its name and is given relative to the caller's folder; the example project and the snippets of
docs/cpp.md (```cmake is the CMakeLists.txt, each ```cpp a main.cpp, the ```text behind it what it must print) are
configured, built and run against it; tools/install_test.cpp catches the library's exceptions outside it; every installed
header is compiled alone; the library shows its own names and no others; the program runs from there; with DESTDIR
everything lands below it.
"""

import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from check_docs import missing_line  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
CMAKE = re.compile(r"```cmake\n(.*?)```", re.DOTALL)
PROGRAM = re.compile(r"```cpp\n(.*?)```\n+```text\n(.*?)```", re.DOTALL)
OWN = re.compile(r"(typeinfo (name )?for |vtable for )?saddlescope::(?!engine::)")


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
    """Each header that was installed, alone; json.h where nlohmann's is."""
    folder.mkdir()
    include = prefix / "include"
    names = sorted(str(path.relative_to(include)) for path in include.rglob("*.h"))
    if "saddlescope/diagnose.h" not in names:
        sys.exit(f"saddlescope/diagnose.h wasn't installed: {names}")
    if inner := [name for name in names if name.startswith("saddlescope/engine/")]:
        sys.exit(f"the engine's headers are no business of users: {inner}")

    def compile_alone(number: int) -> None:
        (folder / f"{number}.cpp").write_text(f"#include <{names[number]}>\n")
        run("g++", "-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only", "-I", include,
            f"{number}.cpp", cwd=folder)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(compile_alone, range(len(names))))


def own_symbols(prefix: Path) -> None:
    """No name of fmt, Highway, nlohmann's or the engine leaves the library, and no instance of the standard library's."""
    library = next(prefix.rglob("libsaddlescope.so"))
    shown = run("nm", "--dynamic", "--demangle", "--defined-only", library, cwd=prefix).splitlines()
    names = [line.split(maxsplit=2)[2] for line in shown]
    if not any(name.startswith("typeinfo for saddlescope::Error") for name in names):
        sys.exit("the library doesn't show the typeinfo of saddlescope::Error: nobody outside could catch it")
    if foreign := [name for name in names if not OWN.match(name)]:
        sys.exit(f"the library shows {len(foreign)} names that aren't its own, as " + "\n".join(foreign[:10]))


def exceptions(prefix: Path, folder: Path) -> None:
    blocks = CMAKE.findall((ROOT / "docs" / "cpp.md").read_text())
    folder.mkdir()
    (folder / "CMakeLists.txt").write_text(blocks[0])
    (folder / "main.cpp").write_bytes((ROOT / "tools" / "install_test.cpp").read_bytes())
    build(folder, prefix, "valley")


def documented(prefix: Path, folder: Path) -> None:
    text = (ROOT / "docs" / "cpp.md").read_text()
    programs = PROGRAM.findall(text)
    if len(programs) != text.count("```cpp\n"):
        sys.exit("docs/cpp.md: behind each program stands what it prints")
    for number, (program, expected) in enumerate(programs):
        source = folder / str(number)
        source.mkdir(parents=True)
        (source / "CMakeLists.txt").write_text(CMAKE.findall(text)[0])
        (source / "main.cpp").write_text(program)
        output = build(source, prefix, "valley")
        if (line := missing_line(expected, output)) is not None:
            sys.exit(f"docs/cpp.md, program {number + 1}: the output lacks \"{line}\":\n{output}")


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
        own_symbols(prefix)
        exceptions(prefix, folder / "exceptions")
        example(prefix, folder / "example")
        documented(prefix, folder / "documented")
        run(ROOT / "dev", "install", "--prefix=/usr/local", cwd=folder, DESTDIR=str(folder / "staged"))
        if not (folder / "staged" / "usr" / "local" / "bin" / "saddlescope").exists():
            sys.exit("with DESTDIR nothing came below it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
