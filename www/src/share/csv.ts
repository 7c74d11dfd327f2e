/** The loss curves as a table: RFC 4180, one line for each point, nats per image. */
import type { Curve } from "../run/curve.ts";

export function csv({ train, heldOut }: Curve): string {
  const rows = [
    ...train.map((point) => ({ set: "train", ...point })),
    ...heldOut.map((point) => ({ set: "held out", ...point })),
  ];
  rows.sort((a, b) => a.step - b.step);
  const lines = rows.map(({ step, set, loss, recon, kl }) => [step, set, loss, recon, kl].join(","));
  return ["step,set,-elbo,reconstruction,kl", ...lines, ""].join("\r\n");
}
