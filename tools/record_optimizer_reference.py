#!/usr/bin/env python3
"""Records the steps of PyTorch's optimizers: tests/data/optimizer_reference.txt, which test_optimizer_reference checks.

    tools/record_optimizer_reference.py > tests/data/optimizer_reference.txt

Needs NumPy and PyTorch 2.x (the NAdam of 1.13 has a bug). Every run starts from the same three parameters, of shapes
(3), (2, 1) and (), and takes 100 steps in float64 along the same gradients, whatever the parameters are. One entry a
run:

    run METHOD OPTION=VALUE ...         an option that is not named has its default here and there
    step T VALUES...                    the six numbers of the parameters after step T

The gradients come from the formula of tensor/random.hpp, stream 1, six draws uniform in [-1, 1) for each step in the
order of the numbers, each times its SCALE. The last number's gradient is 0 but for every fourth step. To add a run, add
a line to RUNS; a new method also needs a line in METHODS and one in the test.
"""
import sys

try:
    import numpy as np
    import torch
except ImportError as missing:
    sys.exit(f"record_optimizer_reference: {missing.name} is missing; pip install numpy torch")

from pytorch_reference import Random

torch.set_default_dtype(torch.float64)  # also that in which NAdam keeps its product of momenta

STEPS = 100
RECORDED = [1, 2, 3, 5, 6, 7, *range(10, STEPS + 1, 10)]
START = [torch.tensor([1.0, -2.0, 0.5]), torch.tensor([[3.0], [-0.25]]), torch.tensor(1.5)]
SCALES = np.array([1.0, 1.0, 1.0, 100.0, 0.01, 1.0])

# Each method's class, and what is not an option here.
METHODS = {
    "sgd": (torch.optim.SGD, {}),
    "adam": (torch.optim.Adam, {}),
    "amsgrad": (torch.optim.Adam, {"amsgrad": True}),
    "adamw": (torch.optim.AdamW, {}),
    "adamax": (torch.optim.Adamax, {}),
    "nadam": (torch.optim.NAdam, {}),
    "radam": (torch.optim.RAdam, {}),
    "rmsprop": (torch.optim.RMSprop, {}),
    "adagrad": (torch.optim.Adagrad, {}),
    "adadelta": (torch.optim.Adadelta, {}),
}

BETAS = {"beta1": 0.8, "beta2": 0.95}
DECAY = {"weight_decay": 0.1}
RUNS = [
    ("sgd", {}),
    ("sgd", {"lr": 0.01, "momentum": 0.9}),
    ("sgd", {"lr": 0.01, "momentum": 0.9, "dampening": 0.5}),
    ("sgd", {"lr": 0.01, "momentum": 0.9, "nesterov": True}),
    ("sgd", {"lr": 0.01, **DECAY}),
    ("sgd", {"lr": 0.01, "momentum": 0.9, "dampening": 0.5, **DECAY}),
    ("sgd", {"lr": 0.01, "momentum": 0.9, "nesterov": True, **DECAY}),
]
for name in ["adam", "amsgrad", "adamw", "adamax", "nadam", "radam"]:
    RUNS += [
        (name, {}),
        (name, {"lr": 0.1, **BETAS}),
        (name, {"lr": 0.1, "eps": 0.01}),
        (name, {"lr": 0.1, **BETAS, **DECAY}),
    ]
RUNS += [
    ("nadam", {"lr": 0.1, "momentum_decay": 0.5}),
    ("radam", {"lr": 0.1, "beta2": 0.6}),
    ("rmsprop", {}),
    ("rmsprop", {"alpha": 0.8, "eps": 0.01}),
    ("rmsprop", {"centered": True}),
    ("rmsprop", {"alpha": 0.8, "momentum": 0.9}),
    ("rmsprop", {"alpha": 0.8, "momentum": 0.9, "centered": True}),
    ("rmsprop", DECAY),
    ("rmsprop", {"centered": True, **DECAY}),
    ("rmsprop", {"alpha": 0.8, "momentum": 0.9, "centered": True, **DECAY}),
    ("adagrad", {}),
    ("adagrad", {"lr": 0.5, "lr_decay": 0.1}),
    ("adagrad", {"lr": 0.5, "eps": 0.01}),
    ("adagrad", {"lr": 0.5, "lr_decay": 0.1, **DECAY}),
    ("adadelta", {}),
    ("adadelta", {"lr": 0.5, "rho": 0.8, "eps": 0.01}),
    ("adadelta", DECAY),
    ("adadelta", {"lr": 10.0, "rho": 0.8, **DECAY}),
]


def gradients():
    """(step, number)"""
    g = Random(1).uniform(-1, 1, (STEPS, 6)) * SCALES
    g[np.arange(STEPS) % 4 != 3, 5] = 0
    return g


def run(method, options):
    maker, arguments = METHODS[method]
    arguments = {**arguments, **options}
    if "beta1" in options or "beta2" in options:
        arguments["betas"] = (arguments.pop("beta1", 0.9), arguments.pop("beta2", 0.999))
    parameters = [x.clone().requires_grad_() for x in START]
    optimizer = maker(parameters, **arguments)
    print("run", method, *(f"{key}={float(value):g}" for key, value in options.items()))
    for t, g in enumerate(gradients(), 1):
        for x, part in zip(parameters, np.split(g, [3, 5])):
            x.grad = torch.from_numpy(part.copy()).reshape(x.shape)
        optimizer.step()
        if t in RECORDED:
            print("step", t, *(repr(value) for x in parameters for value in x.detach().flatten().tolist()))


def main():
    print("# Recorded by tools/record_optimizer_reference.py with PyTorch "
          f"{torch.__version__.split('+')[0]}, float64; the tool tells the format.")
    for method, options in RUNS:
        run(method, options)


if __name__ == "__main__":
    main()
