"""Trains a small residual network in PyTorch and saves what `curvature` reads: the network, its data, and checkpoints on the way.

    python3 make.py        writes net.pt, set.npz and step-*.pt beside this file
"""
import os

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        h = F.gelu(self.bn1(self.conv1(x)))
        return F.gelu(x + self.bn2(self.conv2(h)))


class Net(nn.Module):
    def __init__(self, classes=4, channels=6):
        super().__init__()
        self.stem = nn.Conv2d(3, channels, 3, padding=1)
        self.block = Block(channels)
        self.head = nn.Linear(channels, classes)

    def forward(self, x):
        return self.head(self.block(F.gelu(self.stem(x))).mean([2, 3]))


def main():
    torch.manual_seed(0)
    here = os.path.dirname(os.path.abspath(__file__))
    y = torch.arange(120) % 4
    x = torch.randn(4, 3, 6, 6)[y] + 1.5 * torch.randn(120, 3, 6, 6)

    model = Net()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for step in range(1, 201):
        chosen = torch.randperm(120)[:40]
        optimizer.zero_grad()
        F.cross_entropy(model(x[chosen]), y[chosen]).backward()
        optimizer.step()
        if step % 50 == 0:
            torch.save(
                {"step": step, "model_state_dict": model.state_dict(), "optimizer_state_dict": optimizer.state_dict()},
                os.path.join(here, f"step-{step}.pt"))

    torch.jit.script(model.eval()).save(os.path.join(here, "net.pt"))
    np.savez(os.path.join(here, "set.npz"), x=x.numpy(), y=y.numpy())
    print(f"loss {F.cross_entropy(model(x), y).item():.4f}, {sum(p.numel() for p in model.parameters())} parameters")


if __name__ == "__main__":
    main()
