#!/usr/bin/env python3
"""Records what PyTorch makes of every operation: tests/data/op_reference.txt, which tests/test_op_reference.cpp checks.

    tools/record_op_reference.py > tests/data/op_reference.txt

One entry for each operation f, in float64:

    op NAME
    input DTYPE SHAPE VALUES...        one line for each input; SHAPE is 2,3 or - for rank 0
    value DTYPE SHAPE VALUES...        f(inputs)
    gradient K SHAPE VALUES...         of s = sum(v f(inputs)) with respect to input K
    second K SHAPE VALUES...           of sum_j sum(w_j gradient_j) with respect to input K; absent when all are zero

v is weights(0), w_j is weights(j + 1): element k is ((5 k + 3 j) mod 17 - 8) / 8 + 1 / 16, exact in binary. Integer
inputs have no gradient. To add an operation, add it to a list below and to the table of the test.
"""
import sys

import numpy as np
import torch
import torch.nn.functional as F

RANDOM = np.random.default_rng(1)
TORCH_VERSION = torch.__version__


def real(*shape, low=-2.0, high=2.0):
    """Uniform values of four decimals, none nearer to zero than 0.05 and no two alike."""
    count = int(np.prod(shape))
    while True:
        x = np.round(RANDOM.uniform(low, high, count), 4)
        if len(set(np.abs(x))) == count and (count == 0 or np.abs(x).min() > 0.05):
            return torch.tensor(x.reshape(shape), dtype=torch.float64)


def positive(*shape):
    return real(*shape, low=0.2, high=3.0)


def whole(values):
    return torch.tensor(values, dtype=torch.int64)


def weights(shape, j):
    k = torch.arange(int(np.prod(shape)), dtype=torch.float64)
    return (((5 * k + 3 * j) % 17 - 8) / 8 + 1 / 16).reshape(shape)


def definite(x):
    """Symmetric positive definite, from any square matrix."""
    return x @ x.transpose(-1, -2) + 3 * torch.eye(x.shape[-1], dtype=x.dtype)


ARITHMETIC = [
    ("add", lambda a, b: a + b, real(2, 3), real(3)),
    ("sub", lambda a, b: a - b, real(2, 1), real(2, 3)),
    ("mul", lambda a, b: a * b, real(2, 3), real(2, 3)),
    ("mul, both stretched", lambda a, b: a * b, real(2, 1), real(3)),
    ("div", lambda a, b: a / b, real(2, 3), real(3)),
    ("div, scalar on the left", lambda a: 3 / a, real(2, 3)),
    ("neg", lambda a: -a, real(2, 3)),
]

VIEWS = [
    ("reshape", lambda x: (x * x).reshape(3, 2), real(2, 3)),
    ("permute", lambda x: (x * x).permute(2, 0, 1), real(2, 3, 2)),
    ("transpose", lambda x: (x * x).transpose(0, 1), real(2, 3)),
    ("squeeze", lambda x: (x * x).squeeze(1), real(2, 1, 3)),
    ("unsqueeze", lambda x: (x * x).unsqueeze(1), real(2, 3)),
    ("expand", lambda x: (x * x).expand(2, 3), real(2, 1)),
    ("slice", lambda x: (x * x)[:, 1:5:2], real(2, 6)),
    ("select", lambda x: (x * x).select(1, 2), real(2, 3)),
    ("diagonal", lambda x: torch.diagonal(x * x, 1, -2, -1), real(2, 3, 4)),
    ("flatten", lambda x: (x * x).flatten(1), real(2, 2, 3)),
    ("to float32 and back", lambda x: (x * x).float().double(), real(2, 3)),
    ("clone", lambda x: (x * x).clone(), real(2, 3)),
    ("contiguous", lambda x: (x * x).t().contiguous(), real(2, 3)),
]

PRODUCTS = [
    ("matmul", torch.matmul, real(2, 3), real(3, 4)),
    ("matmul, vector and vector", torch.matmul, real(3), real(3)),
    ("matmul, matrix and vector", torch.matmul, real(2, 3), real(3)),
    ("matmul, vector and matrix", torch.matmul, real(3), real(3, 2)),
    ("matmul, stacks", torch.matmul, real(2, 2, 3), real(2, 3, 2)),
    ("matmul, stretched stacks", torch.matmul, real(2, 1, 2, 3), real(3, 3, 2)),
    ("matmul, stack and matrix", torch.matmul, real(2, 2, 3), real(3, 2)),
    ("matmul, stack and vector", torch.matmul, real(2, 2, 3), real(3)),
    ("linear", F.linear, real(2, 3), real(4, 3), real(4)),
    ("dot", torch.dot, real(4), real(4)),
    ("outer", torch.outer, real(2), real(3)),
    ("trace", torch.trace, real(3, 3)),
]

LINEAR_ALGEBRA = [
    ("solve, matrix", torch.linalg.solve, real(3, 3), real(3, 2)),
    ("solve, vector", torch.linalg.solve, real(3, 3), real(3)),
    ("solve, stacks", torch.linalg.solve, real(2, 2, 2), real(2, 2, 1)),
    ("solve_triangular, lower", lambda a, b: torch.linalg.solve_triangular(a, b, upper=False), real(3, 3), real(3, 2)),
    ("solve_triangular, upper", lambda a, b: torch.linalg.solve_triangular(a, b, upper=True), real(3, 3), real(3, 2)),
    ("inverse", torch.linalg.inv, real(3, 3)),
    ("inverse, stack", torch.linalg.inv, real(2, 2, 2)),
    ("cholesky", lambda x: torch.linalg.cholesky(definite(x)), real(3, 3)),
    ("cholesky, stack", lambda x: torch.linalg.cholesky(definite(x)), real(2, 2, 2)),
    ("logdet", lambda x: torch.logdet(definite(x)), real(3, 3)),
    ("slogdet", lambda x: torch.linalg.slogdet(x)[1], real(3, 3)),
    ("det", torch.linalg.det, real(3, 3)),
]

SOFTMAX = [
    ("softmax", lambda x: torch.softmax(x, -1), real(2, 3)),
    ("softmax, axis 0", lambda x: torch.softmax(x, 0), real(2, 3)),
    ("log_softmax", lambda x: torch.log_softmax(x, -1), real(2, 3)),
    ("log_softmax, axis 0", lambda x: torch.log_softmax(x, 0), real(2, 3)),
    ("logsumexp", lambda x: torch.logsumexp(x, (0, 1)), real(2, 3)),
    ("logsumexp, axis 1, kept", lambda x: torch.logsumexp(x, 1, keepdim=True), real(2, 3)),
    ("softmax_cross_entropy", lambda x, k: F.cross_entropy(x, k, reduction="none"), real(3, 4), whole([2, 0, 3])),
]

REDUCTIONS = [
    ("sum", lambda x: (x * x).sum(), real(2, 3)),
    ("sum, axis 1", lambda x: (x * x).sum(1), real(2, 3)),
    ("sum, axes 0 and 2, kept", lambda x: (x * x).sum((0, 2), keepdim=True), real(2, 3, 2)),
    ("mean", lambda x: (x * x).mean(), real(2, 3)),
    ("mean, axis 0, kept", lambda x: (x * x).mean(0, keepdim=True), real(2, 3)),
    ("prod", torch.prod, real(2, 3)),
    ("prod, axis 1", lambda x: torch.prod(x, 1), real(2, 3)),
    ("max", lambda x: torch.amax(x * x, (0, 1)), real(2, 3)),
    ("max, axis 1", lambda x: torch.amax(x * x, 1), real(2, 3)),
    ("min", lambda x: torch.amin(x * x, (0, 1)), real(2, 3)),
    ("min, axis 0, kept", lambda x: torch.amin(x * x, 0, keepdim=True), real(2, 3)),
    ("argmax", torch.argmax, real(2, 3)),
    ("argmax, axis 1, kept", lambda x: torch.argmax(x, 1, keepdim=True), real(2, 3)),
    ("argmin", torch.argmin, real(2, 3)),
    ("argmin, axis 0", lambda x: torch.argmin(x, 0), real(2, 3)),
    ("var", torch.var, real(2, 3)),
    ("var, axis 1, correction 0", lambda x: torch.var(x, 1, correction=0), real(2, 3)),
    ("std", torch.std, real(2, 3)),
    ("std, axis 1, kept", lambda x: torch.std(x, 1, keepdim=True), real(2, 3)),
    ("norm", torch.linalg.vector_norm, real(2, 3)),
    ("norm, axis 1", lambda x: torch.linalg.vector_norm(x, dim=1), real(2, 3)),
    ("norm, p 1", lambda x: torch.linalg.vector_norm(x * x, 1), real(2, 3)),
    ("norm, p 3, axis 0", lambda x: torch.linalg.vector_norm(x, 3, 0), real(2, 3)),
    ("norm, p infinite", lambda x: torch.linalg.vector_norm(x * x, float("inf")), real(2, 3)),
    ("cumsum", lambda x: torch.cumsum(x * x, 1), real(2, 3)),
    ("cumsum, axis 0", lambda x: torch.cumsum(x * x, 0), real(3, 2)),
]

JOINS = [
    ("cat", lambda a, b: torch.cat([a * a, b * b], 1), real(2, 3), real(2, 1)),
    ("stack", lambda a, b: torch.stack([a * a, b * b], 1), real(2, 3), real(2, 3)),
    ("flip", lambda x: torch.flip(x * x, [1]), real(2, 3)),
    ("pad", lambda x: F.pad(x * x, (2, 0, 1, 1), value=0.5), real(2, 3)),
]

INDEXING = [
    ("gather", lambda x, i: torch.gather(x * x, 1, i), real(2, 3), whole([[2, 0, 0, 1], [1, 1, 2, 1]])),
    ("index_select", lambda x, i: torch.index_select(x * x, 0, i), real(3, 2), whole([2, 0, 2, 1])),
    ("scatter_add", lambda x, i, y: torch.scatter_add(x * x, 1, i, y * y), real(2, 3),
     whole([[2, 0, 2, 1], [1, 1, 2, 1]]), real(2, 4)),
    ("index_add", lambda x, i, y: torch.index_add(x * x, 0, i, y * y), real(3, 2), whole([2, 0, 2]), real(3, 2)),
    ("one_hot", lambda i: F.one_hot(i, 3).double(), whole([2, 0, 1])),
]

PLANES = [
    ("conv2d", F.conv2d, real(1, 2, 4, 3), real(2, 2, 2, 2), real(2)),
    ("conv2d, stride 2, padding 1", lambda x, w: F.conv2d(x, w, stride=2, padding=1), real(1, 2, 4, 3),
     real(2, 2, 3, 2)),
    ("conv2d, stride (1, 2), padding (0, 1)", lambda x, w: F.conv2d(x, w, stride=(1, 2), padding=(0, 1)),
     real(2, 1, 3, 3), real(1, 1, 2, 2)),
    ("conv2d, kernel 1", F.conv2d, real(2, 3, 2, 2), real(2, 3, 1, 1), real(2)),
    ("unfold", lambda x: F.unfold(x * x, (2, 2), padding=1, stride=2), real(1, 2, 3, 2)),
    ("fold", lambda x: F.fold(x * x, (3, 2), (2, 2)), real(1, 4, 2)),
    ("max_pool2d", lambda x: F.max_pool2d(x * x, 2), real(1, 2, 4, 2)),
    ("max_pool2d, stride 1, padding 1", lambda x: F.max_pool2d(x * x, 3, 1, 1), real(1, 1, 3, 4)),
    ("avg_pool2d", lambda x: F.avg_pool2d(x * x, 2), real(1, 2, 4, 2)),
    ("avg_pool2d, stride 1, padding 1", lambda x: F.avg_pool2d(x * x, (2, 3), 1, 1), real(1, 1, 3, 4)),
]

ELEMENTWISE = [
    ("pow, scalar 3", lambda x: x**3, real(2, 3)),
    ("pow, scalar -1.5", lambda x: x**-1.5, positive(2, 3)),
    ("pow", torch.pow, positive(2, 3), real(3)),
    ("pow, of a scalar", lambda x: torch.pow(2.0, x), real(2, 3)),
    ("abs", torch.abs, real(2, 3)),
    ("sign", torch.sign, real(2, 3)),
    ("sqrt", torch.sqrt, positive(2, 3)),
    ("exp", torch.exp, real(2, 3)),
    ("expm1", torch.expm1, real(2, 3)),
    ("log", torch.log, positive(2, 3)),
    ("log1p", torch.log1p, positive(2, 3)),
    ("sin", torch.sin, real(2, 3)),
    ("cos", torch.cos, real(2, 3)),
    ("tan", torch.tan, real(2, 3, low=-1.2, high=1.2)),
    ("tanh", torch.tanh, real(2, 3)),
    ("sinh", torch.sinh, real(2, 3)),
    ("cosh", torch.cosh, real(2, 3)),
    ("sigmoid", torch.sigmoid, real(2, 3)),
    ("softplus", F.softplus, real(2, 3)),
    ("relu", torch.relu, real(2, 3)),
    ("leaky_relu", F.leaky_relu, real(2, 3)),
    ("leaky_relu, slope 0.2", lambda x: F.leaky_relu(x, 0.2), real(2, 3)),
    ("gelu", F.gelu, real(2, 3)),
    ("gelu, tanh", lambda x: F.gelu(x, approximate="tanh"), real(2, 3)),
    ("silu", F.silu, real(2, 3)),
    ("erf", torch.erf, real(2, 3)),
    ("square", torch.square, real(2, 3)),
    ("reciprocal", torch.reciprocal, real(2, 3)),
    ("maximum", torch.maximum, real(2, 3), real(3)),
    ("minimum", torch.minimum, real(2, 3), real(3)),
    ("clamp", lambda x: torch.clamp(x, -0.8, 0.9), real(2, 6)),
    ("where", lambda c, a, b: torch.where(c != 0, a * a, b * b), whole([[1, 0, 1], [0, 0, 1]]), real(2, 3), real(3)),
    ("less", lambda a, b: a < b, real(2, 3), real(3)),
    ("less or equal", lambda a, b: a <= b, whole([1, 2, 3]), whole([3, 2, 1])),
    ("greater", lambda a, b: a > b, real(2, 3), real(3)),
    ("greater or equal", lambda a, b: a >= b, whole([1, 2, 3]), whole([3, 2, 1])),
    ("equal", lambda a, b: a == b, whole([1, 2, 3]), whole([3, 2, 1])),
    ("not equal", lambda a, b: a != b, whole([1, 2, 3]), whole([3, 2, 1])),
]

LOSSES = [
    ("mse", F.mse_loss, real(2, 3), real(2, 3)),
    ("mse, sum", lambda y, t: F.mse_loss(y, t, reduction="sum"), real(2, 3), real(2, 3)),
    ("l1", F.l1_loss, real(2, 3), real(2, 3)),
    ("huber", F.huber_loss, real(2, 3), real(2, 3)),
    ("huber, delta 0.5, none", lambda y, t: F.huber_loss(y, t, delta=0.5, reduction="none"), real(2, 3), real(2, 3)),
    ("bce_with_logits", lambda x, t: F.binary_cross_entropy_with_logits(x, torch.sigmoid(t)), real(2, 3), real(2, 3)),
    ("bce_with_logits, positive weight 3",
     lambda x, t: F.binary_cross_entropy_with_logits(x, torch.sigmoid(t), pos_weight=torch.tensor([3.0]).double()),
     real(2, 3), real(2, 3)),
    ("cross_entropy", F.cross_entropy, real(3, 4), whole([2, 0, 3])),
    ("cross_entropy, smoothing 0.1, sum", lambda x, k: F.cross_entropy(x, k, label_smoothing=0.1, reduction="sum"),
     real(3, 4), whole([2, 0, 3])),
    ("cross_entropy, probabilities", lambda x, t: F.cross_entropy(x, torch.softmax(t, 1)), real(2, 3), real(2, 3)),
    ("cross_entropy, probabilities, smoothing 0.2, none",
     lambda x, t: F.cross_entropy(x, torch.softmax(t, 1), label_smoothing=0.2, reduction="none"),
     real(2, 3), real(2, 3)),
    ("nll", lambda x, k: F.nll_loss(torch.log_softmax(x, 1), k), real(3, 4), whole([2, 0, 3])),
    ("kl_div", lambda x, t: F.kl_div(torch.log_softmax(x, 1), torch.softmax(t, 1)), real(2, 3), real(2, 3)),
    ("kl_div, log target, batch mean",
     lambda x, t: F.kl_div(torch.log_softmax(x, 1), torch.log_softmax(t, 1), log_target=True, reduction="batchmean"),
     real(2, 3), real(2, 3)),
]

GROUPS = [ARITHMETIC, VIEWS, PRODUCTS, LINEAR_ALGEBRA, SOFTMAX, REDUCTIONS, JOINS, INDEXING, PLANES, ELEMENTWISE, LOSSES]


def line(*words, tensor):
    shape = ",".join(map(str, tensor.shape)) or "-"
    values = [repr(v) for v in tensor.reshape(-1).tolist()]
    print(*words, shape, *values)


def gradients(outputs, seeds, inputs, create_graph=False):
    got = torch.autograd.grad(outputs, inputs, seeds, create_graph=create_graph, allow_unused=True)
    return [torch.zeros_like(x) if g is None else g for g, x in zip(got, inputs)]


def record(name, f, *inputs):
    print("op", name)
    for x in inputs:
        line("input", str(x.dtype).replace("torch.", ""), tensor=x)
    leaves = {k: x.requires_grad_() for k, x in enumerate(inputs) if x.dtype == torch.float64}
    y = f(*inputs)
    if y.dtype == torch.bool:
        y = y.double()
    line("value", str(y.dtype).replace("torch.", ""), tensor=y.detach())
    if not y.requires_grad:
        return
    first = gradients(y, weights(y.shape, 0), list(leaves.values()), create_graph=True)
    for k, g in zip(leaves, first):
        line("gradient", k, tensor=g.detach())
    recorded = [(g, weights(g.shape, k + 1)) for k, g in zip(leaves, first) if g.requires_grad]
    if not recorded:
        return
    second = gradients([g for g, _ in recorded], [w for _, w in recorded], list(leaves.values()))
    if any(bool((h != 0).any()) for h in second):
        for k, h in zip(leaves, second):
            line("second", k, tensor=h)


def main():
    print(f"# Recorded by tools/record_op_reference.py with PyTorch {TORCH_VERSION}, float64; the tool tells the format.")
    for group in GROUPS:
        for entry in group:
            record(*entry)
    return 0


sys.exit(main())
