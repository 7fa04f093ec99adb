#!/usr/bin/env python3
"""Records how PyTorch's Adam trains the 784-300-100-10 network of examples/mnist.

Usage: tools/pytorch_reference.py --data DIR --name mnist|digits [--out examples/data] [--epochs 5] [--seed 1]

DIR holds the four IDX files, plain or .gz; `mnist --export-digits DIR` writes those of the built-in digits. Needs NumPy
and PyTorch. Initial weights and the order of the images come from the formula of tensor/random.hpp, so that the C++
program starts from the same weights and sees the same batches:

    output(seed, i) = mix(seed + (i + 1) * gamma) modulo 2^64                               (SplitMix64 as a counter)
    weights: stream output(seed, 0); layer by layer weight (out, in), then bias, uniform in [-1/sqrt(in), 1/sqrt(in))
    batches: stream output(seed, 1); for each epoch one permutation (Fisher, Yates), cut into pieces of 64

Pixels are bytes / 170, the activation is leaky-ReLU with slope 0.01, the loss cross-entropy, Adam's lr 1e-3. Written are
    NAME_adam.csv     float32: the mean loss of each 100 steps, and the test accuracy after each epoch in comments
    NAME_float64.csv  float64: the loss of each of the first 200 steps
"""
import argparse
import gzip
import pathlib
import sys

try:
    import numpy as np
    import torch
except ImportError as missing:
    sys.exit(f"pytorch_reference: {missing.name} is missing; apt-get install python3-numpy python3-torch, or use pip")

SIZES = [784, 300, 100, 10]
BATCH = 64
GAMMA = 0x9E3779B97F4A7C15
MASK = 2**64 - 1


class Random:
    """A stream of tensor/random.hpp, a block of draws at a time."""

    def __init__(self, seed):
        self.state = seed & MASK

    def draws(self, n):
        with np.errstate(over="ignore"):
            z = np.uint64(self.state) + np.arange(1, n + 1, dtype=np.uint64) * np.uint64(GAMMA)
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        self.state = (self.state + n * GAMMA) & MASK
        return z ^ (z >> np.uint64(31))

    def split(self):
        return Random(int(self.draws(1)[0]))

    def uniform(self, lo, hi, shape):
        unit = (self.draws(int(np.prod(shape))) >> np.uint64(11)).astype(np.float64) * 2.0**-53
        return (lo + (hi - lo) * unit).reshape(shape)

    def permutation(self, n):
        bounds = np.arange(n, 1, -1, dtype=np.uint64)
        draws = self.draws(n - 1)
        # 2^64 mod bound draws are one too many for equal shares; the engine would draw again.
        biased = (np.uint64(MASK) % bounds + np.uint64(1)) % bounds
        if (draws < biased).any():
            sys.exit("pytorch_reference: this seed needs a second draw in a permutation; choose another --seed")
        order = list(range(n))
        for i, j in zip(range(n - 1, 0, -1), (draws % bounds).tolist()):
            order[i], order[j] = order[j], order[i]
        return order


def read_idx(folder, name):
    path = folder / name
    data = path.read_bytes() if path.exists() else gzip.decompress((folder / (name + ".gz")).read_bytes())
    rank = data[3]
    shape = np.frombuffer(data, ">u4", rank, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape).copy()


def network(weights, dtype):
    layers = []
    for inputs, outputs in zip(SIZES, SIZES[1:]):
        linear = torch.nn.Linear(inputs, outputs).to(dtype)
        bound = 1 / np.sqrt(inputs)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weights.uniform(-bound, bound, (outputs, inputs))))
            linear.bias.copy_(torch.from_numpy(weights.uniform(-bound, bound, (outputs,))))
        layers += [linear, torch.nn.LeakyReLU(0.01)]
    return torch.nn.Sequential(*layers[:-1])


def train(data, dtype, seed, epochs, steps=None):
    """The losses of all steps and the test accuracy after each epoch."""
    images, labels, test_images, test_labels = data
    images, test_images = (torch.from_numpy(x.reshape(len(x), -1)).to(dtype) / 170 for x in (images, test_images))
    labels, test_labels = (torch.from_numpy(x).to(torch.int64) for x in (labels, test_labels))

    random = Random(seed)
    weights, batches = random.split(), random.split()
    model = network(weights, dtype)
    adam = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = torch.nn.CrossEntropyLoss()
    losses, accuracies = [], []
    for _ in range(epochs):
        order = torch.tensor(batches.permutation(len(labels)))
        for batch in order.split(BATCH):
            loss = criterion(model(images[batch]), labels[batch])
            adam.zero_grad()
            loss.backward()
            adam.step()
            losses.append(loss.item())
            if steps == len(losses):
                return losses, accuracies
        with torch.no_grad():
            accuracies.append((model(test_images).argmax(1) == test_labels).double().mean().item())
    return losses, accuracies


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=pathlib.Path)
    parser.add_argument("--name", required=True, choices=["mnist", "digits"])
    parser.add_argument("--out", default="examples/data", type=pathlib.Path)
    parser.add_argument("--epochs", default=5, type=int)
    parser.add_argument("--seed", default=1, type=int)
    options = parser.parse_args()
    torch.set_num_threads(1)

    data = [read_idx(options.data, part + kind) for part in ("train-", "t10k-")
            for kind in ("images-idx3-ubyte", "labels-idx1-ubyte")]
    images, labels = data[:2]
    described = (f"# data: {len(images)} images, sum of pixels {images.sum(dtype=np.int64)}, "
                 f"sum of labels {labels.sum(dtype=np.int64)}")
    tool = f"# PyTorch {torch.__version__}, tools/pytorch_reference.py --name {options.name} --seed {options.seed}"

    losses, accuracies = train(data, torch.float32, options.seed, options.epochs)
    lines = [f"{tool} --epochs {options.epochs}, float32", described]
    lines += [f"# test accuracy after epoch {i + 1}: {a:.4f}" for i, a in enumerate(accuracies)]
    lines += ["step,mean_loss"]
    for end in range(100, len(losses) + 1, 100):
        lines.append(f"{end},{np.mean(losses[end - 100:end]):.8g}")
    (options.out / f"{options.name}_adam.csv").write_text("\n".join(lines) + "\n")
    print("\n".join(lines[:options.epochs + 2]))

    losses, _ = train(data, torch.float64, options.seed, 1, steps=200)
    lines = [tool + ", float64", described, "step,loss"] + [f"{i + 1},{loss:.17g}" for i, loss in enumerate(losses)]
    (options.out / f"{options.name}_float64.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
