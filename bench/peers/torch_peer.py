#!/usr/bin/env python3
"""PyTorch, eager, f64: gradients, Hessian-vector products by double backward (linearized once: the graph of the gradient
is kept, as we keep a linearization) and by torch.func, exact Hessians, all eigenvalues.
"""
import numpy as np
import torch

import common

torch.set_default_dtype(torch.float64)
CHUNK = 32  # rows of a Hessian at a time: faster than 8, 16, 64 or 128 at P = 3,466 on two cores


class Model:
    def __init__(self, problem):
        self.problem = problem
        self.x, self.y = torch.from_numpy(problem.x), torch.from_numpy(problem.y)
        self.theta = torch.from_numpy(problem.theta)
        self.activation = getattr(torch, problem.activation)
        self.parameters = [part.clone().requires_grad_() for part in problem.parts(self.theta)]

    def loss(self, *parameters):
        outputs = self.x
        for index in range(0, len(parameters), 2):
            outputs = torch.nn.functional.linear(outputs, parameters[index], parameters[index + 1])
            if index + 2 < len(parameters):
                outputs = self.activation(outputs)
        data = torch.nn.functional.cross_entropy if self.problem.loss == "cross-entropy" else torch.nn.functional.mse_loss
        loss = data(outputs, self.y.reshape(-1) if self.problem.loss == "cross-entropy" else self.y.reshape(outputs.shape))
        if self.problem.weight_decay > 0:
            loss = loss + self.problem.weight_decay / 2 * sum((p * p).sum() for p in parameters)
        return loss

    def flat_loss(self, theta):
        return self.loss(*self.problem.parts(theta))

    def gradient(self):
        return torch.autograd.grad(self.loss(*self.parameters), self.parameters)

    def kept_gradient(self):
        """With its graph, so that each product is one more backward pass."""
        return torch.autograd.grad(self.loss(*self.parameters), self.parameters, create_graph=True)

    def product(self, gradient, vectors, batched=False):
        return torch.autograd.grad(gradient, self.parameters, vectors, retain_graph=True, is_grads_batched=batched)

    # Each takes θ anew, as ours does.
    def hessian_by_rows(self):
        gradient = torch.cat([g.reshape(-1) for g in self.kept_gradient()])
        return torch.stack([torch.cat([p.reshape(-1) for p in self.product(gradient, unit)])
                            for unit in torch.eye(gradient.numel())])

    def hessian_by_chunks(self):
        gradient = torch.cat([g.reshape(-1) for g in self.kept_gradient()])
        rows = [torch.cat([p.reshape(len(units), -1) for p in self.product(gradient, units, True)], dim=1)
                for units in torch.eye(gradient.numel()).split(CHUNK)]
        return torch.cat(rows)

    def hessian_by_func(self):
        if self.theta.numel() <= 1000:
            return torch.func.hessian(self.flat_loss)(self.theta)
        # The same, some columns at a time: all at once takes more than 20 GB at P = 3,466.
        column = lambda unit: torch.func.jvp(torch.func.grad(self.flat_loss), (self.theta,), (unit,))[1]
        return torch.func.vmap(column, chunk_size=CHUNK)(torch.eye(self.theta.numel()))

    def hessians(self):
        func = "torch.func.hessian" if self.theta.numel() <= 1000 else f"torch.func.hessian, {CHUNK} columns at a time"
        return {"double backward, row by row": self.hessian_by_rows,
                f"double backward, vmap over {CHUNK} rows": self.hessian_by_chunks, func: self.hessian_by_func}


def size(tensors):
    return {"norm": sum(float((t * t).sum()) for t in tensors) ** 0.5}


def products(model):
    block = torch.from_numpy(model.problem.vectors())
    vectors = list(model.problem.parts(block))
    kept = model.kept_gradient()
    detached = tuple(p.detach() for p in model.parameters)

    def loop():
        each = [model.product(kept, [v[k] for v in vectors]) for k in range(len(block))]
        return [torch.stack(parts) for parts in zip(*each)]

    def forward(*directions):
        arguments = tuple(range(len(detached)))
        return torch.func.jvp(torch.func.grad(model.loss, argnums=arguments), detached, directions)[1]

    return {"double backward, loop": loop,
            "double backward, vmap": lambda: model.product(kept, vectors, True),
            "torch.func.jvp of grad, vmap": lambda: torch.func.vmap(forward)(*vectors)}


def surface(model):
    """51 × 51 losses on the plane of the first two directions, from −1 to 1."""
    first, second = torch.from_numpy(model.problem.vectors()[:2])
    axis = torch.linspace(-1, 1, 51)

    @torch.no_grad()
    def loop():
        return torch.stack([model.flat_loss(model.theta + a * first + b * second) for a in axis for b in axis])

    @torch.no_grad()
    def batched():
        rows = [model.theta + a * first + axis[:, None] * second for a in axis]
        return torch.cat([torch.func.vmap(model.flat_loss)(row) for row in rows])

    return {"a plain loop": loop, "vmap over 51 points": batched}


def tasks(wanted):
    if common.asked(wanted, "digits/surface"):
        yield common.Task("digits/surface", surface(Model(common.Problem(wanted.problems, "digits"))), lambda L: size([L]))
    gradients = lambda model: {"autograd.grad": model.gradient}
    yield from common.derivatives(wanted, Model, gradients, products, Model.hessians, size)
    if common.asked(wanted, "digits/inertia"):
        H = torch.from_numpy(np.load(wanted.problems / "hessian.npy"))
        tau = common.Problem(wanted.problems, "digits").tau
        yield common.Task("digits/inertia", {"torch.linalg.eigvalsh": lambda: torch.linalg.eigvalsh(H)},
                          lambda values: {"negative": int((values < -tau).sum()), "positive": int((values > tau).sum())})


if __name__ == "__main__":
    common.main("torch", tasks, {"torch": torch.__version__}, lambda wanted: torch.set_num_threads(wanted.threads))
