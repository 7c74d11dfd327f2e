/** The curves as a table: RFC 4180, one line for each point, nats per image. */
import type { ModelView } from "../models/view.ts";
import type { CurvePoints } from "../run/curve.ts";

export function csv({ terms, train, heldOut }: CurvePoints, view: ModelView | undefined): string {
  const rows = [
    ...train.map((point) => ({ set: "train", ...point })),
    ...heldOut.map((point) => ({ set: "held out", ...point })),
  ];
  rows.sort((a, b) => a.step - b.step);
  const columns = terms.map(({ key }) => view?.terms[key]?.column ?? key);
  const lines = rows.map(({ step, set, values }) => [step, set, ...values].join(","));
  return [["step", "set", ...columns].join(","), ...lines, ""].join("\r\n");
}
