"""Writes checkpoints, and exported programs in all layouts of torch.export.save, with PyTorch's own derivatives, into a folder.

The programs' graphs are written by hand as torch >= 2.5 would write them; the class Net computes the same.
"""
import io
import json
import struct
import sys
import zipfile

import numpy as np
import torch
from torch import nn

FLOAT, LONG, BOOL = 7, 5, 12
folder = sys.argv[1]
torch.manual_seed(3)


class Net(nn.Module):
    """Causal attention with a tied, a frozen and an integer tensor, and a constant in the code."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(7, 4)
        self.place = nn.Embedding(5, 4)
        self.norm = nn.LayerNorm(4)
        self.qkv = nn.Linear(4, 12)
        self.head = nn.Linear(4, 7)
        self.head.weight = self.embed.weight
        self.place.weight.requires_grad_(False)
        self.register_buffer("positions", torch.tensor([0, 1, 2, 3, 4]))
        self.register_buffer("scale", torch.tensor(0.7), persistent=False)

    def forward(self, tokens):
        x = self.embed(tokens) + self.place(self.positions)
        q, k, v = self.qkv(self.norm(x)).chunk(3, -1)
        scores = q @ k.transpose(-2, -1) * self.scale
        later = torch.arange(5).unsqueeze(0) > torch.arange(5).unsqueeze(1)
        weights = torch.softmax(scores.masked_fill(later, -float("inf")), -1)
        z = x + (weights @ v).view(-1, 4).view(-1, 5, 4)
        return self.head(z).mean(1) + torch.full([7], 0.1, dtype=x.dtype).cumsum(0)


def size(value):
    return {"as_int": value} if isinstance(value, int) else {"as_expr": {"expr_str": value, "hint": {"as_int": 6}}}


SYMBOL = "Symbol('s77', positive=True, integer=True)"


def meta(dtype, sizes, requires_grad=False, strides=None):
    if strides is None:
        strides, step = [], 1
        for n in reversed([n if isinstance(n, int) else 6 for n in sizes]):
            strides.insert(0, step)
            step *= n
    return {"dtype": dtype, "sizes": [size(n) for n in sizes], "requires_grad": requires_grad,
            "device": {"type": "cpu", "index": None}, "strides": [size(n) for n in strides],
            "storage_offset": {"as_int": 0}, "layout": 7}


def T(name):
    return {"as_tensor": {"name": name}}


def sym(name):
    return {"as_sym_int": {"as_name": name}}


def node(target, outputs, *positional, **keywords):
    """Arguments are pairs of the schema's name and a union."""
    inputs = [{"name": n, "arg": a, "kind": 1} for n, a in positional]
    inputs += [{"name": n, "arg": a, "kind": 2} for n, a in keywords.items()]
    return {"target": target, "inputs": inputs, "outputs": outputs, "metadata": {}}


def aten(name, outputs, *positional, **keywords):
    return node("torch.ops.aten." + name, outputs, *positional, **keywords)


def program(net, batch, kinds=True):
    I = lambda v: {"as_int": v}
    parameters = ["embed.weight", "place.weight", "norm.weight", "norm.bias", "qkv.weight", "qkv.bias", "head.weight", "head.bias"]
    state = net.state_dict(keep_vars=True)
    names = {p: "p_" + p.replace(".", "_") for p in parameters}
    values = {names[p]: meta(FLOAT, list(state[p].shape), state[p].requires_grad) for p in parameters}
    values.update(b_positions=meta(LONG, [5]), b_scale=meta(FLOAT, []), c_lifted=meta(FLOAT, [1]), tokens=meta(LONG, [batch, 5]))
    values["full"] = meta(FLOAT, [7])
    cpu = {"as_device": {"type": "cpu", "index": None}}
    nodes = [
        aten("sym_size.int", [sym("sym_size_int")], ("self", T("tokens")), ("dim", I(0))),
        aten("sym_constrain_range_for_size.default", [], ("size", sym("sym_size_int"))),
        node("_operator.ge", [{"as_sym_bool": {"as_name": "ge_0"}}], ("a", sym("sym_size_int")), ("b", I(2))),
        aten("_assert_scalar.default", [], ("self", {"as_sym_bool": {"as_name": "ge_0"}}), ("assert_msg", {"as_string": "it's \"two\"\n"})),
        aten("embedding.default", [T("embedding")], ("weight", T("p_embed_weight")), ("indices", T("tokens"))),
        aten("embedding.default", [T("embedding_1")], ("weight", T("p_place_weight")), ("indices", T("b_positions"))),
        aten("add.Tensor", [T("add")], ("self", T("embedding")), ("other", T("embedding_1"))),
        aten("layer_norm.default", [T("layer_norm")], ("input", T("add")), ("normalized_shape", {"as_ints": [4]}),
             ("weight", T("p_norm_weight")), ("bias", T("p_norm_bias"))),
        aten("linear.default", [T("linear")], ("input", T("layer_norm")), ("weight", T("p_qkv_weight")), ("bias", T("p_qkv_bias"))),
        aten("chunk.default", [{"as_tensors": [{"name": "getitem"}, {"name": "getitem_1"}, {"name": "getitem_2"}]}],
             ("self", T("linear")), ("chunks", I(3)), ("dim", I(-1))),
        aten("transpose.int", [T("transpose")], ("self", T("getitem_1")), ("dim0", I(-2)), ("dim1", I(-1))),
        aten("matmul.default", [T("matmul")], ("self", T("getitem")), ("other", T("transpose"))),
        aten("mul.Tensor", [T("mul")], ("self", T("matmul")), ("other", T("b_scale"))),
        aten("arange.default", [T("arange")], ("end", I(5)), device=cpu, pin_memory={"as_bool": False}),
        aten("unsqueeze.default", [T("unsqueeze")], ("self", T("arange")), ("dim", I(0))),
        aten("unsqueeze.default", [T("unsqueeze_1")], ("self", T("arange")), ("dim", I(1))),
        aten("gt.Tensor", [T("gt")], ("self", T("unsqueeze")), ("other", T("unsqueeze_1"))),
        aten("masked_fill.Scalar", [T("masked_fill")], ("self", T("mul")), ("mask", T("gt")), ("value", {"as_float": "-Infinity"})),
        aten("softmax.int", [T("softmax")], ("self", T("masked_fill")), ("dim", I(-1)), dtype={"as_scalar_type": FLOAT}),
        aten("_assert_tensor_metadata.default", [], ("a", T("softmax")), dtype={"as_scalar_type": FLOAT}, device=cpu),
        aten("to.dtype", [T("to")], ("self", T("softmax")), ("dtype", {"as_scalar_type": FLOAT})),
        aten("matmul.default", [T("matmul_1")], ("self", T("to")), ("other", T("getitem_2"))),
        node("_operator.mul", [sym("mul_1")], ("a", sym("sym_size_int")), ("b", I(5))),
        aten("view.default", [T("view")], ("self", T("matmul_1")), ("size", {"as_sym_ints": [{"as_name": "mul_1"}, {"as_int": 4}]})),
        aten("view.default", [T("view_1")], ("self", T("view")),
             ("size", {"as_sym_ints": [{"as_name": "sym_size_int"}, {"as_int": 5}, {"as_int": 4}]})),
        aten("clone.default", [T("clone")], ("self", T("view_1")), memory_format={"as_memory_format": 1}),
        aten("dropout.default", [T("dropout")], ("input", T("clone")), ("p", {"as_float": 0.5}), ("train", {"as_bool": False})),
        aten("add.Tensor", [T("add_1")], ("self", T("add")), ("other", T("dropout"))),
        aten("linear.default", [T("linear_1")], ("input", T("add_1")), ("weight", T("p_head_weight")), ("bias", T("p_head_bias"))),
        aten("mean.dim", [T("mean")], ("self", T("linear_1")), ("dim", {"as_ints": [1]})),
        aten("full.default", [T("full")], ("size", {"as_ints": [7]}), ("fill_value", {"as_float": 0.1}), pin_memory={"as_bool": False}),
        aten("cumsum.default", [T("cumsum")], ("self", T("full")), ("dim", I(0))),
        aten("index.Tensor", [T("index")], ("self", T("mean")), ("indices", {"as_optional_tensors": [{"as_none": True}, T("long")]})),
        aten("add.Tensor", [T("add_2")], ("self", T("index")), ("other", T("cumsum"))),
        aten("sub.Tensor", [T("sub")], ("self", T("add_2")), ("other", T("c_lifted"))),
    ]
    nodes.insert(-3, aten("arange.start_step", [T("long")], ("start", I(0)), ("end", I(7)), ("step", I(1)),
                          dtype={"as_scalar_type": LONG}, layout={"as_layout": 7}, device=cpu))
    if not kinds:
        for n in nodes:
            for i in n["inputs"]:
                del i["kind"]
    inputs = [{"parameter": {"arg": {"name": names[p]}, "parameter_name": p}} for p in parameters]
    inputs += [{"buffer": {"arg": {"name": "b_positions"}, "buffer_name": "positions", "persistent": True}},
               {"buffer": {"arg": {"name": "b_scale"}, "buffer_name": "scale", "persistent": False}},
               {"tensor_constant": {"arg": {"name": "c_lifted"}, "tensor_constant_name": "lifted_0"}},
               {"user_input": {"arg": T("tokens")}},
               {"constant_input": {"name": "flag", "value": {"as_bool": True}}}]
    graph = {"inputs": [], "outputs": [T("sub")], "nodes": nodes, "tensor_values": values,
             "sym_int_values": {}, "sym_bool_values": {}, "is_single_tensor_return": False, "custom_obj_values": {}}
    signature = {"input_specs": inputs, "output_specs": [{"user_output": {"arg": T("sub")}}]}
    return {"graph_module": {"graph": graph, "signature": signature, "module_call_graph": []}, "opset_version": {"aten": 10},
            "range_constraints": {"s77": {"min_val": 2, "max_val": 9}}, "schema_version": {"major": 8, "minor": 14},
            "verifiers": ["TRAINING"], "torch_version": "2.9.0"}


def saved(content):
    stored = io.BytesIO()
    torch.save(content, stored)
    return stored.getvalue()


def raw(tensor):
    return tensor.detach().contiguous().numpy().tobytes()


def payload(tensors, prefix, files):
    """The table of raw tensors; those of one storage have one file."""
    config, seen = {}, {}
    for name, t in tensors.items():
        key = t.data_ptr()
        if key not in seen:
            seen[key] = f"{prefix}{len(seen)}"
            files[seen[key]] = raw(t)
        kinds = {torch.float32: FLOAT, torch.int64: LONG}
        config[name] = {"path_name": seen[key], "is_param": isinstance(t, nn.Parameter), "use_pickle": False,
                        "tensor_meta": meta(kinds[t.dtype], list(t.shape), t.requires_grad, list(t.stride()))}
    return {"config": config}


def write_programs(net):
    weights = net.state_dict(keep_vars=True)
    constants = {"scale": net.scale, "lifted_0": torch.zeros(1)}

    def write(name, files):
        with zipfile.ZipFile(f"{folder}/{name}.pt2", "w") as z:
            for path, content in files.items():
                z.writestr(path, content)

    model = json.dumps(program(net, SYMBOL))
    weight_files, constant_files = {}, {}
    weights_config, constants_config = payload(weights, "weight_", weight_files), payload(constants, "tensor_", constant_files)
    write("torch29", {"any/archive_format": "pt2", "any/archive_version": "0", "any/byteorder": "little", "any/models/model.json": model,
                      "any/data/weights/model_weights_config.json": json.dumps(weights_config),
                      "any/data/constants/model_constants_config.json": json.dumps(constants_config),
                      **{"any/data/weights/" + k: v for k, v in weight_files.items()},
                      **{"any/data/constants/" + k: v for k, v in constant_files.items()}})
    write("torch28", {"any/archive_format": "pt2", "any/models/model.json": model, "any/data/weights/model.pt": saved(weights),
                      "any/data/constants/model.pt": saved(constants), "any/data/sample_inputs/model.pt": b""})
    former = json.dumps(program(net, SYMBOL, kinds=False)).replace('"-Infinity"', "-Infinity")
    write("torch25", {"serialized_exported_program.json": former, "serialized_state_dict.pt": saved(weights),
                      "serialized_constants.pt": saved(constants), "version": "8.2", "extra_files/note": "none"})
    write("fixed", {"any/archive_format": "pt2", "any/models/model.json": json.dumps(program(net, 6)),
                    "any/data/weights/model.pt": saved(weights), "any/data/constants/model.pt": saved(constants)})


def derivatives(net, tokens, labels):
    """Output, gradient and Hessian in the trainable parameters, each once."""
    parameters = [p for p in net.parameters() if p.requires_grad]
    output = net(tokens)
    loss = nn.functional.cross_entropy(output, labels)
    gradient = torch.cat([g.reshape(-1) for g in torch.autograd.grad(loss, parameters, create_graph=True)])
    rows = [torch.cat([r.reshape(-1) for r in torch.autograd.grad(g, parameters, retain_graph=True)]) for g in gradient]
    return output.detach().numpy(), gradient.detach().numpy(), torch.stack(rows).numpy()


def write_safetensors(path, tensors):
    words = {torch.float64: "F64", torch.float32: "F32", torch.int64: "I64", torch.float16: "F16", torch.bfloat16: "BF16"}
    table, content = {"__metadata__": {"format": "pt"}}, b""
    for name, t in tensors.items():
        data = t.detach().contiguous()
        data = (data.view(torch.int16) if t.dtype == torch.bfloat16 else data).numpy().tobytes()
        table[name] = {"dtype": words[t.dtype], "shape": list(t.shape), "data_offsets": [len(content), len(content) + len(data)]}
        content += data
    head = json.dumps(table).encode()
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(head)) + head + content)


def steps(net, optimizer, tokens, labels, count=3):
    for _ in range(count):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(tokens), labels).backward()
        optimizer.step()


def write_checkpoints(tokens, labels, truth):
    net = Net().double()
    adam = torch.optim.Adam(net.parameters(), lr=0.01, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.001, amsgrad=True)
    steps(net, adam, tokens, labels)
    state = net.state_dict()
    trained = [(n, p) for n, p in net.named_parameters() if p.requires_grad]
    for name, parameter in trained:
        truth["adam." + name] = adam.state[parameter]["exp_avg_sq"].numpy().copy()
    for name, value in state.items():
        truth["state." + name] = value.numpy().copy()
    put = lambda name, content, **how: torch.save(content, f"{folder}/{name}.pt", **how)
    put("plain", state)
    put("nested", {"epoch": 3, "loss": torch.tensor(0.3), "rng": torch.get_rng_state(), "args": {"seed": 1 << 70, "lr": None},
                   "model_state_dict": {"module." + n: v for n, v in state.items()}, "optimizer_state_dict": adam.state_dict()})
    put("compiled", {"state_dict": {"module._orig_mod." + n: v for n, v in state.items()}})
    put("trainer", {"state_dict": {"model." + n: v for n, v in state.items()}, "optimizer_states": [adam.state_dict()]})
    put("half", {n: v.to(torch.bfloat16) if v.is_floating_point() else v for n, v in state.items()})
    put("whole", net)
    put("whole_inside", {"model": net})
    put("old", state, _use_new_zipfile_serialization=False)
    put("numbers", {"epoch": 3})
    put("other", {**{n: v for n, v in state.items() if not n.startswith("norm")}, "qkv.bias": torch.zeros(11), "extra": torch.zeros(2)})
    torch.jit.script(net).save(f"{folder}/script.pt")
    write_safetensors(f"{folder}/plain.safetensors", {n: v for n, v in state.items() if n != "head.weight"})

    sgd = torch.optim.SGD([{"params": [net.head.bias], "lr": 0.2}, {"params": [net.norm.weight, net.norm.bias]},
                           {"params": [net.embed.weight, net.qkv.weight, net.qkv.bias]}], lr=0.1, momentum=0.9, nesterov=True)
    steps(net, sgd, tokens, labels)
    put("groups", {"model": net.state_dict(), "optimizer": sgd.state_dict()})
    named = sgd.state_dict()
    for group, names in zip(named["param_groups"], [["head.bias"], ["norm.weight", "norm.bias"], ["embed.weight", "qkv.weight", "qkv.bias"]]):
        group["param_names"] = names
    put("named_groups", {"model": net.state_dict(), "optimizer": named})
    truth["sgd.qkv.bias"] = sgd.state[net.qkv.bias]["momentum_buffer"].numpy()
    permuted = net.qkv.weight.detach().t()
    put("strided", {"a": permuted, "b": permuted[1:, ::2], "c": torch.tensor(True), "d": torch.zeros(0, 3, dtype=torch.int32)})
    truth["strided.b"] = permuted[1:, ::2].contiguous().numpy()


tokens, labels = torch.randint(0, 7, (6, 5)), torch.randint(0, 7, (6,))
truth = {"tokens": tokens.numpy(), "labels": labels.numpy()}
net = Net()
write_programs(net)
truth["output"], truth["gradient"], truth["hessian"] = derivatives(net.double(), tokens, labels)
write_checkpoints(tokens, labels, truth)
np.savez(f"{folder}/truth.npz", **truth)
