"""Measures PyTorch on a GPU as the harness measures Duograph: the same nets, batches and steps.

    python3 measure.py [--device DEVICE] ANSWER.json FRAMEWORK VARIANT KIND NET BATCH THREADS WARMUP STEPS EPOCHS RATE DECAY SEED DATA IMAGES ROUND

The words from FRAMEWORK on are those of the harness's Request. Variants: "eager" calls kernel by kernel, with
cudnn.benchmark and images as channels_last; "compiled" is torch.compile with CUDA graphs. Both compute in strict
float32, as Duograph does. DATA is cifar10, in the folder CIFAR10_DIR, or shapes-10, in SHAPES10_DIR, both as CIFAR-10's
binary files; or empty. A step's time ends when its loss has been read. DEVICE is cuda if not said; cpu is for trying
this script where there is no GPU.
"""

import glob
import json
import os
import resource
import sys
import time
from datetime import datetime, timezone

began = time.perf_counter()
import torch
from torch import nn
from torch.nn import functional as F

import same_task

WORDS = sys.argv[1:]
GPU = torch.device("cuda")
if WORDS[:1] == ["--device"]:
    GPU, WORDS = torch.device(WORDS[1]), WORDS[2:]
torch.backends.cudnn.benchmark = True
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
torch.zeros(1, device=GPU)
LOAD = time.perf_counter() - began

STAGES = {7: [1, 1, 1, 1], 11: [1, 1, 2, 2, 2], 13: [2, 2, 2, 2, 2], 16: [2, 2, 3, 3, 3], 19: [2, 2, 4, 4, 4]}
NAMES = "framework variant kind net batch threads warmUp steps epochs learningRate weightDecay seed data images round"


def request(words):
    """The request, with numbers where numbers are meant."""
    names = NAMES.split()
    if len(words) != len(names):
        sys.exit(f"{len(names)} words are needed ({NAMES}), found {len(words)}: {words}")
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
    require_same_net(name, model)
    for layer in model:
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(layer.weight)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
    return model


def require_same_net(name, model):
    """Ends the program unless the parameters have the shapes that Duograph's have, which nets.txt lists."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "nets.txt")) as file:
        nets = {words[0]: words[1:] for words in map(str.split, file)}
    ours = [str(sum(p.numel() for p in model.parameters()))]
    ours += ["x".join(map(str, p.shape)) for p in model.parameters()]
    if nets.get(name) != ours:
        sys.exit(f"{name} is not the same net: Duograph's has {nets.get(name)}, this one {ours}")


def pinned(tensor):
    """In memory from which a GPU copies by itself."""
    return tensor.pin_memory() if GPU.type == "cuda" else tensor


class Images:
    """A data set's images, normalised by channel with what the training images are."""

    def __init__(self, asked):
        variable = {"cifar10": "CIFAR10_DIR", "shapes-10": "SHAPES10_DIR"}.get(asked["data"])
        if variable is None:
            sys.exit(f"There are no images \"{asked['data']}\"; there are cifar10 and shapes-10")
        self.folder = os.environ.get(variable, "")
        if not self.folder:
            sys.exit(f"{asked['data']} is needed: name the folder of its binary files with {variable}")
        self.count = asked["images"]
        pictures = self.read("data_batch_*.bin")[0]
        self.mean = pictures.mean((0, 2, 3), keepdim=True)
        self.deviation = pictures.std((0, 2, 3), keepdim=True)

    def read(self, pattern):
        files = sorted(glob.glob(os.path.join(self.folder, "**", pattern), recursive=True))
        if not files:
            sys.exit(f"There is no {pattern} in {self.folder}")
        raw = b"".join(open(file, "rb").read() for file in files)
        rows = torch.frombuffer(bytearray(raw), dtype=torch.uint8).view(-1, 1 + 3072)
        rows = rows[: self.count] if self.count else rows
        return rows[:, 1:].reshape(-1, 3, 32, 32).float() / 255, rows[:, 0].long()

    def of(self, pattern):
        pictures, labels = self.read(pattern)
        return (pictures - self.mean) / self.deviation, labels

    def train(self):
        return self.of("data_batch_*.bin")

    def test(self):
        return self.of("test_batch.bin")


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

    def load(self, parameters):
        with torch.no_grad():
            for mine, given in zip(self.model.parameters(), parameters):
                mine.copy_(given.view(mine.shape))

    def step(self, pictures, labels):
        self.model.train()
        torch.compiler.cudagraph_mark_step_begin()
        self.optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(self.forward(self.feed(pictures)), labels.to(GPU, non_blocking=True))
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def infer(self, pictures):
        self.model.eval()
        torch.compiler.cudagraph_mark_step_begin()
        with torch.inference_mode():
            return self.forward(self.feed(pictures)).cpu()


class Measuring:
    """One measurement as it is made."""

    def __init__(self, asked):
        self.asked = asked
        self.trained = Trained(asked)
        self.steps, self.losses, self.accuracies, self.epochs = [], [], [], []
        self.training = self.inference = self.first = 0.0

    def timed(self, work):
        started = time.perf_counter()
        result = work()
        seconds = time.perf_counter() - started
        self.first = self.first or seconds
        return seconds, result

    def batches(self, pictures, labels, order, count):
        batch = self.asked["batch"]
        for i in range(count):
            at = order[torch.arange(i * batch, (i + 1) * batch) % len(order)]
            yield pinned(pictures[at]), pinned(labels[at])

    def same_task(self):
        parameters, pictures, labels = same_task.drawn([p.shape for p in self.trained.model.parameters()])
        self.trained.load(parameters)
        for _ in range(same_task.STEPS):
            self.losses.append(self.trained.step(pictures, labels))

    def train_epochs(self, images):
        pictures, labels = images.train()
        tests = images.test()
        shuffling = torch.Generator().manual_seed(self.asked["seed"])
        per_epoch, epochs = len(pictures) // self.asked["batch"], self.asked["epochs"]
        always = self.asked["kind"] == "ACCURACY"
        for epoch in range(epochs):
            order = torch.randperm(len(pictures), generator=shuffling)
            started = time.perf_counter()
            for i, (x, y) in enumerate(self.batches(pictures, labels, order, per_epoch)):
                done = (epoch * per_epoch + i) / (epochs * per_epoch)
                for group in self.trained.optimizer.param_groups:
                    group["lr"] = self.asked["learningRate"] * (1 - done)
                seconds, loss = self.timed(lambda: self.trained.step(x, y))
                self.steps.append(seconds)
                self.losses.append(loss)
            self.epochs.append(time.perf_counter() - started)
            print(f"progress: epoch {epoch + 1} of {epochs}", flush=True)
            if always or epoch + 1 == epochs:
                whole = len(tests[0]) // self.asked["batch"]
                self.test(*tests, whole if always else self.asked["steps"])
        self.training = sum(self.epochs)

    def test(self, pictures, labels, count):
        right = self.inference = 0
        for x, y in self.batches(pictures, labels, torch.arange(len(pictures)), count):
            seconds, scores = self.timed(lambda: self.trained.infer(x))
            self.inference += seconds
            right += (scores.argmax(1) == y).sum().item()
        self.accuracies.append(right / (count * self.asked["batch"]))

    def run_steps(self, pictures, labels, trains):
        count = self.asked["warmUp"] + self.asked["steps"]
        shuffling = torch.Generator().manual_seed(self.asked["seed"])
        order = torch.randperm(len(pictures), generator=shuffling)
        for i, (x, y) in enumerate(self.batches(pictures, labels, order, count)):
            seconds, result = self.timed(lambda: self.trained.step(x, y) if trains else self.trained.infer(x))
            if trains:
                self.losses.append(result)
            if i >= self.asked["warmUp"]:
                self.steps.append(seconds)
            print(f"progress: {i + 1} of {count}", flush=True)
        if trains:
            self.training = sum(self.steps)
        else:
            self.inference = sum(self.steps)


def measure(asked):
    kind = asked["kind"]
    if kind == "LEARNS":
        asked = asked | same_task.SETTINGS
    measuring = Measuring(asked)
    if kind == "LEARNS":
        measuring.same_task()
    elif kind == "CONSTRUCT":
        x, y = torch.randn(asked["batch"], 3, 32, 32), torch.arange(asked["batch"]) % 10
        measuring.losses.append(measuring.timed(lambda: measuring.trained.step(x, y))[1])
    elif kind in ("TABLE2", "ACCURACY"):
        measuring.train_epochs(Images(asked))
    elif kind in ("TRAIN", "MEMORY_TRAIN"):
        measuring.run_steps(*Images(asked).train(), True)
    elif kind in ("INFER", "MEMORY_INFER", "LATENCY"):
        measuring.run_steps(*Images(asked).test(), False)
    else:
        sys.exit(f"{kind} is not measured with PyTorch in Python")
    return measuring


def notes(m):
    """What was measured, as the harness writes it."""
    return {
        "seconds": {
            "load": LOAD, "build": m.trained.build, "initialize": 0, "first": m.first, "steps": m.steps,
            "training": m.training, "inference": m.inference, "epochs": m.epochs,
        },
        "losses": m.losses,
        "accuracies": m.accuracies,
        "bytes": {
            "peak": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
            "planned": 0,
            "download": 0,
            "device": torch.cuda.max_memory_reserved() if GPU.type == "cuda" else 0,
        },
    }


def device():
    if GPU.type != "cuda":
        return str(GPU)
    return f"{torch.cuda.get_device_name()}, cuDNN {torch.backends.cudnn.version()}"


def main():
    answer, asked = WORDS[0], request(WORDS[1:])
    started = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    measured = notes(measure(asked)) | {
        "request": asked,
        "description": f"PyTorch {torch.__version__}, {asked['variant']}, on {device()}",
        "data": {"cifar10": "CIFAR-10", "": ""}.get(asked["data"], asked["data"]),
        "startedAt": started,
        "flops": 0,
        "others": -1,
        "attempts": 1,
        "failure": "",
        "origin": {"commit": "", "processor": ""},
    }
    part = answer + ".part"
    with open(part, "w") as file:
        json.dump(measured, file)
    os.replace(part, answer)


if __name__ == "__main__":
    main()
