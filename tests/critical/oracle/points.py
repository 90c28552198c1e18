"""The points, each with its truth from a closed form or an argument that doesn't use the oracle (methods.md §10 and the counterexamples of §1–5).

A point: id; problem in the words of contract.md: {"function", "at"} or {"model", "x", "y", "loss", "weights"} (weights flat, PyTorch's order);
allowed: kinds that don't contradict the truth; certified: kinds that may be certified; reason; inertia: (n₋, n₀, n₊) here, where known
(None for a count that isn't); nearby: the same for the critical point in reach.
"""
import itertools
import json
import os

import numpy as np

UNDECIDED = ["undetermined"]
AWAY = ["not_critical", "gradient_flat"]
POINTS = []


def point(id, problem, allowed, reason, inertia=None, nearby=None, uncertified=()):
    allowed = [allowed] if isinstance(allowed, str) else list(allowed)
    certified = [k for k in allowed if k not in ("undetermined", "gradient_flat") and k not in uncertified]
    assert id not in {p["id"] for p in POINTS}, id
    POINTS.append(dict(id=id, problem=problem, allowed=allowed, certified_allowed=certified, reason=reason,
                       inertia=None if inertia is None else list(inertia), nearby=None if nearby is None else list(nearby)))


def names_of(text):
    from formula import Parser
    return Parser(text).names


def formula(id, text, at, allowed, reason, **more):
    names = names_of(text)
    at = dict(zip(names, at)) if not isinstance(at, dict) else at
    assert set(at) == set(names), (text, names)
    point(id, {"function": text, "at": {n: float(at[n]) for n in names}}, allowed, reason, **more)


def network(id, model, x, y, loss, weights, allowed, reason, **more):
    lists = lambda a: np.asarray(a).tolist()
    point(id, {"model": model, "x": lists(x), "y": lists(y), "loss": loss, "weights": lists(np.concatenate([np.ravel(w) for w in weights]))}, allowed, reason, **more)


# --- formulas ------------------------------------------------------------------------------------------------------------------------

def toy():
    f = "(1 - w1*w2)^2"
    formula("toy/origin", f, (0, 0), "saddle", "eigenvalues -2 and 2", inertia=(1, 0, 1), nearby=(1, 0, 1))
    for w in [(1, 1), (2, 0.5), (-4, -0.25), (3, 1 / 3), (0.1, 10), (1e3, 1e-3), (7, 1 / 7)]:
        formula(f"toy/valley_{w[0]:g}", f, w, "degenerate_minimum", "on w1*w2 = 1: 2(w1^2+w2^2) and 0, the loss at its floor", inertia=(0, 1, 1), nearby=(0, 1, 1))
    for w in [(0.3, 0.1), (1, 0), (2, -1), (0.9, 0.9)]:
        formula(f"toy/away_{w[0]:g}_{w[1]:g}", f, w, AWAY, "the gradient is not zero and a step helps")
    # Scaled and shifted: neither a factor nor a constant changes a verdict.
    for c, d in [(1e-9, 0), (1e9, 0), (1, 1e6), (1e-6, 3), (1e12, -5)]:
        g = f"{c!r}*(1 - w1*w2)^2 + {d!r}".replace("+ -", "- ")
        formula(f"toy/origin_scaled_{c:g}_{d:g}", g, (0, 0), "saddle", "c*L + d", inertia=(1, 0, 1))
        formula(f"toy/valley_scaled_{c:g}_{d:g}", g, (2, 0.5), "degenerate_minimum", "c*L + d")
        formula(f"toy/away_scaled_{c:g}_{d:g}", g, (0.3, 0.1), AWAY, "c*L + d")


def counterexamples():
    both = lambda a: a + UNDECIDED
    formula("exp_25", "exp(-x)", (25,), "not_critical", "no critical point; demanded by the issue")
    formula("inverse_1e9", "1/x", (1e9,), "not_critical", "no critical point; demanded by the issue")
    formula("tiny_saddle_away", "1e-9*(x^2-y^2)", (1, 1), "not_critical", "the saddle is a step of 1.4 away", inertia=(1, 0, 1))
    formula("shifted_parabola", "1e6+x^2", (0.05,), "not_critical", "the minimum is 0.05 away", inertia=(0, 0, 1))
    f = "1+y^2+y^3+1e-6*x^2+x^3"
    formula("step_hides_small", f, dict(x=0, y=1e-5), "local_minimum", "at (0,0): eigenvalues 2e-6 and 2", inertia=(0, 0, 2))
    formula("step_hides_small/at_it", f, dict(x=0, y=0), "local_minimum", "eigenvalues 2e-6 and 2", inertia=(0, 0, 2))
    rng = np.random.default_rng(7)
    for i in range(20):
        x, y = rng.uniform(-6, 6, 2)
        formula(f"noise_column_{i}", "sigmoid(x)+sigmoid(-x)+1e-6*y^2", (x, y), both(AWAY), "L = 1 + 1e-6*y^2: a valley 'y = 0', a step of y away", inertia=(0, 1, 1))
    for i, x in enumerate((-3.3, 0.4, 2.0)):
        formula(f"noise_column_valley_{i}", "sigmoid(x)+sigmoid(-x)+1e-6*y^2", (x, 0), ["degenerate_minimum", "undetermined"], "on the valley y = 0", inertia=(0, 1, 1))
    down, up = ["degenerate_saddle"], None
    formula("two_parabolas", "(y-x^2)*(y-2*x^2)", dict(x=0, y=0), down, "q = -1/4 along x", inertia=(0, 1, 1))
    formula("monkey", "x^3-3*x*y^2", (0, 0), down, "third order", inertia=(0, 2, 0))
    formula("hidden_cubic", "x^2*y+z^2", (0, 0, 0), down, "third order, zero on coordinate vectors", inertia=(0, 2, 1))
    formula("x2_plus_y4", "x^2+y^4", (0, 0), "local_minimum", "fourth order", inertia=(0, 1, 1))
    formula("x2_minus_y4", "x^2-y^4", (0, 0), down, "fourth order", inertia=(0, 1, 1))
    formula("minus_both_4", "-x^4-y^4", (0, 0), "local_maximum", "fourth order", inertia=(0, 2, 0))
    formula("both_4", "x^4+y^4", (0, 0), "local_minimum", "fourth order", inertia=(0, 2, 0))
    formula("minus_x4_flat_y", "-x^4+0*y", (0, 0), "degenerate_maximum", "flat in y", inertia=(0, 2, 0), uncertified=["degenerate_maximum"])
    formula("x4_flat_y", "x^4+0*y", (0, 0), "degenerate_minimum", "at its floor, flat in y", inertia=(0, 2, 0))
    formula("x4_flat_y_no_floor", "x^4+0*y+0*y^3", (0, 0), ["degenerate_minimum", "undetermined"], "flat in y", inertia=(0, 2, 0))
    formula("minus_x2_plus_y4", "-x^2+y^4", (0, 0), "saddle", "a way down of second order, a way up of fourth", inertia=(1, 1, 0))
    formula("minus_x2_minus_y4", "-x^2-y^4", (0, 0), "local_maximum", "second and fourth order", inertia=(1, 1, 0))
    formula("minus_x2_plus_y3", "-x^2+y^3", (0, 0), "saddle", "third order", inertia=(1, 1, 0))
    formula("minus_x2_flat", "-x^2+0*y", (0, 0), "degenerate_maximum", "a ridge", inertia=(1, 1, 0), uncertified=["degenerate_maximum"])
    formula("x2y2", "x^2*y^2", (0, 0), "degenerate_minimum", "at its floor", inertia=(0, 2, 0))
    formula("x2y2_minus_x6", "x^2*y^2-x^6", (0, 0), down, "sixth order", inertia=(0, 2, 0), uncertified=down)
    formula("x2_minus_y6", "x^2-y^6", (0, 0), down, "sixth order", inertia=(0, 1, 1), uncertified=down)
    formula("x5", "x^5", (0,), down, "fifth order", inertia=(0, 1, 0), uncertified=down)
    formula("x2_plus_y6", "x^2+y^6", (0, 0), "degenerate_minimum", "at its floor; orders above 4 prove no strictness", inertia=(0, 1, 1))
    formula("x2_plus_y6_no_floor", "x^2+y^6+x*y^4", (0, 0), "degenerate_minimum", "sixth order", inertia=(0, 1, 1), uncertified=["degenerate_minimum"])
    formula("four_parabolas", "(y-x^2)*(y-2*x^2)*(y-3*x^2)*(y-4*x^2)", dict(x=0, y=0), ["degenerate_saddle", "degenerate_minimum", "undetermined"], "known to defeat the test, uncertified", inertia=(0, 2, 0), uncertified=["degenerate_saddle", "degenerate_minimum"])
    formula("curved_valley", "(y-x^2)^2", dict(x=0, y=0), "degenerate_minimum", "at its floor on y = x^2", inertia=(0, 1, 1))
    formula("curved_valley_no_floor", "y^2-2*y*x^2+x^4", dict(x=0, y=0), "degenerate_minimum", "the same valley without a known floor: q = 0", inertia=(0, 1, 1), uncertified=["degenerate_minimum"])
    formula("curved_minimum", "y^2-2*y*x^2+1.01*x^4", dict(x=0, y=0), "local_minimum", "q = 0.01", inertia=(0, 1, 1))
    formula("curved_saddle", "y^2-2*y*x^2+0.99*x^4", dict(x=0, y=0), down, "q = -0.01", inertia=(0, 1, 1))
    formula("mixed_quartic", "x^4+y^4-3*x^2*y^2", (0, 0), down, "q = -1/4 on the diagonal, 1 on the axes", inertia=(0, 2, 0))
    formula("three_flat_minimum", "x^4+y^4+z^4+u^2", (0, 0, 0, 0), ["local_minimum", "degenerate_minimum"], "fourth order, at its floor", inertia=(0, 3, 1))
    formula("three_flat_minimum_no_floor", "x^4+y^4+z^4+u^2+u^3", (0, 0, 0, 0), ["local_minimum", "undetermined"], "fourth order; over three directions a search is no proof", inertia=(0, 3, 1), uncertified=["local_minimum"])
    formula("three_flat_saddle", "x^4+y^4+z^4-3*x*y*z^2+u^2", (0, 0, 0, 0), down, "at (1, 1, s): 2 + s^4 - 3s^2 < 0 at s^2 = 1.5", inertia=(0, 3, 1))
    formula("rosenbrock/minimum", "(1-x)^2+100*(y-x^2)^2", (1, 1), "local_minimum", "0.399361, 1001.60064", inertia=(0, 0, 2), nearby=(0, 0, 2))
    formula("rosenbrock/valley", "(1-x)^2+100*(y-x^2)^2", (30, 900), AWAY + UNDECIDED, "on the floor of the valley, L = 841")
    formula("rosenbrock/start", "(1-x)^2+100*(y-x^2)^2", (-1.2, 1), AWAY, "the usual start")
    formula("x2_minus_y2_plus_y4/origin", "x^2-y^2+y^4", (0, 0), "saddle", "eigenvalues 2, -2", inertia=(1, 0, 1))
    formula("x2_minus_y2_plus_y4/minimum", "x^2-y^2+y^4", (0, 0.5 ** 0.5), "local_minimum", "eigenvalues 2, 4", inertia=(0, 0, 2))
    for s, n in [(1e-150, "tiny"), (1e-9, "small"), (1e9, "large"), (1e150, "huge")]:
        formula(f"scaled_two_parabolas/{n}", f"{s!r}*(y-x^2)*(y-2*x^2)", dict(x=0, y=0), down + (UNDECIDED if n in ("tiny", "huge") else []), "c*L", inertia=(0, 1, 1))
        formula(f"scaled_x2_plus_y4/{n}", f"{s!r}*(x^2+y^4)", (0, 0), "local_minimum" if n not in ("tiny", "huge") else ["local_minimum", "undetermined"], "c*L", inertia=(0, 1, 1))
        formula(f"scaled_parabola_away/{n}", f"{s!r}*(x^2+3*y^2)", (0.3, 0.1), AWAY, "c*L, a step of 0.3 away")
        formula(f"scaled_saddle/{n}", f"{s!r}*(x^2-3*y^2)", (0, 0), "saddle", "c*L", inertia=(1, 0, 1))
    for d in (1.0, 1e3, 1e6, -1e6):
        formula(f"shifted_two_parabolas_{d:g}", f"{d!r}+(y-x^2)*(y-2*x^2)", dict(x=0, y=0), down, "L + d", inertia=(0, 1, 1))
        formula(f"shifted_x2_plus_y4_{d:g}", f"{d!r}+x^2+y^4", (0, 0), "local_minimum", "L + d", inertia=(0, 1, 1))
        formula(f"shifted_x2_minus_y4_{d:g}", f"{d!r}+x^2-y^4", (0, 0), down, "L + d", inertia=(0, 1, 1))
    # A floor so near below that rounding of a constant hides it: step 0 alone would certify a minimum.
    formula("floor_hidden/maximum", "1e6+(x^4-1e-6)^2", (0,), "local_maximum", "L = 1e6 + 1e-12 - 2e-6*x^4 + x^8: a maximum within 10*e_L of the floor", inertia=(0, 1, 0))
    formula("floor_hidden/saddle", "1e6+(x^4-1e-6)^2+y^2", (0, 0), down, "the same with y^2", inertia=(0, 1, 1))
    formula("floor_hidden/second_order", "1e6+(x^2-1e-6)^2+0*y", (0, 0), ["degenerate_maximum", "undetermined"], "-2e-6*x^2, flat in y", inertia=(1, 1, 0), uncertified=["degenerate_maximum"])
    formula("floor_hidden/sixth", "1e6+(x^6-1e-6)^2", (0,), ["local_maximum", "degenerate_maximum", "undetermined"], "-2e-6*x^6: a maximum within 10*e_L of the floor; steps 0-2 can't see it", inertia=(0, 1, 0), uncertified=["degenerate_maximum"])


def trigonometric():
    f = "sin(x)+sin(y)"
    h = np.pi / 2
    formula("sines/maximum", f, (h, h), "local_maximum", "eigenvalues -1, -1", inertia=(2, 0, 0))
    formula("sines/minimum", f, (-h, -h), "local_minimum", "eigenvalues 1, 1", inertia=(0, 0, 2))
    formula("sines/saddle", f, (h, -h), "saddle", "eigenvalues -1, 1", inertia=(1, 0, 1))
    formula("sines/near_saddle", f, (h + 1e-6, -h + 1e-6), "saddle", "1e-6 beside it: the step is 1e-6", nearby=(1, 0, 1))
    formula("sines/away", f, (h + 0.1, -h), AWAY, "0.1 beside it")
    formula("cosh_minimum", "exp(x)+exp(-x)", (0,), "local_minimum", "second derivative 2", inertia=(0, 0, 1))
    formula("gaussian_top", "exp(-x^2-y^2)", (0, 0), "local_maximum", "second derivatives -2", inertia=(2, 0, 0))
    formula("gaussian_tail", "exp(-x^2-y^2)", (6, 0), AWAY + UNDECIDED, "far out: no critical point near")
    formula("gaussian_ring", "exp(-x^2-y^2)", (0.5, 0.5), AWAY, "on the slope")
    formula("softplus_sum", "softplus(x)+softplus(-x)", (0,), "local_minimum", "second derivative 1/2", inertia=(0, 0, 1))
    formula("log_barrier", "x-log(x)", (1,), "local_minimum", "second derivative 1", inertia=(0, 0, 1))
    formula("sqrt_bowl", "sqrt(1+x^2+y^2)", (0, 0), "local_minimum", "second derivatives 1", inertia=(0, 0, 2))
    formula("tanh_inflection", "tanh(x)", (0.0,), AWAY, "slope 1")
    formula("tan_saddle", "tan(x)*tan(y)", (0, 0), "saddle", "eigenvalues -1, 1", inertia=(1, 0, 1))
    formula("power_tower", "x^x", (np.exp(-1.0),), "local_minimum", "x = 1/e; second derivative e^(-1/e)*e", inertia=(0, 0, 1))


def no_minimum():
    """Functions without a critical point, along their tails."""
    tail = AWAY + UNDECIDED
    for x in (5, 30, 100, 300, 700, 740, 800):
        formula(f"tail/exp_{x}", "exp(-x)", (x,), tail, "no critical point")
        formula(f"tail/softplus_{x}", "softplus(-x)", (x,), tail, "no critical point")
        formula(f"tail/exp_square_{x}", "exp(-x)^2+0*y", (x, 1), tail, "no critical point, an underflow beyond 373")
    for x in (1e2, 1e6, 1e8, 1e100):
        formula(f"tail/log_{x:g}", "-log(x)", (x,), tail, "no critical point")
        formula(f"tail/inverse_{x:g}", "1/x", (x,), tail, "no critical point")
        formula(f"tail/inverse_square_{x:g}", "(1/x)^2", (x,), tail, "no critical point; underflows beyond 1e154")
    formula("tail/inverse_square_1e200", "(1/x)^2", (1e200,), tail, "underflow: the loss is 0 in f64")
    formula("tail/exp_valley", "exp(-x)+y^2", (40, 0), tail, "a valley without an end")
    formula("tail/exp_saddle", "exp(-x)-y^2", (40, 0), tail, "no critical point")
    formula("tail/sigmoid", "sigmoid(x)", (-40,), tail, "no critical point")
    formula("tail/tanh", "tanh(x)^2+0*y", (25, 0), tail, "flat to rounding, no minimum there")
    formula("linear", "3*x-2*y", (1, 1), AWAY, "no critical point")
    formula("linear_small", "1e-12*x", (1,), AWAY, "a factor changes no verdict")
    formula("slope_with_curvature", "x+1e-3*x^2+y^2", (0, 0), AWAY, "the minimum is 500 away")
    formula("constant", "0*x+3", (1,), UNDECIDED + ["degenerate_minimum"], "L doesn't depend on x: its floor is its value")


def orders_above_four():
    """What only Taylor coefficients up to order 8, or a probe, decide."""
    saddle, low, high = ["degenerate_saddle"], ["degenerate_minimum"], ["degenerate_maximum"]
    for name, f, kinds in [("x2_plus_y5", "x^2+y^5", saddle), ("x7", "x^7", saddle), ("x2_minus_y8", "x^2-y^8", saddle), ("bent_sixth", "(z-x^2)^2-x^6", saddle),
                           ("bent_fifth", "(z-x^2)^2+x^5", saddle), ("bent_minimum", "(z-x^2)^2+x^6+x-x", low), ("two_flat", "x^6-3*x^3*y^3+y^6+z^2", saddle),
                           ("narrow", "a^6+b^6-c^8", saddle), ("narrow_even", "a^6-b^8", saddle), ("bent_inside", "(v+0.5*w^2)^4-w^8", saddle),
                           ("sixth_maximum", "-a^2-b^6", high), ("no_square", "-a^6-b^8", high), ("two_orders", "x^6-100*x^8", low), ("sum_no_floor", "x^6+y^8+x-x", low),
                           ("down_and_up", "-a^2+b^6", ["saddle"]), ("down_and_odd", "-a^2+b^5", ["saddle"]), ("ridge", "-(z-x^2)^2", high), ("shifted_fifth", "100+x^2+y^5", saddle),
                           ("scaled_sixth", "1e-9*(x^2-y^6)", saddle), ("rotated_sixth", "(0.6*x+0.8*y)^2-(0.8*x-0.6*y)^6", saddle)]:
        formula("higher/" + name, f, [0.0] * len(names_of(f)), kinds, "the form says it", uncertified=kinds)
    # Levelled off: flat to rounding, no valley.
    for x in (22, 40, 200):
        formula(f"levelled/tanh_{x}", "tanh(x)+y^2", dict(x=x, y=0), AWAY + UNDECIDED, "increasing in x")
        formula(f"levelled/sigmoid_{x}", "sigmoid(x+18)-y^2", dict(x=x, y=0), AWAY + UNDECIDED, "increasing in x")
    formula("levelled/exp_800", "exp(-x)+y^2", dict(x=800, y=0), AWAY + UNDECIDED, "decreasing in x")
    formula("levelled/inverse_1e300", "1/x+y^2", dict(x=1e300, y=0), AWAY + UNDECIDED, "decreasing in x")
    formula("levelled/softplus_900", "softplus(-x)-y^2", dict(x=900, y=0), AWAY + UNDECIDED, "decreasing in x")


def kinks():
    formula("kink/cubic", "y^2-abs(x)^3", dict(x=0, y=0), "degenerate_saddle", "only third derivatives see it", uncertified=["degenerate_saddle"])
    formula("kink/abs", "abs(x)", (0,), UNDECIDED, "an extremum is never claimed on a kink")
    formula("kink/abs_plus", "abs(x)+y^2", (0, 0), UNDECIDED, "an extremum is never claimed on a kink")
    formula("kink/saddle", "abs(x)-y^2", (0, 0), "degenerate_saddle", "on a kink", uncertified=["degenerate_saddle"])
    formula("kink/sqrt", "sqrt(x)", (0,), UNDECIDED + ["not_finite"], "the derivative is infinite")
    formula("kink/slope", "3*x+abs(x)", (0,), UNDECIDED, "increasing: a way down and a way up, but no critical point")
    formula("kink/slope_beside", "abs(x)+y", dict(x=0, y=0), UNDECIDED, "falls along y at first order: no critical point")
    formula("kink/edge", "y^2-abs(x)", dict(x=0, y=0), UNDECIDED, "falls at first order both ways")
    formula("kink/product", "abs(x)*y", dict(x=0, y=0), "degenerate_saddle", "falls for y < 0, rises for y > 0, of second order", uncertified=["degenerate_saddle"])
    formula("kink/fifth", "y^2+abs(x)*x^4", dict(x=0, y=0), UNDECIDED, "a minimum, never claimed on a kink")
    formula("kink/rounding", "abs(0.1+0.2-x)+y^2", (0.3, 0), UNDECIDED, "on the kink within rounding")
    formula("kink/beside", "abs(x)+y^2", (0.5, 0), AWAY, "slope 1")


def near_degenerate():
    """Beside (not at) critical points of high order: nothing but the truth at the point nearby, or 'undetermined'."""
    cases = [("x2_plus_y4", "x^2+y^4", ["local_minimum"]), ("x2_minus_y4", "x^2-y^4", ["degenerate_saddle"]), ("two_parabolas", "(y-x^2)*(y-2*x^2)", ["degenerate_saddle"]),
             ("monkey", "x^3-3*x*y^2", ["degenerate_saddle"]), ("x2_minus_y6", "x^2-y^6", ["degenerate_saddle"]), ("x2_plus_y6", "x^2+y^6", ["degenerate_minimum", "local_minimum"]), ("x2_plus_y3", "x^2+y^3", ["degenerate_saddle"]),
             ("both_4", "x^4+y^4", ["local_minimum"]), ("minus_both_4", "-x^4-y^4", ["local_maximum"])]
    for name, f, kinds in cases:
        for i, (a, b) in enumerate([(1e-3, 0), (0, 1e-3), (1e-5, 1e-5), (0, 1e-7), (1e-9, 1e-8), (0, 1e-2)]):
            formula(f"near/{name}_{i}", f, dict(x=a, y=b), kinds + AWAY + UNDECIDED, f"({a:g}, {b:g}) beside the point")
    for eps in (1e-2, 1e-4, 1e-6, 1e-8):
        formula(f"split/minimum_{eps:g}", f"x^2+y^4+{eps!r}*y^2", (0, 0), "local_minimum", "second derivative 2*eps", inertia=(0, 0, 2))
        formula(f"split/saddle_{eps:g}", f"x^2+y^4-{eps!r}*y^2", (0, 0), "saddle", "second derivative -2*eps", inertia=(1, 0, 1))
        formula(f"split/cubic_{eps:g}", f"x^2+y^4+{eps!r}*y^3", (0, 0), ["degenerate_saddle"] + ([] if eps > 1e-7 else ["undetermined", "local_minimum"]), "third order 6*eps" + ("" if eps > 1e-7 else ": a fall of 1e-33, below the depth tau^2/(16q) that step 2 proves"), inertia=(0, 1, 1), uncertified=["local_minimum"])
    # Third order so small that the fourth outweighs it at every radius the rounding leaves: an uncertified minimum (depth eps^4) is the best one can say.
    formula("split/cubic_1e-12", "x^2+y^4+1e-12*y^3", (0, 0), ["degenerate_saddle", "undetermined", "local_minimum"], "a fall of 1e-49", uncertified=["local_minimum"], inertia=(0, 1, 1))


def chains():
    rng = np.random.default_rng(11)
    for d in range(3, 9):
        names = [f"w{i + 1}" for i in range(d)]
        f = "(1 - " + "*".join(names) + ")^2"
        for trial in range(2):
            w = 2.0 ** rng.integers(-1, 2, d) * rng.choice([-1, 1], d)
            w[-1] = 1 / np.prod(w[:-1])
            formula(f"chain/{d}_valley_{trial}", f, w, "degenerate_minimum", "product 1: 2*sum(1/w^2), zeros", inertia=(0, d - 1, 1), nearby=(0, d - 1, 1))
        w = rng.uniform(0.5, 1.5, d)
        w[-1] = 1 / np.prod(w[:-1])
        formula(f"chain/{d}_valley_rounded", f, w, "degenerate_minimum", "product 1 within rounding", inertia=(0, d - 1, 1))
        for zeros in range(2, d + 1):
            w = rng.uniform(0.5, 1.5, d) * rng.choice([-1, 1], d)
            w[rng.permutation(d)[:zeros]] = 0
            if zeros == 2: formula(f"chain/{d}_two_zeros", f, w, "saddle", "plus-minus 2q", inertia=(1, d - 2, 1), nearby=(1, d - 2, 1))
            elif zeros <= 4: formula(f"chain/{d}_{zeros}_zeros", f, w, "degenerate_saddle", f"H = 0, order {zeros}", inertia=(0, d, 0), nearby=(0, d, 0))
            else: formula(f"chain/{d}_{zeros}_zeros", f, w, "degenerate_saddle", f"H = 0, order {zeros}", inertia=(0, d, 0), uncertified=["degenerate_saddle"])
        formula(f"chain/{d}_away", f, rng.uniform(0.3, 0.9, d), AWAY + UNDECIDED, "not critical")


# --- networks ------------------------------------------------------------------------------------------------------------------------

def linear_count(s, J, p, nx, ny):
    """n₋ and the eigenvalues of methods.md §10.3 for L = ½‖M − AB‖²."""
    J, rest = list(J), [j for j in range(min(nx, ny)) if j not in J]
    k, e = len(J), []
    for i, m in itertools.product(J, J): e += [s[i] + s[m], 0.0]
    for m, j in itertools.product(J, rest): e += [s[m] + s[j], s[m] - s[j]]
    for m in J: e += [s[m]] * abs(ny - nx)
    for _ in range(p - k):
        for j in rest: e += [s[j], -s[j]]
        e += [0.0] * (2 * k + abs(ny - nx))
    return np.sort(e)


def signs(e, tolerance=1e-9):
    return int((e < -tolerance).sum()), int((np.abs(e) <= tolerance).sum()), int((e > tolerance).sum())


def linear_networks():
    rng = np.random.default_rng(5)
    shapes = [(2, 2, 2), (3, 2, 2), (2, 2, 3), (3, 1, 3), (2, 4, 2), (3, 3, 2)]  # nx, p, ny
    for nx, p, ny in shapes:
        r = min(nx, ny)
        s = np.sort(rng.choice([0.5, 0.8, 1.1, 1.7, 2.3, 3.1], r, replace=False))[::-1]
        U, V = np.linalg.qr(rng.standard_normal((ny, ny)))[0], np.linalg.qr(rng.standard_normal((nx, nx)))[0]
        N = nx + 3
        Q = np.linalg.qr(rng.standard_normal((N, nx)))[0]
        Z = np.linalg.qr(np.column_stack([np.ones(N), rng.standard_normal((N, nx))]))[0][:, 1:]  # centred
        M = U[:, :r] * s @ V[:, :r].T
        for J in itertools.chain.from_iterable(itertools.combinations(range(r), k) for k in range(min(r, p) + 1)):
            J, k = list(J), len(J)
            A, B = np.zeros((ny, p)), np.zeros((p, nx))
            A[:, :k], B[:k] = U[:, J] * np.sqrt(s[J]), np.sqrt(s[J])[:, None] * V[:, J].T
            e = linear_count(s, J, p, nx, ny)
            n, flat, pos = signs(e)
            loss = 0.5 * sum(s[j] ** 2 for j in range(r) if j not in J)
            if n: allowed, why = "saddle", "n- of the formula"
            elif loss == 0: allowed, why = "degenerate_minimum", "global minimum, loss 0"
            else: allowed, why = "degenerate_minimum", "global minimum of rank p < r, a valley above the floor"
            id = f"linear/{nx}-{p}-{ny}/" + ("J" + "".join(str(j + 1) for j in J) if J else "J0")
            X = np.sqrt(N) * Q
            more = dict(inertia=(n, flat, pos), nearby=(n, flat, pos)) if n else dict(inertia=(n, None, pos))
            unc = [] if n or loss == 0 else ["degenerate_minimum"]
            if allowed == "degenerate_minimum" and loss == 0: unc = []
            network(id, f"mlp:{nx}-{p}-{ny}:linear:no-bias", X, X @ M.T, "mse", [B, A], allowed, why, uncertified=unc, **more)
            if k and n:
                C = rng.standard_normal((p, p)) + 2 * np.eye(p)
                network(id + "/transformed", f"mlp:{nx}-{p}-{ny}:linear:no-bias", X, X @ M.T, "mse", [np.linalg.solve(C, B), A @ C], allowed, why + ", unchanged under (AC, C^-1 B)", inertia=(n, None, None), uncertified=unc)
            if nx == 2 or (nx, p, ny) == (3, 2, 2):
                X = np.sqrt(N) * Z
                nb = (n, flat + p, pos + ny) if n else (n, None, None)
                network(id + "/biases", f"mlp:{nx}-{p}-{ny}:linear", X, X @ M.T, "mse", [B, np.zeros(p), A, np.zeros(ny)], allowed, why + ", biases: ny positive and p zeros more", inertia=nb, uncertified=unc)


def rank_deficient_linear_networks():
    """M of rank r < min(nx, ny), fitted exactly with dead units: q ≥ 0 on N with a cone of zeros that a search over N finds only slowly."""
    rng = np.random.default_rng(23)
    for i, (nx, p, ny, r) in enumerate([(5, 4, 5, 1), (4, 5, 4, 2), (5, 4, 4, 1), (3, 5, 5, 1), (4, 3, 3, 2), (5, 5, 2, 1)]):
        N = nx + 2
        X = np.sqrt(N) * np.linalg.qr(rng.standard_normal((N, nx)))[0]
        U, V = np.linalg.qr(rng.standard_normal((ny, ny)))[0][:, :r], np.linalg.qr(rng.standard_normal((nx, nx)))[0][:, :r]
        s = np.sort(rng.uniform(0.3, 3, r))[::-1]
        full = np.concatenate([s, np.zeros(min(nx, ny) - r)])
        A, B = np.zeros((ny, p)), np.zeros((p, nx))
        A[:, :r], B[:r] = U * np.sqrt(s), np.sqrt(s)[:, None] * V.T
        inertia = signs(linear_count(full, range(r), p, nx, ny))
        network(f"linear/rank_deficient_{i}", f"mlp:{nx}-{p}-{ny}:linear:no-bias", X, X @ (U * s @ V.T).T, "mse", [B, A], "degenerate_minimum", "global minimum, loss 0, on valleys that cross", inertia=inertia, nearby=inertia)


def networks_at_zero():
    rng = np.random.default_rng(3)
    for d, h, c, N in [(2, 3, 1, 8), (3, 4, 2, 10), (2, 2, 3, 12), (1, 5, 1, 6)]:
        x, y = rng.standard_normal((N, d)), rng.standard_normal((N, c))
        m = y.mean(0)
        R = 2 / (N * c) * (m - y).T @ x
        k = int((np.linalg.svd(R, compute_uv=False) > 1e-9).sum())
        P = d * h + h + h * c + c
        network(f"zero/tanh_{d}-{h}-{c}", f"mlp:{d}-{h}-{c}:tanh", x, y, "mse", [np.zeros(P - c), m], "saddle", "2/C (C times), plus-minus singular values of R (h times each), zeros", inertia=(h * k, P - 2 * h * k - c, h * k + c), nearby=(h * k, P - 2 * h * k - c, h * k + c))
        for depth in (2, 3, 4, 5):
            P2 = d * h + h + (depth - 1) * (h * h + h) + h * c + c
            if h <= 4:
                network(f"zero/tanh_{d}-{h}-{c}_depth_{depth}", f"mlp:{d}-" + f"{h}-" * depth + f"{c}:tanh", x, y, "mse", [np.zeros(P2 - c), m], "degenerate_saddle", f"non-strict saddle: 2/C (C times), zeros; order {depth + 1}", inertia=(0, P2 - c, c), nearby=(0, P2 - c, c), uncertified=["degenerate_saddle"] if depth > 3 else ())
        W1, b1 = rng.uniform(-0.5, 0.5, (h, d)), -3 * np.ones(h) - 0.5 * np.abs(x).max() * d
        network(f"dead_relu/{d}-{h}-{c}", f"mlp:{d}-{h}-{c}:relu", x, y, "mse", [W1, b1, rng.standard_normal((c, h)), m], "degenerate_minimum", "2/C (C times), zeros: flat in all else", inertia=(0, P - c, c), nearby=(0, P - c, c), uncertified=["degenerate_minimum"])
        network(f"dead_relu/{d}-{h}-{c}_away", f"mlp:{d}-{h}-{c}:relu", x, y, "mse", [W1, b1, rng.standard_normal((c, h)), m + 0.1], AWAY, "the output bias is 0.1 off", inertia=(0, P - c, c))
    x, y = rng.standard_normal((6, 2)), rng.standard_normal((6, 1))
    network("zero/relu_kink", "mlp:2-3-1:relu", x, y, "mse", [np.zeros(12), y.mean(0)], "degenerate_saddle", "every unit on its kink", uncertified=["degenerate_saddle"])
    network("toy/network_origin", "mlp:1-1-1:linear:no-bias", [[1.0]], [[1.0]], "mse", [[0.0, 0.0]], "saddle", "the lecture's network", inertia=(1, 0, 1))
    network("toy/network_valley", "mlp:1-1-1:linear:no-bias", [[1.0]], [[1.0]], "mse", [[2.0, 0.5]], "degenerate_minimum", "the lecture's network on its valley", inertia=(0, 1, 1))
    network("toy/network_away", "mlp:1-1-1:linear:no-bias", [[1.0]], [[1.0]], "mse", [[0.3, 0.1]], AWAY, "the lecture's network")


def least_squares_and_tails():
    rng = np.random.default_rng(9)
    x = rng.standard_normal((12, 3))
    y = x @ [[1.0], [-2.0], [0.5]] + 0.3 + 0.1 * rng.standard_normal((12, 1))
    A = np.column_stack([x, np.ones(12)])
    w = np.linalg.lstsq(A, y, rcond=None)[0].ravel()
    network("regression/solution", "mlp:3-1", x, y, "mse", [w], "local_minimum", "least squares, full rank", inertia=(0, 0, 4), nearby=(0, 0, 4))
    network("regression/solution_near", "mlp:3-1", x, y, "mse", [w + 1e-7], "local_minimum", "least squares, 1e-7 beside it", inertia=(0, 0, 4))
    network("regression/away", "mlp:3-1", x, y, "mse", [w + 0.1], AWAY, "0.1 beside it", inertia=(0, 0, 4))
    network("regression/rank_deficient", "mlp:3-1", x[:, [0, 1, 1]], x[:, :1] * 2, "mse", [[2.0, 0, 0, 0]], "degenerate_minimum", "exact fit, two equal columns", inertia=(0, 1, 3))
    # Separable data: the loss falls for ever along the separating direction.
    x = np.array([[1.0, 0.2], [2, -0.5], [1.5, 1], [-1, 0.3], [-2, -1], [-1.2, 0.6]])
    y = np.array([[1.0]] * 3 + [[0.0]] * 3)
    tail = AWAY + UNDECIDED
    for a in (3, 10, 20, 40, 400, 800):
        network(f"separable/bce_{a}", "mlp:2-1", x, y, "bce-with-logits", [[a, 0, 0]], tail, "separable: the infimum 0 is not attained")
        network(f"separable/cross_entropy_{a}", "mlp:2-2", x, y.ravel().astype(int), "cross-entropy", [[-a / 2, 0, a / 2, 0, 0, 0]], tail, "separable: the infimum 0 is not attained")
        network(f"separable/mlp_{a}", "mlp:2-2-1:tanh", x, y, "bce-with-logits", [[2, 0, 1.5, 0, 0.1, 0, a, a, 0]], tail, "separable: the infimum 0 is not attained")
    y2 = np.array([[0.8]] * 3 + [[0.3]] * 3)
    network("soft_labels/zero", "mlp:2-1", x, y2, "bce-with-logits", [np.zeros(3)], AWAY, "not critical", inertia=(0, 0, 3))
    # Equal inputs with unequal targets: the floor is the mean within-group variance, attained.
    x = np.array([[1.0], [1.0], [2.0], [2.0]])
    y = np.array([[0.0], [2.0], [3.0], [5.0]])
    network("within_groups/minimum", "mlp:1-1", x, y, "mse", [[3.0, -2.0]], "local_minimum", "through both means", inertia=(0, 0, 2))
    network("within_groups/valley", "mlp:1-1-1:linear", x, y, "mse", [[3.0, -2.0, 1.0, 0.0]], "degenerate_minimum", "through both means, a valley of two dimensions", inertia=(0, 2, 2))
    network("softmax_shift", "mlp:1-2", [[1.0], [-1.0], [1.0], [-1.0]], [0, 0, 1, 1], "cross-entropy", [np.zeros(4)], ["degenerate_minimum", "undetermined"], "equal inputs of both classes: the entropy ln 2 is attained; shifts of the logits are null", inertia=(0, 2, 2))


def fits():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fits.json")
    if not os.path.exists(path): return
    x = (np.arange(128) + 0.5) / 128
    y = np.sin(5 * np.pi * x) / (5 * np.pi * x)
    for f in json.load(open(path)):
        low = f["loss"] <= 1e-8 * np.var(y)
        allowed = ["degenerate_minimum", "undetermined"] if low else AWAY + UNDECIDED
        why = "a nearly perfect fit: a global minimum to the tolerance, never a saddle" if low else "on the way down: not critical"
        network(f"fit/{f['method']}_{f['seed']}_{f['height']:g}", "mlp:1-10-10-1:tanh", [], [], "mse", [f["weights"]], allowed, why, uncertified=["degenerate_minimum"])
        POINTS[-1]["problem"].update(x=None, y=None, data="sin(5*pi*x)/(5*pi*x) at x = (i + 1/2)/128")


for build in (toy, counterexamples, trigonometric, no_minimum, orders_above_four, kinks, near_degenerate, chains, linear_networks, rank_deficient_linear_networks, networks_at_zero, least_squares_and_tails, fits):
    build()
