"""The pages that are looked at: results of the program, and documents made from them where the program would take long."""

import copy
import json
import math
import subprocess
from pathlib import Path

LANGUAGES = ("en", "zh-TW")
WINE = ["--model", "mlp:13-16-3:tanh", "--data", "wine"]
STALLED_SEED = "3"  # one of those that stall in the demo's third act


class Pages:
    """Runs the program in a folder; keeps every document, and makes pages of them by `report`."""

    def __init__(self, program, folder):
        self.program, self.folder = str(Path(program).resolve()), Path(folder)

    def run(self, *words, code=0):
        done = subprocess.run([self.program, *words], cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode != code:
            raise SystemExit(f"saddlescope {' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")

    def document(self, name, *words, code=0):
        self.run(*words, "--json", f"{name}.json", code=code)
        return self.read(name)

    def read(self, name):
        return json.loads((self.folder / f"{name}.json").read_text())

    def keep(self, name, document):
        (self.folder / f"{name}.json").write_text(json.dumps(document))

    def page(self, names, language="en"):
        target = self.folder / f"{names[0]}-{language}.html"
        self.run("report", *(f"{name}.json" for name in names), "-o", target.name, "--lang", language)
        return target


def many_networks(census, count):
    """A census of as many networks, each a copy with numbers of its own."""
    document = copy.deepcopy(census)
    kinds = ["saddle", "local_minimum", "degenerate_minimum", "gradient_flat", "not_critical", "undetermined"]
    document["networks"] = []
    for i in range(count):
        network = copy.deepcopy(census["networks"][i % len(census["networks"])])
        network["seed"] = i
        network["loss"] = 10 ** (-6 * math.sin(i) ** 2)
        network["minimum_ratio"] = 0.5 + 0.5 * math.cos(3 * i) ** 2
        network["inertia"]["negative"] = i * i % 7
        network["verdict"]["kind"] = kinds[i % len(kinds)]
        document["networks"].append(network)
    document["runs"] = count
    return document


def large_spectrum(spectrum, count):
    """As many eigenvalues of both signs over sixteen decades, most of them near zero, as a trained network has them."""
    document = copy.deepcopy(spectrum)
    values = sorted(math.copysign(10 ** (-15 + 16 * (i / count) ** 6), math.sin(7 * i)) for i in range(count))
    document["problem"]["parameters"] = count
    document["spectrum"]["eigenvalues"] = values
    document["spectrum"]["lowest"] = {"value": values[0], "bound": 1e-14}
    document["spectrum"]["highest"] = {"value": values[-1], "bound": 1e-14}
    negative, positive = sum(v < -1e-13 for v in values), sum(v > 1e-13 for v in values)
    document["spectrum"]["inertia"] = {"negative": negative, "flat": count - negative - positive, "positive": positive,
                                       "tolerance": 1e-13}
    document.pop("pairs", None)
    return document


def spoilt(document, name):
    """Every name and sentence of it, as bad as a text can be."""
    kept = {"format", "kind", "verdict", "stopped", "end", "containment", "agreement"}
    if isinstance(document, dict):
        return {key: name if isinstance(value, str) and key not in kept and value not in ("nan", "inf", "-inf")
                else spoilt(value, name) for key, value in document.items()}
    if isinstance(document, list):
        return [name if isinstance(value, str) else spoilt(value, name) for value in document]
    return document


def make(pages):
    """Lists of the documents' names, each list a page."""
    toy = pages.document("toy", "diagnose", "--function", "(1 - w1*w2)^2", "--at", "0,0", "--report", "direct.html")
    pages.run("train", *WINE, "--seed", STALLED_SEED, "--steps", "3000", "--stall", "0", "-o", "stalled.npz",
              "--json", "train.json")
    pages.run("diagnose", *WINE, "--weights", "stalled.npz", "--json", "stalled.json", "--report", "stalled.html")
    pages.run("escape", *WINE, "--weights", "stalled.npz", "--json", "escape.json")
    pages.run("compare", "--function", "x^2 - y^2 + y^4", "--at", "0,0", "--budget", "200", "--json", "compare.json")
    pages.run("find", "--function", "(1 - w1*w2)^2", "--box", "w1=-2:2,w2=-2:2", "--json", "box.json")
    sine = ["--model", "mlp:1-4-1:tanh", "--data", "sin(5*pi*x)", "--x-range", "0:1"]
    pages.run("census", *sine, "--runs", "1", "--json", "census.json")
    pages.keep("census200", many_networks(pages.document("few", "census", *sine, "--runs", "3"), 200))
    pages.keep("spectrum", large_spectrum(pages.document("small", "spectrum", *sine), 3466))
    pages.run("demo", "--json", "demo.json")
    pages.run("surface", "--function", "(1 - w1*w2)^2", "--box", "w1=-2:2,w2=-2:2", "--grid", "301x301",
              "--json", "fine.json")
    pages.document("failure", "diagnose", "--model", "mlp:3-2", "--data", "missing.npz", code=3)
    pages.keep("broken", spoilt(toy, "</script><script>window.broken = 1</script>\"'><img src=x onerror=alert(1)> 權重 "))
    pages.keep("long", spoilt(pages.read("census"), "w" * 10000))
    pages.run("surface", "--function", "(1 - w1*w2)^2", "--at", "0,0", "--directions", "w1,w2", "--json", "surface.json")
    pages.run("taylor", "--function", "(1 - w1*w2)^2", "--at", "0,0", "--json", "taylor.json")
    network = pages.document("network", "surface", "--model", "mlp:4-3-3:tanh", "--data", "iris", "--grid", "5x5")
    if network["problem"]["parameters"] <= 16 or "of_box" in network:
        raise SystemExit("the surface of a network is that of a box")
    return [["toy"], ["stalled"], ["train"], ["escape"], ["compare"], ["box"], ["census"], ["census200"], ["spectrum"],
            ["demo"], ["fine"], ["failure"], ["broken"], ["long"], ["stalled", "toy"], ["surface"], ["taylor"],
            ["network"]]
