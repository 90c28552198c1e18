#!/usr/bin/env python3
"""Makes the files beside it with NumPy, ml_dtypes, safetensors and PyTorch: what the readers' tests compare with.

They are committed, so that the C++ tests need no Python; run this again only to add one. Every array holds 0, 1, 2, …
(row-major) unless it says otherwise, so that a test knows the truth from the shape alone.
"""
import pathlib

import ml_dtypes
import numpy
import safetensors.torch
import torch

FOLDER = pathlib.Path(__file__).resolve().parent
TYPES = ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1"]


def counting(shape, dtype="f8"):
    return numpy.arange(numpy.prod(shape, dtype=int)).reshape(shape).astype(dtype)


def npz():
    little = {dtype: counting((2, 3), "<" + dtype) for dtype in TYPES}
    big = {"big_" + dtype: counting((2, 3), ">" + dtype) for dtype in TYPES}
    numpy.savez(FOLDER / "types.npz", **little, **big, b1=counting((2, 3)) % 2 == 1,
                bf16=counting((2, 3), ml_dtypes.bfloat16), scalar=numpy.float64(7), empty=numpy.zeros((0, 3)),
                fortran=numpy.asfortranarray(counting((2, 3, 4))), big_fortran=numpy.asfortranarray(counting((4, 5), ">i4")))
    numpy.savez_compressed(FOLDER / "deflated.npz", x=counting((100, 5)), y=counting((100,), "i8") % 3)
    numpy.savez(FOLDER / "others.npz", x=counting((3, 2)), y=counting((3,), "i8"), objects=numpy.array([1, "a", None], object),
                names=numpy.array(["a", "bc", "d"]), complex=counting((3,), "c16"), days=numpy.zeros(3, "M8[s]"),
                records=numpy.zeros(3, [("a", "f8"), ("b", "i4", (2,))]))


def npy():
    for version in (1, 2, 3):
        with open(FOLDER / f"version{version}.npy", "wb") as file:
            numpy.lib.format.write_array(file, counting((3, 2)), version=(version, 0))


def weights():
    tensors = {name: torch.arange(6).reshape(2, 3).to(getattr(torch, name)) for name in
               ["float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool",
                "float8_e4m3fn"]}
    safetensors.torch.save_file(tensors, FOLDER / "types.safetensors", metadata={"format": "pt", "note": "ü"})
    net = torch.nn.Sequential()
    for layer in range(12):  # 12 linear layers of one width: only the names say their order
        net.append(torch.nn.Linear(3, 3))
        if layer < 11:
            net.append(torch.nn.Tanh())
    with torch.no_grad():
        for number, parameter in enumerate(net.parameters()):
            parameter.copy_(1000 * number + torch.arange(parameter.numel()).reshape(parameter.shape))
    state = {"net." + name: tensor for name, tensor in net.state_dict().items()}
    safetensors.torch.save_file(state, FOLDER / "twelve_layers.safetensors")
    safetensors.torch.save_file({f"fc{i // 2}.{'bias' if i % 2 else 'weight'}": p.detach().bfloat16()
                                 for i, p in enumerate(net.parameters())}, FOLDER / "twelve_layers_bf16.safetensors")
    small = {"0.weight": torch.zeros(2, 2), "0.bias": torch.zeros(2)}
    torch.save(small, FOLDER / "weights.pth")
    torch.save(small, FOLDER / "legacy.pt", _use_new_zipfile_serialization=False)
    numpy.savez(FOLDER / "keras.npz", **{"dense/bias:0": counting((3,), "f4"), "dense/kernel:0": counting((4, 3), "f4"),
                                         "dense_1/bias:0": counting((2,), "f4"), "dense_1/kernel:0": counting((3, 2), "f4")})


npz()
npy()
weights()
