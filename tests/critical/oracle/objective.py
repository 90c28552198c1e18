"""What the test asks of a loss: values, gradient, Hessian, products, Taylor coefficients; each also under perturbation."""
import numpy as np

from floors import formula_floor, without_constants
from formula import Parser
from graph import gradient
from jets import EPS, evaluate
from network import floor_and_scale, mlp


class Objective:
    def __init__(self, root, theta, floor, attained, scale, varying=None, varying_floor=None):
        self.root, self.theta, self.grad = root, theta, gradient(root, theta)
        self.varying, self.varying_floor = varying, varying_floor  # L less its additive constants, and the floor of that
        self.size = theta.shape[0]
        self.floor, self.attained, self.scale = floor, attained, scale  # floor: None where unknown; scale: None for a formula

    def values(self, thetas, rng=None):
        """L at each row of thetas."""
        (jet,) = evaluate([self.root], [np.atleast_2d(thetas)], 0, rng)
        return np.broadcast_to(jet[0], (len(np.atleast_2d(thetas)),)).copy()

    def above_floor(self, theta, rng=None):
        """L − floor, from the graph without additive constants where there is one: 1e6 + (x⁶ − 1e-6)² at 0 is 1e-12 above its floor, far
        below the rounding error of L."""
        if self.varying is None or self.varying_floor is None: return self.values(theta, rng)[0] - self.floor
        (jet,) = evaluate([self.varying], [np.atleast_2d(theta)], 0, rng)
        return float(np.ravel(jet[0])[0]) - self.varying_floor

    def value(self, theta): return float(self.values(theta)[0])

    def gradient(self, theta, rng=None):
        (jet,) = evaluate([self.grad], [theta[None]], 0, rng)
        return jet[0][0].copy()

    def gradient_jet(self, theta, v, order, rng=None):
        """[g, Hv, D³L[v,v,·]/2, D⁴L[v,v,v,·]/6, …] for every row v: arrays (k, P)."""
        v = np.atleast_2d(v)
        (jet,) = evaluate([self.grad], [theta[None], v], order, rng)
        return [np.zeros(v.shape) if c is None else np.broadcast_to(c, v.shape).copy() for c in jet]

    def value_jet(self, theta, v, order=8, rng=None):
        """Taylor coefficients of L(θ + t·v) for every row v: array (order + 1, k)."""
        v = np.atleast_2d(v)
        (jet,) = evaluate([self.root], [theta[None], v], order, rng)
        return np.array([np.zeros(len(v)) if c is None else np.broadcast_to(c, (len(v),)) for c in jet])

    def products(self, theta, v, rng=None): return self.gradient_jet(theta, v, 1, rng)[1]

    def hessian(self, theta):
        """(H symmetrized, asymmetry)."""
        h = self.products(theta, np.eye(self.size))
        skew = h - h.T
        return 0.5 * (h + h.T), float(np.linalg.norm(skew)) if np.isfinite(skew).all() else np.inf

    def on_kink(self, theta, rng):
        """Is the argument of a kinked primitive zero within three times its largest change over five perturbed evaluations, each θᵢ
        perturbed by a relative eps too?"""
        exact, changes = {}, {}
        evaluate([self.root], [theta[None]], 0, None, exact)
        exact = {k: jet[0] for k, jet in exact.items()}
        for _ in range(5):
            seen = {}
            shaken = theta * (1 + EPS * rng.standard_normal(self.size))
            evaluate([self.root], [shaken[None]], 0, rng, seen)
            for k, jet in seen.items():
                changes[k] = np.maximum(changes.get(k, 0.0), np.abs(jet[0] - exact[k]))
        return any((np.abs(exact[k]) <= 3 * changes[k]).any() for k in exact)

    def kink_distance(self, theta):
        """min |z|/‖∂z/∂θ‖ over the arguments z of kinked primitives; inf where there is none."""
        seen, best = {}, np.inf
        evaluate([self.root], [theta[None], np.eye(self.size)], 1, None, seen)
        for z, dz, *_ in seen.values():
            if dz is None: continue
            slope = np.linalg.norm(np.broadcast_to(dz, (self.size,) + z.shape[1:]), axis=0)
            moving = slope > 0
            if moving.any(): best = min(best, float((np.abs(z[0])[moving] / slope[moving]).min()))
        return best


def from_formula(text):
    p = Parser(text)
    rest = without_constants(p.root)
    return Objective(p.root, p.theta, *formula_floor(p.root), None, rest, formula_floor(rest)[0]), p.names


def from_network(spec, x, y, loss, weight_decay=0.0):
    x = np.asarray(x, float)
    root, theta = mlp(spec, x, y, loss, weight_decay)
    outputs = int(spec.split(":")[1].split("-")[-1])
    return Objective(root, theta, *floor_and_scale(x, y, loss, outputs, weight_decay))
