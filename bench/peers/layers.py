#!/usr/bin/env python3
"""PyTorch's and NumPy's side of single operations and of a whole training run: a line of JSON for a line of JSON.

{"work": "elementwise", "library": "torch", "op": "exp", "n": 1000, "threads": 1, "repeats": 10}
{"work": "conv1x1", "shape": [16, 64, 28, 28], "out": 64, "threads": 1, "repeats": 10}
    -> {"seconds": of all repeats, "check": the sum of the result (for training operations: of the gradients)}
{"work": "mnist_run", "folder": "...", "hidden": [300, 100], "epochs": 5, "batch": 64, "threads": 2}
    -> {"seconds": reading the files included, "accuracy": of the test set, "peak_bytes": of this process}
The first line out is {"ready": version}.
"""
import gzip
import json
import os
import resource
import sys
import time

try:
    import numpy as np
    import torch
except ModuleNotFoundError:
    sys.exit(1)  # the caller says what is missing, and to whom

from draws import torch_description, uniform


def numpy_operation(op, n):
    x, y = (uniform(seed, 0, n).astype(np.float32) + np.float32(0.5) for seed in (1, 2))
    return {
        "exp": lambda: np.exp(x),
        "log": lambda: np.log(x),
        "tanh": lambda: np.tanh(x),
        "add": lambda: x + y,
        "mul": lambda: x * y,
        "sum": lambda: np.sum(x),
    }.get(op)


def torch_operation(op, n):
    x, y = (torch.from_numpy(uniform(seed, 0, n).astype(np.float32) + np.float32(0.5)) for seed in (1, 2))
    if op == "adam":
        x.requires_grad_()
        x.grad = y - 1
        adam = torch.optim.Adam([x], lr=1e-3)

        def step():
            adam.step()
            return x.detach()

        return step
    if op in ("softmax", "cross_entropy"):
        rows = x.reshape(-1, 10)
        labels = torch.arange(n // 10) % 10
        if op == "softmax":
            return lambda: torch.softmax(rows, 1)
        return lambda: torch.nn.functional.cross_entropy(rows, labels, reduction="none")
    return {
        "exp": lambda: torch.exp(x),
        "log": lambda: torch.log(x),
        "tanh": lambda: torch.tanh(x),
        "add": lambda: x + y,
        "mul": lambda: x * y,
        "sum": lambda: torch.sum(x),
    }[op]


def conv1x1(shape, out):
    """A 1 x 1 convolution with bias, forward and backward."""
    count = int(np.prod(shape))
    x = torch.from_numpy(uniform(1, 0, count).astype(np.float32).reshape(shape)).requires_grad_()
    convolution = torch.nn.Conv2d(shape[1], out, 1)
    with torch.no_grad():
        convolution.weight.copy_(torch.from_numpy(uniform(2, 0, out * shape[1]) - 0.5).reshape(out, shape[1], 1, 1))
        convolution.bias.copy_(torch.from_numpy(uniform(3, 0, out)))
    g = torch.from_numpy(uniform(4, 0, shape[0] * out * shape[2] * shape[3]).astype(np.float32))
    g = g.reshape(shape[0], out, shape[2], shape[3])

    def step():
        x.grad = convolution.weight.grad = convolution.bias.grad = None
        convolution(x).backward(g)
        return torch.cat([x.grad.sum()[None], convolution.weight.grad.sum()[None], convolution.bias.grad.sum()[None]])

    return step


def idx(folder, name, header):
    for path, opener in ((f"{folder}/{name}", open), (f"{folder}/{name}.gz", gzip.open)):
        if os.path.exists(path):
            with opener(path, "rb") as file:
                return np.frombuffer(file.read(), dtype=np.uint8)[header:]
    raise FileNotFoundError(name)


def mnist_run(request):
    torch.manual_seed(1)
    folder, sizes = request["folder"], [784, *request["hidden"], 10]
    images, labels = {}, {}
    for part in ("train", "t10k"):
        pixels = idx(folder, f"{part}-images-idx3-ubyte", 16).reshape(-1, 784)
        images[part] = torch.from_numpy(pixels.astype(np.float32) / np.float32(170))
        labels[part] = torch.from_numpy(idx(folder, f"{part}-labels-idx1-ubyte", 8).astype(np.int64))
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.LeakyReLU(0.01)]
    model = torch.nn.Sequential(*layers[:-1])
    adam = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = torch.nn.CrossEntropyLoss()
    right = 0
    for _ in range(request["epochs"]):
        order = torch.randperm(len(images["train"]))
        for batch in order.split(request["batch"]):
            loss = criterion(model(images["train"][batch]), labels["train"][batch])
            adam.zero_grad()
            loss.backward()
            adam.step()
        with torch.no_grad():
            right = (model(images["t10k"]).argmax(1) == labels["t10k"]).sum().item()
    return right / len(labels["t10k"])


def main():
    made = {}
    print(json.dumps({"ready": f"{torch_description()}, NumPy {np.__version__}"}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        torch.set_num_threads(request.get("threads", 1))
        begin = time.perf_counter()
        if request["work"] == "mnist_run":
            accuracy = mnist_run(request)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            answer = {"seconds": time.perf_counter() - begin, "accuracy": accuracy, "peak_bytes": peak}
        else:
            key = json.dumps({k: v for k, v in request.items() if k not in ("repeats", "threads")}, sort_keys=True)
            if key not in made:
                if request["work"] == "conv1x1":
                    made[key] = conv1x1(request["shape"], request["out"])
                else:
                    make = numpy_operation if request["library"] == "numpy" else torch_operation
                    made[key] = make(request["op"], request["n"])
            operation = made[key]
            begin = time.perf_counter()
            for _ in range(request["repeats"]):
                result = operation()
            seconds = time.perf_counter() - begin
            answer = {"seconds": seconds, "check": float(np.asarray(result.tolist(), dtype=np.float64).sum())}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
