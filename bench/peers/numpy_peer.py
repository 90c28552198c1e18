#!/usr/bin/env python3
"""NumPy and SciPy: all eigenvalues of digits' Hessian, which is how they tell the signs."""
import numpy as np

import common

wanted = common.arguments()
versions = {"numpy": np.__version__}
ways = {}
problem = common.Problem(wanted.problems, "digits")
H = np.load(wanted.problems / "hessian.npy")
ways["numpy.linalg.eigvalsh"] = lambda: np.linalg.eigvalsh(H)
try:
    import scipy
    import scipy.linalg

    versions["scipy"] = scipy.__version__
    for driver in ("evr", "evd"):
        ways[f"scipy.linalg.eigvalsh, {driver}"] = lambda driver=driver: scipy.linalg.eigvalsh(H, driver=driver)
except ImportError:
    pass
common.say_versions(**versions)

chosen = {way: call for way, call in ways.items() if way in wanted.ways.get("digits/eigenvalues", ways)}
for way, (wall, processor, values) in zip(chosen, common.measure(list(chosen.values()))):
    signs = {"negative": int((values < -problem.tau).sum()), "positive": int((values > problem.tau).sum())}
    common.say("numpy", "digits/inertia", way, wall, processor, signs)
    common.say("numpy", "digits/eigenvalues", way, wall, processor, {"lowest": values[0], "highest": values[-1]})
