#!/usr/bin/env python3
"""Trains the networks of this folder's measurements and saves them as TorchScript with their data.

    python3 make_models.py resnet OUT CIFAR      ResNet-20 with BatchNorm (0.27 million parameters) on 500 images of CIFAR-10
    python3 make_models.py transformer OUT       a small transformer on sequences of tokens
    python3 make_models.py track OUT             30 checkpoints of a training, with PyTorch's own largest eigenvalues

CIFAR is the folder of CIFAR-10's binary files.
"""
import math, os, sys, time
import numpy as np
import torch, torch.nn as nn, torch.nn.functional as F

torch.set_num_threads(1)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False); self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False); self.bn2 = nn.BatchNorm2d(outputs)
        self.stride, self.more = stride, outputs - inputs

    def forward(self, x):
        h = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.stride > 1:
            x = x[:, :, ::2, ::2]
        if self.more > 0:
            x = F.pad(x, [0, 0, 0, 0, 0, self.more])
        return F.relu(x + h)


class ResNet(nn.Module):
    def __init__(self, blocks=3, width=16, classes=10):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3, 1, 1, bias=False); self.bn = nn.BatchNorm2d(width)
        layers, inputs = [], width
        for stage in range(3):
            for i in range(blocks):
                outputs = width * 2 ** stage
                layers.append(Block(inputs, outputs, 2 if stage > 0 and i == 0 else 1)); inputs = outputs
        self.blocks = nn.Sequential(*layers); self.head = nn.Linear(inputs, classes)

    def forward(self, x):
        return self.head(self.blocks(F.relu(self.bn(self.stem(x)))).mean([2, 3]))


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads; self.qkv = nn.Linear(width, 3 * width); self.out = nn.Linear(width, width)

    def forward(self, x):
        n, t, d = x.shape
        q, k, v = self.qkv(x).reshape(n, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        hidden = torch.ones(t, t, dtype=torch.bool, device=x.device).triu(1)
        w = (q @ k.transpose(-2, -1) / math.sqrt(d // self.heads)).masked_fill(hidden, -1e9).softmax(-1)
        return self.out((w @ v).transpose(1, 2).reshape(n, t, d))


class Layer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(width); self.attention = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width); self.up = nn.Linear(width, 4 * width); self.down = nn.Linear(4 * width, width)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class LanguageModel(nn.Module):
    """A causal language model whose output layer is its embedding."""
    def __init__(self, tokens=32, length=16, width=32, heads=4, layers=2):
        super().__init__()
        self.embedding = nn.Embedding(tokens, width); self.position = nn.Parameter(0.02 * torch.randn(length, width))
        self.layers = nn.Sequential(*[Layer(width, heads) for _ in range(layers)]); self.norm = nn.LayerNorm(width)

    def forward(self, x):
        h = self.norm(self.layers(self.embedding(x) + self.position))
        return h @ self.embedding.weight.t()


def cifar(folder, count):
    raw = np.fromfile(os.path.join(folder, "data_batch_1.bin"), np.uint8).reshape(-1, 3073)
    y, x = raw[:, 0].astype(np.int64), raw[:, 1:].reshape(-1, 3, 32, 32).astype(np.float32) / 255
    chosen = np.sort(np.concatenate([np.flatnonzero(y == c)[: count // 10] for c in range(10)]))
    return x[chosen], y[chosen]


def train(model, x, y, loss, epochs, batch, lr, seconds):
    optimizer, start, n = torch.optim.Adam(model.parameters(), lr), time.time(), len(x)
    for epoch in range(epochs):
        model.train()
        for chosen in torch.randperm(n).split(batch):
            optimizer.zero_grad(); value = loss(model(x[chosen]), y[chosen]); value.backward(); optimizer.step()
        if time.time() - start > seconds:
            break
    model.eval()
    with torch.no_grad():
        print(f"{epoch + 1} epochs, {time.time() - start:.0f} s, loss {loss(model(x), y).item():.4f}, "
              f"P = {sum(p.numel() for p in model.parameters())}", flush=True)
    return optimizer


def resnet(out, folder):
    torch.manual_seed(1)
    x, y = cifar(folder, 500)
    model = ResNet()
    train(model, torch.tensor(x), torch.tensor(y), F.cross_entropy, 60, 50, 1e-3, 900)
    torch.jit.script(model).save(os.path.join(out, "resnet20.pt"))
    np.savez(os.path.join(out, "cifar500.npz"), x=x, y=y)


def transformer(out):
    torch.manual_seed(2)
    # Each token follows from the one before by one of two rules, chosen by the sequence's first token.
    n, t, v = 256, 17, 32
    seq = torch.randint(0, v, (n, t))
    for i in range(1, t):
        rule = torch.where(seq[:, 0] % 2 == 0, (5 * seq[:, i - 1] + 3) % v, (11 * seq[:, i - 1] + 7) % v)
        seq[:, i] = torch.where(torch.rand(n) < 0.9, rule, seq[:, i])
    x, y = seq[:, :-1].contiguous(), seq[:, 1:].contiguous()
    loss = lambda f, target: F.cross_entropy(f.reshape(-1, v), target.reshape(-1))
    model = LanguageModel()
    train(model, x, y, loss, 200, 64, 3e-3, 300)
    torch.jit.script(model).save(os.path.join(out, "transformer.pt"))
    np.savez(os.path.join(out, "tokens.npz"), x=x.numpy(), y=y.numpy())


def largest(model, x, y, scale=None, steps=300):
    """PyTorch's own largest eigenvalue of the Hessian, or of S H S with a diagonal S: power iteration with a shift, in float64."""
    ps = list(model.parameters())
    g = torch.autograd.grad(F.cross_entropy(model(x), y), ps, create_graph=True)
    flat = torch.cat([t.reshape(-1) for t in g])
    s = torch.ones_like(flat) if scale is None else scale
    def product(u):
        return s * torch.cat([t.reshape(-1) for t in torch.autograd.grad(flat @ (s * u), ps, retain_graph=True)])
    torch.manual_seed(0)
    basis, alpha, beta = [], [], []
    q = torch.randn(flat.numel(), dtype=flat.dtype); q /= q.norm()
    for k in range(min(steps, flat.numel())):
        basis.append(q); w = product(q); alpha.append((q @ w).item())
        V = torch.stack(basis); w = w - V.t() @ (V @ w); w = w - V.t() @ (V @ w)
        beta.append(w.norm().item())
        if beta[-1] < 1e-10:
            break
        q = w / beta[-1]
    T = np.diag(alpha) + np.diag(beta[: len(alpha) - 1], 1) + np.diag(beta[: len(alpha) - 1], -1)
    return np.linalg.eigvalsh(T)[::-1]


def track(out):
    torch.manual_seed(3)
    n, d, c = 240, 10, 4
    y = torch.arange(n) % c
    x = 1.2 * torch.randn(c, d)[y] + torch.randn(n, d)
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Linear(d, 24); self.second = nn.Linear(24, 16); self.head = nn.Linear(16, c)
        def forward(self, x):
            return self.head(torch.tanh(self.second(torch.tanh(self.first(x)))))
    folder = os.path.join(out, "steps"); os.makedirs(folder, exist_ok=True)
    model = Net(); torch.jit.script(model).save(os.path.join(out, "net.pt"))
    np.savez(os.path.join(out, "set.npz"), x=x.numpy(), y=y.numpy())
    lr, beta2, eps = 3e-3, 0.999, 1e-8
    optimizer, rows = torch.optim.Adam(model.parameters(), lr, betas=(0.9, beta2), eps=eps), []
    for step in range(0, 301):
        if step % 10 == 0 and step > 0:
            torch.save({"step": step, "model_state_dict": model.state_dict(), "optimizer_state_dict": optimizer.state_dict()},
                       os.path.join(folder, f"step-{step:05d}.pt"))
            twin = Net().double(); twin.load_state_dict({k: v.double() for k, v in model.state_dict().items()})
            second = torch.cat([optimizer.state[p]["exp_avg_sq"].double().reshape(-1) for p in model.parameters()])
            scale = ((second / (1 - beta2 ** step)).sqrt() + eps).rsqrt()
            values, scaled = largest(twin, x.double(), y), largest(twin, x.double(), y, scale)
            rows.append([step, *values[:3], scaled[0]])
        chosen = torch.randperm(n)[:60]
        optimizer.zero_grad(); F.cross_entropy(model(x[chosen]), y[chosen]).backward(); optimizer.step()
    header = "step,first,second,third,preconditioned"
    np.savetxt(os.path.join(out, "truth.csv"), rows, delimiter=",", header=header, comments="", fmt="%.17g")
    print(len(rows), "checkpoints", rows[-1])


if __name__ == "__main__":
    what, out = sys.argv[1], sys.argv[2]
    os.makedirs(out, exist_ok=True)
    {"resnet": lambda: resnet(out, sys.argv[3]), "transformer": lambda: transformer(out), "track": lambda: track(out)}[what]()
