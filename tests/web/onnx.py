"""Runs ONNX files that the page wrote: how far what they compute is from what the engine did.

    python3 tests/web/onnx.py FOLDER

FOLDER holds for each case NAME.json, with the engine's numbers, and the files NAME.encoder.onnx and NAME.decoder.onnx as far as
the model has them. Prints one JSON line for each case. Errors are parts of the largest value.
"""

import json
import sys
from pathlib import Path

# The folder of this file has its name too.
sys.path.pop(0)

import numpy as np
import onnx
import onnxruntime


def outputs(file, **given):
    onnx.checker.check_model(onnx.load(file), full_check=True)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    named = {need.name: given[need.name] for need in session.get_inputs()}
    return dict(zip([output.name for output in session.get_outputs()], session.run(None, named)))


def worst(actual, expected):
    expected = np.float32(expected).reshape(actual.shape)
    return float(np.abs(actual - expected).max() / np.abs(expected).max())


for path in sorted(Path(sys.argv[1]).glob("*.json")):
    engine = json.loads(path.read_text())
    values = {}
    labels = np.int64(engine["labels"])
    images = np.float32(engine["images"]).reshape(len(labels), -1) / 255
    if engine["mu"]:
        values = outputs(path.with_suffix(".encoder.onnx"), image=images, label=labels)
    z = np.float32(engine["z"]).reshape(len(labels), -1)
    given = np.full(len(z), engine["given"], np.int64)
    values |= outputs(path.with_suffix(".decoder.onnx"), z=z, label=given)
    expected = {"mean": engine["mu"], "logvar": engine["logvar"], "image": engine["decoded"]}
    assert values.keys() == {name for name, numbers in expected.items() if numbers}, values.keys()
    errors = {name: worst(value, expected[name]) for name, value in values.items()}
    print(json.dumps({"case": path.stem, "errors": errors}))
