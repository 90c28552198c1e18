"""Runs the oracle on every point, checks it against the truth, and writes ../golden/points.json. Exit 1 if the oracle contradicts a truth."""
import json
import os
import sys
import time

import numpy as np

from objective import from_formula, from_network
from points import POINTS
from verdict import solve


def objective_of(problem):
    if "function" in problem:
        o, names = from_formula(problem["function"])
        return o, [problem["at"][n] for n in names]
    x, y = problem["x"], problem["y"]
    if x is None:
        x = ((np.arange(128) + 0.5) / 128)[:, None]
        y = np.sin(5 * np.pi * x) / (5 * np.pi * x)
    return from_network(problem["model"], x, y, problem["loss"]), problem["weights"]


def contradicts(p, v):
    out = []
    if v.kind not in p["allowed"]: out.append(f"kind {v.kind} not in {p['allowed']}")
    elif v.certified and v.kind not in p["certified_allowed"]: out.append(f"{v.kind} certified")
    if v.point is not None:
        for name, counts in (("inertia", v.point.here), ("nearby", v.point.nearby)):
            if p[name] and any(t is not None and t != c for t, c in zip(p[name], counts)): out.append(f"{name} {counts}, truth {p[name]}")
    return out


def plain(x):
    """NaN and infinities as the strings of contract.md."""
    if isinstance(x, dict): return {k: plain(v) for k, v in x.items()}
    if isinstance(x, list): return [plain(v) for v in x]
    if isinstance(x, float) and not np.isfinite(x): return "nan" if np.isnan(x) else "inf" if x > 0 else "-inf"
    return x


def record(v):
    p = v.point
    r = {"kind": v.kind, "certified": v.certified, "why": v.why}
    if p is not None:
        r.update(loss=p.loss, gradient_norm=float(np.linalg.norm(p.gradient)), norm=p.norm, tau_theta=p.tau_here, tau=p.tau, here=list(p.here), nearby=list(p.nearby) if p.reach else None,
                 within=2 * float(np.linalg.norm(p.step)), gradient_in_band=float(np.linalg.norm(p.gradient_band)), e_loss=p.e_loss, e_gradient=p.e_gradient, e_hessian=p.e_hessian)
    if v.star is not None and v.star is not p: r["at_star"] = {"tau": v.star.tau, "nearby": list(v.star.nearby), "reach": v.star.reach}
    if v.finding is not None: r["orders"] = {"d3": v.finding.d3, "q_min": v.finding.q_min, "q_max": v.finding.q_max}
    return r


def main():
    only, seed = (sys.argv[1] if len(sys.argv) > 1 else ""), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    bad, out, kinds = 0, [], {}
    for p in POINTS:
        if only not in p["id"]: continue
        o, theta = objective_of(p["problem"])
        began = time.time()
        v = solve(o, theta, seed)
        took = time.time() - began
        wrong = contradicts(p, v)
        kinds[v.kind] = kinds.get(v.kind, 0) + 1
        bad += bool(wrong)
        if wrong or only or took > 3: print(f"{p['id']:44s} {v.kind}{' certified' if v.certified else ''} {took:.1f} s  {v.why[:90]}  {'!! ' + '; '.join(wrong) if wrong else ''}", flush=True)
        out.append({**p, "oracle": plain(record(v))})
    print(f"{len(out)} points, {bad} contradicted; {kinds}")
    if not only and not seed:
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden", "points.json")
        with open(path, "w") as f: f.write("[\n" + ",\n".join(json.dumps(r, allow_nan=False) for r in out) + "\n]\n")
    return 1 if bad else 0


if __name__ == "__main__": sys.exit(main())
