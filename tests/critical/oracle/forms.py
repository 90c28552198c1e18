"""Normal forms, sums of ± powers 2 to 8 with flat variables, under random analytic changes of variables: python3 forms.py SEED SECONDS.

A form's truth: it falls where some power is odd or negative, rises where some is odd or positive; a flat variable or a power above 4 leaves a
minimum degenerate. A change of variables keeps it. Prints every contradiction, then the tally: at the point, and beside it.
"""
import sys
import time
import warnings
from collections import Counter

import numpy as np

from objective import from_formula
from verdict import solve

warnings.simplefilter("ignore")
AWAY = {"not_critical", "gradient_flat", "undetermined"}


def truth(terms):
    """terms: (sign, power), power 0 for a flat variable. The kinds that don't contradict it."""
    n, pos = terms.count((-1, 2)), terms.count((1, 2))
    down = any(k % 2 or s < 0 for s, k in terms if k)
    up = any(k % 2 or s > 0 for s, k in terms if k)
    strict = all(k for _, k in terms)
    if down and up: return {"saddle"} if n else {"degenerate_saddle"}
    side = "minimum" if up else "maximum"
    if strict and all(k == 2 for _, k in terms): return {"local_" + side}
    return {"degenerate_" + side} | ({"local_" + side} if strict else set())


def random_form(r):
    n = int(r.integers(1, 4))
    while True:
        terms = [(int(r.choice([-1, 1])), int(r.choice([0, 2, 2, 3, 4, 5, 6, 7, 8]))) for _ in range(n)]
        if any(k for _, k in terms): break
    names = [f"x{i}" for i in range(n)]
    A = np.linalg.qr(r.standard_normal((n, n)))[0] * 10 ** r.uniform(-0.3, 0.3, n) if r.random() < 0.7 else np.eye(n)
    center = np.round(r.normal(size=n), 3) if r.random() < 0.5 else np.zeros(n)
    u = []
    for i in range(n):
        text = "+".join(f"{float(A[i, j])!r}*y{j}" for j in range(n))
        for _ in range(int(r.integers(0, 3))):  # curved: products of coordinates, sometimes of their sines
            j, k = r.integers(0, n, 2)
            f = "sin(y{})" if r.random() < 0.3 else "y{}"
            text += f"+{float(r.normal() * 0.5)!r}*{f.format(j)}*y{k}"
        u.append("(" + text + ")")
    text = "+".join(f"{float(s * 10 ** r.uniform(-0.5, 0.5))!r}*{u[i]}^{k}" for i, (s, k) in enumerate(terms) if k)
    for j in range(n): text = text.replace(f"y{j}", f"({names[j]}-{float(center[j])!r})")
    text = f"{float(10 ** r.uniform(-3, 3))!r}*({text})" + "".join(f"+0*{name}" for name in names)
    return text.replace("+-", "-").replace("--", "+"), dict(zip(names, center)), terms


def main():
    r, end = np.random.default_rng(int(sys.argv[1])), time.time() + float(sys.argv[2])
    tally = Counter()
    while time.time() < end:
        text, at, terms = random_form(r)
        objective, names = from_formula(text)
        allowed = truth(terms)
        for where in ("at", "beside"):
            shift = 0 if where == "at" else 10 ** r.uniform(-10, -2)
            v = solve(objective, [at[n] + shift * r.normal() for n in names], int(r.integers(10 ** 9)))
            open_kinds = {"undetermined"} if where == "at" else AWAY
            result = "right" if v.kind in allowed else "open" if v.kind in open_kinds else "WRONG"
            tally[where, result, v.certified] += 1
            if result == "WRONG" or (result == "open" and where == "at"): print(result, where, f"{shift:.1e}", v.kind, v.certified, v.why, terms, text, flush=True)
    for key, n in sorted(tally.items()): print(n, *key)


if __name__ == "__main__": main()
