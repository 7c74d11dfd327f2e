"""Runs programs that the page wrote: what they compute with exported weights, and whether they train.

    python3 tests/web/pytorch.py FOLDER

FOLDER holds for each case NAME.py, NAME.safetensors and NAME.json: {images, labels, mu, logvar, z, given, decoded, recon, kl},
as far as the model has them, as the engine computed them; `given` is the class of what was decoded. Prints one JSON line for each case; it has
`shown`, how many images `main` trains on where a folder holds these.
"""

import contextlib
import importlib.util
import io
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file


# What `encode` and then `evaluate` give, by class.
MODELS = {
    "VAE": ["mu", "logvar", "recon", "kl"],
    "Autoencoder": ["mu", "recon"],
    "AdversarialAutoencoder": ["mu", "recon"],
    "EntropicAutoencoder": ["mu", "recon"],
    "VQVAE": ["mu", "recon", "perplexity", "kl"],
}


def worst(actual, expected):
    expected = torch.tensor(expected).reshape(actual.shape)
    return ((actual - expected).abs().max() / expected.abs().max()).item()


def trained_on(module, folder, engine):
    """How many images `main` trains on, of a folder that holds those of the engine."""
    folder.mkdir()
    count = len(engine["images"])
    shapes = {"images": (count, module.HEIGHT, module.WIDTH), "labels": (count,)}
    for what, shape in shapes.items():
        header = bytes([0, 0, 8, len(shape)]) + b"".join(size.to_bytes(4, "big") for size in shape)
        values = torch.tensor(engine[what], dtype=torch.uint8).numpy().tobytes()
        for part in ("train", "t10k"):
            (folder / f"{part}-{what}").write_bytes(header + values)
    shown = []
    train, module.train = module.train, lambda model, images, epochs: shown.append(len(images)) or ()
    sys.argv = ["program", str(folder)]
    with contextlib.redirect_stdout(io.StringIO()):
        module.main()
    module.train = train
    return shown[0]


def run(program):
    spec = importlib.util.spec_from_file_location(program.stem, program)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    engine = json.loads(program.with_suffix(".json").read_text())
    torch.manual_seed(0)
    names = next(names for model, names in MODELS.items() if hasattr(module, model))
    model = next(getattr(module, model)() for model in MODELS if hasattr(module, model))
    model.load_state_dict(load_file(program.with_suffix(".safetensors")))
    images = torch.tensor(engine["images"], dtype=torch.uint8)
    z = torch.tensor(engine["z"]).reshape(-1, module.LATENT)
    if hasattr(module, "CLASSES"):
        images = module.with_classes(images, torch.tensor(engine["labels"]))
    # The networks of a model whose prior alone knows the class read no more than its pixels and z.
    columns = [*model.encoder, model.mean][0].in_features
    if columns > module.HEIGHT * module.WIDTH:
        z = torch.cat([z, torch.eye(module.CLASSES)[engine["given"]].expand(len(z), -1)], 1)
    model.eval()
    with torch.no_grad():
        encoded = model.encode(images[:, :columns].float() / 255)
        decoded = model.decode(z)
    # What is to be compared: of one random z for each image, the mean over many draws.
    terms = torch.tensor([module.evaluate(model, images) for _ in range(20)]).reshape(20, -1).mean(0)
    model.train()
    actual = dict(zip(names, [*(encoded if "logvar" in names else [encoded]), *terms]))
    # The engine decodes the entries that are nearest to a point, the program what it is given.
    if "perplexity" not in names:
        actual["decoded"] = decoded
    shown = trained_on(module, program.with_suffix(""), engine)
    losses = list(module.train(model, images, 30 * module.BATCH / len(images)))
    return {
        "case": program.stem,
        "errors": {name: worst(value, engine[name]) for name, value in actual.items()},
        "shown": shown,
        "losses": losses,
    }


# The models are small: more threads would only wait for each other.
torch.set_num_threads(1)
for program in sorted(Path(sys.argv[1]).glob("*.py")):
    print(json.dumps(run(program)))
