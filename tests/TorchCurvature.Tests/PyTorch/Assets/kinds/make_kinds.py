"""Networks of six kinds with their data, and PyTorch's own loss, gradient and eigenvalues in float64 (Debian's torch 1.13).

    python3 make_kinds.py FOLDER

NAME.pt is the network, NAME.npz its data, NAME.truth.npz what PyTorch says: loss, gradient, and the eigenvalues, ascending, of the
Hessian and of the Gauss-Newton matrix. The losses are those of OwnKindsTests.
"""
import math
import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd import grad

torch.set_num_threads(1)
FOLDER = sys.argv[1]


class Gpt2Like(nn.Module):
    """Causal self-attention as Hugging Face writes it: buffers for mask and places, padding by an attention mask, tied output."""

    def __init__(self, vocabulary=7, places=5, width=4, heads=2):
        super().__init__()
        self.heads = heads
        self.wte = nn.Embedding(vocabulary, width)
        self.wpe = nn.Embedding(places, width)
        self.ln_1, self.ln_2, self.ln_f = nn.LayerNorm(width), nn.LayerNorm(width), nn.LayerNorm(width)
        self.c_attn, self.c_proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.c_fc, self.c_out = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        self.lm_head = nn.Linear(width, vocabulary, bias=False)
        self.lm_head.weight = self.wte.weight
        self.register_buffer("bias", torch.ones(places, places, dtype=torch.bool).tril().view(1, 1, places, places))
        self.register_buffer("position_ids", torch.arange(places).unsqueeze(0))

    def forward(self, input_ids, attention_mask):
        n, t = input_ids.shape
        lowest = torch.finfo(self.wte.weight.dtype).min
        padding = (1.0 - attention_mask[:, None, None, :].to(self.wte.weight.dtype)) * lowest
        h = self.wte(input_ids) + self.wpe(self.position_ids[:, :t])
        q, k, v = (a.view(n, t, self.heads, -1).transpose(1, 2) for a in self.c_attn(self.ln_1(h)).split(h.shape[-1], 2))
        weights = q @ k.transpose(-1, -2) / math.sqrt(h.shape[-1] // self.heads)
        weights = torch.where(self.bias[:, :, :t, :t], weights, torch.full([], lowest, dtype=weights.dtype)) + padding
        h = h + self.c_proj((weights.softmax(-1) @ v).transpose(1, 2).reshape(n, t, -1))
        u = self.c_fc(self.ln_2(h))
        u = 0.5 * u * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (u + 0.044715 * u.pow(3.0))))
        return self.lm_head(self.ln_f(h + self.c_out(u)))


class MobileNetLike(nn.Module):
    """Depthwise and pointwise convolutions, squeeze and excitation, batch normalization, hard swish."""

    def __init__(self):
        super().__init__()
        self.stem, self.stem_bn = nn.Conv2d(1, 4, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(4)
        self.depth, self.depth_bn = nn.Conv2d(4, 4, 3, padding=1, groups=4, bias=False), nn.BatchNorm2d(4)
        self.squeeze, self.excite = nn.Conv2d(4, 2, 1), nn.Conv2d(2, 4, 1)
        self.point, self.point_bn = nn.Conv2d(4, 6, 1, bias=False), nn.BatchNorm2d(6)
        self.classifier = nn.Linear(6, 3)

    def forward(self, x):
        x = F.hardswish(self.stem_bn(self.stem(x)))
        x = F.silu(self.depth_bn(self.depth(x)))
        x = x * self.excite(F.silu(self.squeeze(F.adaptive_avg_pool2d(x, 1)))).sigmoid()
        x = self.point_bn(self.point(x))
        return self.classifier(x.mean([2, 3]))


class UNetLike(nn.Module):
    """Down, up by a transposed convolution, and a skip by concatenation: a class for every pixel."""

    def __init__(self):
        super().__init__()
        self.down, self.deep = nn.Conv2d(1, 3, 3, padding=1), nn.Conv2d(3, 4, 3, padding=1)
        self.up, self.out = nn.ConvTranspose2d(4, 3, 2, stride=2), nn.Conv2d(6, 3, 1)

    def forward(self, x):
        skip = F.softplus(self.down(x))
        deep = torch.tanh(self.deep(F.avg_pool2d(skip, 2)))
        return self.out(torch.cat([F.elu(self.up(deep)), skip], 1))


class DeepSets(nn.Module):
    """A function of sets: two kinds of pooling over the elements, a normalization without parameters."""

    def __init__(self):
        super().__init__()
        self.element, self.rest, self.head = nn.Linear(3, 8), nn.Linear(16, 6), nn.Linear(6, 2)

    def forward(self, x):
        e = torch.tanh(self.element(x))
        pooled = torch.cat([e.mean(1), torch.logsumexp(e, 1)], 1)
        return self.head(F.mish(self.rest(F.layer_norm(pooled, [16]))))


class Experts(nn.Module):
    """A mixture of experts with a soft gate, parametric ReLU, and a bilinear form of two inputs."""

    def __init__(self):
        super().__init__()
        self.gate = nn.Linear(4, 3)
        self.experts = nn.Parameter(0.6 * torch.randn(3, 4, 5))
        self.slope = nn.PReLU(5)
        self.pair = nn.Bilinear(5, 2, 3)

    def forward(self, x, side):
        mixed = torch.einsum("ne,ni,eij->nj", self.gate(x).softmax(1), x, self.experts)
        return self.pair(self.slope(mixed), side)


class WaveNetLike(nn.Module):
    """Gated dilated convolutions that see only the past; a loop over layers; a real number for every time."""

    def __init__(self):
        super().__init__()
        self.filters = nn.ModuleList([nn.Conv1d(3, 3, 2, dilation=2 ** k) for k in range(2)])
        self.gates = nn.ModuleList([nn.Conv1d(3, 3, 2, dilation=2 ** k) for k in range(2)])
        self.first, self.last = nn.Conv1d(1, 3, 1), nn.Conv1d(3, 1, 1)

    def forward(self, x):
        h = self.first(x.unsqueeze(1))
        for k, (f, g) in enumerate(zip(self.filters, self.gates)):
            padded = F.pad(h, [1 << k, 0])
            h = h + torch.tanh(f(padded)) * torch.sigmoid(g(padded))
        return self.last(h).squeeze(1)


def emit(name, network, how, inputs, targets, loss, dtype=torch.float64):
    """Trains a little, saves, and writes what the saved numbers give in float64."""
    network = network.to(dtype)
    typed = [x.to(dtype) if x.is_floating_point() else x for x in inputs]
    network.train()
    parameters = list(network.parameters())
    for _ in range(40):
        for p, g in zip(parameters, grad(loss(network(*typed), targets.to(dtype) if targets.is_floating_point() else targets), parameters)):
            p.data -= 0.1 * g
    network.eval()
    torch.jit.save(how(network, typed), f"{FOLDER}/{name}.pt")
    arrays = {"x" if len(inputs) == 1 else f"x{i}": x.numpy() for i, x in enumerate(inputs)}
    np.savez(f"{FOLDER}/{name}.npz", y=targets.numpy(), **arrays)

    network, parameters = network.double(), list(network.double().parameters())
    outputs = network(*inputs)
    value = loss(outputs, targets)
    flat = torch.cat([g.reshape(-1) for g in grad(value, parameters, create_graph=True)])
    rows = lambda y: torch.stack([torch.cat([g.reshape(-1) for g in grad(e, parameters, retain_graph=True)]) for e in y.reshape(-1)])
    hessian, jacobian = rows(flat), rows(outputs)
    given = outputs.detach().requires_grad_()
    slope, = grad(loss(given, targets), given, create_graph=True)
    curved = torch.stack([grad(e, given, retain_graph=True)[0].reshape(-1) for e in slope.reshape(-1)])
    gauss_newton = jacobian.T @ curved @ jacobian
    values = lambda m: np.linalg.eigvalsh((0.5 * (m + m.T)).detach().numpy())
    h, g = values(hessian), values(gauss_newton)
    np.savez(f"{FOLDER}/{name}.truth.npz", loss=np.array([value.item()]), gradient=flat.detach().numpy(), hessian=h, gauss_newton=g)
    print(f"{name}: P = {h.size}, loss {value.item():.4f}, eigenvalues {h[0]:.4g} ... {h[-1]:.4g}, Gauss-Newton {g[-1]:.4g}")


def main():
    script = lambda network, inputs: torch.jit.script(network)
    trace = lambda network, inputs: torch.jit.trace(network, tuple(x[:3] for x in inputs))
    uniform = lambda *shape: torch.rand(shape, dtype=torch.float64)
    normal = lambda *shape: torch.randn(shape, dtype=torch.float64)

    torch.manual_seed(1)
    tokens, lengths = torch.randint(0, 7, (17, 5)), torch.randint(2, 6, (17,))
    mask = (torch.arange(5) < lengths[:, None]).long()
    labels = torch.where(mask == 1, (tokens + 1) % 7, torch.tensor(-100))
    emit("gpt2_like", Gpt2Like(), trace, [tokens, mask], labels,
         lambda f, y: F.cross_entropy(f.reshape(-1, 7), y.reshape(-1), ignore_index=-100), torch.float32)

    torch.manual_seed(2)
    labels = torch.arange(22) % 3
    weights = torch.tensor([1.0, 2.0, 0.5], dtype=torch.float64)
    emit("mobilenet_like", MobileNetLike(), script, [normal(22, 1, 8, 8) + labels[:, None, None, None]], labels,
         lambda f, y: F.cross_entropy(f, y, weight=weights, label_smoothing=0.1))

    torch.manual_seed(3)
    images = normal(7, 1, 6, 6)
    emit("unet_like", UNetLike(), script, [images], (images[:, 0] > 0).long() + (images[:, 0] > 1).long(), F.cross_entropy)

    torch.manual_seed(4)
    sets = normal(25, 6, 3)
    emit("deep_sets", DeepSets(), script, [sets], torch.stack([sets[..., 0].mean(1), sets[..., 1].amax(1)], 1), F.mse_loss)

    torch.manual_seed(5)
    x, side = normal(31, 4), uniform(31, 2)
    emit("experts", Experts(), trace, [x, side], (x[:, :3] * side.sum(1, True) > 0.2).double(), F.binary_cross_entropy_with_logits)

    torch.manual_seed(6)
    waves = normal(13, 9)
    emit("wavenet_like", WaveNetLike(), script, [waves], waves.cumsum(1), lambda f, y: F.huber_loss(f, y, delta=0.7))


main()
