// What the page shows of a model before the engine has come is what the engine says of it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { withFront } from "../../www/models/front.mjs";

const file = readFileSync("www/models/handwriting-2d.safetensors");

test("the front of the model that is shown first is of this engine", () => {
  assert.ok(file.equals(withFront(file)), "run node www/models/front.mjs handwriting-2d");
});

test("only a model that the page can decode has a front", () => {
  const other = readFileSync("www/models/mnist-2d.safetensors");
  assert.throws(() => withFront(other), /activation is gelu/);
});
