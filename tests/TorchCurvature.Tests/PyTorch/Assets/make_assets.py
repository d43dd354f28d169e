#!/usr/bin/env python3
"""Makes the small scripted networks of these tests: python3 make_assets.py (any PyTorch from 1.13 on; these are 1.13's)."""
import json
import os
import zipfile

import torch
from torch import nn

FOLDER = os.path.dirname(os.path.abspath(__file__))
torch.set_num_threads(1)


class Normalized(nn.Module):
    """A network whose batch normalization has statistics of its own."""

    def __init__(self, width):
        super().__init__()
        self.first = nn.Linear(4, width)
        self.norm = nn.BatchNorm1d(width)
        self.head = nn.Linear(width, 3)

    def forward(self, x):
        return self.head(torch.tanh(self.norm(self.first(x))))


class Images(nn.Module):
    """A residual block of convolutions."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.first = nn.Conv2d(8, 8, 3, padding=1)
        self.norm = nn.BatchNorm2d(8)
        self.second = nn.Conv2d(8, 8, 3, padding=1)
        self.head = nn.Linear(8, 4)

    def forward(self, x):
        stem = torch.relu(self.stem(x))
        block = self.second(torch.relu(self.norm(self.first(stem))))
        return self.head(torch.relu(stem + block).mean([2, 3]))


class WeightNormalized(nn.Module):
    """PyTorch's weight normalization, whose second derivative is wrong in libtorch."""

    def __init__(self):
        super().__init__()
        self.g = nn.Parameter(torch.rand(6, 1) + 0.5)
        self.v = nn.Parameter(torch.randn(6, 4))
        self.head = nn.Linear(6, 3)

    def forward(self, x):
        return self.head(torch.tanh(x @ torch._weight_norm(self.v, self.g, 0).t()))


def safetensors(tensors, path):
    """The format of the library of that name."""
    header, start = {}, 0
    for name, tensor in tensors.items():
        size = tensor.numel() * tensor.element_size()
        kind = {torch.float64: "F64", torch.int64: "I64"}[tensor.dtype]
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [start, start + size]}
        start += size
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for tensor in tensors.values():
            file.write(tensor.detach().numpy().tobytes())


def save(name, seed, make):
    torch.manual_seed(seed)
    model = make().double()
    with torch.no_grad():
        for _ in range(20):
            if isinstance(model, Normalized):
                model(2 * torch.randn(50, 4).double() + seed)
    torch.jit.script(model.eval()).save(os.path.join(FOLDER, name + ".pt"))
    if name == "normalized-b":
        torch.save({"epoch": 3, "model_state_dict": model.state_dict()}, os.path.join(FOLDER, name + ".checkpoint.pt"))
        safetensors(model.state_dict(), os.path.join(FOLDER, name + ".safetensors"))


save("normalized-a", 1, lambda: Normalized(5))
save("normalized-b", 2, lambda: Normalized(5))
save("normalized-wide", 3, lambda: Normalized(6))
save("images", 4, Images)
save("weight-norm", 5, WeightNormalized)

# A network that calls an operator which no libtorch has.
with zipfile.ZipFile(os.path.join(FOLDER, "weight-norm.pt")) as given, zipfile.ZipFile(os.path.join(FOLDER, "unknown-operator.pt"), "w") as made:
    for entry in given.infolist():
        made.writestr(zipfile.ZipInfo(entry.filename), given.read(entry).replace(b"torch.tanh(", b"torch.tanh_of_the_future("))
