"""Loss, gradient, Hessian and the third and fourth derivatives along a line of the oracle's own calculus against PyTorch's, in f64."""
import math

import numpy as np
import torch

from objective import from_formula, from_network

torch.set_default_dtype(torch.float64)
ACTIVATIONS = dict(tanh=torch.tanh, sigmoid=torch.sigmoid, softplus=torch.nn.functional.softplus, silu=torch.nn.functional.silu, relu=torch.relu, linear=lambda z: z)
LOSSES = {"mse": torch.nn.functional.mse_loss, "l1": torch.nn.functional.l1_loss, "bce-with-logits": torch.nn.functional.binary_cross_entropy_with_logits, "cross-entropy": torch.nn.functional.cross_entropy}


def torch_network(sizes, activation, x, y, loss):
    x, y = torch.tensor(x), torch.tensor(y)

    def L(t):
        a, at = x, 0
        for k, (i, o) in enumerate(zip(sizes, sizes[1:])):
            z = a @ t[at:at + i * o].reshape(o, i).T + t[at + i * o:at + i * o + o]
            at += i * o + o
            a = z if k == len(sizes) - 2 else ACTIVATIONS[activation](z)
        return LOSSES[loss](a, y)
    return L


def compare(name, objective, L, theta, v):
    t = torch.tensor(theta)
    g, H = torch.autograd.functional.jacobian(L, t).numpy(), torch.autograd.functional.hessian(L, t).numpy()
    line, derivatives = torch.tensor(0.0, requires_grad=True), []
    f = L(t + line * torch.tensor(v))
    for _ in range(5):
        derivatives.append(float(f))
        if not f.requires_grad: break
        (f,) = torch.autograd.grad(f, line, create_graph=True)
    derivatives += [0.0] * (5 - len(derivatives))
    ours = objective.value_jet(theta, v, 4)[:, 0] * [math.factorial(k) for k in range(5)]
    jet = objective.gradient_jet(theta, v, 3)
    along = [jet[2][0] @ v * 2, jet[3][0] @ v * 6]
    norm = max(np.abs(H).max(), 1e-300)
    errors = [np.abs(objective.gradient(theta) - g).max() / max(np.abs(g).max(), 1e-300), np.abs(objective.hessian(theta)[0] - H).max() / norm,
              np.max(np.abs(ours - derivatives)) / np.max(np.abs(derivatives)), np.max(np.abs(np.array(along) - derivatives[3:])) / np.max(np.abs(derivatives))]
    print(f"{name:40s}", " ".join(f"{e:.1e}" for e in errors))
    assert max(errors) < 1e-10, name


def main():
    rng = np.random.default_rng(1)
    for activation in ACTIVATIONS:
        for loss in LOSSES:
            x = rng.standard_normal((7, 3))
            y = rng.integers(0, 2, 7) if loss == "cross-entropy" else rng.integers(0, 2, (7, 2)).astype(float)
            o = from_network(f"mlp:3-4-3-2:{activation}", x, y, loss)
            compare(f"{activation} {loss}", o, torch_network([3, 4, 3, 2], activation, x, y, loss), rng.standard_normal(o.size), rng.standard_normal(o.size))
    formulas = {"sin(x)*cos(y)+tan(x*y)": lambda t: torch.sin(t[0]) * torch.cos(t[1]) + torch.tan(t[0] * t[1]), "exp(-x^2)/(1+y^2)": lambda t: torch.exp(-t[0] ** 2) / (1 + t[1] ** 2),
                "log(2+x*y)^3+sqrt(3+x)*abs(y)^2.5": lambda t: torch.log(2 + t[0] * t[1]) ** 3 + torch.sqrt(3 + t[0]) * torch.abs(t[1]) ** 2.5,
                "softplus(x)*sigmoid(y)-tanh(x/y)^-2": lambda t: torch.nn.functional.softplus(t[0]) * torch.sigmoid(t[1]) - torch.tanh(t[0] / t[1]) ** -2, "2^-x^2+y": lambda t: 2.0 ** (-(t[0] ** 2)) + t[1]}
    for text, L in formulas.items():
        o, _ = from_formula(text)
        compare(text, o, L, np.array([0.7, 0.4]), rng.standard_normal(2))


if __name__ == "__main__": main()
