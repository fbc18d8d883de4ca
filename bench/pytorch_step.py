"""A peer of `procrustes bench step`: training steps of the same networks in PyTorch, eager and float32.

    python3 bench/pytorch_step.py --family procresnet --blocks 18 --batch-size 32 --threads 2 --device cpu

prints one line about itself as JSON. Then it answers each line on the standard input with one on the standard output:
`plain` and `projected` do one training step, without and with a projection behind it, and print {"milliseconds": …}, read when
the device has come to its end.

    python3 bench/pytorch_step.py --check tests/fixtures/golden/procresnet_n1.safetensors

loads the recorded first weights and prints how far the logits and the loss are from the recorded ones.

The networks and the projection are written anew from their description (docs/what-the-releases-get-wrong.md, packages/models): the
projection is in the public releases' style, which works on all frequencies of all three kernels, on the Gram matrix of the
larger side, by ten fixed Newton-Schulz steps.
"""

import argparse
import json
import math
import struct
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

STAGES = ((16, 64, 1), (32, 128, 2), (64, 256, 2))


def convolution(inputs, outputs, size=1, stride=1):
    return nn.Conv2d(inputs, outputs, size, stride, padding=size // 2, bias=False)


class Bottleneck(nn.Module):
    """x + F(x), F = BN-ReLU-1x1, BN-ReLU-3x3, BN-ReLU-1x1; with a BN-ReLU-1x1 shortcut where one is asked for."""

    def __init__(self, inputs, width, outputs, stride=1, shortcut=False):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), convolution(inputs, width)
        self.bn2, self.conv2 = nn.BatchNorm2d(width), convolution(width, width, 3, stride)
        self.bn3, self.conv3 = nn.BatchNorm2d(width), convolution(width, outputs)
        if shortcut:
            parts = nn.BatchNorm2d(inputs), nn.ReLU(), convolution(inputs, outputs, 1, stride)
            self.shortcut = nn.Sequential(*parts)

    def forward(self, x):
        y = self.conv1(F.relu(self.bn1(x)))
        y = self.conv2(F.relu(self.bn2(y)))
        y = self.conv3(F.relu(self.bn3(y)))
        return y + (self.shortcut(x) if hasattr(self, "shortcut") else x)


class ResNet(nn.Module):
    """Depth 9n + 2: a stem 3 -> 16 with BN-ReLU; the first block of each stage has a projection shortcut."""

    def __init__(self, blocks, classes):
        super().__init__()
        self.conv1, self.bn1 = convolution(3, 16, 3), nn.BatchNorm2d(16)
        inputs = 16
        for index, (width, outputs, stride) in enumerate(STAGES, 1):
            first = Bottleneck(inputs, width, outputs, stride, shortcut=True)
            rest = (Bottleneck(outputs, width, outputs) for _ in range(blocks - 1))
            self.add_module(f"layer{index}", nn.Sequential(first, *rest))
            inputs = outputs
        self.bn2, self.linear = nn.BatchNorm2d(inputs), nn.Linear(inputs, classes)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.linear(F.relu(self.bn2(x)).mean((2, 3)))

    def projected(self):
        return []


class ProcResNet(nn.Module):
    """Depth 9n + 4: a bare stem 3 -> 64, identity blocks, and one bare 1x1 convolution of stride 2 between stages."""

    def __init__(self, blocks, classes):
        super().__init__()
        self.conv1 = convolution(3, 64, 3)
        inputs = 64
        for index, (width, outputs, stride) in enumerate(STAGES, 1):
            if index > 1:
                self.add_module(f"trans_conv{index - 1}", convolution(inputs, outputs, 1, stride))
            self.add_module(f"layer{index}", nn.Sequential(*(Bottleneck(outputs, width, outputs) for _ in range(blocks))))
            inputs = outputs
        self.bn, self.linear = nn.BatchNorm2d(inputs), nn.Linear(inputs, classes)

    def forward(self, x):
        x = self.layer1(self.conv1(x))
        x = self.layer2(self.trans_conv1(x))
        x = self.layer3(self.trans_conv2(x))
        return self.linear(F.relu(self.bn(x)).mean((2, 3)))

    def projected(self):
        """Kernels with the grids of their outputs."""
        return [(self.conv1.weight, 32), (self.trans_conv1.weight, 16), (self.trans_conv2.weight, 8)]


FAMILIES = {"resnet": ResNet, "procresnet": ProcResNet}


@torch.no_grad()
def project(kernel, grid):
    """All singular values towards sqrt(out / in) as the releases do it: ten coupled Newton-Schulz steps at every frequency on the
    real embedding of the outputs' Gram matrix, the sign of the imaginary part lost on the way back, one crop."""
    outputs, inputs, size, _ = kernel.shape
    blocks = torch.fft.fft2(kernel, (grid, grid)).permute(2, 3, 0, 1).reshape(-1, outputs, inputs)
    gram = blocks @ blocks.mH
    y = torch.cat((torch.cat((gram.real, -gram.imag), 2), torch.cat((gram.imag, gram.real), 2)), 1)
    nu = y.norm(dim=(1, 2), keepdim=True).clamp(min=1)
    y = y / nu
    identity = torch.eye(2 * outputs, device=kernel.device)
    z = identity.expand_as(y)
    for _ in range(10):
        t = 0.5 * (3 * identity - z @ y)
        y, z = y @ t, t @ z
    z = z / nu.sqrt()
    root = torch.complex(z[:, :outputs, :outputs].contiguous(), z[:, outputs:, :outputs].contiguous())
    factor = math.sqrt(outputs / inputs) * (root @ blocks)
    spectrum = factor.conj().reshape(grid, grid, outputs, inputs).permute(2, 3, 0, 1)
    kernel.copy_(torch.fft.ifft2(spectrum).real[:, :, :size, :size])


def synchronise(device):
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def serve(arguments):
    best = "cuda" if torch.cuda.is_available() else "cpu"
    device = torch.device(best if arguments.device == "auto" else arguments.device)
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    network = FAMILIES[arguments.family](arguments.blocks, 10).to(device)
    optimiser = torch.optim.SGD(network.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-4)
    x = torch.randn(arguments.batch_size, 3, 32, 32, device=device)
    y = torch.randint(10, (arguments.batch_size,), device=device)

    def step(projected):
        start = time.perf_counter()
        loss = F.cross_entropy(network(x), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if projected:
            for kernel, grid in network.projected():
                project(kernel, grid)
        if not math.isfinite(loss.item()):
            raise SystemExit(f"the loss is {loss.item()}")
        synchronise(device)
        return 1000 * (time.perf_counter() - start)

    description = {
        "version": torch.__version__,
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else "CPU",
        "threads": torch.get_num_threads(),
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
    }
    print(json.dumps(description), flush=True)
    for line in sys.stdin:
        request = line.strip()
        if request not in ("plain", "projected"):
            raise SystemExit(f"expected 'plain' or 'projected', got {request!r}")
        print(json.dumps({"milliseconds": step(request == "projected")}), flush=True)


def read_safetensors(path):
    """Float tensors by name, and the metadata: eight bytes of length, that many of JSON, then the tensors."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    metadata = header.pop("__metadata__")
    types = {"F32": torch.float32, "I64": torch.int64}
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        values = torch.frombuffer(bytearray(data[start:end]), dtype=types[entry["dtype"]])
        tensors[name] = values.reshape(entry["shape"])
    return tensors, metadata


def check(path):
    tensors, metadata = read_safetensors(path)
    network = FAMILIES[metadata["model"]](int(metadata["blocks_per_stage"]), tensors["init.linear.bias"].numel())
    state = network.state_dict()
    for name in state:
        # PyTorch counts the batches that a batch norm has seen; nothing here depends on it.
        if not name.endswith("num_batches_tracked"):
            state[name] = tensors[f"init.{name}"]
    network.load_state_dict(state)
    logits = network(tensors["x"])
    loss = F.cross_entropy(logits, tensors["y"])
    difference = (logits - tensors["logits"]).norm() / tensors["logits"].norm()
    loss_difference = abs(loss.item() - tensors["loss"].item()) / abs(tensors["loss"].item())
    print(json.dumps({"model": metadata["model"], "logits": difference.item(), "loss": loss_difference}))


parser = argparse.ArgumentParser(description="Training steps of ResNet and ProcResNet in PyTorch.")
parser.add_argument("--check", metavar="TRACE")
parser.add_argument("--family", choices=FAMILIES)
parser.add_argument("--blocks", type=int)
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--threads", type=int, default=torch.get_num_threads())
parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
options = parser.parse_args()
if options.check:
    check(options.check)
else:
    serve(options)
