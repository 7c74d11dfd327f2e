/** The way of one image through the model, x → encoder → (μ, σ) → ε → z → decoder → x̂ → loss, with its numbers. */
import { type TemplateResult, html, nothing, svg } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import type { Quantity } from "../../draw/palette.ts";
import { NONE, fixed, nats } from "../../texts/numbers.ts";
import type { Seen } from "./seen.ts";
import { type Part, type Stage, isKnown, takesPart } from "./stages.ts";

/** Vectors of at most so many numbers are written out; longer ones are bars. */
const WRITTEN = 3;
/** Where a bar of μ, ε or z ends. */
const LONGEST = 3;

export interface Diagram {
  store: LabStore;
  say(path: string, params?: Record<string, string | number>): string;
  seen: Seen | undefined;
  stage: Stage | undefined;
  /** A plain autoencoder has no σ, no ε and no KL divergence. */
  plain: boolean;
  /** Columns of the layers' matrices, from the image to the latent dimensions. */
  sizes: readonly number[];
}

export function diagram(view: Diagram): TemplateResult {
  const { store, say, stage, plain, sizes } = view;
  const { height, width } = store.model.image.value;
  // Values that are not known yet at a stage are not shown.
  const known = (part: Part) => (isKnown(part, stage) ? view.seen : undefined);
  const sheet = (part: "x" | "xhat") =>
    known(part)
      ? html`<vae-sheet
          .store=${store}
          .pixels=${known(part)?.[part]}
          .name=${say(`flow.parts.${part}`)}
          crisp
        ></vae-sheet>`
      : html`<div class="blank number" .style="aspect-ratio: ${width} / ${height}">${NONE}</div>`;
  const block = (part: "encoder" | "decoder", numbers: readonly number[]) =>
    html`<div class=${`block ${part} ${state(part, stage)}`}>
      <span>${say(`flow.parts.${part}`)}</span><span class="number muted">${numbers.join(" → ")}</span>
    </div>`;
  return html`<div class="diagram" data-stage=${stage ?? nothing}>
    ${node(view, "x", sheet("x"), "picture")} ${link(stage, "encode")} ${block("encoder", sizes)}
    ${link(stage, "encode")}
    <div class="pair">
      ${node(view, "mu", vector(known("mu")?.mu, "mu"))}
      ${plain ? nothing : node(view, "sigma", vector(known("sigma")?.sigma, "sigma"))}
    </div>
    ${link(stage, "sample")}
    <div class="pair">
      ${plain ? nothing : node(view, "epsilon", vector(known("epsilon")?.epsilon, "epsilon"))}
      ${node(view, "z", vector(known("z")?.z, "z"))}
    </div>
    ${link(stage, "decode")} ${block("decoder", sizes.toReversed())} ${link(stage, "decode")}
    ${node(view, "xhat", sheet("xhat"), "picture")} ${link(stage, "terms")} ${losses(view, known("recon"))}
  </div>`;
}

/** Both terms on one scale, with their sum. */
function losses({ say, stage, plain }: Diagram, seen: Seen | undefined): TemplateResult {
  const sum = seen ? seen.recon + seen.kl : Number.NaN;
  const term = (part: "recon" | "kl", value: number | undefined) =>
    html`<div
      class=${state(part, stage)}
      data-quantity=${part}
      tabindex="0"
      role="group"
      aria-label=${say(`flow.parts.${part}`)}
    >
      <span>${say(`flow.parts.${part}`)}</span><b class="number">${nats(value)}</b>
    </div>`;
  const loss = say(plain ? "models.ae.terms.recon.long" : "models.vae.terms.loss.name");
  // A sampled KL may be negative, and a density may be above 1: a bar has no length then.
  const share = (value: number) => Math.max(0, value) || 0;
  return html`<div class="losses">
    ${term("recon", seen?.recon)} ${plain ? nothing : term("kl", seen?.kl)}
    <div class="bar" aria-hidden="true">
      <i .style="flex-grow: ${share(seen?.recon ?? 0)}; background: var(--recon)"></i>
      <i .style="flex-grow: ${share(seen?.kl ?? 0)}; background: var(--kl)"></i>
    </div>
    <div class=${`sum ${state("loss", stage)}`} data-quantity="loss" tabindex="0" role="group" aria-label=${loss}>
      <span>${loss}</span><b class="number">${nats(sum)}</b>
    </div>
  </div>`;
}

function node(
  { say, stage, plain }: Diagram,
  quantity: Quantity & Part,
  content: TemplateResult,
  kind = "",
): TemplateResult {
  const name = say(
    plain && (quantity === "mu" || quantity === "z") ? `flow.plain.${quantity}` : `flow.parts.${quantity}`,
  );
  return html`<div
    class=${`node ${kind} ${state(quantity, stage)}`}
    data-quantity=${quantity}
    tabindex="0"
    role="group"
    aria-label=${name}
    title=${name}
  >
    <span class="symbol" aria-hidden="true">${SYMBOLS[quantity]}</span>${content}
  </div>`;
}

const SYMBOLS: Partial<Record<Quantity, string>> = { x: "x", mu: "μ", sigma: "σ", epsilon: "ε", z: "z", xhat: "x̂" };

function state(part: Part, stage: Stage | undefined): string {
  if (takesPart(part, stage)) return stage ? "on" : "";
  return isKnown(part, stage) ? "off" : "off unknown";
}

/** An arrow; things flow along it at its stage, and gradients the other way. */
function link(stage: Stage | undefined, own: Stage): TemplateResult {
  const flow = stage === own ? "forth" : stage === "gradients" ? "back" : "";
  return html`<div class=${`link ${flow}`} aria-hidden="true"></div>`;
}

function vector(values: readonly number[] | undefined, quantity: "mu" | "sigma" | "epsilon" | "z"): TemplateResult {
  if (!values) return html`<span class="values number">${NONE}</span>`;
  if (values.length <= WRITTEN)
    return html`<span class="values number">${values.map((value) => html`<span>${fixed(value, 2)}</span>`)}</span>`;
  const positive = quantity === "sigma";
  const heights = values.map((value) => Math.min(1, Math.abs(value) / (positive ? 1 : LONGEST)));
  const said = values.map((value) => fixed(value, 1)).join(", ");
  return html`<svg
    class="bars"
    viewBox="0 ${positive ? 0 : -1} ${values.length} ${positive ? 1 : 2}"
    preserveAspectRatio="none"
    role="img"
    aria-label=${said}
  >
    ${values.map((value, at) => {
      const height = heights[at] as number;
      const top = positive ? 1 - height : value > 0 ? -height : 0;
      return svg`<rect x=${at + 0.1} y=${top} width="0.8" height=${height}></rect>`;
    })}
  </svg>`;
}
