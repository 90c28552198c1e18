#!/usr/bin/env python3
"""JAX, f64, compiled and warm: gradients, Hessian-vector products, exact Hessians. Threads: XLA takes as many as the
process may run on, so the caller sets its affinity. Compilation isn't counted.

--rows digits/memory computes digits' exact Hessian by jax.hessian in one piece, once, and says the peak of memory.
"""
import resource

import jax
import jax.numpy as jnp
import numpy as np

import common

jax.config.update("jax_enable_x64", True)
BLOCK = 4  # columns of a Hessian at a time: the best at P = 3,466 on two cores


class Model:
    def __init__(self, problem):
        self.problem = problem
        self.x, self.y = jnp.asarray(problem.x), jnp.asarray(problem.y)
        self.theta = jnp.asarray(problem.theta)
        self.parameters = tuple(problem.parts(self.theta))
        self.activation = {"tanh": jnp.tanh, "relu": jax.nn.relu}[problem.activation]

    def loss(self, parameters):
        outputs = self.x
        for index in range(0, len(parameters), 2):
            outputs = outputs @ parameters[index].T + parameters[index + 1]
            if index + 2 < len(parameters):
                outputs = self.activation(outputs)
        if self.problem.loss == "cross-entropy":
            named = jnp.take_along_axis(outputs, self.y.reshape(-1, 1), axis=1)[:, 0]
            loss = jnp.mean(jax.nn.logsumexp(outputs, axis=1) - named)
        else:
            loss = jnp.mean((outputs - self.y.reshape(outputs.shape)) ** 2)
        return loss + self.problem.weight_decay / 2 * sum(jnp.sum(p * p) for p in parameters)

    def flat_loss(self, theta):
        return self.loss(tuple(self.problem.parts(theta)))

    def hessian_by_blocks(self, theta):
        P = theta.size
        _, product = jax.linearize(jax.grad(self.flat_loss), theta)
        padded = -(-P // BLOCK) * BLOCK
        units = jnp.eye(padded, P).reshape(-1, BLOCK, P)
        return jax.lax.map(jax.vmap(product), units).reshape(padded, P)[:P]


def ready(function, *arguments):
    """Compiled for these arguments; a call ends when its result is there."""
    compiled = jax.jit(function).lower(*arguments).compile()
    return lambda: jax.block_until_ready(compiled(*arguments))


def products(model):
    vectors = tuple(model.problem.parts(jnp.asarray(model.problem.vectors())))
    _, product = jax.linearize(jax.grad(model.loss), model.parameters)
    one = jax.jit(lambda f, v: f(v))
    singles = [tuple(v[k] for v in vectors) for k in range(model.problem.directions)]

    def loop():
        each = [one(product, v) for v in singles]
        return [jnp.stack(parts) for parts in zip(*each)]

    def fresh(parameters, v):
        return jax.vmap(lambda u: jax.jvp(jax.grad(model.loss), (parameters,), (u,))[1])(v)

    return {"jit(linearize(grad)), vmap": ready(lambda f, v: jax.vmap(f)(v), product, vectors),
            "jit(linearize(grad)), loop": lambda: jax.block_until_ready(loop()),
            "jit(jvp of grad), vmap": ready(fresh, model.parameters, vectors)}


def hessians(model):
    ways = {f"jit(linearize(grad)), {BLOCK} columns at a time": ready(model.hessian_by_blocks, model.theta)}
    if model.theta.size <= 1000:
        ways["jit(hessian)"] = ready(jax.hessian(model.flat_loss), model.theta)
    return ways


def size(arrays):
    return {"norm": float(sum(jnp.vdot(a, a) for a in arrays)) ** 0.5}


def surface(model):
    """51 × 51 losses on the plane of the first two directions, from −1 to 1."""
    vectors = jnp.asarray(model.problem.vectors()[:2])
    axis = jnp.linspace(-1, 1, 51)
    at = lambda a, b: model.flat_loss(model.theta + a * vectors[0] + b * vectors[1])
    one, row = jax.jit(at), jax.jit(jax.vmap(at, in_axes=(None, 0)))
    one(axis[0], axis[0]), row(axis[0], axis)  # compiled
    whole = jax.jit(lambda: jax.lax.map(lambda a: jax.vmap(lambda b: at(a, b))(axis), axis))
    whole()
    done = jax.block_until_ready  # else the next measurement waits for what this one only asked for
    return {"jit, a plain loop": lambda: done(jnp.stack([one(a, b) for a in axis for b in axis])),
            "jit, vmap over 51 points": lambda: done(jnp.concatenate([row(a, axis) for a in axis])),
            "jit, map of vmap": lambda: done(whole())}


def tasks(wanted):
    if common.asked(wanted, "digits/surface"):
        yield common.Task("digits/surface", surface(Model(common.Problem(wanted.problems, "digits"))), lambda L: size([L]))
    gradients = lambda model: {"jit(grad)": ready(jax.grad(model.loss), model.parameters)}
    yield from common.derivatives(wanted, Model, gradients, products, hessians, size)


def say_memory(wanted):
    model = Model(common.Problem(wanted.problems, "digits"))
    [(wall, _, _)] = common.measure([ready(jax.hessian(model.flat_loss), model.theta)], rounds=1)
    peak = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    common.say("jax", "digits/memory", f"jit(hessian), one piece, {wall:.1f} s", peak, peak, {})


def main():
    wanted = common.arguments()
    common.say_versions(jax=jax.__version__, numpy=np.__version__)
    if wanted.rows == "digits/memory":
        say_memory(wanted)
    else:
        common.run("jax", list(tasks(wanted)), wanted)


if __name__ == "__main__":
    main()
