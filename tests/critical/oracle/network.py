"""mlp:SIZES[:ACTIVATIONS][:no-bias] with inline data as a graph, PyTorch's parameter order; its floor and its scale S (methods.md §1)."""
import numpy as np
from scipy.special import entr

from graph import Node, broadcast, constant, matmul, reshape, take, theta, total, unary


def mlp(spec, x, y, loss, weight_decay=0.0):
    """(root, theta) of the mean loss of the network on x (N × d), y (N × C, or class indices (N,) for cross-entropy)."""
    parts = spec.split(":")[1:]
    bias = parts[-1] != "no-bias"
    if not bias: parts = parts[:-1]
    sizes = [int(n) for n in parts[0].split("-")]
    activations = parts[1].split(",") if len(parts) > 1 else []
    if len(activations) == 1: activations *= len(sizes) - 2
    count = sum(i * o + bias * o for i, o in zip(sizes, sizes[1:]))
    t, at = theta(count), 0
    a, n = constant(x), len(x)
    for layer, (i, o) in enumerate(zip(sizes, sizes[1:])):
        z = matmul(a, reshape(take(t, at, at + i * o), (o, i)), tb=True)
        at += i * o
        if bias:
            z = z + broadcast(reshape(take(t, at, at + o), (1, o)), (n, o))
            at += o
        a = z if layer == len(sizes) - 2 else activate(activations[layer], z)
    root = data_loss(loss, a, np.asarray(y))
    if weight_decay: root = root + total(t * t) * (0.5 * weight_decay)
    return root, t


def activate(name, z):
    if name == "linear": return z
    if name == "silu": return z * unary("sigmoid", z)
    return unary(name, z)


def probabilities(y, c):
    return np.eye(c)[y.astype(int)] if y.ndim == 1 else y


def data_loss(loss, z, y):
    n, c = z.shape
    if loss == "mse":
        r = z - constant(y.reshape(n, c))
        return total(r * r) * (1.0 / (n * c))
    if loss == "l1": return total(unary("abs", z - constant(y.reshape(n, c)))) * (1.0 / (n * c))
    if loss == "bce-with-logits": return total(unary("softplus", z) - z * constant(y.reshape(n, c))) * (1.0 / (n * c))
    if loss == "cross-entropy":
        shifted = z - broadcast(Node("rowmax", (z,), (n, 1)), (n, c))
        lse = unary("log", total(unary("exp", shifted), (1,)))
        return (total(lse) - total(shifted * constant(probabilities(y, c)))) * (1.0 / n)
    raise NotImplementedError(loss)


def groups(x):
    return np.unique(x, axis=0, return_inverse=True)[1].reshape(-1)


def floor_and_scale(x, y, loss, outputs, weight_decay=0.0):
    """(floor, attained, S). The floor: every group of equal inputs at its own best constant prediction."""
    n, y, g = len(x), np.asarray(y), groups(x)
    of = [np.flatnonzero(g == k) for k in range(g.max() + 1)]
    everything = [np.arange(n)]
    if loss == "cross-entropy":
        y = probabilities(y, outputs)
        best = lambda parts: sum(len(p) * entr(y[p].mean(0)).sum() for p in parts) / n
        zero, attained = np.log(outputs), all((y[p].mean(0) > 0).all() for p in of)
    elif loss == "bce-with-logits":
        y = y.reshape(n, -1)
        h = lambda q: (entr(q) + entr(1 - q)).mean()
        best = lambda parts: sum(len(p) * h(y[p].mean(0)) for p in parts) / n
        zero, attained = np.log(2.0), all(((y[p].mean(0) > 0) & (y[p].mean(0) < 1)).all() for p in of)
    elif loss in ("mse", "l1"):
        y, center = y.reshape(n, -1), np.mean if loss == "mse" else np.median
        size = np.square if loss == "mse" else np.abs
        best = lambda parts: sum(size(y[p] - center(y[p], axis=0)).sum() for p in parts) / y.size
        zero, attained = size(y).mean(), True
    floor = 0.0 if len(of) == n and loss in ("mse", "l1") else best(of)
    scale = best(everything) - floor
    if scale <= 1e-12 * (abs(floor) + zero): scale = zero - floor
    # Weight decay only raises the loss: the floor stays a lower bound, but is attained at θ = 0 alone.
    return floor, attained and not weight_decay, scale
