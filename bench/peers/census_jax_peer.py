#!/usr/bin/env python3
"""JAX, f64, compiled and warm: what a census does to one network (bench/census_bench.cpp), one at a time and 32 under one
vmap. The work is that of census_torch_peer.py; loops are lax.fori_loop, so that all of a network is one program.
"""
import jax
import jax.numpy as jnp
import numpy as np

import common
from jax_peer import BLOCK, Model, ready

STEPS, ITERATIONS, TRIALS, SIGN = 500, 50, 65, 1e-9
RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-8


def adam(gradient, theta):
    def step(i, state):
        theta, m, v = state
        k = i + 1.0
        g = gradient(theta)
        m = m + (1 - BETA1) * (g - m)
        v = BETA2 * v + (1 - BETA2) * g * g
        root = jnp.sqrt(v) / jnp.sqrt(1 - BETA2 ** k) + EPSILON
        return theta - RATE / (1 - BETA1 ** k) * m / root, m, v

    return jax.lax.fori_loop(0, STEPS, step, (theta, jnp.zeros_like(theta), jnp.zeros_like(theta)))[0]


def residuals(model, theta):
    outputs = model.x
    parameters = tuple(model.problem.parts(theta))
    for index in range(0, len(parameters), 2):
        outputs = outputs @ parameters[index].T + parameters[index + 1]
        if index + 2 < len(parameters):
            outputs = model.activation(outputs)
    return (jnp.sqrt(2 / model.y.size) * (outputs - model.y.reshape(outputs.shape))).reshape(-1)


def levenberg_marquardt(r_of, theta):
    jacobian = jax.jacrev(r_of)

    def equations(theta, r):
        J = jacobian(theta)
        return J.T @ J, J.T @ r

    r = r_of(theta)
    A, g = equations(theta, r)

    def trial(_, state):
        theta, r, A, g, mu, nu = state
        factor = jax.scipy.linalg.cho_factor(A + mu * jnp.eye(theta.size), lower=True)
        s = -jax.scipy.linalg.cho_solve(factor, g)
        there = theta + s
        r_there = r_of(there)
        promise = 0.5 * (mu * s @ s - s @ g)
        ratio = 0.5 * jnp.sum((r - r_there) * (r + r_there)) / promise
        taken = ratio >= 1e-4
        theta, r = jnp.where(taken, there, theta), jnp.where(taken, r_there, r)
        A, g = jax.lax.cond(taken, lambda: equations(theta, r), lambda: (A, g))  # under vmap: always
        mu = jnp.where(taken, mu * jnp.maximum(1 / 3, 1 - (2 * ratio - 1) ** 3), mu * nu)
        return theta, r, A, g, mu, jnp.where(taken, 2.0, 2 * nu)

    return jax.lax.fori_loop(0, TRIALS, trial, (theta, r, A, g, 1e-3 * jnp.max(jnp.diag(A)), 2.0))[0]


def signs(H):
    values = jnp.linalg.eigvalsh(H)
    tau = SIGN * jnp.linalg.norm(H)
    return jnp.sum(values < -tau), jnp.sum(values > tau)


def lecture(model, theta):
    trained = adam(jax.grad(model.flat_loss), theta)
    found = levenberg_marquardt(lambda t: residuals(model, t), trained)
    return trained, signs(jax.hessian(model.flat_loss)(found))


def small(model, theta):
    gradient = jax.grad(model.flat_loss)
    trained = adam(gradient, theta)
    square = lambda t: 0.5 * jnp.sum(gradient(t) ** 2)  # its gradient is H·g
    found = jax.lax.fori_loop(0, ITERATIONS, lambda _, t: t - 1e-3 * jax.grad(square)(t), trained)
    return trained, signs(model.hessian_by_blocks(found))


def tasks(wanted):
    model = Model(common.Problem(wanted.problems, "lecture"))
    thetas = jnp.asarray(model.problem.thetas)
    one = lambda theta: lecture(model, theta)
    single = common.asked(wanted, "lecture/one") or common.asked(wanted, "lecture/census")
    ways = {"jit, one at a time": ready(one, thetas[0])} if single else {}
    for row in ("lecture/one", "lecture/census"):
        if common.asked(wanted, row):
            yield common.Task(row, ways, lambda result: {"adam": float(model.flat_loss(result[0]))})
    if common.asked(wanted, "lecture/census"):
        yield common.Task("lecture/census", {"jit, 32 under vmap": ready(jax.vmap(one), thetas)},
                          lambda result: {"adam": float(model.flat_loss(result[0][0]))}, len(thetas))
    if common.asked(wanted, "small/census"):
        digits = Model(common.Problem(wanted.problems, "small"))
        theta = jnp.asarray(digits.problem.thetas[0])
        way = f"jit, Hessian {BLOCK} columns at a time"
        yield common.Task("small/census", {way: ready(lambda t: small(digits, t), theta)},
                          lambda result: {"adam": float(digits.flat_loss(result[0]))})


if __name__ == "__main__":
    common.main("jax", tasks, {"jax": jax.__version__, "numpy": np.__version__})
