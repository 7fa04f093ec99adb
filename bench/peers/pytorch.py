#!/usr/bin/env python3
"""PyTorch's side of the benchmarks: answers one line of JSON for each line of JSON on standard input.

{"work": "mnist_step", "run": "name", "sizes": [784, 300, 100, 10], "batch": 64, "threads": 1, "foreach": true, "steps": 100}
    -> {"seconds": ..., "loss": ...}: trains on from the state of the last call with the same settings.
The first line out is {"ready": version}. Weights and batches come from the formula of tensor/random.hpp.
"""
import json
import sys
import time

import numpy as np
import torch

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
        return loss.item()


def main():
    made = {}
    print(json.dumps({"ready": torch_description()}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        torch.set_num_threads(request["threads"])
        key = json.dumps({k: v for k, v in request.items() if k != "steps"}, sort_keys=True)
        if key not in made:
            made[key] = MnistStep(request["sizes"], request["batch"], request["foreach"])
        begin = time.perf_counter()
        loss = made[key].run(request["steps"])
        print(json.dumps({"seconds": time.perf_counter() - begin, "loss": loss}), flush=True)


if __name__ == "__main__":
    main()
