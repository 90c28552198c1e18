#!/usr/bin/env python3
"""PyTorch, eager, f64: what a census does to one network (bench/census_bench.cpp), one at a time and 32 under one vmap.

500 Adam steps; 50 accepted steps of Levenberg-Marquardt with Nielsen's damping, which take some 65 trials (ours takes 90, with
its own damping; under vmap networks go in step: each takes all the trials, and J anew in each); the exact Hessian by torch.func.hessian; signs from all eigenvalues. On digits' cross-entropy, which is no sum of
squares, 50 steps along H·g, each a gradient and a product, stand for our gradient-norm, which needs a line search besides.
"""
import torch

import common
from torch_peer import CHUNK, Model

STEPS, ITERATIONS, TRIALS, SIGN = 500, 50, 65, 1e-9
ADAM = dict(rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8)


def adam(gradient, theta):
    m, v = torch.zeros_like(theta), torch.zeros_like(theta)
    for k in range(1, STEPS + 1):
        g = gradient(theta)
        m = m + (1 - ADAM["beta1"]) * (g - m)
        v = ADAM["beta2"] * v + (1 - ADAM["beta2"]) * g * g
        root = (v.sqrt() / (1 - ADAM["beta2"] ** k) ** 0.5).add_(ADAM["epsilon"])
        theta = theta - ADAM["rate"] / (1 - ADAM["beta1"] ** k) * m / root
    return theta


class Squares:
    """r(θ) with L = ½‖r‖², and J, for one θ or a batch of them."""

    def __init__(self, model):
        self.model = model
        self.factor = (2 / model.y.numel()) ** 0.5

    def residuals(self, theta):
        outputs = self.model.x
        parameters = list(self.model.problem.parts(theta))
        for index in range(0, len(parameters), 2):
            outputs = torch.nn.functional.linear(outputs, parameters[index], parameters[index + 1])
            if index + 2 < len(parameters):
                outputs = self.model.activation(outputs)
        return self.factor * (outputs - self.model.y.reshape(outputs.shape)).reshape(-1)

    def with_residuals(self, theta):
        r = self.residuals(theta)
        return r, r


def levenberg_marquardt(residuals, jacobian, theta):
    """theta: (networks, P). With one network J is computed where a step was taken alone."""
    r = residuals(theta)
    J = jacobian(theta)
    A, g = J.mT @ J, (J.mT @ r[..., None])[..., 0]
    mu = 1e-3 * A.diagonal(dim1=-2, dim2=-1).amax(-1)
    nu = torch.full_like(mu, 2)
    accepted = 0
    for _ in range(TRIALS if len(theta) > 1 else 10 * TRIALS):
        damped = A + mu[:, None, None] * torch.eye(A.shape[-1])
        factor, _ = torch.linalg.cholesky_ex(damped)
        s = -torch.cholesky_solve(g[..., None], factor)[..., 0]
        there = theta + s
        r_there = residuals(there)
        promise = 0.5 * (mu * (s * s).sum(-1) - (s * g).sum(-1))
        ratio = 0.5 * ((r - r_there) * (r + r_there)).sum(-1) / promise
        taken = ratio >= 1e-4
        theta = torch.where(taken[:, None], there, theta)
        r = torch.where(taken[:, None], r_there, r)
        if len(theta) == 1:
            accepted += int(taken)
        if accepted == ITERATIONS:
            break
        if len(theta) > 1 or bool(taken):
            J = jacobian(theta)
            A, g = J.mT @ J, (J.mT @ r[..., None])[..., 0]
        mu = torch.where(taken, mu * torch.clamp(1 - (2 * ratio - 1) ** 3, min=1 / 3), mu * nu)
        nu = torch.where(taken, torch.full_like(nu, 2), 2 * nu)
    return theta


def signs(H):
    values = torch.linalg.eigvalsh(H)
    tau = SIGN * torch.linalg.matrix_norm(H)[..., None]
    return (values < -tau).sum(-1), (values > tau).sum(-1)


class Lecture:
    def __init__(self, problem):
        self.model = Model(problem)
        self.squares = Squares(self.model)
        self.thetas = torch.from_numpy(problem.thetas)

    def one(self):
        gradient = torch.func.grad(self.model.flat_loss)
        trained = adam(gradient, self.thetas[0])
        jacobian = torch.func.jacrev(self.squares.residuals)
        found = levenberg_marquardt(lambda t: self.squares.residuals(t[0])[None], lambda t: jacobian(t[0])[None],
                                    trained[None])[0]
        return trained, signs(torch.func.hessian(self.model.flat_loss)(found))

    def many(self):
        vmap, func = torch.func.vmap, torch.func
        trained = adam(vmap(func.grad(self.model.flat_loss)), self.thetas)
        found = levenberg_marquardt(vmap(self.squares.residuals), vmap(func.jacrev(self.squares.residuals)), trained)
        return trained[0], signs(vmap(func.hessian(self.model.flat_loss))(found))


class Small:
    def __init__(self, problem):
        self.model = Model(problem)
        self.theta = torch.from_numpy(problem.thetas)[0]

    def gradient(self, theta):
        theta = theta.detach().requires_grad_()
        return torch.autograd.grad(self.model.flat_loss(theta), theta)[0]

    def product(self, theta):
        theta = theta.detach().requires_grad_()
        g = torch.autograd.grad(self.model.flat_loss(theta), theta, create_graph=True)[0]
        return torch.autograd.grad(g, theta, g.detach())[0]

    def one(self):
        trained = adam(self.gradient, self.theta)
        theta = trained
        for _ in range(ITERATIONS):
            theta = theta - 1e-3 * self.product(theta)
        column = lambda unit: torch.func.jvp(torch.func.grad(self.model.flat_loss), (theta.detach(),), (unit,))[1]
        H = torch.func.vmap(column, chunk_size=CHUNK)(torch.eye(theta.numel()))
        return trained, signs(H)


def tasks(wanted):
    lecture = Lecture(common.Problem(wanted.problems, "lecture"))
    checks = lambda result: {"adam": float(lecture.model.flat_loss(result[0]))}
    if common.asked(wanted, "lecture/one"):
        yield common.Task("lecture/one", {"torch.func, one at a time": lecture.one}, checks)
    if common.asked(wanted, "lecture/census"):
        yield common.Task("lecture/census", {"torch.func, 32 under vmap": lecture.many}, checks, len(lecture.thetas))
    if common.asked(wanted, "small/census"):
        small = Small(common.Problem(wanted.problems, "small"))
        yield common.Task("small/census", {"autograd, Hessian 32 columns at a time": small.one},
                          lambda result: {"adam": float(small.model.flat_loss(result[0]))})


if __name__ == "__main__":
    common.main("torch", tasks, {"torch": torch.__version__}, lambda wanted: torch.set_num_threads(wanted.threads))
