"""Peers of bench/projection.mjs in NumPy, on one thread: LAPACK's SVD used as well as it can be, and the public releases' recipe.

Reads a JSON list of kernels from the standard input and prints, for each, the median milliseconds of both, and how far the recipe's result is
from the one it is given. The recipe is written anew from its description in docs/what-the-releases-get-wrong.md.
"""

import json
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np


def by_svd(kernel, grid, sigma):
    """One decomposition for a 1x1 kernel, half the spectrum for a larger one; [out, in, k, k], float64."""
    k = kernel.shape[2]
    if k == 1:
        u, _, v = np.linalg.svd(kernel[:, :, 0, 0], full_matrices=False)
        return sigma * (u @ v)[:, :, None, None]
    blocks = np.fft.rfft2(kernel, (grid, grid)).transpose(2, 3, 0, 1)
    u, _, v = np.linalg.svd(blocks, full_matrices=False)
    return sigma * np.fft.irfft2((u @ v).transpose(2, 3, 0, 1), (grid, grid))[:, :, :k, :k]


def by_recipe(kernel, grid, sigma):
    """All frequencies, the real embedding of the outputs' Gram matrix, ten steps, the lost sign, one crop; float32."""
    k, outputs = kernel.shape[2], kernel.shape[0]
    blocks = np.fft.fft2(kernel, (grid, grid)).transpose(2, 3, 0, 1).reshape(-1, outputs, kernel.shape[1])
    gram = blocks @ blocks.conj().transpose(0, 2, 1)
    y = np.block([[gram.real, -gram.imag], [gram.imag, gram.real]]).astype(np.float32)
    nu = np.maximum(1, np.sqrt((y * y).sum((1, 2), keepdims=True)))
    y /= nu
    identity = np.eye(2 * outputs, dtype=np.float32)
    z = np.broadcast_to(identity, y.shape)
    for _ in range(10):
        t = 0.5 * (3 * identity - z @ y)
        y = y @ t
        z = t @ z
    z /= np.sqrt(nu)
    factor = sigma * (z[:, :outputs, :outputs] + 1j * z[:, outputs:, :outputs]) @ blocks
    spectrum = factor.conj().reshape(grid, grid, outputs, -1).transpose(2, 3, 0, 1)
    return np.fft.ifft2(spectrum).real[:, :, :k, :k]


def median_milliseconds(run, count):
    times = []
    for _ in range(count):
        start = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - start))
    return sorted(times)[count // 2]


for case in json.load(sys.stdin):
    kernel = np.array(case["kernel"]).reshape(case["shape"])
    reference = np.array(case["reference"]).reshape(case["shape"])
    grid, sigma = case["grid"], case["sigma"]
    single = kernel.astype(np.float32)
    difference = np.abs(by_recipe(single, grid, sigma) - reference).max()
    svd = median_milliseconds(lambda: by_svd(kernel, grid, sigma), 9)
    recipe = median_milliseconds(lambda: by_recipe(single, grid, sigma), 1)
    print(json.dumps({"svd": svd, "recipe": recipe, "difference": float(difference)}), flush=True)
