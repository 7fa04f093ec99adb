#!/usr/bin/env python3
"""PyTorch's side of the benchmarks: answers one line of JSON for each line of JSON on standard input.

{"work": "mnist_step", "run": "name", "sizes": [784, 300, 100, 10], "batch": 64, "threads": 1, "foreach": true, "steps": 100}
    -> {"seconds": ..., "loss": ...}: trains on from the state of the last call with the same settings.
{"work": "rosenbrock_adam", "run": "name", "foreach": true, "fused": false, "threads": 1, "steps": 100}
    -> {"seconds": ..., "x": ..., "y": ...}: Adam, lr 1e-3, on 2-D Rosenbrock in float64 from (-1.2, 1), the same way.
{"work": "hessian", "n": 100, "how": "func.hessian", "threads": 1, "steps": 1}
    -> {"seconds": ..., "sum": ..., "weighed": ...}: the Hessian of the chained Rosenbrock at (-1.2, 1, -1.2, ...), and
    sums of its elements and of them times 1, 2, 3, ... modulo 7.
The first line out is {"ready": version}. Weights and batches come from the formula of tensor/random.hpp.
"""
import json
import sys
import time

try:
    import numpy as np
    import torch
except ModuleNotFoundError:
    sys.exit(1)  # the caller says what is missing, and to whom

from draws import torch_description, uniform


class MnistStep:
    """The network of examples/mnist on made-up images, one batch of `batch` again and again from a set of 16."""

    def __init__(self, sizes, batch, foreach):
        layers, drawn = [], 0
        for inputs, outputs in zip(sizes, sizes[1:]):
            linear = torch.nn.Linear(inputs, outputs)
            bound = inputs ** -0.5
            with torch.no_grad():
                for parameter in (linear.weight, linear.bias):
                    values = -bound + 2 * bound * uniform(1, drawn, parameter.numel())
                    drawn += parameter.numel()
                    parameter.copy_(torch.from_numpy(values.reshape(tuple(parameter.shape))))
            layers += [linear, torch.nn.LeakyReLU(0.01)]
        self.model = torch.nn.Sequential(*layers[:-1])
        images = uniform(2, 0, 16 * batch * sizes[0]).reshape(16, batch, sizes[0])
        labels = np.floor(uniform(3, 0, 16 * batch) * sizes[-1]).reshape(16, batch)
        self.images = torch.from_numpy(images).to(torch.float32)
        self.labels = torch.from_numpy(labels).to(torch.int64)
        self.adam = torch.optim.Adam(self.model.parameters(), lr=1e-3, foreach=foreach)
        self.criterion = torch.nn.CrossEntropyLoss()
        self.t = 0

    def run(self, steps):
        loss = None
        for _ in range(steps):
            k = self.t % 16
            loss = self.criterion(self.model(self.images[k]), self.labels[k])
            self.adam.zero_grad()
            loss.backward()
            self.adam.step()
            self.t += 1
        return {"loss": loss.item()}


class RosenbrockAdam:
    """Adam on the two-dimensional Rosenbrock function, written element by element as in bench/functions.cpp."""

    def __init__(self, foreach, fused):
        self.x = torch.tensor([-1.2, 1.0], dtype=torch.float64, requires_grad=True)
        choice = {"fused": True} if fused else {"foreach": foreach}
        self.adam = torch.optim.Adam([self.x], lr=1e-3, **choice)

    def run(self, steps):
        for _ in range(steps):
            a = 1 - self.x[0]
            b = self.x[1] - self.x[0] * self.x[0]
            loss = a * a + 100 * (b * b)
            self.adam.zero_grad()
            loss.backward()
            self.adam.step()
        return {"x": self.x[0].item(), "y": self.x[1].item()}


def chained_rosenbrock(x):
    here, following = x[:-1], x[1:]
    return (100 * (following - here**2) ** 2 + (1 - here) ** 2).sum()


class Hessian:
    """The Hessian of the chained Rosenbrock function, all rows at once by one of PyTorch's vectorised ways."""

    ways = {
        "func.hessian": lambda: torch.func.hessian(chained_rosenbrock),
        "jacrev of jacrev": lambda: torch.func.jacrev(torch.func.jacrev(chained_rosenbrock)),
        "functional.hessian": lambda: lambda x: torch.autograd.functional.hessian(
            chained_rosenbrock, x, vectorize=True
        ),
    }

    def __init__(self, n, how):
        self.x = torch.tensor([-1.2, 1.0], dtype=torch.float64).repeat(n // 2)
        self.hessian = self.ways[how]()

    def run(self, steps):
        for _ in range(steps):
            h = self.hessian(self.x)
        weights = torch.arange(h.numel(), dtype=torch.float64).remainder(7) + 1
        return {"sum": h.sum().item(), "weighed": (h.flatten() * weights).sum().item()}


WORKS = {
    "mnist_step": lambda request: MnistStep(request["sizes"], request["batch"], request["foreach"]),
    "rosenbrock_adam": lambda request: RosenbrockAdam(request["foreach"], request["fused"]),
    "hessian": lambda request: Hessian(request["n"], request["how"]),
}


def main():
    made = {}
    print(json.dumps({"ready": torch_description()}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        torch.set_num_threads(request["threads"])
        key = json.dumps({k: v for k, v in request.items() if k != "steps"}, sort_keys=True)
        if key not in made:
            made[key] = WORKS[request["work"]](request)
        begin = time.perf_counter()
        result = made[key].run(request["steps"])
        print(json.dumps({"seconds": time.perf_counter() - begin, **result}), flush=True)


if __name__ == "__main__":
    main()
