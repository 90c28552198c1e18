"""A proven lower bound of a formula over all θ, by interval arithmetic on its graph (methods.md §1, *Floor*).

An end is *open* where it is only an infimum (exp, softplus, sigmoid, tanh). `zero`: can the value be zero at finite θ? (1/x never is.)
"""
import math
from dataclasses import dataclass

from graph import topological

INF = math.inf


@dataclass
class Interval:
    lo: float
    hi: float
    lo_open: bool = False
    hi_open: bool = False
    zero: bool = True

    def __post_init__(self):
        if self.lo == -INF: self.lo_open = True
        if self.hi == INF: self.hi_open = True
        if self.lo > 0 or self.hi < 0 or (self.lo == 0 and self.lo_open) or (self.hi == 0 and self.hi_open): self.zero = False


WHOLE = lambda zero=True: Interval(-INF, INF, zero=zero)


def negate(a): return Interval(-a.hi, -a.lo, a.hi_open, a.lo_open, a.zero)
def add(a, b): return Interval(a.lo + b.lo, a.hi + b.hi, a.lo_open or b.lo_open, a.hi_open or b.hi_open)


def multiply(a, b):
    ends = []
    for x, xo in ((a.lo, a.lo_open), (a.hi, a.hi_open)):
        for y, yo in ((b.lo, b.lo_open), (b.hi, b.hi_open)):
            p = 0.0 if x == 0 or y == 0 else x * y
            # An end that is 0·y is attained if the zero is.
            ends.append((p, not ((x == 0 and not xo) or (y == 0 and not yo)) and (xo or yo)))
    lo, hi = min(e[0] for e in ends), max(e[0] for e in ends)
    zero = a.zero or b.zero
    return Interval(lo, hi, all(o for p, o in ends if p == lo) and not (lo == 0 and zero), all(o for p, o in ends if p == hi) and not (hi == 0 and zero), zero)


def invert(a):
    if a.lo > 0 or (a.lo == 0 and not a.zero): return Interval(0.0 if a.hi == INF else 1 / a.hi, INF if a.lo == 0 else 1 / a.lo, a.hi_open, a.lo_open, False)
    if a.hi < 0 or (a.hi == 0 and not a.zero): return negate(invert(negate(a)))
    if a.lo == 0: return Interval(0.0 if a.hi == INF else 1 / a.hi, INF, True, True, False)
    if a.hi == 0: return negate(invert(negate(a)))
    return WHOLE(False)


def magnitude(a, f):
    """Range of an even function that grows with |x|, f(0) = 0."""
    lo, hi = abs(a.lo), abs(a.hi)
    top, top_open = (lo, a.lo_open) if lo > hi else (hi, a.hi_open)
    if a.lo <= 0 <= a.hi: return Interval(0.0, f(top), not a.zero, top_open, a.zero)
    bottom, bottom_open = (lo, a.lo_open) if lo < hi else (hi, a.hi_open)
    return Interval(f(bottom), f(top), bottom_open, top_open, False)


def guarded(f):
    def g(x):
        try: return f(x)
        except OverflowError: return INF
        except ValueError: return -INF
    return g


def power_range(a, p):
    if p == 0: return Interval(1.0, 1.0)
    if p < 0: return invert(power_range(a, -p))
    if p == int(p) and int(p) % 2 == 0: return magnitude(a, guarded(lambda x: x ** p))
    f = guarded(lambda x: math.copysign(abs(x) ** p, x))
    if p != int(p): a = Interval(max(a.lo, 0.0), max(a.hi, 0.0), a.lo_open and a.lo >= 0, a.hi_open, a.zero)
    return Interval(f(a.lo), f(a.hi), a.lo_open, a.hi_open, a.zero)


def interval(node, args):
    op = node.op
    a = args[0] if args else None
    same = len(node.args) == 2 and node.args[0] is node.args[1]
    if op == "constant": return Interval(float(node.attr.min()), float(node.attr.max()))
    if op == "add": return add(*args)
    if op == "sub": return add(a, negate(args[1]))
    if op == "mul": return magnitude(a, guarded(lambda x: x * x)) if same else multiply(*args)
    if op == "div": return multiply(a, invert(args[1]))
    if op == "neg": return negate(a)
    if op == "pow": return power_range(a, node.attr)
    if op == "abs": return magnitude(a, abs)
    if op == "sqrt": return power_range(a, 0.5)
    if op == "exp": return Interval(0.0 if a.lo == -INF else guarded(math.exp)(a.lo), guarded(math.exp)(a.hi), a.lo_open, a.hi_open, False)
    if op == "log": return Interval(guarded(math.log)(max(a.lo, 0.0)), guarded(math.log)(a.hi), a.lo_open or a.lo <= 0, a.hi_open)
    if op == "tanh": return Interval(math.tanh(a.lo), math.tanh(a.hi), a.lo_open, a.hi_open, a.zero)
    if op == "sigmoid": return Interval(0.5 * (1 + math.tanh(a.lo / 2)), 0.5 * (1 + math.tanh(a.hi / 2)), a.lo_open, a.hi_open, False)
    if op == "softplus":
        soft = lambda x: max(x, 0.0) + math.log1p(math.exp(-abs(x))) if abs(x) != INF else max(x, 0.0)
        return Interval(soft(a.lo), soft(a.hi), a.lo_open, a.hi_open, False)
    if op in ("sin", "cos"): return Interval(-1.0, 1.0)
    if op in ("broadcast", "reshape", "slice"): return a
    return WHOLE()


def formula_floor(root):
    """(floor or None, attained)."""
    ranges = {}
    for node in topological([root]):
        ranges[node.order] = interval(node, [ranges[x.order] for x in node.args])
    r = ranges[root.order]
    return (None, False) if not math.isfinite(r.lo) else (r.lo, not r.lo_open)


def without_constants(root):
    """The formula less the constants added at its top: c + f − d becomes f."""
    if root.op in ("add", "sub"):
        a, b = root.args
        if b.op == "constant": return without_constants(a)
        if a.op == "constant": return without_constants(b) if root.op == "add" else -without_constants(b)
    if root.op == "neg": return -without_constants(root.args[0])
    return root
