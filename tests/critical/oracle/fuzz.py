"""Random points whose truth is known, for as long as asked: python3 fuzz.py SEED SECONDS. Prints every contradiction, then the tally."""
import sys
import time
import warnings
from collections import Counter

import numpy as np

from objective import from_formula, from_network
from points import linear_count, signs
from verdict import solve

warnings.simplefilter("ignore")
OPEN = ["not_critical", "gradient_flat", "undetermined"]
TAILS = ["exp(-x)", "1/x", "-log(x)", "softplus(-x)", "exp(-x)+y^2", "1/x+y^2", "log(1+exp(-x))+1e-3*y^2", "1/(1+x^2)", "x*exp(-x)", "exp(-x)*(1+y^2)", "tanh(x)+y^2", "sigmoid(-x)*sigmoid(-y)", "1/x-y^2"]
SADDLE = ["degenerate_saddle"]
FORMS = [("u^2+v^4", ["local_minimum"]), ("u^2-v^4", SADDLE), ("u^2+v^3", SADDLE), ("-u^2+v^4", ["saddle"]), ("-u^2-v^4", ["local_maximum"]), ("u^2-v^2", ["saddle"]),
         ("u^2+v^2", ["local_minimum"]), ("u^4+v^4", ["local_minimum"]), ("-u^4-v^4", ["local_maximum"]), ("u^4-v^4", SADDLE), ("u^3-3*u*v^2", SADDLE),
         ("u^2+v^6", ["degenerate_minimum", "undetermined"]), ("u^2-v^6", SADDLE + ["undetermined"]), ("u^2+v^5", SADDLE + ["undetermined"]), ("u^2", ["degenerate_minimum"]),
         ("-u^2", ["degenerate_maximum", "undetermined"]), ("u^2*v^2", ["degenerate_minimum"]), ("u^2-v^8", SADDLE + ["undetermined"])]


class Fuzz:
    def __init__(self, seed):
        self.rng, self.tally, self.kept = np.random.default_rng(seed), Counter(), {}

    def check(self, tag, objective, theta, allowed, here=None, negative=None):
        v = solve(objective, theta, int(self.rng.integers(10 ** 9)))
        self.tally[tag, v.kind, v.certified] += 1
        if v.kind not in allowed or (here and v.point.here != here) or (negative is not None and v.point.nearby[0] != negative):
            print("contradicted:", tag, [float(t) for t in theta][:8], v.kind, v.certified, v.why, v.point and v.point.here, v.point and v.point.nearby, flush=True)

    def formula(self, tag, text, at, allowed, here=None):
        if text not in self.kept:
            if len(self.kept) > 100: self.kept.clear()
            self.kept[text] = from_formula(text)
        objective, names = self.kept[text]
        self.check(tag if tag else text, objective, [at[n] for n in names], allowed, here)

    def tails(self):
        for text in TAILS:
            self.formula("tail", text, dict(x=10 ** self.rng.uniform(0.2, 2.5), y=self.rng.choice([0, self.rng.normal() * 10 ** self.rng.uniform(-9, 0)])), OPEN)

    def noise(self):
        for _ in range(10):
            x, y = self.rng.uniform(-8, 8, 2)
            self.formula("noise", "sigmoid(x)+sigmoid(-x)+1e-6*y^2", dict(x=x, y=y), OPEN, here=(0, 1, 1))

    def chains(self):
        for d in range(2, 9):
            names = [f"w{i}" for i in range(d)]
            text = f"(1 - {'*'.join(names)})^2"
            w = self.rng.choice([-1, 1], d) * 10 ** self.rng.uniform(-1, 1, d)
            w[-1] = 1 / np.prod(w[:-1])
            self.formula("chain valley", text, dict(zip(names, w)), ["degenerate_minimum"])
            zeros = int(self.rng.integers(2, min(d, 4) + 1))
            w = self.rng.normal(size=d) * 10 ** self.rng.uniform(-2, 2, d)
            w[self.rng.permutation(d)[:zeros]] = 0
            self.formula(f"chain {zeros} zeros", text, dict(zip(names, w)), ["saddle"] if zeros == 2 else SADDLE)

    def forms(self):
        """A normal form under a curved change of variables, rotated, scaled, shifted: at the point and beside it."""
        r = self.rng
        form, allowed = FORMS[r.integers(len(FORMS))]
        a, b, c = (float(t) for t in r.normal(size=3) * 10 ** r.uniform(-1, 0.7, 3))
        angle = r.uniform(0, 2 * np.pi)
        cos, sin = float(np.cos(angle)), float(np.sin(angle))
        p, q = (f"({cos!r}*x+{sin!r}*y)", f"({-sin!r}*x+{cos!r}*y)") if r.random() < 0.5 else ("x", "y")
        u, v = f"({p}+{a!r}*{q}^2+{c!r}*{p}*{q})", f"({q}+{b!r}*{p}^2)"
        curved = form.replace("u", "U").replace("v", "V").replace("U", u).replace("V", v)
        text = f"{float(10 ** r.uniform(-6, 6))!r}*({curved})+{float(r.choice([0, 10 ** r.uniform(-3, 4)]))!r}+0*x+0*y"
        self.formula("form " + form, text, dict(x=0, y=0), allowed)
        for _ in range(2):
            e = 10 ** r.uniform(-10, -2)
            self.formula("beside " + form, text, dict(x=e * r.normal(), y=e * r.normal()), allowed + OPEN)

    def linear(self):
        r = self.rng
        nx, p, ny = r.integers(1, 6, 3)
        rank = int(r.integers(1, min(nx, ny) + 1))
        s = np.sort(r.uniform(0.3, 3, rank))[::-1]
        U, V = np.linalg.qr(r.standard_normal((ny, ny)))[0], np.linalg.qr(r.standard_normal((nx, nx)))[0]
        N, biases = nx + int(r.integers(2, 8)), r.random() < 0.4
        X = np.linalg.qr(np.column_stack([np.ones(N), r.standard_normal((N, nx))]))[0][:, 1:] * np.sqrt(N)
        M = U[:, :rank] * s @ V[:, :rank].T
        k = int(r.integers(0, min(rank, p) + 1))
        J = sorted(r.choice(rank, k, replace=False))
        A, B = np.zeros((ny, p)), np.zeros((p, nx))
        A[:, :k], B[:k] = U[:, J] * np.sqrt(s[J]), np.sqrt(s[J])[:, None] * V[:, J].T
        inertia = signs(linear_count(np.concatenate([s, np.zeros(min(nx, ny) - rank)]), J, p, nx, ny))
        transformed = k and r.random() < 0.4
        if transformed:
            C = r.standard_normal((p, p)) + 2 * np.eye(p)
            A, B = A @ C, np.linalg.solve(C, B)
        shift = r.normal(size=ny) * biases
        theta = np.concatenate([B.ravel(), np.zeros(p), A.ravel(), shift] if biases else [B.ravel(), A.ravel()])
        objective = from_network(f"mlp:{nx}-{p}-{ny}:linear" + ("" if biases else ":no-bias"), X, X @ M.T + shift, "mse")
        allowed = ["saddle"] if inertia[0] else ["degenerate_minimum"] + (["undetermined"] if k < rank else [])
        self.check("linear", objective, theta, allowed, None if transformed or biases else inertia, inertia[0])
        if inertia[0]: self.check("beside linear", objective, theta + 10 ** r.uniform(-9, -3) * r.normal(size=theta.size), ["saddle"] + OPEN)

    def networks(self):
        """Anywhere: not critical."""
        r = self.rng
        d, h, c = r.integers(1, 4, 3)
        x, activation = r.normal(size=(8, d)), r.choice(["tanh", "sigmoid", "softplus", "silu", "relu"])
        for loss, y in (("mse", r.normal(size=(8, c))), ("bce-with-logits", r.integers(0, 2, (8, c)).astype(float)), ("cross-entropy", r.integers(0, c + 1, 8))):
            objective = from_network(f"mlp:{d}-{h}-{c + (loss == 'cross-entropy')}:{activation}", x, y, loss)
            self.check("random " + loss, objective, r.normal(size=objective.size) * 10 ** r.uniform(-2, 2), OPEN)


def main():
    f, end = Fuzz(int(sys.argv[1])), time.time() + float(sys.argv[2])
    while time.time() < end:
        for part in (f.tails, f.noise, f.chains, f.forms, f.forms, f.linear, f.networks): part()
    for key, n in sorted(f.tally.items()): print(n, *key)


if __name__ == "__main__": main()
