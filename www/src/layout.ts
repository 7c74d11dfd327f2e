import { html } from "lit";
import { DARK } from "./draw/palette.ts";
import { CLOSE, DICE, THEME } from "./icons.ts";
import { LANGUAGES, type Language } from "./i18n/index.ts";
import { SAMPLES, STRIP_IMAGES } from "./live.ts";
import { fixed, point } from "./numbers.ts";
import type { Choice } from "./protocol.ts";
import type { VaeLab } from "./vae-lab.ts";

/** The whole of the page, for one lab. */
export function layout(lab: VaeLab) {
  const drag = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    lab.dropping = true;
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    lab.dropping = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) lab.act(() => lab.loadDataset(files));
  };
  return html`
    <div
      class="lab"
      @dragenter=${drag}
      @dragover=${drag}
      @dragleave=${(event: DragEvent) => (lab.dropping = event.relatedTarget !== null && lab.dropping)}
      @drop=${drop}
    >
      ${header(lab)}
      <div class="columns">
        <main class="middle">${controls(lab)} ${plane(lab)}</main>
        <div class="figures">${decoded(lab)} ${loss(lab)} ${reconstructions(lab)} ${samples(lab)}</div>
        <div class="side">
          <section class="panel" aria-labelledby="data-title">
            <h2 id="data-title">${lab.speech.say("dataset.title")}</h2>
            <vae-dataset
              .speech=${lab.speech}
              .info=${lab.run.state.dataset}
              .reading=${lab.run.state.reading}
              @handwriting=${() => lab.act(() => lab.loadDataset("handwriting"))}
              @files=${(event: CustomEvent<File[]>) => lab.act(() => lab.loadDataset(event.detail))}
            ></vae-dataset>
          </section>
          <section class="panel options" aria-labelledby="options-title">
            <h2 id="options-title">${lab.speech.say("options.title")}</h2>
            <vae-options
              .speech=${lab.speech}
              .specs=${lab.run.state.specs}
              .presets=${lab.run.state.presets}
              .options=${lab.run.state.options}
              .apply=${lab.applyOptions}
            ></vae-options>
          </section>
        </div>
      </div>
      <div class="drop" ?hidden=${!lab.dropping}>${lab.speech.say("drop")}</div>
    </div>
  `;
}

function header(lab: VaeLab) {
  const name = lab.speech.say("theme.name");
  return html`<header>
    <h1>${lab.speech.say("title")}</h1>
    ${notice(lab)}
    <select
      class="button small"
      aria-label=${lab.speech.say("language")}
      @change=${(event: Event) => lab.speak((event.target as HTMLSelectElement).value as Language)}
    >
      ${Object.entries(LANGUAGES).map(
        ([key, { name }]) =>
          html`<option value=${key} lang=${key} ?selected=${key === lab.speech.language}>${name}</option>`,
      )}
    </select>
    <button
      class="button small"
      aria-label=${name}
      title=${name}
      @click=${() => (lab.theme = lab.palette === DARK ? "light" : "dark")}
    >
      ${THEME}
    </button>
  </header>`;
}

function notice(lab: VaeLab) {
  const { notice } = lab.run.state;
  const greeting = lab.run.state.phase === "loading" ? "loading" : "tagline";
  if (!notice) return html`<p class="muted tagline" aria-live="polite">${lab.speech.say(greeting)}</p>`;
  return html`<div
    class="notice ${notice.kind}"
    role=${notice.kind === "error" ? "alert" : "status"}
    data-testid="notice"
  >
    <p>${lab.speech.refused(notice.refused, lab.run.state.specs)}</p>
    ${
      notice.refused.code === "gpu-left"
        ? html`<button class="button small" @click=${() => lab.chooseExecutor(lab.executors.choice)}>
            ${lab.speech.say("retry")}
          </button>`
        : ""
    }
    <button class="button small" aria-label=${lab.speech.say("dismiss")} @click=${() => lab.run.dismiss()}>
      ${CLOSE}
    </button>
  </div>`;
}

function controls(lab: VaeLab) {
  const acts = {
    train: () => lab.train(),
    pause: () => lab.pause(),
    step: () => lab.step(),
    reset: () => lab.reset(),
    reseed: () => lab.newSeed(),
  };
  return html`<vae-controls
    .speech=${lab.speech}
    .state=${lab.run.state}
    @act=${(event: CustomEvent<keyof typeof acts>) => lab.act(acts[event.detail])}
    @executor=${(event: CustomEvent<Choice>) => lab.chooseExecutor(event.detail)}
  ></vae-controls>`;
}

function plane(lab: VaeLab) {
  const { dataset } = lab.run.state;
  return html`<vae-plane
    .speech=${lab.speech}
    .palette=${lab.palette}
    .encodings=${lab.pictures.encodings}
    .manifold=${lab.pictures.manifold}
    .labels=${lab.heldOut?.labels}
    .latent=${lab.latent}
    .height=${dataset?.height ?? 28}
    .width=${dataset?.width ?? 28}
    .pins=${lab.pins}
    .active=${lab.active}
    .selected=${lab.selected}
    @pins=${({ detail }: CustomEvent<{ pins: VaeLab["pins"]; active: number }>) => lab.movePins(detail.pins, detail.active)}
    @lattice=${({ detail }: CustomEvent<Parameters<VaeLab["lookAt"]>[0]>) => lab.lookAt(detail)}
  ></vae-plane>`;
}

/** A sheet of images of the dataset's size. */
function sheet(
  lab: VaeLab,
  pixels: Float32Array | Uint8Array | undefined,
  name: string,
  test: string,
  columns = 1,
  rows = 1,
) {
  const { dataset } = lab.run.state;
  return html`<vae-sheet
    data-testid=${test}
    .palette=${lab.palette}
    .pixels=${pixels}
    .height=${dataset?.height ?? 28}
    .width=${dataset?.width ?? 28}
    .columns=${columns}
    .rows=${rows}
    .gap=${columns > 1 ? 3 : 0}
    .name=${name}
    ?crisp=${columns === 1}
  ></vae-sheet>`;
}

function decoded(lab: VaeLab) {
  const { height, width } = lab.run.state.dataset ?? { height: 28, width: 28 };
  const image = (index: number) => lab.pictures.pins?.subarray(index * height * width, (index + 1) * height * width);
  const place = (lab.pins[lab.active] ?? [0, 0]).slice(0, lab.latent);
  const z = point(place);
  return html`<section class="panel decoded" style="--ratio: ${width / height}" aria-labelledby="decoded-title">
    ${sheet(lab, image(lab.active), lab.speech.say("decoded.name", { z }), "decoded")}
    <div>
      <h2 id="decoded-title">${lab.speech.say("decoded.title")}</h2>
      <dl class="number z">
        ${place.map(
          (value, dimension) =>
            html`<div>
              <dt>${place.length === 1 ? "z" : `z${"₁₂"[dimension]}`}</dt>
              <dd>${fixed(value, 2)}</dd>
            </div>`,
        )}
      </dl>
      ${
        lab.pins.length === 1
          ? html`<p class="muted hint">${lab.speech.say("decoded.hint")}</p>`
          : html`<div class="others">
              ${lab.pins.map(
                (_, index) =>
                  html`<button
                    class=${index === lab.active ? "other active" : "other"}
                    aria-label=${lab.speech.say("plane.pinOf", { index: index + 1 })}
                    @click=${() => lab.movePins(lab.pins, index)}
                  >
                    ${sheet(lab, image(index), "", "decoded-pin")}<span>${index + 1}</span>
                  </button>`,
              )}
            </div>`
      }
    </div>
  </section>`;
}

function loss(lab: VaeLab) {
  return html`<section class="panel loss" aria-label=${lab.speech.say("chart.title")}>
    <vae-chart
      .speech=${lab.speech}
      .palette=${lab.palette}
      .curve=${lab.run.curve}
      .revision=${lab.run.state.metrics}
    ></vae-chart>
  </section>`;
}

function reconstructions(lab: VaeLab) {
  const { height, width } = lab.run.state.dataset ?? { height: 28, width: 28 };
  const originals = lab.heldOut?.pixels.subarray(0, STRIP_IMAGES * height * width);
  const count = Math.min(STRIP_IMAGES, (originals?.length ?? 0) / (height * width));
  return html`<section class="panel strip" aria-labelledby="strip-title" data-testid="reconstructions">
    <h2 id="strip-title">${lab.speech.say("reconstructions.title")}</h2>
    ${sheet(lab, originals, lab.speech.say("reconstructions.originals"), "originals", STRIP_IMAGES)}
    ${sheet(lab, lab.pictures.reconstructions, lab.speech.say("reconstructions.decoded"), "reconstructed", STRIP_IMAGES)}
    <div class="picks">
      ${Array.from(
        { length: count },
        (_, index) =>
          html`<button
            aria-pressed=${lab.selected === index}
            aria-label=${lab.speech.say("reconstructions.select", { index: index + 1 })}
            title=${lab.speech.say("reconstructions.select", { index: index + 1 })}
            @click=${() => (lab.selected = lab.selected === index ? undefined : index)}
          ></button>`,
      )}
    </div>
  </section>`;
}

function samples(lab: VaeLab) {
  return html`<section class="panel" aria-labelledby="samples-title">
    <h2 id="samples-title">
      ${lab.speech.say("samples.title")}
      <button class="button small" @click=${() => lab.redraw()}>${DICE}${lab.speech.say("samples.redraw")}</button>
    </h2>
    ${sheet(lab, lab.pictures.samples, lab.speech.say("samples.name"), "samples", STRIP_IMAGES, SAMPLES / STRIP_IMAGES)}
  </section>`;
}
