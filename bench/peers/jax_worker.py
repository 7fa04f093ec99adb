#!/usr/bin/env python3
"""JAX's side of the benchmarks, compiled by XLA: answers one line of JSON for each line of JSON on standard input.

The argument is the number of threads, 0 for as many as there are processors; XLA sizes its pool when it starts.
{"work": "mnist_step", "run": "name", "sizes": [784, 300, 100, 10], "batch": 64, "steps": 100}
    -> {"seconds": ..., "loss": ...}: trains on from the state of the last call with the same settings.
The first line out is {"ready": version}. Weights and batches are those of pytorch.py.
"""
import functools
import json
import os
import sys
import time

if len(sys.argv) > 1 and sys.argv[1] == "1":
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
os.environ["JAX_PLATFORMS"] = "cpu"

try:
    import jax
    import jax.numpy as jnp
    import numpy as np
except ModuleNotFoundError:
    sys.exit(1)  # the caller says what is missing, and to whom

from draws import uniform


def mean_loss(parameters, x, labels):
    for k, (weight, bias) in enumerate(parameters):
        x = x @ weight.T + bias
        if k + 1 < len(parameters):
            x = jnp.where(x > 0, x, 0.01 * x)
    picked = jnp.take_along_axis(jax.nn.log_softmax(x), labels[:, None], axis=1)
    return -jnp.mean(picked)


@functools.partial(jax.jit, donate_argnums=0)
def step(state, x, labels):
    """One step of Adam: state is (parameters, m, v, t)."""
    parameters, m, v, t = state
    loss, g = jax.value_and_grad(mean_loss)(parameters, x, labels)
    t = t + 1
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
    lr, root = 1e-3 / (1 - 0.9**t), jnp.sqrt(1 - 0.999**t)
    parameters = jax.tree.map(lambda p, m, v: p - lr * m / (jnp.sqrt(v) / root + 1e-8), parameters, m, v)
    return (parameters, m, v, t), loss


class MnistStep:
    def __init__(self, sizes, batch):
        parameters, drawn = [], 0
        for inputs, outputs in zip(sizes, sizes[1:]):
            bound, pair = inputs**-0.5, []
            for shape in ((outputs, inputs), (outputs,)):
                count = int(np.prod(shape))
                values = -bound + 2 * bound * uniform(1, drawn, count)
                drawn += count
                pair.append(jnp.asarray(values.reshape(shape), dtype=jnp.float32))
            parameters.append(tuple(pair))
        zeros = functools.partial(jax.tree.map, jnp.zeros_like)
        self.state = (parameters, zeros(parameters), zeros(parameters), jnp.float32(0))
        images = uniform(2, 0, 16 * batch * sizes[0]).reshape(16, batch, sizes[0])
        labels = np.floor(uniform(3, 0, 16 * batch) * sizes[-1]).reshape(16, batch)
        self.images = [jnp.asarray(x, dtype=jnp.float32) for x in images]
        self.labels = [jnp.asarray(x, dtype=jnp.int32) for x in labels]
        self.t = 0

    def run(self, steps):
        loss = None
        for _ in range(steps):
            k = self.t % 16
            self.state, loss = step(self.state, self.images[k], self.labels[k])
            self.t += 1
        return float(loss)


def main():
    made = {}
    print(json.dumps({"ready": jax.__version__ + " (XLA)"}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        key = json.dumps({k: v for k, v in request.items() if k != "steps"}, sort_keys=True)
        if key not in made:
            made[key] = MnistStep(request["sizes"], request["batch"])
        begin = time.perf_counter()
        loss = made[key].run(request["steps"])
        print(json.dumps({"seconds": time.perf_counter() - begin, "loss": loss}), flush=True)


if __name__ == "__main__":
    main()
