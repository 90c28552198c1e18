"""The verdict of methods.md §1, with §5 whole: floor, third and fourth order, Taylor coefficients along lines, the probe, kinks."""
from dataclasses import dataclass

import numpy as np

from degenerate import Derivatives, examine
from jets import EPS, length
from lines import along_lines, directions
from probe import kink_probe, probe
from tolerances import look

CRITICAL = 1e-8   # --critical-tolerance: share of S
CHORD_STEPS = 8


@dataclass
class Verdict:
    kind: str
    certified: bool
    why: str
    point: object = None      # at θ
    star: object = None       # at θ*, where §5 looked
    finding: object = None


def doubling_search(objective, theta, direction, longest, reach=1.0):
    """The largest fall of L along the unit direction, lengths doubling from 2⁻⁴⁰·longest to reach·longest; ended by a clear rise."""
    n = length(direction)
    if n == 0: return 0.0
    lengths = longest * 2.0 ** np.arange(-40, np.log2(reach) + 0.5)
    values = objective.values(theta + lengths[:, None] * direction / n)
    start = objective.value(theta)
    best = start
    for value in values:
        if not np.isfinite(value) or value > best + 1e-3 * abs(start - best) + 8 * EPS * abs(start): break
        best = min(best, value)
    return start - best


def radius(p): return max(1.0, float(length(p.theta)))


def criticality(objective, p):
    """(critical, proven, reason): proven is False where a search's result was needed."""
    g = length(p.gradient)
    if g <= p.e_gradient: return True, True, "the gradient is zero within its rounding error"
    gb = length(p.gradient_band)
    if objective.scale is None:
        s = length(p.step)
        limit = 10 * p.e_gradient + 1e-4 * (p.tau if p.reach else p.norm)
        return bool(s <= 1e-4 and gb <= limit), True, f"step {s:.2e} <= 1e-4, gradient in the band {gb:.2e} <= {limit:.2e}"
    S = objective.scale
    above = None if objective.floor is None else p.above
    if objective.floor is not None and objective.attained and above + p.e_loss <= CRITICAL * S:
        return True, True, f"loss - floor {above:.2e} within 1e-8 of S"
    out = p.outside
    newton = 0.5 * (((p.eigenvectors[:, out].T @ p.gradient) ** 2) / np.abs(p.eigenvalues[out])).sum()
    limit = CRITICAL * S if above is None else min(CRITICAL * S, above / 30)
    if newton > limit: return False, True, f"a step promises {newton:.2e} > {limit:.2e}"
    bound = gb * radius(p)
    if newton + bound <= limit: return True, True, f"no step promises more than {newton + bound:.2e} <= {limit:.2e}"
    fall = doubling_search(objective, p.theta, -p.gradient_band, radius(p))
    ok = newton + min(bound, fall) <= limit
    # A measured fall is a fact; that a search found none is not.
    return bool(ok), bool(not ok and fall > limit + 2 * p.e_loss), f"steps and a search along the gradient left promise {newton + min(bound, fall):.2e}, limit {limit:.2e}"


def flat_gradient(objective, p):
    """gradient_flat: the gradient lies near the kernel of H, and going down it does nothing."""
    g = length(p.gradient)
    Hg = p.eigenvectors @ (p.eigenvalues * (p.eigenvectors.T @ p.gradient))
    if length(Hg) > 1e-3 * p.norm * g: return False
    S = g * radius(p) if objective.scale is None else objective.scale
    return bool(doubling_search(objective, p.theta, -p.gradient, radius(p), 2.0 ** 10) < 1e-4 * S)


def not_critical(objective, p, proven, why):
    if flat_gradient(objective, p): return Verdict("gradient_flat", False, why + "; no decrease along -g", p)
    return Verdict("not_critical", proven, why, p)


def step_zero(objective, p):
    """Is this a global minimum because the loss is at its floor? (answer, proven), answer in None, 'minimum', 'infinity'."""
    if objective.floor is None: return None, False
    above, g = p.above, length(p.gradient)
    exact = above <= 10 * p.e_above and g <= 10 * (p.e_gradient + p.norm * EPS * length(p.theta))
    near = objective.scale is not None and above <= CRITICAL * objective.scale
    if not (exact or near) or (exact and not near and not objective.attained and objective.scale is None and g > p.e_gradient): return None, False
    return ("minimum" if objective.attained else "infinity"), exact


def solve(objective, theta, seed=0):
    rng = np.random.default_rng(seed)
    theta = np.asarray(theta, float)
    p = look(objective, theta, rng)
    if p is None: return Verdict("not_finite", False, "loss, gradient or Hessian isn't finite")
    if objective.on_kink(theta, rng): return on_kink(objective, p, rng)
    critical, proven, why = criticality(objective, p)
    if not critical: return not_critical(objective, p, proven, why)
    sharp = by_signs(p, proven, why)
    if sharp: return sharp
    if objective.scale is not None:
        answer = at_floor(objective, p, p, rng)
        if answer: return answer
    return degenerate(objective, p, proven, why, rng)


def by_signs(p, proven, why, star=None):
    """The rows of the table that the counts alone decide."""
    n, flat, pos = (star or p).nearby
    if n and pos: return Verdict("saddle", proven, why, p, star)
    if not flat and not n: return Verdict("local_minimum", proven, why, p, star)
    if not flat and not pos: return Verdict("local_maximum", proven, why, p, star)
    return None


def at_floor(objective, p, star, rng):
    answer, exact = step_zero(objective, star)
    if answer is None or star.nearby[0]: return None
    if answer == "infinity": return Verdict("undetermined", False, "minimum_at_infinity: the floor is only an infimum", p, star)
    if not exact: return Verdict("degenerate_minimum", False, "a global minimum to the tolerance asked for", p, star)
    f = examine(objective, star, rng)
    if f.down: return None  # e_L hid it: the loss can fall below what rounding lets us tell from the floor
    if f.minimum and f.bounded: return Verdict("local_minimum", not f.d3_undecided, "at the floor, strict by the fourth order", p, star, f)
    return Verdict("degenerate_minimum", True, "a global minimum: the loss is at its floor", p, star, f)


def chord_steps(objective, p):
    """θ*: at most eight Newton steps outside the band with the eigenvectors at θ. None where they leave the ball 2‖s‖."""
    U, lam = p.eigenvectors[:, p.outside], p.eigenvalues[p.outside]
    theta, part = p.theta, U.T @ p.gradient
    ball = 2 * length(p.step) + EPS * objective.size * length(p.theta)
    for _ in range(CHORD_STEPS):
        if not part.any() or length(part) <= 0.1 * p.e_gradient: break
        new = theta - U @ (part / lam)
        g = objective.gradient(new)
        if not np.isfinite(g).all() or length(new - p.theta) > ball: return None
        if length(U.T @ g) >= length(part): break
        theta, part = new, U.T @ g
    return theta


def degenerate(objective, p, proven, why, rng):
    theta = chord_steps(objective, p)
    if theta is None: return Verdict("undetermined", False, "the steps outside the band leave the ball of Kantorovich's theorem", p)
    star = p if theta is p.theta else look(objective, theta, rng)
    if star is None: return Verdict("undetermined", False, "not finite at the point nearby", p)
    if star is not p:
        if objective.on_kink(theta, rng): return on_kink(objective, star, rng)
        critical, again, reason = criticality(objective, star)
        if not critical: return not_critical(objective, p, again, "at the point nearby: " + reason)
        proven = proven and again
        sharp = by_signs(p, proven, why, star)
        if sharp: return sharp
    if length(star.gradient_band) > 10 * star.e_gradient:
        if flat_gradient(objective, star): return Verdict("gradient_flat", False, "gradient left inside the band", p, star)
        return Verdict("undetermined", False, "gradient left inside the band: a critical point may lie further along it, or none", p, star)
    if objective.scale is None:
        answer = at_floor(objective, p, star, rng)
        if answer: return answer
    f = examine(objective, star, rng)
    n, _, pos = star.nearby
    bounded = proven and f.bounded and not f.d3_undecided
    if pos:
        if f.down: return Verdict("degenerate_saddle", proven, f"a way down of order {f.down}", p, star, f)
        if f.minimum: return Verdict("local_minimum", bounded, "fourth order positive on the band", p, star, f)
    else:
        down, up = bool(n) or bool(f.down), bool(f.up)
        if down and up: return Verdict("saddle" if n else "degenerate_saddle", proven, f"ways down and up of order {f.up}", p, star, f)
        if up and f.minimum: return Verdict("local_minimum", bounded, "fourth order positive", p, star, f)
        if down and f.maximum: return Verdict("local_maximum", bounded, "fourth order negative on the band", p, star, f)
    return higher(objective, p, star, f, rng)


def higher(objective, p, star, f, rng):
    """Steps 3 and 4: what orders 3 and 4 leave open. Nothing here is certified."""
    n, _, pos = star.nearby
    saddle = "saddle" if n else "degenerate_saddle"
    d = Derivatives(objective, star, rng)
    candidates = np.vstack([d.fourth(sign)[0][:8] for sign in ((+1,) if pos else (+1, -1))])
    down, up = bool(n) or bool(f.down), bool(pos) or bool(f.up)
    lines = along_lines(d, directions(d, candidates))
    down, up = down or bool(lines.down), up or bool(lines.up)
    if down and up: return Verdict(saddle, False, f"along straight lines: down at order {lines.down}, up at order {lines.up}", p, star, f)
    known = lines.even if not n and not pos else ()  # nothing outside N to follow: curves are straight
    tried = probe(objective, star, rng, 0.5 * objective.kink_distance(star.theta), candidates, known)
    how = f"probe: flat to {tried.flat_to:.2g}" if tried.flat_to else "probe: no descent found"
    down, up = down or tried.falls, up or tried.rises
    if down and up: return Verdict(saddle, False, "probe: a way down", p, star, f)
    if up and not down:
        if tried.open_down: return Verdict("undetermined", False, "probe: " + tried.open_down, p, star, f)
        return Verdict("local_minimum" if f.minimum else "degenerate_minimum", False, how, p, star, f)
    if down and not up:
        if tried.open_up: return Verdict("undetermined", False, "probe: " + tried.open_up, p, star, f)
        return Verdict("local_maximum" if f.maximum else "degenerate_maximum", False, how, p, star, f)
    return Verdict("undetermined", False, "neither a way down nor a way up", p, star, f)


def on_kink(objective, p, rng):
    """A way down of higher than first order, none of first, and a way up: a saddle. An extremum never."""
    down, up, first_order = kink_probe(objective, p, rng, 1.0)
    if down and up and not first_order: return Verdict("degenerate_saddle", False, "on a kink: the loss falls one way and rises another", p)
    return Verdict("undetermined", False, "on a kink: derivatives prove nothing here", p)
