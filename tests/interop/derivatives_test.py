"""`diagnose` on the user's data against PyTorch in f64: loss, gradient norm, Hessian's eigenvalues.

    python3 tests/interop/derivatives_test.py build/release/saddlescope
"""
import pathlib
import tempfile

from interop import check, close, finish, mlp, np, run, spec, torch

LOSSES = {"mse": torch.nn.functional.mse_loss, "l1": torch.nn.functional.l1_loss,
          "huber": torch.nn.functional.huber_loss, "cross-entropy": torch.nn.functional.cross_entropy,
          "bce-with-logits": torch.nn.functional.binary_cross_entropy_with_logits}


def truth(net, loss, x, y, decay=0.0):
    names = [name for name, _ in net.named_parameters()]
    shapes = [p.shape for p in net.parameters()]
    theta = torch.cat([p.detach().reshape(-1) for p in net.parameters()])

    def value(flat):
        pieces = torch.split(flat, [s.numel() for s in shapes])
        state = {name: piece.reshape(shape) for name, piece, shape in zip(names, pieces, shapes)}
        return LOSSES[loss](torch.func.functional_call(net, state, (x,)), y) + 0.5 * decay * flat.square().sum()

    gradient = torch.func.grad(value)(theta)
    return value(theta).item(), gradient.norm().item(), torch.linalg.eigvalsh(torch.func.hessian(value)(theta)).numpy()


def compare(what, answer, net, loss, x, y, decay=0.0):
    value, gradient, eigenvalues = truth(net, loss, x, y, decay)
    close(f"{what}: loss", answer["loss"], value)
    close(f"{what}: gradient norm", answer["gradient_norm"], gradient)
    close(f"{what}: eigenvalues", answer["spectrum"]["eigenvalues"], eigenvalues)
    counted = answer["spectrum"]["inertia"]
    tau = counted["tolerance"]
    check(f"{what}: signs", (counted["negative"], counted["positive"]) == ((eigenvalues < -tau).sum(),
                                                                         (eigenvalues > tau).sum()), counted)


def weights_file(folder, net):
    path = folder / "weights.npz"
    np.savez(path, **{name: value.numpy() for name, value in net.state_dict().items()})
    return path


def networks(folder):
    cases = [([3, 5, 2], "tanh", "cross-entropy", "classes"), ([3, 4, 4, 3], "gelu", "cross-entropy", "probabilities"),
             ([2, 6, 2], "silu", "mse", "numbers"), ([4, 5, 1], "softplus", "bce-with-logits", "labels"),
             ([3, 4, 2], "sigmoid", "huber", "numbers"), ([3, 6, 3], "relu", "cross-entropy", "classes")]
    for sizes, activation, loss, kind in cases:
        net = mlp(sizes, activation).double()
        x = torch.randn(31, sizes[0], dtype=torch.float64)
        outputs = torch.randn(31, sizes[-1], dtype=torch.float64)
        y = {"classes": outputs.argmax(1), "probabilities": outputs.softmax(1), "numbers": outputs,
             "labels": (outputs > 0).double()}[kind]
        np.savez(folder / "data.npz", inputs=x.numpy(), wanted=y.numpy())
        for decay in (0.0, 0.01):
            answer = run("diagnose", "--model", spec(sizes, activation), "--data", folder / "data.npz", "--x", "inputs",
                         "--y", "wanted", "--loss", loss, "--weights", weights_file(folder, net), "--weight-decay", decay)
            compare(f"{spec(sizes, activation)} {loss} {kind} decay {decay}", answer, net, loss, x, y, decay)


def table(folder):
    """A CSV with a header, a byte-order mark, CRLF and text labels, which become classes in sorted order."""
    x = torch.randn(20, 3, dtype=torch.float64)
    y = torch.randint(0, 3, (20,))
    names = np.array(["ant", "bee", "cat"])[y.numpy()]
    rows = ["a;b;c;animal"] + [";".join([*(repr(v) for v in row), label]) for row, label in zip(x.tolist(), names)]
    path = folder / "table.csv"
    path.write_bytes(("\ufeff" + "\r\n".join(rows) + "\r\n").encode())
    net = mlp([3, 4, 3], "tanh").double()
    weights = weights_file(folder, net)
    problem = ("--model", spec([3, 4, 3], "tanh"), "--data", path, "--weights", weights)
    compare("CSV", run("diagnose", *problem), net, "cross-entropy", x, y)
    compare("CSV, target by name", run("diagnose", *problem, "--target", "animal"), net, "cross-entropy", x, y)
    standard = (x - x.mean(0)) / x.std(0, correction=0)
    compare("CSV, standardized", run("diagnose", *problem, "--standardize"), net, "cross-entropy", standard, y)
    net = mlp([2, 4, 1], "tanh").double()
    path.write_text("\n".join(",".join(map(repr, row)) for row in x.tolist()))
    answer = run("diagnose", "--model", spec([2, 4, 1], "tanh"), "--data", path, "--no-header", "--weights",
                 weights_file(folder, net))
    compare("CSV of numbers without a header", answer, net, "mse", x[:, :2], x[:, 2:])


def main():
    torch.manual_seed(2)
    with tempfile.TemporaryDirectory() as name:
        networks(pathlib.Path(name))
        table(pathlib.Path(name))
    finish()


if __name__ == "__main__":
    main()
