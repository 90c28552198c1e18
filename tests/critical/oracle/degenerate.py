"""Degenerate points (methods.md §5): the derivatives of order 3 and 4 on the space N of the band, by the rules of errors and dominance.

  t(v) = D³L[v,v,·],   q(v) = D⁴L[v⁴]/24 − ⅛·tᵀH⁺t     (H⁺ over the eigenvalues outside the band)
"""
from dataclasses import dataclass

import numpy as np

from jets import EPS

REPEATS, SAFETY, BEYOND = 5, 3.0, 10.0
ARRIVED = 0.1


@dataclass
class Moments:
    """For every row v: D³L[v³], D⁴L[v⁴], tᵀH⁺t, ‖t‖, q; t and the gradient of q on the whole space where asked for."""
    d3: np.ndarray
    d4: np.ndarray
    corr: np.ndarray
    t_norm: np.ndarray
    t: np.ndarray
    d4v: np.ndarray
    w: np.ndarray

    @property
    def q(self): return self.d4 / 24 - self.corr / 8

    @property
    def q_size(self): return np.abs(self.d4) / 24 + np.abs(self.corr) / 8


def moments(objective, p, v, rng=None):
    jet = objective.gradient_jet(p.theta, v, 3, rng)
    t, d4v = 2 * jet[2], 6 * jet[3]
    Uo, lo = p.eigenvectors[:, p.outside], p.eigenvalues[p.outside]
    w = ((t @ Uo) / lo) @ Uo.T  # H⁺t
    return Moments((v * t).sum(1), (v * d4v).sum(1), (t * w).sum(1), np.linalg.norm(t, axis=1), t, d4v, w)


class Derivatives:
    """The search over unit v ∈ N, and the tests. Sizes are kept over all v tried."""

    def __init__(self, objective, p, rng):
        self.objective, self.p, self.rng = objective, p, rng
        self.N = p.band
        self.dim = self.N.shape[1]
        self.max_d3 = self.max_q = 0.0
        lo = np.abs(p.eigenvalues[p.outside])
        self.mixing = p.tau_here / lo.min() if len(lo) else 0.0  # τ_θ/λ̂: an error in N

    def unit(self, x):
        x = (x @ self.N) @ self.N.T
        return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-300)

    def at(self, v, rng=None):
        m = moments(self.objective, self.p, v, rng)
        if rng is None:
            self.max_d3, self.max_q = max(self.max_d3, np.abs(m.d3).max()), max(self.max_q, m.q_size.max())
        return m

    def starts(self):
        if self.dim == 1: return self.N.T.copy()
        if self.dim == 2:
            a = np.pi * np.arange(60) / 60
            return np.cos(a)[:, None] * self.N[:, 0] + np.sin(a)[:, None] * self.N[:, 1]
        basis = self.N.T[:8]
        return np.vstack([basis, self.unit(self.rng.standard_normal((24, self.objective.size)))])

    def climb(self, value_and_gradient, iterations=60):
        """Ascent on the unit sphere of N from all starts at once; a step that doesn't climb is shortened. Falling values: (v, f, ‖∇f‖ on the sphere)."""
        v = self.starts()
        f, G = value_and_gradient(v)
        if self.dim == 1: return v, f, np.zeros(1)
        size = np.full(len(v), 0.5)
        for _ in range(iterations):
            G = (self.N @ (self.N.T @ G.T)).T
            G = G - (G * v).sum(1, keepdims=True) * v
            n = np.linalg.norm(G, axis=1, keepdims=True)
            new = self.unit(v + size[:, None] * G / np.maximum(n, 1e-300))
            fn, Gn = value_and_gradient(new)
            better = fn > f
            size = np.where(better, np.minimum(size * 1.5, 1.0), size * 0.4)
            v, f, G = np.where(better[:, None], new, v), np.where(better, fn, f), np.where(better[:, None], Gn, G)
        G = (self.N @ (self.N.T @ G.T)).T
        slope = np.linalg.norm(G - (G * v).sum(1, keepdims=True) * v, axis=1)
        order = np.argsort(-f)
        return v[order], f[order], slope[order]

    def third(self):
        """Directions by falling |D³L[v³]|."""
        def f(v):
            m = self.at(v)
            return np.abs(m.d3), 3 * np.sign(m.d3)[:, None] * m.t
        return self.climb(f)[0]

    def fourth(self, sign):
        """Directions by rising sign·q, and the slope of q there."""
        def f(v):
            m = self.at(v)
            n = np.linalg.norm(m.w, axis=1, keepdims=True)
            w = m.w / np.maximum(n, 1e-300)
            # D³L[v, w, ·] = (D³L[v+w, v+w, ·] − D³L[v−w, v−w, ·])/4
            cross = n * (2 * self.objective.gradient_jet(self.p.theta, v + w, 2)[2] - 2 * self.objective.gradient_jet(self.p.theta, v - w, 2)[2]) / 4
            return -sign * m.q, -sign * (m.d4v / 6 - cross / 2)
        v, _, slope = self.climb(f)
        return v, slope

    def errors(self, v):
        """(D³L[v³], q, their thresholds: ten times the largest error)."""
        m = self.at(v)
        change3 = change4 = 0.0
        for _ in range(REPEATS):
            n = self.at(v, self.rng)
            change3, change4 = np.maximum(change3, np.abs(n.d3 - m.d3)), np.maximum(change4, np.abs(n.q - m.q))
        P = self.objective.size
        e3 = np.maximum.reduce([SAFETY * change3, np.full(len(v), 100 * P * EPS * self.max_d3), 3 * m.t_norm * self.mixing])
        e4 = np.maximum.reduce([SAFETY * change4, np.full(len(v), 100 * P * EPS * self.max_q), 4 * (np.abs(m.d4) + np.abs(m.corr)) * self.mixing])
        return m, BEYOND * e3, BEYOND * e4

    def dominates(self, v, order, m, i):
        """Does the term of this order along v exceed, at some radius r ≤ ½, twice all the others together?"""
        p = self.p
        c = np.abs(self.objective.value_jet(p.theta, v[None], 8)[:, 0])
        r = 0.5 ** np.arange(1, 80)
        cubic, quartic = abs(m.d3[i]) / 6, m.q_size[i]
        others = np.linalg.norm(p.gradient_band) * r + 0.5 * p.tau * r ** 2 + sum(c[k] * r ** k for k in range(5, 9))
        if order == 3: term, others = cubic * r ** 3, others + quartic * r ** 4
        else: term, others = abs(m.q[i]) * r ** 4, others + cubic * r ** 3
        return bool((np.isfinite(others) & (term > 2 * others)).any())


@dataclass
class Finding:
    """What orders 3 and 4 say: ways down and up (None, 3 or 4), and whether q proves a minimum of L, of −L, on N."""
    down: object = None
    up: object = None
    minimum: bool = False
    maximum: bool = False
    bounded: bool = False  # dim N ≤ 2: the extremum of q over N is no multistart
    d3: float = 0.0
    q_min: float = 0.0
    q_max: float = 0.0
    d3_undecided: bool = False


def examine(objective, p, rng):
    d = Derivatives(objective, p, rng)
    found = Finding(bounded=d.dim <= 2)
    if d.dim == 0: return found
    v = d.third()[:4]
    m, thr, _ = d.errors(v)
    found.d3 = float(np.abs(m.d3).max())
    nonzero = np.flatnonzero(np.abs(m.d3) > thr)
    if any(d.dominates(v[i], 3, m, i) for i in nonzero):
        found.down = found.up = 3
        return found
    found.d3_undecided = len(nonzero) > 0
    for sign in (+1, -1):
        v, slope = d.fourth(sign)
        v, slope = v[:8], slope[:8]
        m, _, thr = d.errors(v)
        q = sign * m.q
        if sign > 0: found.q_min = float(q.min())
        else: found.q_max = float(-q.min())
        way = any(q[i] < -thr[i] and d.dominates(v[i], 4, m, i) for i in range(len(v)))
        # Beside a cone where q = 0 (the valleys of linear networks) q ~ κ·d², slope 2κ·d = 2q/d: a search that hasn't arrived shows a steep slope.
        above = bool((q > thr).all() and (slope <= ARRIVED * q).all()) and all(d.dominates(v[i], 4, m, i) for i in range(len(v)))
        if sign > 0: found.down, found.minimum = (4 if way else None), above
        else: found.up, found.maximum = (4 if way else None), above
    return found
