#!/usr/bin/env python3
"""Makes the folder training: a network that PyTorch trained, its checkpoints, and the curvature at each by PyTorch's double backward.

python3 make_training.py (any PyTorch from 1.13 on; these are 1.13's)
"""
import csv
import os

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "training")
TOP = 3
torch.set_num_threads(1)
torch.manual_seed(7)


def network():
    return nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 3))


def hessian(model, x, y):
    model = model.double()
    parameters = list(model.parameters())
    gradient = torch.autograd.grad(cross_entropy(model(x), y), parameters, create_graph=True)
    gradient = torch.cat([g.reshape(-1) for g in gradient])
    rows = [torch.cat([r.reshape(-1) for r in torch.autograd.grad(g, parameters, retain_graph=True)]) for g in gradient]
    return torch.stack(rows)


def scaling(model, optimizer):
    """The diagonal of P^(-1/2), in float64."""
    group = optimizer.param_groups[0]
    parts = []
    for parameter in model.parameters():
        state = optimizer.state[parameter]
        moment = state["max_exp_avg_sq"] if group["amsgrad"] else state["exp_avg_sq"]
        corrected = moment.double() / (1 - group["betas"][1] ** float(state["step"]))
        parts.append((corrected.sqrt() + group["eps"]).reshape(-1) ** -0.5)
    return torch.cat(parts)


def largest(matrix):
    return torch.linalg.eigvalsh(0.5 * (matrix + matrix.t())).flip(0)[:TOP].tolist()


x = torch.randn(37, 4).double()
y = torch.randint(3, (37,))
os.makedirs(FOLDER, exist_ok=True)
np.savez(os.path.join(FOLDER, "set.npz"), x=x.numpy(), y=y.numpy())
torch.jit.script(network()).save(os.path.join(FOLDER, "net.pt"))

OPTIMIZERS = {
    "adam": lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.8, 0.99), eps=1e-3),
    "amsgrad": lambda p: torch.optim.Adam(p, lr=0.02, amsgrad=True),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.01),
}

rows = []
for name, make in OPTIMIZERS.items():
    torch.manual_seed(8)
    model = network()
    optimizer = make(model.parameters())
    for step in range(1, 21):
        optimizer.zero_grad()
        cross_entropy(model(x.float()), y).backward()
        optimizer.step()
        if step not in (5, 9, 10, 20) or (step != 20 and name != "adam"):
            continue
        path = f"{name}-{step}.pt"
        torch.save(
            {"step": step, "model_state_dict": model.state_dict(), "optimizer_state_dict": optimizer.state_dict()},
            os.path.join(FOLDER, path))
        copy = network()
        copy.load_state_dict(model.state_dict())
        matrix = hessian(copy, x, y)
        preconditioned = []
        if "betas" in optimizer.param_groups[0]:
            diagonal = scaling(model, optimizer)
            preconditioned = largest(diagonal[:, None] * matrix * diagonal[None, :])
        rows.append([path, step, matrix.trace().item(), *largest(matrix), *(preconditioned or [""] * TOP)])

with open(os.path.join(FOLDER, "truth.csv"), "w", newline="\n") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(
        ["file", "step", "trace", *(f"lambda_{i + 1}" for i in range(TOP)), *(f"preconditioned_{i + 1}" for i in range(TOP))])
    writer.writerows(rows)
