"""The two tolerances of methods.md §2 and what they are made of.

  here    τ_θ = P·eps·‖H‖ + E_H,            E_H = ‖H − Hᵀ‖ + 3·max over 5 perturbed evaluations and the test vectors v of ‖Δ(H·v)‖
  nearby  τ  ≥ τ_θ + 2·‖H(θ+2s) − H(θ)‖,   s = −Σ_{|λᵢ|>τ} (uᵢᵀg/λᵢ)·uᵢ,   by bisection on log τ to a factor √2
"""
from dataclasses import dataclass, field

import numpy as np

from jets import EPS, length

REPEATS, SAFETY = 5, 3.0


@dataclass
class Point:
    """Everything known of L around one θ."""
    theta: np.ndarray
    loss: float
    gradient: np.ndarray
    eigenvalues: np.ndarray
    eigenvectors: np.ndarray  # columns
    norm: float               # ‖H‖
    e_loss: float             # rounding errors
    above: float              # L − floor; inf without a floor
    e_above: float            # its error, each θᵢ perturbed by a relative eps too (§5 step 0)
    e_gradient: float
    e_hessian: float
    tau_here: float
    # The critical point nearby:
    tau: float = 0.0
    step: np.ndarray = None   # s
    reach: bool = True        # False: no critical point in reach, `nearby` is null, everything is in the band
    gradient_band: np.ndarray = None
    outside: np.ndarray = None  # mask of |λ| > τ

    def counts(self, tau):
        l = self.eigenvalues
        return int((l < -tau).sum()), int((np.abs(l) <= tau).sum()), int((l > tau).sum())

    @property
    def here(self): return self.counts(self.tau_here)

    @property
    def nearby(self):
        l = self.eigenvalues
        return int((self.outside & (l < 0)).sum()), int((~self.outside).sum()), int((self.outside & (l > 0)).sum())

    @property
    def band(self): return self.eigenvectors[:, ~self.outside]


def look(objective, theta, rng):
    """θ with its errors and both tolerances; None where something isn't finite."""
    P = objective.size
    loss, g = objective.value(theta), objective.gradient(theta)
    H, asymmetry = objective.hessian(theta)
    if not (np.isfinite(loss) and np.isfinite(g).all() and np.isfinite(H).all()): return None
    lam, U = np.linalg.eigh(H)
    norm = float(np.abs(lam).max())

    order = np.argsort(np.abs(lam))
    random = rng.standard_normal((4, P))
    tests = np.vstack([U[:, order[:4]].T, U[:, [0, -1]].T, random / np.linalg.norm(random, axis=1, keepdims=True)])
    exact = objective.products(theta, tests)
    above = np.inf if objective.floor is None else objective.above_floor(theta)
    e_loss = e_above = e_g = e_h = 0.0
    for _ in range(REPEATS):
        g0, hv = objective.gradient_jet(theta, tests, 1, rng)
        e_loss = max(e_loss, abs(objective.values(theta, rng)[0] - loss))
        shaken = theta * (1 + EPS * rng.standard_normal(P))
        if objective.floor is not None:
            e_above = max(e_above, abs(objective.above_floor(theta, rng) - above), abs(objective.above_floor(shaken, rng) - above))
        e_g = max(e_g, length(g0[0] - g))
        e_h = max(e_h, np.linalg.norm(hv - exact, axis=1).max())
    e_hessian = asymmetry + SAFETY * e_h
    p = Point(theta, loss, g, lam, U, norm, SAFETY * e_loss, above, SAFETY * e_above, SAFETY * e_g, e_hessian, P * EPS * norm + e_hessian)
    find_nearby(objective, p, H)
    return p


def newton_step(p, tau):
    """s, the Newton step outside the band."""
    out = np.abs(p.eigenvalues) > tau
    U = p.eigenvectors[:, out]
    return -U @ ((U.T @ p.gradient) / p.eigenvalues[out]), out


def find_nearby(objective, p, H):
    def holds(tau):
        s, _ = newton_step(p, tau)
        if not s.any(): return True
        there, _ = objective.hessian(p.theta + 2 * s)
        if not np.isfinite(there).all(): return False
        return tau >= p.tau_here + 2 * np.abs(np.linalg.eigvalsh(there - H)).max()

    if holds(p.tau_here): tau = p.tau_here
    else:
        low, high = np.log2(p.tau_here) if p.tau_here > 0 else np.log2(p.norm) - 200, np.log2(p.norm)
        while high - low > 0.5:  # a factor √2
            middle = 0.5 * (low + high)
            if holds(2.0 ** middle): high = middle
            else: low = middle
        tau = 2.0 ** high if high < np.log2(p.norm) else p.norm
    p.tau = float(tau)
    p.step, p.outside = newton_step(p, tau)
    # Only s = 0 satisfies the condition, though g is above rounding: no critical point in reach.
    p.reach = bool(p.outside.any()) or length(p.gradient) <= p.e_gradient
    N = p.band
    p.gradient_band = N @ (N.T @ p.gradient)
