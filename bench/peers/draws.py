"""What the workers share: the random numbers of tensor/random.hpp, and the name of the BLAS that is used."""
import ctypes
import re

import numpy as np

GAMMA = np.uint64(0x9E3779B97F4A7C15)


def uniform(seed, start, count):
    """Draws start .. start + count of Random(seed).uniform()."""
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(start + 1, start + count + 1, dtype=np.uint64) * GAMMA
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)).astype(np.float64) * 2.0**-53


def openblas_kernels():
    """Of every OpenBLAS loaded, the processor whose kernels it has chosen."""
    with open("/proc/self/maps") as maps:
        paths = sorted({line.split()[-1] for line in maps if "openblas" in line and line.split()[-1].startswith("/")})
    names = []
    for path in paths:
        for symbol in ("openblas_get_corename", "openblas_get_corename64_", "scipy_openblas_get_corename64_"):
            function = getattr(ctypes.CDLL(path), symbol, None)
            if function is not None:
                function.restype = ctypes.c_char_p
                names.append("OpenBLAS " + function().decode())
                break
    return names


def torch_description():
    """PyTorch's version, its BLAS and the vector instructions it uses."""
    import torch

    shown = torch.__config__.show()
    mkl = re.search(r"(?:Math Kernel Library|oneMKL).*?Version ([0-9.]+)", shown)
    capability = re.search(r"CPU capability usage: (\S+)", shown)
    parts = ["MKL " + mkl.group(1)] if mkl and torch.backends.mkl.is_available() else openblas_kernels()
    if capability:
        parts.append(capability.group(1))
    return f"{torch.__version__} ({', '.join(parts)})"
