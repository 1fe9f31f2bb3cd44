"""The task whose losses every framework must agree on: the harness's LearnsTheSameTask.

Parameters and images are drawn by Duograph's generator, Philox4x32-10, whose numbers are turned into normal ones by
algorithm AS 241 (PPND7).
"""

import torch

BATCH, STEPS, KEY, LOW = 16, 20, 1, 0xFFFFFFFF
SETTINGS = {"batch": BATCH, "learningRate": 0.002, "weightDecay": 5e-4, "seed": 1, "data": ""}


def bits(stream, count):
    """The first 32-bit draws of a stream, as whole numbers."""
    blocks = torch.arange((count + 3) // 4)
    c0, c1 = blocks & LOW, blocks >> 32
    c2, c3 = (torch.full_like(blocks, half) for half in (stream & LOW, stream >> 32 & LOW))
    k0, k1 = KEY & LOW, KEY >> 32
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2  # the low 64 bits are right, whatever the sign
        c0, c1, c2, c3 = (p1 >> 32 & LOW) ^ c1 ^ k0, p1 & LOW, (p0 >> 32 & LOW) ^ c3 ^ k1, p0 & LOW
        k0, k1 = (k0 + 0x9E3779B9) & LOW, (k1 + 0xBB67AE85) & LOW
    return torch.stack((c0, c1, c2, c3), 1).flatten()[:count]


def ratio(x, above, below):
    """A polynomial over another, from the highest power on."""
    numbers = [torch.zeros_like(x), torch.zeros_like(x)]
    for i, factors in enumerate((above, below)):
        for factor in factors:
            numbers[i] = numbers[i] * x + factor
    return numbers[0] / numbers[1]


def gaussian(stream, count):
    p = (bits(stream, count).double() + 0.5) / 2**32
    q = p - 0.5
    middle = q * ratio(
        0.180625 - q * q,
        (59.109374720, 159.29113202, 50.434271938, 3.3871327179),
        (67.187563600, 78.757757664, 17.895169469, 1),
    )
    r = torch.sqrt(-torch.log(torch.minimum(p, 1 - p)))
    near = ratio(
        r - 1.6, (0.17023821103, 1.3067284816, 2.7568153900, 1.4234372777), (0.12021132975, 0.73700164250, 1)
    )
    far = ratio(
        r - 5, (0.017337203997, 0.42868294337, 3.0812263860, 6.6579051150), (0.012258202635, 0.24197894225, 1)
    )
    tail = torch.where(r <= 5, near, far)
    return torch.where(q.abs() <= 0.425, middle, torch.where(q < 0, -tail, tail))


def drawn(shapes):
    """Parameters of these shapes, images and labels."""
    parameters = []
    for i, shape in enumerate(shapes):
        size = shape.numel()
        weights = len(shape) > 1
        deviation = (2 * shape[0] / size) ** 0.5 if weights else 0.1
        # the scale of a batch normalisation comes behind the weights, without a bias between, and its shift behind it
        scale = not weights and len(shapes[i - 1]) > 1 and i + 1 < len(shapes) and len(shapes[i + 1]) == 1
        parameters.append((float(scale) + deviation * gaussian(i, size)).float())
    images = gaussian(-1, BATCH * 3 * 32 * 32).float().view(BATCH, 3, 32, 32)
    return parameters, images, torch.arange(BATCH) % 10
