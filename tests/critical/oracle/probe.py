"""Step 4 of methods.md §5: the loss itself, along curves that leave θ* inside the band's space N and let the other coordinates follow.

  x(r, v) = θ* + r·v + w, v ∈ N a unit vector, w outside N so that the gradient's part outside N vanishes (chord steps, |w| ≤ r)
  ΔL(r, v) = L(x) − L(θ*), resolved beyond e_L(θ*) + e_L(x) + ‖g_band‖·r + ½τr² + ½Σ(uᵢᵀg)²/|λᵢ| (what the steps left)
A fall at large radii proves nothing (x⁶ − 100x⁸): the signs at the three smallest resolved radii count.
"""
from dataclasses import dataclass

import numpy as np

from degenerate import REPEATS, SAFETY
from jets import EPS

CHORD_STEPS, RADII, COUNT = 30, 28, 3
HIGHER = 1.5          # a change ~ rᵖ with a smaller p is of first order
FLAT = 1 / 8          # a valley is flat out to this part of the first radius at least
PLATEAU = 4.0         # a valley is followed as far as this times max(1, ‖θ‖): an analytic loss that is flat stays flat
TOO_LARGE = "the radii at which the loss is resolved contradict the derivatives"
DIRECTIONS, FOLLOWED, DESCENT = 32, 6, 12


@dataclass
class ProbeFinding:
    falls: bool = False
    rises: bool = False
    open_down: str = ""   # why no minimum may be claimed although nothing certainly falls
    open_up: str = ""
    flat_to: float = None  # the smallest r₀ over all directions where every one is flat


class Probe:
    def __init__(self, objective, p, rng, first):
        self.objective, self.p, self.rng, self.first = objective, p, rng, first
        self.Uo, self.lo = p.eigenvectors[:, p.outside], p.eigenvalues[p.outside]
        self.N = p.band
        self.g_band = np.linalg.norm(p.gradient_band)
        self.radii = first * 0.5 ** np.arange(RADII)
        self.radii = self.radii[self.radii > 64 * EPS * np.linalg.norm(p.theta)]  # θ has to tell the points apart

    def gradients(self, x, rng=None):
        from jets import evaluate
        (jet,) = evaluate([self.objective.grad], [x], 0, rng)
        return np.broadcast_to(jet[0], x.shape).copy()

    def corrected(self, r, v):
        """Points x(r, v) for every row, the gradients there, rows that stayed in the ball, and the decrease the steps left."""
        start = self.p.theta + r * v
        x, g = start.copy(), self.gradients(start)
        part = g @ self.Uo
        alive = np.isfinite(g).all(1)
        moving = alive.copy()
        for _ in range(CHORD_STEPS):
            if not moving.any() or self.Uo.shape[1] == 0: break
            new = x - (part / self.lo) @ self.Uo.T
            outside = np.linalg.norm(new - start, axis=1) > r
            gn = self.gradients(new)
            bad = outside | ~np.isfinite(gn).all(1)
            pn = gn @ self.Uo
            better = moving & ~bad & (np.linalg.norm(pn, axis=1) < np.linalg.norm(part, axis=1))
            alive &= ~(moving & bad)
            x, g, part = np.where(better[:, None], new, x), np.where(better[:, None], gn, g), np.where(better[:, None], pn, part)
            moving = better & (part != 0).any(1)
        left = 0.5 * (part ** 2 / np.abs(self.lo)).sum(1)
        return x, g, alive, left

    def bent(self, r, v):
        """Has the curve left its tangent so far that another branch may be met?"""
        return np.linalg.norm(self.corrected(r, v)[0] - self.p.theta - r * v, axis=1) > 0.25 * r

    def measure(self, r, v):
        """ΔL, its error, g there, whether it is a point at all, for every row of v."""
        x, g, alive, left = self.corrected(r, v)
        self.left = left
        L = self.objective.values(x)
        e_there, e_g = np.zeros(len(v)), np.zeros(len(v))
        for _ in range(REPEATS):
            e_there = np.maximum(e_there, np.abs(self.objective.values(x, self.rng) - L))
            e_g = np.maximum(e_g, np.linalg.norm(self.gradients(x, self.rng) - g, axis=1))
        error = self.p.e_loss + SAFETY * e_there + self.g_band * r + 0.5 * self.p.tau * r * r + left
        alive &= np.isfinite(L) & np.isfinite(error)
        return np.where(alive, L - self.p.loss, 0.0), np.where(alive, error, np.inf), g, alive, SAFETY * e_g

    def scan(self, v):
        """For every direction: (r, ΔL) at its smallest resolved radii, and the radius out to which it is flat."""
        seen, flat, still = [[] for _ in v], np.zeros(len(v)), np.ones(len(v), bool)
        for r in self.radii[::-1]:
            delta, error, g, alive, e_g = self.measure(r, v)
            resolved = alive & (np.abs(delta) > error)
            still &= alive & ~resolved & (np.linalg.norm(g, axis=1) <= np.maximum(e_g, 1e-12 * self.p.norm))
            flat = np.where(still, r, flat)
            for i in np.flatnonzero(resolved):
                if len(seen[i]) < COUNT: seen[i].append((r, delta[i]))
        return seen, flat

    def beyond(self, v, signs, reach):
        """Signs of ΔL far out for the directions without one: an analytic loss that is flat on a piece of a curve is flat on all of it. Not beyond
        a kink."""
        r, last = self.first * 2 * FLAT, min(reach, PLATEAU * max(1.0, np.linalg.norm(self.p.theta)))
        while r <= last and (signs == 0).any():
            delta, error, _, alive, _ = self.measure(r, v)
            error = error - self.g_band * r - 0.5 * self.p.tau * r * r + 1e6 * self.left  # whatever gradient and curvature are in the band
            signs = np.where((signs == 0) & alive & ~self.bent(r, v) & (np.abs(delta) > error), np.sign(delta), signs)
            r *= 2
        return signs

    def follow(self, sign):
        """Descent of sign·L over the sphere of radius r in N, at every radius, each from the last: ways that no straight direction shows."""
        v = self.rng.standard_normal((4 * FOLLOWED, self.N.shape[1])) @ self.N.T
        v /= np.linalg.norm(v, axis=1, keepdims=True)
        tables, size = None, np.full(len(v), 0.5)
        for j, r in enumerate(self.radii):
            x, g, alive, _ = self.corrected(r, v)
            f = np.where(alive, sign * self.objective.values(x), np.inf)
            for _ in range(4 * DESCENT if j == 0 else DESCENT):
                G = sign * (g @ self.N) @ self.N.T
                G -= (G * v).sum(1, keepdims=True) * v
                n = np.linalg.norm(G, axis=1, keepdims=True)
                new = v - size[:, None] * G / np.maximum(n, 1e-300)
                new /= np.linalg.norm(new, axis=1, keepdims=True)
                xn, gn, an, _ = self.corrected(r, new)
                fn = np.where(an, sign * self.objective.values(xn), np.inf)
                better = fn < f
                size = np.where(better, np.minimum(size * 1.5, 1.0), size * 0.4)
                v, g, f = np.where(better[:, None], new, v), np.where(better[:, None], gn, g), np.where(better, fn, f)
            if j == 0:
                order = np.argsort(f)[:FOLLOWED]
                v, size, tables = v[order], size[order], [[] for _ in order]
            size = np.clip(4 * size, 1e-12, 0.5)  # what was found may be narrow: (y − x²)(y − 2x²)(y − 3x²)(y − 4x²)
            delta, error, _, alive, _ = self.measure(r, v)
            for i in range(len(v)):
                if alive[i] and abs(delta[i]) > error[i]: tables[i].append((r, delta[i]))
        return [t[::-1][:COUNT] for t in tables]


def probe(objective, p, rng, reach, candidates, known=()):
    """reach: half the distance to the nearest kink; candidates: minimizers of ±q over N; known: (direction, sign, radius from which on derivatives give it). Where
    rounding lets only large radii be resolved they may say the opposite (1e6 + (x⁶ − 1e-6)² rises from x = 0.1 on): then nothing is concluded."""
    first = min(1.0, reach)
    probe = Probe(objective, p, rng, first)
    dim = probe.N.shape[1]
    found = ProbeFinding()
    if dim == 1: v = np.vstack([probe.N.T, -probe.N.T])
    else:
        random = rng.standard_normal((DIRECTIONS // 2, dim)) @ probe.N.T
        v = np.vstack([candidates, random / np.linalg.norm(random, axis=1, keepdims=True)])
        v = np.vstack([v, -v])
    if len(probe.radii) < COUNT: return ProbeFinding(open_down="steps are lost in the rounding of θ", open_up="steps are lost in the rounding of θ")
    seen, flat = probe.scan(v)
    seen = [[] if f >= FLAT * first else s for s, f in zip(seen, flat)]  # what comes after so long a flat: below
    for w, sign, since in known[:8]:
        for s in probe.scan(np.vstack([w, -w]))[0]:
            if len(s) == COUNT and s[0][0] >= since and all(delta * sign < 0 for _, delta in s): return ProbeFinding(open_down=TOO_LARGE, open_up=TOO_LARGE)
    falling = probe.follow(+1) if dim > 1 else []
    rising = probe.follow(-1) if dim > 1 and not (p.eigenvalues[p.outside] > 0).any() else []
    judge(found, seen + falling + rising)
    if found.falls and found.rises: return found
    signs = np.array([np.sign(t[0][1]) if t else 0 for t in seen])
    if ((signs == 0) & (flat < FLAT * first)).any(): found.open_down = found.open_up = "too few radii are resolved along some direction"
    if found.open_down and found.open_up: return found
    if flat.min() >= FLAT * first: found.flat_to = float(flat.min())
    signs = probe.beyond(v, signs, reach)
    half = len(v) // 2
    for i in range(half):  # the two sides of a line: flat around θ*, it must stay so, or rise (fall) on both
        one, other = signs[i], signs[i + half]
        if len(seen[i]) == COUNT and len(seen[i + half]) == COUNT: continue
        why = "flat to rounding around here, but not further out: it may have levelled off"
        if (one == 0) != (other == 0): found.open_down, found.open_up = found.open_down or why, found.open_up or why
        if min(one, other) < 0: found.open_down = found.open_down or why
        if max(one, other) > 0: found.open_up = found.open_up or why
    return found


def judge(found, everything):
    """A change of first order means that the point isn't critical (exp(−x) at 700, its gradient lost to underflow): nothing is concluded."""
    for t in everything:
        if len(t) == COUNT and (all(d < 0 for _, d in t) or all(d > 0 for _, d in t)):
            if abs(order_of(t[:2]) - 1) < 0.1 and abs(order_of(t[1:]) - 1) < 0.1:
                found.open_down = found.open_up = "the loss changes at first order: no critical point"
                found.falls = found.rises = False
                return
            found.falls |= t[0][1] < 0
            found.rises |= t[0][1] > 0
            continue
        if any(d < 0 for _, d in t): found.open_down = found.open_down or "mixed signs, or a fall at fewer than three radii"
        if any(d > 0 for _, d in t): found.open_up = found.open_up or "mixed signs, or a rise at fewer than three radii"


def order_of(t): return np.log(abs(t[-1][1] / t[0][1])) / np.log(t[-1][0] / t[0][0])


def kink_probe(objective, p, rng, first):
    """On a kink: (a way down, a way up, a fall of first order). Derivatives prove nothing there, so the loss alone is asked, along eigenvectors
    of what the derivatives say H is, along the gradient and along random directions, with and without following outside N."""
    q = Probe(objective, p, rng, first)
    P = objective.size
    order = np.argsort(np.abs(p.eigenvalues))
    basis = p.eigenvectors[:, order[:16]].T
    random = rng.standard_normal((32, P))
    straight = [basis, random / np.linalg.norm(random, axis=1, keepdims=True)]
    if np.linalg.norm(p.gradient) > 0: straight.append(p.gradient[None] / np.linalg.norm(p.gradient))
    straight = np.vstack(straight)
    sets = [(np.vstack([straight, -straight]), False)]
    if q.N.shape[1]:
        inside = np.vstack([q.N.T[:16], rng.standard_normal((32, q.N.shape[1])) @ q.N.T])
        inside /= np.linalg.norm(inside, axis=1, keepdims=True)
        sets.append((np.vstack([inside, -inside]), True))
    down = up = first_order = False
    for v, follow in sets:
        tables = [[] for _ in v]
        for r in q.radii[::-1]:
            x = q.corrected(r, v)[0] if follow else p.theta + r * v
            L = objective.values(x)
            e = np.max([np.abs(objective.values(x, rng) - L) for _ in range(REPEATS)], axis=0)
            error = p.e_loss + SAFETY * e
            for i in range(len(v)):
                if np.isfinite(L[i]) and abs(L[i] - p.loss) > error[i] and len(tables[i]) < COUNT: tables[i].append((r, L[i] - p.loss))
        for t in tables:
            if len(t) < COUNT: continue
            s = {np.sign(d) for _, d in t}
            if len(s) > 1: continue
            if s == {-1.0}:
                if order_of(t) < HIGHER: first_order = True
                else: down = True
            else: up = True
    return down, up, first_order
