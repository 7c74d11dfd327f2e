"""Runs programs that the page wrote: what they compute with exported weights, and whether they train.

    python3 tests/web/pytorch.py FOLDER

FOLDER holds for each case NAME.py, NAME.safetensors and NAME.json: {images, labels, mu, logvar, z, given, decoded, recon, kl},
as far as the model has them, as the engine computed them; `given` is the class of what was decoded. Prints one JSON line for each case.
"""

import importlib.util
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file


def worst(actual, expected):
    expected = torch.tensor(expected).reshape(actual.shape)
    return ((actual - expected).abs().max() / expected.abs().max()).item()


def run(program):
    spec = importlib.util.spec_from_file_location(program.stem, program)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    engine = json.loads(program.with_suffix(".json").read_text())
    torch.manual_seed(0)
    plain = hasattr(module, "Autoencoder")
    model = module.Autoencoder() if plain else module.VAE()
    model.load_state_dict(load_file(program.with_suffix(".safetensors")))
    images = torch.tensor(engine["images"], dtype=torch.uint8)
    z = torch.tensor(engine["z"]).reshape(-1, module.LATENT)
    if hasattr(module, "CLASSES"):
        images = module.with_classes(images, torch.tensor(engine["labels"]))
        z = torch.cat([z, torch.eye(module.CLASSES)[engine["given"]].expand(len(z), -1)], 1)
    with torch.no_grad():
        encoded = model.encode(images.float() / 255)
        decoded = model.decode(z)
    # What is to be compared: of one random z for each image, the mean over many draws.
    terms = torch.tensor([module.evaluate(model, images) for _ in range(20)]).reshape(20, -1).mean(0)
    names = ["mu", "recon"] if plain else ["mu", "logvar", "recon", "kl"]
    actual = dict(zip(names, [*([encoded] if plain else encoded), *terms]))
    losses = list(module.train(model, images, 30 * module.BATCH / len(images)))
    return {
        "case": program.stem,
        "errors": {name: worst(value, engine[name]) for name, value in {"decoded": decoded, **actual}.items()},
        "losses": losses,
    }


# The models are small: more threads would only wait for each other.
torch.set_num_threads(1)
for program in sorted(Path(sys.argv[1]).glob("*.py")):
    print(json.dumps(run(program)))
