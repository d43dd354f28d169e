"""Runs the snippets of docs/from-pytorch.md in the present folder: first those that save, then, with --read, the one that reads back.

python3 run_page.py SNIPPET… [--read]
"""
import json
import os
import sys

import torch
from torch import nn
from torch.nn.functional import cross_entropy

torch.set_num_threads(1)
torch.manual_seed(3)
snippets = [path for path in sys.argv[1:] if path != "--read"]


def run(path):
    with open(path) as file:
        exec(compile(file.read(), path, "exec"), globals())


def eigenvalues():
    copy = nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 3)).double()
    copy.load_state_dict(model.state_dict())
    parameters = list(copy.parameters())
    gradient = torch.autograd.grad(cross_entropy(copy(inputs.double()), targets), parameters, create_graph=True)
    gradient = torch.cat([g.reshape(-1) for g in gradient])
    rows = [torch.cat([r.reshape(-1) for r in torch.autograd.grad(g, parameters, retain_graph=True)]) for g in gradient]
    return torch.linalg.eigvalsh(torch.stack(rows)).flip(0).tolist()


if "--read" in sys.argv:
    run(snippets[0])
    print(json.dumps({"table": given, "archive": archived.tolist()}))
    sys.exit()

save, checkpoint = snippets
model = nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
inputs, targets = torch.randn(30, 4), torch.randint(3, (30,))
example = inputs[:2]
run(save)
truth = {"given": eigenvalues()}
os.makedirs("runs/first")
for step in range(1, 101):
    optimizer.zero_grad()
    cross_entropy(model(inputs), targets).backward()
    optimizer.step()
    if step in (50, 100):
        truth[f"step-{step}"] = eigenvalues()
        os.chdir("runs/first")
        run(checkpoint)
        os.chdir("../..")

run(checkpoint)
print(json.dumps(truth))
