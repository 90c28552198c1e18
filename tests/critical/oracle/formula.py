"""Expressions of contract.md (--function) to graphs: + - * / ^ ** ( ), functions, pi, e; ^ groups from the right, above unary minus."""
import math
import re

from graph import Node, constant, power, reshape, take, theta, unary

TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|[-+*/^()]))")
FUNCTIONS = ("sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh", "sigmoid", "softplus")


class Parser:
    def __init__(self, text, names=None):
        self.tokens, at = [], 0
        text = text.strip()
        while at < len(text):
            m = TOKEN.match(text, at)
            if not m: raise ValueError(f"{text!r}: can't read at {at}")
            self.tokens.append(m.groups())
            at = m.end()
        self.names = []
        for i, (_, name, _) in enumerate(self.tokens):
            if name and name not in FUNCTIONS + ("pi", "e") and name not in self.names: self.names.append(name)
        self.theta = theta(len(self.names))
        self.variables = {n: reshape(take(self.theta, i, i + 1), ()) for i, n in enumerate(self.names)}
        self.at = 0
        self.root = self.sum()
        if self.at != len(self.tokens): raise ValueError(f"{text!r}: too much after the expression")

    def peek(self): return self.tokens[self.at][2] if self.at < len(self.tokens) else None

    def next(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def sum(self):
        x = self.product()
        while self.peek() in ("+", "-"):
            x = fold(x + self.product()) if self.next()[2] == "+" else fold(x - self.product())
        return x

    def product(self):
        x = self.signed()
        while self.peek() in ("*", "/"):
            x = fold(x * self.signed()) if self.next()[2] == "*" else fold(x / self.signed())
        return x

    def signed(self):
        if self.peek() == "-": self.next(); return fold(-self.signed())
        if self.peek() == "+": self.next(); return self.signed()
        return self.raised()

    def raised(self):
        x = self.atom()
        if self.peek() in ("^", "**"):
            self.next()
            p = self.signed()
            if p.op == "constant": return fold(power(x, float(p.attr)))
            return unary("exp", p * unary("log", x))
        return x

    def atom(self):
        number, name, symbol = self.next()
        if number: return constant(float(number))
        if symbol == "(":
            x = self.sum()
            assert self.next()[2] == ")"
            return x
        if name in FUNCTIONS:
            assert self.next()[2] == "("
            x = self.sum()
            assert self.next()[2] == ")"
            return unary("sin", x) / unary("cos", x) if name == "tan" else unary(name, x)
        if name == "pi": return constant(math.pi)
        if name == "e": return constant(math.e)
        return self.variables[name]


def fold(node):
    """Constants are folded, so that 2^(1/2) has a constant exponent."""
    if node.args and all(x.op == "constant" for x in node.args):
        from jets import evaluate
        return constant(evaluate([node], [])[0][0][0])
    return node
