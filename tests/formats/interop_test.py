#!/usr/bin/env python3
"""What `saddlescope inspect` sees in files that NumPy, safetensors and PyTorch write here and now.

usage: interop_test.py SADDLESCOPE      (the binary; exit 0: all agree; packages that are missing are said and skipped)
"""
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile

REQUIRED = bool(os.environ.get("SADDLESCOPE_REQUIRE_PYTORCH"))  # CI: a missing package is a failure
try:
    import numpy
except ImportError as absent:
    print(f"skipped: {absent}")
    sys.exit(1 if REQUIRED else 77)

BINARY = sys.argv[1] if len(sys.argv) > 1 else "build/release/saddlescope"
NAMES = {"f8": "f64", "f4": "f32", "f2": "f16", "i8": "i64", "i4": "i32", "i2": "i16", "i1": "i8", "u8": "u64", "u4": "u32",
         "u2": "u16", "u1": "u8", "b1": "bool"}
checks = 0


def check(claim, holds, shown=""):
    global checks
    checks += 1
    if not holds:
        sys.exit(f"FAILED: {claim} {shown}")


def inspect(path):
    """(exit code, document) of `inspect --json -`."""
    done = subprocess.run([BINARY, "inspect", str(path), "--json", "-"], capture_output=True, text=True, timeout=60)
    check(f"inspect {path.name} prints JSON and nothing else", done.stdout.startswith("{"), done.stdout + done.stderr)
    return done.returncode, json.loads(done.stdout)


def expect_arrays(path, expected):
    code, document = inspect(path)
    check(f"{path.name} is read", code == 0, document)
    seen = {entry["name"]: (tuple(entry["shape"]), entry["dtype"]) for entry in document["parameters"]}
    check(f"arrays of {path.name}", seen == expected, f"expected {expected}, seen {seen}")


def expect_refused(path, words):
    code, document = inspect(path)
    check(f"{path.name} is refused with exit 3", code == 3 and document["format"] == "saddlescope/error", document)
    said = " ".join(document[key] for key in ("message", "where", "remedy"))
    check(f"the refusal of {path.name} says {words!r}", words in said, said)


def numpy_files(folder):
    arrays = {}
    for kind, name in NAMES.items():
        for order, byte_order in (("little", "<"), ("big", ">")):
            for layout in "CF":
                array = numpy.ones((2, 3, 4), byte_order + kind, order=layout)
                arrays[f"{name}_{order}_{layout}"] = (array, ((2, 3, 4), name))
    for writer in (numpy.savez, numpy.savez_compressed):
        path = folder / f"{writer.__name__}.npz"
        writer(path, **{name: array for name, (array, _) in arrays.items()})
        expect_arrays(path, {name: seen for name, (_, seen) in arrays.items()})
    whole = (folder / "savez.npz").read_bytes()
    for part in (0.1, 0.5, 0.9, 0.999):
        cut = folder / f"cut{part}.npz"
        cut.write_bytes(whole[: int(part * len(whole))])
        expect_refused(cut, "damaged")
    buffer = io.BytesIO()
    numpy.save(buffer, numpy.ones((100, 3)))
    cut = folder / "cut.npy"
    cut.write_bytes(buffer.getvalue()[:-1])
    expect_refused(cut, "2400 bytes, but holds 2399")


def safetensors_files(folder):
    try:
        import safetensors.torch
        import torch
    except ImportError as missing:
        print(f"skipped: {missing}")
        check("safetensors and PyTorch are installed where they are required", not REQUIRED)
        return
    kinds = {"f64": torch.float64, "f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16, "i64": torch.int64,
             "u8": torch.uint8, "bool": torch.bool}
    path = folder / "torch.safetensors"
    safetensors.torch.save_file({name: torch.ones(3, 2, dtype=kind) for name, kind in kinds.items()}, path)
    expect_arrays(path, {name: ((3, 2), name) for name in kinds})
    net = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.Tanh(), torch.nn.Linear(3, 2))
    path = folder / "net.safetensors"
    safetensors.torch.save_file({"net." + name: tensor for name, tensor in net.state_dict().items()}, path)
    _, document = inspect(path)
    check("inspect suggests the model that fits", document["model"].startswith("mlp:4-3-2:"), document["model"])
    torch.save(net.state_dict(), folder / "net.pth")
    expect_refused(folder / "net.pth", "weights_only=True")


with tempfile.TemporaryDirectory() as name:
    numpy_files(pathlib.Path(name))
    safetensors_files(pathlib.Path(name))
print(f"{checks} passed, 0 failed")
