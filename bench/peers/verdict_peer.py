#!/usr/bin/env python3
"""What diagnose answers first, by PyTorch and NumPy in one process: the Hessian of digits' network at a point, all its
eigenvalues, the signs. run.py takes the time of the whole process; printed here is that without the imports.
"""
import time

import numpy as np
import torch

import common
import torch_peer

start = time.perf_counter(), time.process_time()
wanted = common.arguments()
torch.set_num_threads(wanted.threads)
model = torch_peer.Model(common.Problem(wanted.problems, wanted.point))
ways = model.hessians()
way = wanted.ways.get("digits/hessian", list(ways))[0]
H = ways[way]().detach().numpy()
values = np.linalg.eigvalsh((H + H.T) / 2)
tolerance = values.size * np.finfo(float).eps * np.abs(values).max()
signs = int((values < -tolerance).sum()), int((values > tolerance).sum())
loss = float(model.loss(*model.parameters).detach())
seconds = time.perf_counter() - start[0], time.process_time() - start[1]
common.say("torch", f"{wanted.point}/exact", f"Hessian by {way}, numpy.linalg.eigvalsh", *seconds, {"loss": loss},
           without_imports=seconds[0], signs=signs)
