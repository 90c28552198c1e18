"""Makes fits.json: weights of mlp:1-10-10-1:tanh on sin(5πx)/(5πx) at x = (i + ½)/128, caught at several heights on the way down, by L-BFGS and
by Levenberg–Marquardt; and of separable data trained out on its tail. Run once; the file is committed, points.py reads it."""
import json

import numpy as np
from scipy.optimize import minimize

X = (np.arange(128) + 0.5) / 128
Y = np.sin(5 * np.pi * X) / (5 * np.pi * X)
H = 10
SIZES = [H, H, H * H, H, H, 1]


def unpack(t):
    W1, b1, W2, b2, w3, b3 = np.split(t, np.cumsum(SIZES)[:-1])
    return W1, b1, W2.reshape(H, H), b2, w3, b3


def residual(t, jacobian):
    W1, b1, W2, b2, w3, b3 = unpack(t)
    a1 = np.tanh(X[:, None] * W1 + b1)
    a2 = np.tanh(a1 @ W2.T + b2)
    r = a2 @ w3 + b3 - Y
    if not jacobian: return r
    d2 = (1 - a2 * a2) * w3
    d1 = (d2 @ W2) * (1 - a1 * a1)
    J = np.hstack([d1 * X[:, None], d1, (d2[:, :, None] * a1[:, None, :]).reshape(128, -1), d2, a2, np.ones((128, 1))])
    return r, J


def loss_gradient(t):
    r, J = residual(t, True)
    return (r @ r) / 128, 2 / 128 * (J.T @ r)


def start(seed):
    """PyTorch's initialization for nn.Linear: uniform ± 1/√fan_in."""
    r = np.random.default_rng(seed)
    scale = np.concatenate([np.ones(2 * H), np.full(H * H + 2 * H + 1, H ** -0.5)])
    return r.uniform(-1, 1, scale.size) * scale


def l_bfgs(seed, heights, budget=40000):
    caught = {}
    def look(t):
        L = loss_gradient(t)[0]
        for h in heights:
            if L <= h and h not in caught: caught[h] = (L, t.copy())
        if len(caught) == len(heights): raise StopIteration
    t = start(seed)
    try:
        for _ in range(8):  # restarted where its line search gives up
            t = minimize(lambda u: loss_gradient(u), t, jac=True, method="L-BFGS-B", callback=look, options=dict(maxiter=budget // 8, maxfun=10 ** 6, maxcor=30, ftol=0, gtol=0)).x
    except StopIteration: pass
    return caught


def levenberg_marquardt(seed, heights, steps=6000):
    caught, t, mu = {}, start(seed), 1e-2
    r, J = residual(t, True)
    for _ in range(steps):
        A, g = J.T @ J, J.T @ r
        new = t - np.linalg.solve(A + mu * np.eye(len(t)), g)
        rn = residual(new, False)
        if rn @ rn < r @ r:
            t, mu = new, mu * 0.4
            r, J = residual(t, True)
            for h in heights:
                if r @ r / 128 <= h and h not in caught: caught[h] = (r @ r / 128, t.copy())
        else: mu *= 3
        if len(caught) == len(heights) or mu > 1e12: break
    return caught


def main():
    fits = []
    for method, run, seeds, heights in (("lm", levenberg_marquardt, (0, 1, 2, 5), (1e-3, 1e-5, 1e-7, 1e-9, 1e-11)), ("l-bfgs", l_bfgs, (3, 4), (1e-3, 1e-4, 1e-6, 1e-8, 5e-10))):
        for seed in seeds:
            for h, (L, t) in run(seed, heights).items():
                fits.append(dict(method=method, seed=seed, height=h, loss=L, weights=t.tolist()))
                print(method, seed, h, L, np.linalg.norm(loss_gradient(t)[1]), flush=True)
    with open("fits.json", "w") as f: json.dump(fits, f, indent=0)


if __name__ == "__main__": main()
