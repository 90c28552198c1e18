"""A loss as a graph of primitives, and its gradient as a graph (reverse mode that emits nodes).

Every node has a static shape. Operands of a pointwise op have one shape; a broadcast is a node of its own.
"""
import itertools

import numpy as np

_counter = itertools.count()


class Node:
    """op applied to args; `order` is a topological order of creation; `attr` holds what the op needs besides operands."""

    def __init__(self, op, args, shape, attr=None):
        self.op, self.args, self.shape, self.attr, self.order = op, args, tuple(shape), attr, next(_counter)

    def __add__(self, other): return pointwise("add", self, other)
    def __radd__(self, other): return pointwise("add", other, self)
    def __sub__(self, other): return pointwise("sub", self, other)
    def __rsub__(self, other): return pointwise("sub", other, self)
    def __mul__(self, other): return pointwise("mul", self, other)
    def __rmul__(self, other): return pointwise("mul", other, self)
    def __truediv__(self, other): return pointwise("div", self, other)
    def __rtruediv__(self, other): return pointwise("div", other, self)
    def __neg__(self): return Node("neg", (self,), self.shape)


def theta(size): return Node("theta", (), (size,))


def constant(value):
    value = np.asarray(value, dtype=float)
    return Node("constant", (), value.shape, value)


def broadcast(x, shape):
    shape = tuple(shape)
    if x.shape == shape:
        return x
    if x.op == "constant":
        return constant(np.broadcast_to(x.attr, shape))
    return Node("broadcast", (x,), shape)


def pointwise(op, a, b):
    a = a if isinstance(a, Node) else constant(a)
    b = b if isinstance(b, Node) else constant(b)
    shape = np.broadcast_shapes(a.shape, b.shape)
    return Node(op, (broadcast(a, shape), broadcast(b, shape)), shape)


def unary(op, x): return Node(op, (x,), x.shape)
def power(x, exponent): return Node("pow", (x,), x.shape, float(exponent))


def matmul(a, b, ta=False, tb=False):
    """op(a)·op(b) for matrices; the flags transpose an operand, so that adjoints copy nothing."""
    return Node("matmul", (a, b), (a.shape[ta], b.shape[not tb]), (ta, tb))


def total(x, axes=None):
    axes = tuple(range(len(x.shape))) if axes is None else tuple(axes)
    return Node("sum", (x,), [n for i, n in enumerate(x.shape) if i not in axes], axes)


def reshape(x, shape): return Node("reshape", (x,), shape)
def take(x, start, stop): return Node("slice", (x,), (stop - start,), (start, stop))
def pad(x, start, size): return Node("pad", (x,), (size,), (start, size))


def topological(outputs):
    seen, stack = {}, list(outputs)
    while stack:
        node = stack.pop()
        if node.order not in seen:
            seen[node.order] = node
            stack.extend(node.args)
    return [seen[k] for k in sorted(seen)]


def adjoints(node, y, ybar):
    """The operands' shares of ybar = ∂L/∂y, each a graph; None where the derivative is zero."""
    op, args, attr = node.op, node.args, node.attr
    a = args[0] if args else None
    if op == "add": return ybar, ybar
    if op == "sub": return ybar, -ybar
    if op == "mul": return ybar * args[1], ybar * a
    if op == "div": return ybar / args[1], -(ybar * y / args[1])
    if op == "neg": return (-ybar,)
    if op == "pow": return (ybar * (attr * power(a, attr - 1)),) if attr != 1 else (ybar,)
    if op == "exp": return (ybar * y,)
    if op == "log": return (ybar / a,)
    if op == "sin": return (ybar * unary("cos", a),)
    if op == "cos": return (-(ybar * unary("sin", a)),)
    if op == "sqrt": return (ybar * (0.5 / y),)
    if op == "tanh": return (ybar * (1.0 - y * y),)
    if op == "sigmoid": return (ybar * (y * (1.0 - y)),)
    if op == "softplus": return (ybar * unary("sigmoid", a),)
    if op == "abs": return (ybar * unary("sign", a),)
    if op == "relu": return (ybar * unary("step", a),)
    if op in ("sign", "step", "rowmax"): return (None,)
    if op == "matmul":
        b, (ta, tb) = args[1], attr
        abar = matmul(b, ybar, tb, True) if ta else matmul(ybar, b, False, not tb)
        bbar = matmul(ybar, a, True, ta) if tb else matmul(a, ybar, not ta, False)
        return abar, bbar
    if op == "sum":
        kept = [1 if i in attr else n for i, n in enumerate(a.shape)]
        return (broadcast(reshape(ybar, kept), a.shape),)
    if op == "broadcast":
        lead = len(node.shape) - len(a.shape)
        axes = [i for i in range(len(node.shape)) if i < lead or a.shape[i - lead] != node.shape[i]]
        return (reshape(total(ybar, axes), a.shape),)
    if op == "reshape": return (reshape(ybar, a.shape),)
    if op == "slice": return (pad(ybar, attr[0], a.shape[0]),)
    raise NotImplementedError(op)


def gradient(loss, wrt):
    """∂loss/∂wrt as a graph. Nodes that don't depend on wrt get no adjoint."""
    nodes = topological([loss])
    depends = set()
    for node in nodes:
        if node is wrt or any(x.order in depends for x in node.args):
            depends.add(node.order)
    bars = {loss.order: constant(1.0)}
    for node in reversed(nodes):
        if node.order not in bars or node.order not in depends or node is wrt:
            continue
        for x, xbar in zip(node.args, adjoints(node, node, bars[node.order])):
            if xbar is not None and x.order in depends:
                bars[x.order] = bars[x.order] + xbar if x.order in bars else xbar
    return bars.get(wrt.order, constant(np.zeros(wrt.shape)))
