"""The layer check names each fault in a small tree, and finds none in one without."""
import pathlib
import subprocess
import sys
import tempfile

GOOD = {
    "tensor/tensor.hpp": "#include <vector>\n#include <thalweg/tensor/errors.hpp>\n",
    "tensor/errors.hpp": "#include <string>\n",
    "tensor/format.hpp": "#include <fmt/format.h>\n",
    "tensor/pack.hpp": "#include <immintrin.h>\n",
    "nn/linear.hpp": "#include <thalweg/tensor/tensor.hpp>\n",
    "optim/arrays/gd.hpp": "#include <span>\n#include <thalweg/tensor/errors.hpp>\n",
    "optim/kfac.hpp": "#include <thalweg/nn/linear.hpp>\n",
    "examples/one.cpp": "#include <fmt/format.h>\n#include <thalweg/thalweg.hpp>\n",
}
# (file, its text, the fault's sentence)
BAD = [
    ("tensor/a.cpp", "#include <thalweg/autograd/node.hpp>\n",
     "tensor/a.cpp: <thalweg/autograd/node.hpp>: tensor stands left of autograd"),
    ("nn/a.hpp", "#include <thalweg/optim/adam.hpp>\n",
     "nn/a.hpp: <thalweg/optim/adam.hpp>: nn stands left of optim"),
    ("optim/adam.hpp", "#include <thalweg/nn/linear.hpp>\n",
     "optim/adam.hpp: <thalweg/nn/linear.hpp>: in optim only K-FAC looks into layers"),
    ("optim/arrays/a.hpp", "#include <thalweg/tensor/tensor.hpp>\n",
     "optim/arrays/a.hpp: <thalweg/tensor/tensor.hpp>: optim/arrays works on spans: of this library only linear "
     "algebra, kernels, random numbers and errors"),
    ("tensor/linalg.hpp", "#include <thalweg/tensor/tensor.hpp>\n", None),
    ("optim/arrays/b.hpp", "#include <thalweg/tensor/linalg.hpp>\n",
     "optim/arrays/b.hpp: <thalweg/tensor/linalg.hpp>: it leads to the Tensor"),
    ("autograd/a.hpp", '  # include "node.hpp"\n', 'autograd/a.hpp: "node.hpp": write <thalweg/layer/file.hpp>'),
    ("autograd/b.cpp", "#include <fmt/format.h>\n",
     "autograd/b.cpp: <fmt/format.h>: the library uses the standard library only"),
    ("nn/b.cpp", "#include <thalweg/thalweg.hpp>\n",
     "nn/b.cpp: <thalweg/thalweg.hpp>: a layer names what it needs, not the umbrella"),
    ("examples/two.cpp", '#include "../tests/x.hpp"\n', 'examples/two.cpp: "../tests/x.hpp": no relative includes'),
    ("tensor/math.hpp", "#include <thalweg/tensor/pack.hpp>\n", None),
    ("include/thalweg/thalweg.hpp", "#include <thalweg/tensor/math.hpp>\n",
     "thalweg.hpp: <thalweg/tensor/math.hpp>: it leads to tensor/pack.hpp, which depends on the compiler's flags"),
]


def run(check, files):
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            path = pathlib.Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        done = subprocess.run([sys.executable, check, root], capture_output=True, text=True)
        return done.returncode, sorted(done.stdout.splitlines())


def main():
    check = sys.argv[1]
    assert run(check, GOOD) == (0, [f"layers: {len(GOOD)} files"]), run(check, GOOD)
    found = run(check, {**GOOD, **{file: text for file, text, _ in BAD}})
    wanted = (1, sorted(fault for _, _, fault in BAD if fault))
    assert found == wanted, f"found {found}\nwanted {wanted}"
    assert run(check, {}) == (1, ["layers: 0 files"])


main()
