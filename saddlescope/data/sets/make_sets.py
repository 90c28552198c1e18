#!/usr/bin/env python3
"""Makes the built-in data sets from the files scikit-learn ships (Debian: python3-sklearn). README.md names the sources.

usage: make_sets.py [FOLDER]   (default: this script's own)
"""
import pathlib
import sys

import numpy
import sklearn.datasets as datasets


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    folder = folder if folder.is_dir() else folder.parent
    loaders = {"digits": datasets.load_digits, "iris": datasets.load_iris, "wine": datasets.load_wine,
               "breast-cancer": datasets.load_breast_cancer}
    for name, load in loaders.items():
        data = load()
        x = data.data
        if name == "digits":  # counts of 0 to 16; divided by 16 when loaded
            assert (x == x.astype("u1")).all() and x.max() == 16
            x = x.astype("u1")
        numpy.savez_compressed(folder / f"{name}.npz", x=x, y=data.target.astype("u1"))
        print(name, x.shape, x.dtype, list(map(str, data.target_names)), (folder / f"{name}.npz").stat().st_size)


main()
