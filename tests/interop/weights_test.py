"""State dicts saved by PyTorch, and a Keras-like layout, through the program: same loss, and escaped weights load back.

    python3 tests/interop/weights_test.py build/release/saddlescope

Losses: PyTorch in f64 on the rounded weights, 1e-9 relative. Without PyTorch: 77 (skipped), or a failure where
SADDLESCOPE_REQUIRE_PYTORCH is set.
"""
import copy
import pathlib
import tempfile

from interop import check, close, finish, mlp, np, run, safetensors, spec, torch

DEEP = [5, *[6] * 11, 3]  # 12 layers: "net.10.weight" sorts before "net.2.weight"


class Wrapped(torch.nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net


def data_file(folder, sizes, samples=40):
    x = torch.randn(samples, sizes[0], dtype=torch.float64)
    y = torch.randint(0, sizes[-1], (samples,))
    path = folder / "data.npz"
    np.savez(path, x=x.numpy(), y=y.numpy())
    return path, x, y


def loss_of(state, sizes, activation, x, y):
    """f64 loss of a state dict of any dtype, its names without the prefix."""
    net = mlp(sizes, activation).double()
    net.load_state_dict({name.removeprefix("net."): value.double() for name, value in state.items()})
    return torch.nn.functional.cross_entropy(net(x), y).item()


def saved(folder, state, kind, dtype):
    path = folder / f"{str(dtype).split('.')[1]}.{kind}"
    if kind == "npz":
        np.savez(path, **{name: value.numpy() for name, value in state.items()})
    else:
        safetensors.torch.save_file(state, path)
    return path


def loaded(path):
    if path.suffix == ".npz":
        return {name: torch.from_numpy(value) for name, value in np.load(path).items()}
    return safetensors.torch.load_file(path)


def escapes(folder, problem, weights, state, sizes, activation, x, y):
    """`escape -o`: names, shapes and dtypes stay; the loss said is PyTorch's of what was written."""
    out = folder / f"escaped{weights.suffix}"
    answer = run("escape", *problem, "--weights", weights, "--rounds", 3, "-o", out)
    back = loaded(out)
    check(f"{weights.name}: names after escape", list(sorted(back)) == list(sorted(state)), f"{sorted(back)}")
    for name, value in state.items():
        check(f"{weights.name}: {name} after escape", back[name].dtype == value.dtype and back[name].shape == value.shape,
              f"{back[name].dtype} {back[name].shape}")
    close(f"{weights.name}: loss after escape", answer["loss"], loss_of(back, sizes, activation, x, y))
    strict = Wrapped(mlp(sizes, activation)).to(next(iter(state.values())).dtype)
    strict.load_state_dict(back)  # raises where a name or shape is wrong


def pytorch_files(folder):
    path, x, y = data_file(folder, DEEP)
    model = Wrapped(mlp(DEEP, "tanh"))
    for dtype in (torch.float64, torch.float32, torch.bfloat16, torch.float16):
        state = {name: value.detach().to(dtype) for name, value in copy.deepcopy(model).state_dict().items()}
        for kind in ("safetensors", "npz"):
            if kind == "npz" and dtype == torch.bfloat16:
                continue  # NumPy has no bfloat16
            weights = saved(folder, state, kind, dtype)
            problem = ("--model", spec(DEEP, "tanh"), "--data", path)
            truth = loss_of(state, DEEP, "tanh", x, y)
            answer = run("diagnose", *problem, "--weights", weights, "--expect-loss", f"{truth:.6f}")
            close(f"{weights.name}: loss", answer["loss"], truth)
            run("diagnose", *problem, "--weights", weights, "--expect-loss", f"{1.01 * truth:.6f}", code=3)
            escapes(folder, problem, weights, state, DEEP, "tanh", x, y)


def other_names(folder):
    """Layers by name, nothing that torch.nn.Sequential would give: matched by shape in natural order."""
    sizes = [4, 4, 4, 3]  # every hidden layer has the same shape
    path, x, y = data_file(folder, sizes)
    net = mlp(sizes, "tanh").double()
    parameters = list(net.parameters())
    state = {}
    for index, layer in enumerate((2, 9, 10)):  # fc10 sorts before fc2
        state[f"fc{layer}.weight"], state[f"fc{layer}.bias"] = (p.detach() for p in parameters[2 * index:2 * index + 2])
    weights = saved(folder, state, "safetensors", torch.float64)
    answer = run("diagnose", "--model", spec(sizes, "tanh"), "--data", path, "--weights", weights)
    close("layers named fc2, fc9, fc10", answer["loss"], torch.nn.functional.cross_entropy(net(x), y).item())


def keras_like(folder):
    """Kernels [in, out], names as Keras gives them; "bias" sorts before "kernel"."""
    sizes = [5, 7, 7, 3]
    path, x, y = data_file(folder, sizes)
    net = mlp(sizes, "relu").double()
    linear = [layer for layer in net if isinstance(layer, torch.nn.Linear)]
    arrays = {}
    for name, layer in zip(("dense", "dense_1", "dense_2"), linear):
        arrays[f"{name}/bias:0"] = layer.bias.detach().numpy()
        arrays[f"{name}/kernel:0"] = layer.weight.detach().numpy().T.copy()
    weights = folder / "keras.npz"
    np.savez(weights, **arrays)
    problem = ("--model", spec(sizes, "relu"), "--data", path, "--weights", weights, "--weights-layout", "in-out")
    close("Keras layout: loss", run("diagnose", *problem)["loss"], torch.nn.functional.cross_entropy(net(x), y).item())
    out = folder / "keras-out.npz"
    answer = run("escape", *problem, "-o", out)
    back = np.load(out)
    check("Keras layout: names after escape", sorted(back) == sorted(arrays), sorted(back))
    for name, layer in zip(("dense", "dense_1", "dense_2"), linear):
        layer.bias.data = torch.from_numpy(back[f"{name}/bias:0"])
        layer.weight.data = torch.from_numpy(back[f"{name}/kernel:0"].T.copy())
    close("Keras layout: loss after escape", answer["loss"], torch.nn.functional.cross_entropy(net(x), y).item())


def refused(folder):
    path = folder / "model.pth"
    torch.save(mlp([4, 3], "tanh").state_dict(), path)
    answer = run("diagnose", "--model", "mlp:4-3", "--data", "iris", "--weights", path, code=3)
    check(".pth is refused with a way out", "npz" in answer["remedy"] + answer["message"], answer)


def main():
    torch.manual_seed(1)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for part in (pytorch_files, other_names, keras_like, refused):
            part(folder)
    finish()


if __name__ == "__main__":
    main()
