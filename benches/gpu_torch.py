"""The same training steps in PyTorch, eager and captured in a CUDA graph, beside ours from a file of JSON lines."""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

SECONDS = 3.0
PIXELS, HIDDEN = 784, 400


class VAE(nn.Module):
    def __init__(self, latent):
        super().__init__()
        self.encoder = nn.Linear(PIXELS, HIDDEN)
        self.mean = nn.Linear(HIDDEN, latent)
        self.logvar = nn.Linear(HIDDEN, latent)
        self.decoder = nn.Linear(latent, HIDDEN)
        self.output = nn.Linear(HIDDEN, PIXELS)

    def loss(self, x):
        """-ELBO in nats per image."""
        hidden = F.relu(self.encoder(x))
        mean, logvar = self.mean(hidden), self.logvar(hidden)
        z = mean + torch.randn_like(mean) * (0.5 * logvar).exp()
        logits = self.output(F.relu(self.decoder(z)))
        recon = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
        kl = -0.5 * (1 + logvar - mean.square() - logvar.exp()).sum()
        return (recon + kl) / len(x)


def training(latent, batch):
    """A function that makes one step, from a table of bytes and a batch of its rows, all on the card."""
    model = VAE(latent).cuda()
    # `capturable` keeps the step count on the card, which a graph needs; `fused` is torch's fastest.
    adam = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True, capturable=True)
    table = torch.randint(0, 256, (20_000, PIXELS), dtype=torch.uint8, device="cuda")
    rows = torch.randint(0, len(table), (batch,), device="cuda")

    def step():
        adam.zero_grad(set_to_none=True)
        loss = model.loss(table[rows].float() / 255)
        loss.backward()
        adam.step()
        return loss

    return step


def captured(step):
    """The same step as a CUDA graph."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(5):
            step()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    return graph.replay


def microseconds(step):
    for _ in range(50):
        step()
    torch.cuda.synchronize()
    start, done = time.perf_counter(), 0
    while time.perf_counter() - start < SECONDS:
        for _ in range(100):
            step()
        torch.cuda.synchronize()
        done += 100
    return (time.perf_counter() - start) / done * 1e6


def main():
    card = torch.cuda.get_device_name()
    print(f"PyTorch {torch.__version__} on {card}; microseconds a step")
    print(f"{'model':20} {'batch':>5} {'ours':>8} {'eager':>8} {'graph':>8} {'launches':>9} {'arithmetic':>10}")
    with open(sys.argv[1], encoding="utf-8") as lines:
        ours = [json.loads(line) for line in lines if line.startswith("{")]
    for row in ours:
        latent, batch = int(row["model"].split("-")[2]), int(row["batch"])
        eager = microseconds(training(latent, batch))
        graph = microseconds(captured(training(latent, batch)))
        print(
            f"{row['model']:20} {batch:5} {row['microseconds']:8.1f} {eager:8.1f} {graph:8.1f} "
            f"{row['launch_floor']:9.1f} {row['arithmetic_floor']:10.1f}"
        )
    adapter = ours[0]["adapter"] if ours else "no adapter"
    if adapter != card:
        print(f"Ours ran on {adapter}, which is another device.")


if __name__ == "__main__":
    main()
