"""`diagnose` on formulas against PyTorch's derivatives of the same formula, and NumPy's eigenvalues.

    python3 tests/interop/formula_test.py build/release/saddlescope

Random polynomials of two to four variables, by their coefficients; expressions of every function of the language.
"""
import random

from interop import check, close, finish, np, run, torch


def polynomial(variables, draw):
    """Text in our language, and a function of a tensor."""
    terms = []
    for _ in range(draw.randint(3, 7)):
        terms.append((round(draw.uniform(-2, 2), 3), [draw.randint(0, 3) for _ in range(variables)]))
    terms += [(1.0, [int(i == j) for j in range(variables)]) for i in range(variables)]  # each variable occurs
    text = " + ".join("*".join([f"({c!r})", *(f"x{i}^{e}" for i, e in enumerate(powers))]) for c, powers in terms)
    return text, lambda x: sum(c * torch.prod(torch.stack([x[i] ** e for i, e in enumerate(p)])) for c, p in terms)


def compare(what, text, function, at):
    x = torch.tensor(at, dtype=torch.float64)
    value = function(x).item()
    gradient = torch.func.grad(function)(x).numpy()
    hessian = torch.func.hessian(function)(x).numpy()
    point = ", ".join(f"x{i}={v!r}" for i, v in enumerate(at))
    answer = run("diagnose", "--function", text, "--at", point)
    order = [int(name[1:]) for name in answer["problem"]["variables"]]  # by first appearance
    scale = max(1.0, np.abs(hessian).max(), np.abs(gradient).max(), abs(value))
    close(f"{what}: value", answer["loss"], value, scale=scale)
    close(f"{what}: gradient", answer["gradient"], gradient[order], scale=scale)
    close(f"{what}: Hessian", answer["hessian"], hessian[np.ix_(order, order)], scale=scale)
    eigenvalues = np.linalg.eigvalsh(hessian)
    close(f"{what}: eigenvalues", answer["spectrum"]["eigenvalues"], eigenvalues, scale=scale)
    if np.linalg.norm(gradient) > 1e-2 * max(1.0, np.abs(eigenvalues).max()):
        check(f"{what}: no critical point is claimed",
              answer["verdict"]["kind"] in ("not_critical", "gradient_flat"), answer["verdict"])


EXPRESSIONS = [
    ("sin(x0)*cos(x1) + tan(0.3*x0)", lambda x: torch.sin(x[0]) * torch.cos(x[1]) + torch.tan(0.3 * x[0])),
    ("exp(-x0^2) + log(2 + x1**2)", lambda x: torch.exp(-x[0] ** 2) + torch.log(2 + x[1] ** 2)),
    ("sqrt(1 + x0^2*x1^2) - abs(x0 + 3)", lambda x: torch.sqrt(1 + x[0] ** 2 * x[1] ** 2) - torch.abs(x[0] + 3)),
    ("tanh(x0*x1) + sigmoid(x1)/softplus(x0)",
     lambda x: torch.tanh(x[0] * x[1]) + torch.sigmoid(x[1]) / torch.nn.functional.softplus(x[0])),
    ("pi*x0 + e^x1 + 2^-x0", lambda x: torch.pi * x[0] + torch.exp(x[1]) + 2 ** -x[0]),
    ("-x0^2 + 2^x1^2", lambda x: -(x[0] ** 2) + 2 ** (x[1] ** 2)),
]


def main():
    draw = random.Random(3)
    for case in range(60):
        variables = draw.randint(2, 4)
        text, function = polynomial(variables, draw)
        compare(f"polynomial {case}, {text}", text, function, [round(draw.uniform(-1.5, 1.5), 4) for _ in range(variables)])
    for text, function in EXPRESSIONS:
        for _ in range(5):
            compare(text, text, function, [round(draw.uniform(-1.5, 1.5), 4) for _ in range(2)])
    finish()


if __name__ == "__main__":
    main()
