"""`find --box` against SymPy's real roots of the gradient, and `spectrum` against NumPy's eigenvalues.

    python3 tests/interop/box_test.py build/release/saddlescope

Random polynomials of two variables with integer coefficients: their critical points are the real roots of a lexicographic
Groebner basis, a polynomial in y alone and one linear in x.
"""
import os
import random
import sys

from interop import check, close, finish, np, run

try:
    import sympy
except ImportError as missing:
    print(f"{missing.name} isn't installed: pip install -r tools/test-requirements.txt", file=sys.stderr)
    sys.exit(1 if os.environ.get("SADDLESCOPE_REQUIRE_PYTORCH") else 77)

X, Y = sympy.symbols("x y")
BOX = 3


def critical_points(formula):
    """Real roots of the gradient in the open box, or None where the basis has another shape."""
    gradient = [sympy.diff(formula, v) for v in (X, Y)]
    basis = sympy.groebner(gradient, X, Y, order="lex").exprs
    eliminated = sympy.Poly(basis[-1], Y)
    if eliminated.free_symbols - {Y} or sympy.gcd(eliminated, eliminated.diff(Y)).degree() > 0:
        return None  # several points over one y, or a multiple root
    linear = [b for b in basis if sympy.degree(b, X) == 1]
    if not linear:
        return None
    points = []
    for y in eliminated.nroots(n=30, maxsteps=200):
        if abs(sympy.im(y)) > 1e-20:
            continue
        y = sympy.re(y)
        slope, offset = sympy.Poly(linear[0], X).all_coeffs()
        at = slope.subs(Y, y).evalf(30)
        if at == 0:
            return None
        points.append((float(-offset.subs(Y, y).evalf(30) / at), float(y)))
    return points


def kind(formula, point):
    hessian = sympy.hessian(formula, (X, Y)).subs({X: point[0], Y: point[1]})
    values = np.linalg.eigvalsh(np.array(hessian.tolist(), float))
    return "saddle" if values[0] * values[1] < 0 else "local_minimum" if values[0] > 0 else "local_maximum"


def compare(formula):
    truth = critical_points(formula)
    if truth is None or any(abs(abs(c) - BOX) < 1e-6 for p in truth for c in p):
        return False
    truth = [p for p in truth if max(map(abs, p)) < BOX]
    text = str(formula).replace("**", "^")
    answer = run("find", "--function", text, "--box", f"x=-{BOX}:{BOX},y=-{BOX}:{BOX}")
    order = answer["problem"]["variables"]
    ours = [dict(zip(order, p["at"])) for p in answer["points"]]
    check(f"{text}: complete", answer["box"]["complete"], answer.get("why"))
    check(f"{text}: as many points", len(ours) == len(truth), f"{ours} and {truth}")
    for p in truth:
        near = [q for q, at in zip(answer["points"], ours) if max(abs(at["x"] - p[0]), abs(at["y"] - p[1])) < 1e-8]
        check(f"{text}: {p} once", len(near) == 1, ours)
        if near:
            check(f"{text}: kind at {p}", near[0]["verdict"]["kind"] == kind(formula, p), near[0]["verdict"])
    return True


def random_polynomial(draw):
    degree = draw.choice([3, 4])
    terms = [X**i * Y**j for i in range(degree + 1) for j in range(degree + 1 - i) if i + j > 0]
    return sum(draw.randint(-3, 3) * t for t in draw.sample(terms, min(6, len(terms)))) + X**degree + Y**degree


def spectra(draw):
    """A quadratic form with a random symmetric matrix: its eigenvalues are known to NumPy."""
    for size in (1, 2, 5, 12):
        A = np.array([[draw.randint(-8, 8) / 8 for _ in range(size)] for _ in range(size)])
        A = (A + A.T) / 2
        text = " + ".join(f"({float(A[i, j]) / 2!r})*v{i:02d}*v{j:02d}" for i in range(size) for j in range(size))
        text += " + " + " + ".join(f"0*v{i:02d}" for i in range(size))
        at = ",".join(f"v{i:02d}={draw.uniform(-1, 1)!r}" for i in range(size))
        expected = np.linalg.eigvalsh(A)
        for which in ("all", "both", "lowest", "highest"):
            for method in ("exact", "matrix-free"):
                if which == "all" and method != "exact":
                    continue
                k = () if which == "all" else ("-k", 3)
                answer = run("spectrum", "--function", text, "--at", at, "--which", which, "--spectrum", method, *k)
                ours = answer["spectrum"]["eigenvalues"] if which == "all" else [p["value"] for p in answer["pairs"]]
                wanted = [e for i, e in enumerate(expected)
                          if which == "all" or (i < 3 and which != "highest") or (i >= size - 3 and which != "lowest")]
                close(f"{size} variables, {which}, {method}", ours, wanted, scale=max(1.0, np.abs(expected).max()))


def main():
    draw = random.Random(11)
    compared = sum(compare(random_polynomial(draw)) for _ in range(30))
    check("enough polynomials have simple roots", compared >= 15, compared)
    compare(X**4 - 3 * X**2 * Y + Y**4 - 2 * X + Y)
    spectra(draw)
    finish()


if __name__ == "__main__":
    main()
