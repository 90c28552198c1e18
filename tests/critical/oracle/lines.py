"""Step 3 of methods.md §5: Taylor coefficients of L along straight lines of the band's space N.

The first coefficient of order 3 or more that isn't zero along θ* + t·v, v ∈ N: odd, or negative: L falls along v or −v; odd, or positive:
it rises. A way along a straight line is a way, whatever the other coordinates would do; that a line rises says nothing of the others.
"""
from dataclasses import dataclass, field

import numpy as np

from degenerate import BEYOND, REPEATS, SAFETY
from jets import EPS

ORDER = 8
RANDOM = 24


@dataclass
class LineFinding:
    down: object = None  # the order of a fall, of a rise
    up: object = None
    even: list = field(default_factory=list)  # (direction, sign, smallest radius at which it decides) where the first coefficient is of even order


def directions(derivatives, candidates):
    """The candidates (minimizers of ±q) and random unit vectors of N."""
    if derivatives.dim == 1: return derivatives.N.T.copy()
    random = derivatives.unit(derivatives.rng.standard_normal((RANDOM, derivatives.objective.size)))
    return np.vstack([candidates, random])


def along_lines(derivatives, v):
    """What the lines along the rows of v say, each by its first coefficient beyond ten times its errors, if it dominates."""
    d, p = derivatives, derivatives.p
    c = d.objective.value_jet(p.theta, v, ORDER)
    change = np.zeros_like(c)
    for _ in range(REPEATS): change = np.maximum(change, np.abs(d.objective.value_jet(p.theta, v, ORDER, d.rng) - c))
    sizes = np.abs(c)
    threshold = BEYOND * np.maximum.reduce([SAFETY * change, 100 * d.objective.size * EPS * np.broadcast_to(sizes.max(1, keepdims=True), c.shape),
                                            30 * d.mixing * np.broadcast_to(sizes[3:].max(0), c.shape)])
    found = LineFinding()
    for i in range(v.shape[0]):
        if not np.isfinite(c[:, i]).all(): continue
        k = next((k for k in range(3, ORDER + 1) if sizes[k, i] > threshold[k, i]), None)
        at = [] if k is None else dominates(p, sizes[:, i], threshold[:, i], k)
        if not len(at): continue
        if k % 2 == 0: found.even.append((v[i], 1 if c[k, i] > 0 else -1, at.min()))
        if k % 2 or c[k, i] < 0: found.down = min(found.down or 99, k)
        if k % 2 or c[k, i] > 0: found.up = min(found.up or 99, k)
    return found


def dominates(p, size, threshold, k):
    """The radii at which the term of order k exceeds twice all the others."""
    r = 0.5 ** np.arange(1, 80)
    others = np.linalg.norm(p.gradient_band) * r + 0.5 * p.tau * r ** 2 + sum(threshold[j] * r ** j for j in range(3, k))
    others = others + sum((size[j] + threshold[j]) * r ** j for j in range(k + 1, ORDER + 1))
    return r[np.isfinite(others) & (size[k] * r ** k > 2 * others)]
