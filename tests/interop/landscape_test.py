"""`surface` and `taylor` against NumPy and PyTorch in f64: values on planes, filter normalization (Li et al. 2018), the plane
of a trajectory against NumPy's SVD, Taylor coefficients.

    python3 tests/interop/landscape_test.py build/release/saddlescope
"""
import pathlib
import subprocess
import sys
import tempfile

from interop import check, close, finish, mlp, np, run, spec, torch

SIZES, ACTIVATION = (4, 7, 5, 3), "tanh"


def flat(state):
    return np.concatenate([np.asarray(value).reshape(-1) for value in state.values()])


def loss_at(net, theta, x, y):
    theta = torch.as_tensor(theta)
    pieces = torch.split(theta, [p.numel() for p in net.parameters()])
    state = {name: piece.reshape(p.shape) for piece, (name, p) in zip(pieces, net.named_parameters())}
    return torch.nn.functional.mse_loss(torch.func.functional_call(net, state, (x,)), y)


def grid_points(document):
    axes, origin = document["axes"], document["origin"]
    vectors = [np.array(d["vector"]) for d in document["directions"]]
    for i, a in enumerate(axes[0]):
        if len(axes) == 1:
            yield (i,), (a - origin[0]) * vectors[0]
        else:
            for j, b in enumerate(axes[1]):
                yield (i, j), (a - origin[0]) * vectors[0] + (b - origin[1]) * vectors[1]


def values(problem, net, theta, x, y, *flags):
    document = run("surface", *problem, *flags)
    ours, theirs = np.array(document["loss"]), np.zeros(np.shape(document["loss"]))
    for at, step in grid_points(document):
        theirs[at] = loss_at(net, theta + step, x, y).item()
    close(f"values {flags}", ours / theirs, np.ones(ours.shape), relative=1e-12)
    return document


def filter_normalized(net, theta, direction, biases):
    """As Li et al.'s normalize_direction does: filter by filter, nothing on parameters of one dimension."""
    pieces, offset = [], 0
    for p in net.parameters():
        d, w = (v[offset:offset + p.numel()].reshape(p.shape) for v in (direction, theta))
        offset += p.numel()
        if p.dim() <= 1:
            pieces.append(d / np.linalg.norm(d) * np.linalg.norm(w) if biases else np.zeros_like(d))
        else:
            pieces.append(np.stack([row / np.linalg.norm(row) * np.linalg.norm(own) for row, own in zip(d, w)]).reshape(-1))
    return np.concatenate(pieces)


def normalization(problem, net, theta):
    draw = lambda how: run("surface", *problem, "--directions", "random", "--grid", "3x3", "--normalization", how)["directions"]
    raw = draw("none")
    for how in ("filter", "filter-and-biases"):
        for ours, isotropic in zip(draw(how), raw):
            expected = filter_normalized(net, theta, np.array(isotropic["vector"]), how != "filter")
            close(f"direction, {how}", ours["vector"], expected, relative=1e-14)
            close(f"its length, {how}", ours["norm"], np.linalg.norm(expected), relative=1e-14)
    usual = run("surface", *problem, "--directions", "random", "--grid", "3x3")["directions"]
    check("filter is the default", [d["vector"] for d in usual] == [d["vector"] for d in draw("filter")])


def trajectory(problem, folder):
    done = subprocess.run([sys.argv[1], "train", *problem, "--steps", "60", "--checkpoint-every", "10", "--stall", "0",
                           "-o", folder / "run", "--quiet"], capture_output=True, text=True)
    check("trained", done.returncode == 0, done.stderr)
    files = sorted((folder / "run").glob("checkpoint-*.npz"))
    thetas = np.array([flat(dict(np.load(file))) for file in files])
    document = run("surface", *[w for w in problem if w not in ("--weights", problem[-1])],
                   "--directions", f"trajectory:{folder / 'run'}", "--grid", "5x5")
    centred = thetas - thetas.mean(axis=0)
    _, sigma, components = np.linalg.svd(centred, full_matrices=False)
    close("shares of the variance", document["variance_shares"], (sigma**2 / (sigma**2).sum())[:2], relative=1e-10)
    vectors = [np.array(d["vector"]) for d in document["directions"]]
    for k, vector in enumerate(vectors):
        expected = components[k] * np.sign(components[k] @ vector)
        close(f"component {k + 1}", vector, expected, relative=1e-8)
    # Drawn through the last checkpoint, which is the point itself.
    marks = [m for m in document["marks"] if m["kind"] == "checkpoint"]
    check("a mark a checkpoint", len(marks) == len(files), len(marks))
    for mark, theta in zip(marks, thetas):
        step = theta - thetas[-1]
        at = [step @ v for v in vectors]
        close(f"{mark['label']}", mark["at"], at, scale=np.abs(centred).max() * 10)
        off = np.linalg.norm(step - at[0] * vectors[0] - at[1] * vectors[1])
        check(f"{mark['label']}: off the plane", abs(mark["off"] - off) <= 1e-8, f"{mark['off']} and {off}")


def coefficients(problem, net, theta, x, y):
    answer = run("taylor", *problem, "--directions", "random,lowest", "--order", 4)
    for line in answer["lines"]:
        d = torch.as_tensor(np.array(line["direction"]["vector"]))
        along = lambda t: loss_at(net, torch.as_tensor(theta) + t * d, x, y)
        derivative, factorial = along, 1.0
        for j in range(5):
            factorial *= max(j, 1)
            close(f"{line['direction']['label']}: coefficient {j}", line["coefficients"][j],
                  derivative(torch.tensor(0.0)).item() / factorial, relative=1e-8, scale=max(np.abs(line["coefficients"])))
            derivative = torch.func.grad(derivative)
        for t, loss, model in zip(line["t"], line["loss"], line["model"]):
            check("loss on the line", abs(loss - along(torch.tensor(t)).item()) <= 1e-12 * loss, t)
            check("model on the line", abs(model - np.polyval(line["coefficients"][::-1], t)) <= 1e-12 * abs(model), t)


def main():
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(5)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        net, x, y = mlp(SIZES, ACTIVATION), torch.randn(50, SIZES[0]), torch.randn(50, SIZES[-1])
        np.savez(folder / "data.npz", x=x.numpy(), y=y.numpy())
        state = {key: value.numpy() for key, value in net.state_dict().items()}
        np.savez(folder / "net.npz", **state)
        np.savez(folder / "other.npz", **{key: value + 0.1 for key, value in state.items()})
        theta = flat(state)
        problem = ["--model", spec(SIZES, ACTIVATION), "--data", folder / "data.npz", "--weights", folder / "net.npz"]
        values(problem, net, theta, x, y, "--directions", "eigen", "--grid", "7x5")
        values(problem, net, theta, x, y, "--directions", "random", "--grid", "5x7", "--range", 1.5)
        values(problem, net, theta, x, y, "--directions", "0.weight[2,3],2.bias[1]", "--grid", "4x4")
        line = values(problem, net, theta, x, y, "--directions", f"to:{folder / 'other.npz'}", "--grid", 13, "--range", 1)
        close("the other weights lie at 1", line["loss"][-1], loss_at(net, theta + 0.1, x, y).item(), relative=1e-12)
        normalization(problem, net, theta)
        trajectory(problem, folder)
        coefficients(problem, net, theta, x, y)
    finish()


if __name__ == "__main__":
    main()
