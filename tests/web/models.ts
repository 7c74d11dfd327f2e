// What the engine says of its models, for tests without an engine.
import type { ModelSpec, Term } from "../../www/src/run/protocol.ts";

const nats = (key: string, role: Term["role"], better: Term["better"], byDimension = false): Term => ({
  key,
  role,
  source: "images",
  unit: "nats",
  better,
  byDimension,
});

export const VAE: ModelSpec = {
  method: "vae",
  terms: [nats("loss", "loss", "lower"), nats("recon", "part", "lower"), nats("kl", "part", "neither", true)],
  code: "gaussian",
  dimensions: 2,
  decodes: true,
  judges: "nothing",
  labels: false,
  classifies: false,
  prior: true,
  spread: 0,
};

export const AE: ModelSpec = {
  method: "ae",
  terms: [nats("recon", "loss", "lower")],
  code: "point",
  dimensions: 2,
  decodes: true,
  judges: "nothing",
  labels: false,
  classifies: false,
  prior: false,
  spread: 0,
};
