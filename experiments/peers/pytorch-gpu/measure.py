"""Measures PyTorch on a GPU as the harness measures Duograph: the same nets, batches and steps.

    python3 measure.py ANSWER.json FRAMEWORK VARIANT KIND NET BATCH THREADS WARMUP STEPS EPOCHS RATE DECAY SEED DATA IMAGES ROUND

The words after the answer's file are those of the harness's Request. Variants: "eager" calls kernel by kernel, with
cudnn.benchmark and images as channels_last; "compiled" is torch.compile with CUDA graphs. Both compute in strict
float32, as Duograph does. Images are CIFAR-10's from CIFAR10_DIR. A step's time ends when its loss has been read.
"""

import glob
import json
import os
import sys
import time
from datetime import datetime, timezone

began = time.perf_counter()
import torch
from torch import nn
from torch.nn import functional as F

torch.backends.cudnn.benchmark = True
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
GPU = torch.device("cuda")
torch.zeros(1, device=GPU)
LOAD = time.perf_counter() - began

STAGES = {7: [1, 1, 1, 1], 11: [1, 1, 2, 2, 2], 13: [2, 2, 2, 2, 2], 16: [2, 2, 3, 3, 3], 19: [2, 2, 4, 4, 4]}
WORDS = "framework variant kind net batch threads warmUp steps epochs learningRate weightDecay seed data images round"


def request(words):
    """The request, with numbers where numbers are meant."""
    names = WORDS.split()
    if len(words) != len(names):
        sys.exit(f"{len(names)} words are needed ({WORDS}), found {len(words)}: {words}")
    asked = dict(zip(names, words))
    for name in ("batch", "threads", "warmUp", "steps", "epochs", "seed", "images", "round"):
        asked[name] = int(asked[name])
    for name in ("learningRate", "weightDecay"):
        asked[name] = float(asked[name])
    return asked


def net(name):
    """The harness's NetSpec of that name."""
    norm = name.endswith("-bn")
    if name == "six":
        stages, widths, hidden = [2, 2], [32, 64], [512]
    else:
        stages = STAGES[int(name.removeprefix("vgg").removesuffix("-bn"))]
        widths, hidden = [min(512, 64 << i) for i in range(len(stages))], [512, 512]
    layers, channels, size = [], 3, 32
    for count, width in zip(stages, widths):
        for _ in range(count):
            layers.append(nn.Conv2d(channels, width, 3, padding=1, bias=not norm))
            if norm:
                layers.append(nn.BatchNorm2d(width, eps=1e-5, momentum=0.1))
            layers.append(nn.ReLU(inplace=True))
            channels = width
        layers.append(nn.MaxPool2d(2))
        size //= 2
    layers.append(nn.Flatten())
    features = channels * size * size
    for units in hidden + [10]:
        layers.append(nn.Linear(features, units))
        layers.append(nn.ReLU(inplace=True))
        features = units
    model = nn.Sequential(*layers[:-1])
    for layer in model:
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(layer.weight)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
    return model


def images(kind, count):
    """CIFAR-10's test images, or the first of those for training, normalised by channel."""
    folder = os.environ.get("CIFAR10_DIR")
    pattern = "data_batch_*.bin" if kind == "train" else "test_batch.bin"
    files = sorted(glob.glob(os.path.join(folder or ".", "**", pattern), recursive=True))
    if not folder or not files:
        sys.exit("CIFAR-10 is needed: name the folder of its binary files with CIFAR10_DIR")
    raw = b"".join(open(file, "rb").read() for file in files)
    rows = torch.frombuffer(bytearray(raw), dtype=torch.uint8).view(-1, 1 + 3072)
    rows = rows[:count] if count else rows
    pictures = rows[:, 1:].reshape(-1, 3, 32, 32).float() / 255
    mean = pictures.mean((0, 2, 3), keepdim=True)
    deviation = pictures.std((0, 2, 3), keepdim=True)
    return ((pictures - mean) / deviation).pin_memory(), rows[:, 0].long().pin_memory()


class Trained:
    """A net with what trains it, eager or compiled."""

    def __init__(self, asked):
        torch.manual_seed(asked["seed"])
        started = time.perf_counter()
        self.model = net(asked["net"]).to(GPU, memory_format=torch.channels_last)
        decayed = [p for p in self.model.parameters() if p.dim() > 1]
        others = [p for p in self.model.parameters() if p.dim() <= 1]
        groups = [{"params": decayed, "weight_decay": asked["weightDecay"]}, {"params": others}]
        self.optimizer = torch.optim.SGD(groups, lr=asked["learningRate"], momentum=0.9, fused=True)
        self.forward = self.model
        if asked["variant"] == "compiled":
            self.forward = torch.compile(self.model, mode="reduce-overhead")
        elif asked["variant"] != "eager":
            sys.exit(f"There is no variant {asked['variant']}; there are eager and compiled")
        self.build = time.perf_counter() - started

    def feed(self, pictures):
        return pictures.to(GPU, non_blocking=True).to(memory_format=torch.channels_last)

    def step(self, pictures, labels):
        self.model.train()
        self.optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(self.forward(self.feed(pictures)), labels.to(GPU, non_blocking=True))
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def infer(self, pictures):
        self.model.eval()
        with torch.inference_mode():
            return self.forward(self.feed(pictures)).cpu()


def measure(asked):
    kind, batch = asked["kind"], asked["batch"]
    if asked["data"] not in ("cifar10", ""):
        sys.exit(f"PyTorch is measured on cifar10 only, not on {asked['data']}")
    trains = kind in ("TRAIN", "MEMORY_TRAIN", "CONSTRUCT", "TABLE2", "ACCURACY")
    trained = Trained(asked)
    pictures, labels = images("train" if trains else "test", asked["images"])
    steps, losses, accuracies, epochs = [], [], [], []
    training = inference = first = 0.0

    def timed(work):
        started = time.perf_counter()
        result = work()
        return time.perf_counter() - started, result

    def batches(count, order):
        for i in range(count):
            at = order[torch.arange(i * batch, (i + 1) * batch) % len(order)]
            yield pictures[at].pin_memory(), labels[at].pin_memory()

    def test():
        right = all_images = seconds = 0
        tests, classes = images("test", asked["images"])
        for at in range(0, len(tests) - batch + 1, batch):
            took, scores = timed(lambda: trained.infer(tests[at : at + batch]))
            seconds += took
            right += (scores.argmax(1) == classes[at : at + batch]).sum().item()
            all_images += batch
        return right / all_images, seconds

    shuffling = torch.Generator().manual_seed(asked["seed"])
    order = torch.randperm(len(pictures), generator=shuffling)
    if kind in ("TABLE2", "ACCURACY"):
        per_epoch = len(pictures) // batch
        for epoch in range(asked["epochs"]):
            started = time.perf_counter()
            for i, (x, y) in enumerate(batches(per_epoch, order)):
                done = (epoch * per_epoch + i) / (asked["epochs"] * per_epoch)
                for group in trained.optimizer.param_groups:
                    group["lr"] = asked["learningRate"] * (1 - done)
                took, loss = timed(lambda: trained.step(x, y))
                first = first or took
                steps.append(took)
                losses.append(loss)
            epochs.append(time.perf_counter() - started)
            training += epochs[-1]
            order = torch.randperm(len(pictures), generator=shuffling)
            print(f"progress: epoch {epoch + 1} of {asked['epochs']}", flush=True)
            if kind == "ACCURACY" or epoch + 1 == asked["epochs"]:
                accuracy, inference = test()
                accuracies.append(accuracy)
    else:
        count = 1 if kind == "CONSTRUCT" else asked["warmUp"] + asked["steps"]
        for i, (x, y) in enumerate(batches(count, order)):
            if trains:
                took, loss = timed(lambda: trained.step(x, y))
                losses.append(loss)
            else:
                took, _ = timed(lambda: trained.infer(x))
            first = first or took
            if i >= asked["warmUp"] and kind != "CONSTRUCT":
                steps.append(took)
            print(f"progress: {i + 1} of {count}", flush=True)
        training, inference = (sum(steps), 0.0) if trains else (0.0, sum(steps))
    return {
        "seconds": {
            "load": LOAD, "build": trained.build, "initialize": 0, "first": first, "steps": steps,
            "training": training, "inference": inference, "epochs": epochs,
        },
        "losses": losses,
        "accuracies": accuracies,
        "bytes": {"peak": 0, "planned": 0, "download": 0, "device": torch.cuda.max_memory_reserved()},
    }


def main():
    asked = request(sys.argv[2:])
    started = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    answer = measure(asked)
    answer |= {
        "request": asked,
        "description": f"PyTorch {torch.__version__}, {asked['variant']}, on {torch.cuda.get_device_name()},"
        f" cuDNN {torch.backends.cudnn.version()}",
        "data": "CIFAR-10" if asked["data"] else "",
        "startedAt": started,
        "flops": 0,
        "others": -1,
        "attempts": 1,
        "failure": "",
        "origin": {"commit": "", "processor": ""},
    }
    part = sys.argv[1] + ".part"
    with open(part, "w") as file:
        json.dump(answer, file)
    os.replace(part, sys.argv[1])


if __name__ == "__main__":
    main()
