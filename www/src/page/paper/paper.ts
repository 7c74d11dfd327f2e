/**
 * The page on paper: a sheet of its own in light colours, with the plane, what its pins are decoded to, figures, curves,
 * samples, options, the link and the date. It is drawn at once when the browser is about to print, since nothing waits for it there.
 */
import { batch } from "@lit-labs/preact-signals";
import { html, nothing, render } from "lit";
import { drawCurves } from "../../charts/draw/curves.ts";
import { hasLine } from "../../run/curve.ts";
import { imageAt, paintSheet } from "../../draw/digits.ts";
import { LIGHT, classColour } from "../../draw/palette.ts";
import type { Projection } from "../../draw/view.ts";
import { pinName, placeOf, placeText, resemblanceText, shownPlace } from "../../plane/pins/places.ts";
import { specsOf } from "../../run/options/specs.ts";
import { rowsOf } from "../../run/size.ts";
import { shownModel } from "../../run/state.ts";
import { measuredTerms, valueOf } from "../../run/terms.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { count, fixed, nats } from "../../texts/numbers.ts";
import { plain } from "../../ui/term.ts";
import type { VaeLab } from "../vae-lab.ts";
import { documentStyles, paperStyles } from "./styles.ts";

/** Sides of the plane in the units that it is drawn in, and pixels of a picture for each of them. */
const SIDE = 470;
const SHARPNESS = 4;
/** Sides of the curves, in the same units. */
const CURVES = [470, 190] as const;
/** Images in a row. */
const COLUMNS = 10;

let used: Promise<void> | undefined;

/** Prints a lab by a sheet, with the link to what is shown, from when this resolves on: once it is ready. */
export const usePaper = (lab: VaeLab): Promise<void> => (used ??= use(lab));

async function use(lab: VaeLab): Promise<void> {
  await lab.ready;
  const { store, shadowRoot: root } = lab;
  if (!root) return;
  const paper = document.createElement("div");
  paper.className = "paper";
  paper.dataset["testid"] = "paper";
  root.append(paper);
  for (const [place, { styleSheet }] of [[root, paperStyles] as const, [document, documentStyles] as const])
    if (styleSheet) place.adoptedStyleSheets = [...place.adoptedStyleSheets, styleSheet];
  const show = () => inLight(store, () => draw(store, paper, lab.link));
  const hide = () => render(nothing, paper);
  addEventListener("beforeprint", show);
  addEventListener("afterprint", hide);
  // Where a page is looked at as on paper, nothing tells of printing.
  matchMedia("print").addEventListener("change", ({ matches }) => (matches ? show() : hide()));
  // Nobody has to wait for it any more.
  document.documentElement.onmouseleave = window.onkeydown = null;
}

/** The lab, and the one beside it. */
const stores = (store: LabStore): LabStore[] => [store, store.comparison.peek()?.store].filter((each) => !!each);

/** Does something while the colours are the light ones; the page itself never shows them. */
function inLight(store: LabStore, work: () => void): void {
  batch(() => {
    const palettes = stores(store).map(({ page }) => page.palette);
    const before = palettes.map((palette) => palette.peek());
    for (const palette of palettes) palette.value = LIGHT;
    try {
      work();
    } finally {
      palettes.forEach((palette, at) => (palette.value = before[at] ?? LIGHT));
    }
  });
}

function draw(store: LabStore, paper: HTMLElement, state: string): void {
  const speech = store.page.speech.peek();
  const link = `${location.origin}${location.pathname}#${state}`;
  const now = new Date();
  render(
    html`<header>
        <h1>${speech.say("title")}</h1>
        <time datetime=${now.toISOString()}>
          ${new Intl.DateTimeFormat(speech.language, { dateStyle: "long", timeStyle: "short" }).format(now)}
        </time>
      </header>
      ${stores(store).map((each) => run(each))}
      <p class="link"><a href=${link}>${link}</a></p>`,
    paper,
  );
}

function run(store: LabStore) {
  const speech = store.page.speech.peek();
  const { decodes, prior } = store.model.spec.peek();
  const labels = [...new Set(store.model.heldOut.peek()?.labels)].sort((a, b) => a - b);
  const plane = store.page.hidden.peek().has("plane") ? undefined : planePicture(store);
  return html`<div class="top">
      <div>
        <h2>${speech.say("plane.title")}</h2>
        ${plane ? html`<div class="plane">${plane.canvas} ${pins(store, plane.projection)}</div>` : nothing}
        <p class="keys">
          ${labels.map((label) => html`<span><i .style="background: ${classColour(label)}"></i>${store.model.className(label)}</span>`)}
          ${prior ? html`<span><i class="ring"></i>${speech.say("plane.prior")}</span>` : nothing}
        </p>
      </div>
      <div>${decodes ? decoded(store) : nothing} ${figures(store)}</div>
    </div>
    <div class="top">
      <div>${curves(store)}</div>
      <div>${images(store)}</div>
    </div>
    <h2>${speech.say("options.title")}</h2>
    ${options(store)}`;
}

function planePicture(store: LabStore): { canvas: HTMLCanvasElement; projection: Projection } | undefined {
  const { canvas, context } = sheetOf(SIDE, SIDE);
  const projection = context ? store.plane.paint?.(context, SIDE, SIDE) : undefined;
  return projection && { canvas, projection };
}

/** A canvas of that many units, and what draws on it in them. */
function sheetOf(width: number, height: number) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * SHARPNESS, height * SHARPNESS];
  const context = canvas.getContext("2d");
  context?.scale(SHARPNESS, SHARPNESS);
  return { canvas, context };
}

/** The curves of the run, where there are any, with the key to their lines. */
function curves(store: LabStore) {
  const speech = store.page.speech.peek();
  const { curve } = store.run;
  const { canvas, context } = sheetOf(...CURVES);
  if (!context || !hasLine(curve) || !store.model.view.peek()) return nothing;
  drawCurves(context, ...CURVES, store, curve, { palette: LIGHT, cursor: undefined, titled: true, pointed: undefined });
  return html`<h2>${speech.say("charts.lossName")}</h2>
    <div data-testid="paper-curves">${canvas}</div>
    <p class="keys">
      <span><i class="line"></i>${speech.say("charts.heldOut")}</span>
      <span><i class="line faint"></i>${speech.say("charts.train")}</span>
    </p>`;
}

/** Held-out images with their reconstructions, and samples of the prior, as far as the page shows them. */
function images(store: LabStore) {
  const speech = store.page.speech.peek();
  const { image, heldOut, reconstructed, samples } = store.model;
  const size = store.model.size.peek();
  const row = (name: string, pixels: Float32Array | Uint8Array | undefined) => {
    if (!pixels?.length || pixels.length % size !== 0) return nothing;
    const canvas = document.createElement("canvas");
    paintSheet(canvas, { pixels, ...image.peek() }, COLUMNS, [3, 3], LIGHT);
    return html`<h2>${name}</h2>
      <div class="images">${canvas}</div>`;
  };
  const originals = reconstructed.peek() && heldOut.peek()?.pixels.subarray(0, COLUMNS * size);
  return html`${row(speech.say("reconstructions.originals"), originals)}
  ${row(speech.say("reconstructions.decoded"), reconstructed.peek())} ${row(speech.say("samples.name"), samples.peek())}`;
}

function pins(store: LabStore, projection: Projection) {
  const all = store.plane.pins.peek();
  const line = store.model.latent.peek() === 1;
  return all.map((_, index) => {
    const [x, y] = shownPlace(projection, store, index);
    return html`<span class="pin" data-testid="paper-pin" .style=${projection.spot(x, line ? 0 : y)}
      >${all.length > 1 ? index + 1 : ""}</span
    >`;
  });
}

/** What each pin is decoded to, and where it is. */
function decoded(store: LabStore) {
  const image = store.model.image.peek();
  const all = store.plane.pins.peek();
  return html`<h2>${store.page.speech.peek().say("decoded.title")}</h2>
    <div class="pins ${all.length > 1 ? "" : "one"}">
      ${all.map(({ z }, index) => {
        const canvas = document.createElement("canvas");
        const pixels = imageAt(store.plane.decoded.peek(), image, index);
        if (pixels) paintSheet(canvas, { pixels, ...image }, 1, [0, 0], LIGHT);
        return html`<figure>
          ${canvas}
          <figcaption>
            ${all.length > 1 ? html`<b>${pinName(store, index)}</b>` : nothing} ${placeText(store, z)}<br />
            ${placeOf(store, z).length > 0 ? resemblanceText(store, z) : nothing}
          </figcaption>
        </figure>`;
      })}
    </div>`;
}

/** How far the run is, and its newest figures. */
function figures(store: LabStore) {
  const speech = store.page.speech.peek();
  const { metrics, dataset } = store.state.peek();
  const { curve } = store.run;
  const { method } = store.model.spec.peek();
  const [heldOut, batch] = [curve.heldOut.at(-1)?.values, curve.train.at(-1)?.values];
  const terms = store.model.view.peek() ? measuredTerms(curve.terms, heldOut) : [];
  return html`<h2>${speech.say("charts.title")}</h2>
    <p>
      ${speech.say("controls.steps")} <b>${count(metrics.step)}</b>, ${speech.say("controls.epoch")}
      <b>${fixed(metrics.epoch, 2)}</b>
    </p>
    <table>
      <thead>
        <tr>
          <th scope="col">${speech.say("charts.unit")}</th>
          <th scope="col">${speech.say("charts.heldOut")}</th>
          <th scope="col">${speech.say("charts.train")}</th>
        </tr>
      </thead>
      <tbody>
        ${terms.map(
          ({ key }) =>
            html`<tr>
              <th scope="row">
                <i .style="background: ${LIGHT[store.model.quantity(key)]}"></i
                >${speech.sayOf(method, `terms.${key}.name`)}
              </th>
              <td>${nats(valueOf(curve.terms, heldOut, key))}</td>
              <td>${nats(valueOf(curve.terms, batch, key))}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <h2>${speech.say("dataset.title")}</h2>
    ${
      dataset
        ? html`<p>
            <b>${speech.dataset(dataset.name)}</b> ·
            ${plain(
              speech.say("dataset.figures", {
                train: count(dataset.train),
                heldOut: count(dataset.heldOut),
                width: dataset.width,
                height: rowsOf(dataset),
              }),
            )}
          </p>`
        : nothing
    }`;
}

function options(store: LabStore) {
  const speech = store.page.speech.peek();
  const shown = shownModel(store.state.peek()).options;
  return html`<dl class="options">
    ${specsOf(store.model.specs.peek(), shown).map(
      (spec) =>
        html`<div>
          <dt>${speech.option(spec)}</dt>
          <dd>${speech.value(spec, shown[spec.key] ?? spec.default)}</dd>
        </div>`,
    )}
  </dl>`;
}
