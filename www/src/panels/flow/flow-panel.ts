import { type PropertyValues, type TemplateResult, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { Seen } from "../../models/pieces/seen.ts";
import { GRADIENTS, type Stage, TERMS, UPDATE, hasReached, stageNames } from "../../models/pieces/stages.ts";
import type { FlowDrawing, FlowScene, FlowView } from "../../models/view.ts";
import { METHOD } from "../../run/options/specs.ts";
import type { Options, Term, Trace } from "../../run/protocol.ts";
import { refusal } from "../../run/refusal.ts";
import { lossPlace } from "../../run/terms.ts";
import type { Under } from "../../texts/keys.ts";
import { NONE, count, fixed, nats, significant } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { CLOSE, DICE, STEP } from "../../ui/icons.ts";
import { lazyElement } from "../../ui/lazy.ts";
import { point, pointingStyles } from "../../ui/pointing.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { layers } from "./layers.ts";
import { flowStyles } from "./styles.ts";

const hasCode = lazyElement(() => import("./code.ts"));
const PACE_MS = 250;
/** Images to choose from. */
const CHOICES = 8;

/** A training step that is walked through. */
interface Walk {
  trace: Trace;
  stage: Stage;
  /** Which of the trace's images is followed. */
  image: number;
  /** The last stage was reached, and the real step asked for. */
  made: boolean;
  /** The options and the curve of the trace: it is void when these change. */
  options: Options;
  curve: unknown;
}

/**
 * How an image becomes a loss, as the model's view shows it, `<vae-flow>`: live with a held-out image, or one real training
 * step in slow motion.
 */
export class FlowPanel extends LabPart {
  static override styles = [base, panelStyles, pointingStyles, flowStyles];

  /** Whether the way of the image is shown beside its terms. */
  @property({ attribute: false }) diagram = true;
  /** Whether the program of the model is shown below. */
  @property({ attribute: false }) program = false;
  @state() private live: Trace | undefined;
  @state() private walk: Walk | undefined;
  /** What is fetched, undefined until it is there. */
  #drawings = new Map<FlowView, FlowDrawing | undefined>();
  /** The inputs of the live numbers besides the weights. */
  #about: unknown[] = [];
  #follower = this.follow(PACE_MS, async () => {
    if (this.walk) return;
    const heldOut = this.#heldOut;
    const live = await this.store.run.ask("trace", { heldOut, draw: this.store.page.draw.value });
    if (heldOut === this.#heldOut) this.live = live;
  });

  get #heldOut(): number {
    return this.store.plane.selected.value ?? 0;
  }

  protected override willUpdate(): void {
    const { store, walk } = this;
    const { training, metrics, options } = store.state.value;
    const about = [this.#heldOut, store.page.draw.value, walk === undefined, options];
    if (about.some((value, at) => value !== this.#about[at])) store.refresh(this.#follower);
    this.#about = about;
    if (!walk) return;
    const ahead = metrics.step - walk.trace.step;
    // Training on, or starting over, ends the slow motion.
    if (training || store.run.curve !== walk.curve || ahead < -1 || ahead > (walk.made ? 0 : -1)) {
      this.walk = undefined;
    } else if (options !== walk.options && !walk.made) {
      this.walk = { ...walk, options };
      store.act(() => this.#begin(walk));
    }
  }

  protected override render() {
    const { store, walk } = this;
    const view = store.model.view.value;
    if (!view) return nothing;
    const { flow } = view;
    if (!flow) return html`<p class="panel">${this.say("flow.none")}</p>`;
    const drawing = this.#drawing(flow);
    if (!drawing) return nothing;
    const scene = this.#scene(flow, walk?.trace ?? this.live, walk);
    return html`<div
      class="flow"
      data-pointed=${store.page.pointed.value ?? nothing}
      @pointerover=${this.#point}
      @pointerleave=${this.#point}
      @focusin=${this.#point}
      @focusout=${this.#point}
    >
      ${
        this.diagram
          ? html`<section class="panel" aria-label=${this.say("panels.flow")} @keydown=${this.#key}>
              ${walk ? this.#caption(flow, walk) : this.#invitation(flow)} ${this.#choices()}
              ${this.#diagram(drawing, scene)} ${walk ? this.#layers(walk) : nothing}
            </section>`
          : nothing
      }
      <section class="panel" aria-labelledby="formulas">
        <h2 id="formulas">${this.sayOfModel("flow.title")}<span class="muted">${this.say("charts.unit")}</span></h2>
        ${drawing.formulas({ ...scene, rows: this.#rows(flow, scene) })}
      </section>
      ${this.program && hasCode(store) ? html`<vae-code .store=${store}></vae-code>` : nothing}
    </div>`;
  }

  /** Fetches it where it is not there yet. */
  #drawing(flow: FlowView): FlowDrawing | undefined {
    if (!this.#drawings.has(flow)) {
      this.#drawings.set(flow, undefined);
      flow
        .load()
        .then(({ drawing }) => {
          this.#drawings.set(flow, drawing);
          this.requestUpdate();
        })
        .catch(() => {
          this.#drawings.delete(flow);
          this.store.run.fail(refusal("part-missing"));
        });
    }
    return this.#drawings.get(flow);
  }

  /** What is seen of the trace. */
  #scene({ stages }: FlowView, trace: Trace | undefined, walk: Walk | undefined): FlowScene {
    const { store } = this;
    const latent = store.model.latent.value;
    // The trace may be of a replaced model.
    const z = trace?.entries.find(({ key }) => key === "z");
    const same = trace?.options[METHOD] === store.model.spec.value.method && (z?.columns ?? latent) === latent;
    return {
      say: (path, params) => this.say(path, params),
      sayOfModel: (path, params) => this.sayOfModel(path, params),
      options: trace?.options ?? store.state.value.options,
      seen: trace && same ? new Seen(trace, walk?.image ?? 0) : undefined,
      stage: walk?.stage,
      stages,
    };
  }

  #diagram(drawing: FlowDrawing, scene: FlowScene): TemplateResult {
    const { store } = this;
    const { image, size, latent } = store.model;
    const hidden = scene.options["hidden"];
    return html`<div class="diagram" data-stage=${scene.stage ?? nothing}>
      ${drawing.diagram({
        ...scene,
        image: image.value,
        sizes: [size.value, ...(Array.isArray(hidden) ? hidden : []), latent.value],
        sheet: (pixels, name) => html`<vae-sheet .store=${store} .pixels=${pixels} .name=${name} crisp></vae-sheet>`,
      })}
    </div>`;
  }

  /** Figures of the image, of the batch, and of held-out images; those of the trace once its terms are known. */
  #rows({ stages }: FlowView, { seen }: FlowScene) {
    const { store, walk } = this;
    const terms = walk?.trace.terms ?? store.state.value.metrics.terms;
    const judged = hasReached(stages, TERMS, walk?.stage);
    const row = (name: Under<"flow.rows">, known: boolean, value: (key: string) => number | undefined) => ({
      name: this.say(`flow.rows.${name}`),
      value: (key: string) => (known ? value(key) : undefined) ?? Number.NaN,
    });
    return [
      row("image", judged && seen !== undefined, (key) => seen?.term(key)),
      row(walk ? "batch" : "lastBatch", judged, (key) => terms[key]),
      row("heldOut", true, (key) => store.model.figure(key)),
    ];
  }

  /** Scrolls the new part of a stage into view. */
  protected override updated(changed: PropertyValues): void {
    this.store.page.stage.value = this.walk?.stage;
    const before = changed.get("walk") as Walk | undefined;
    if (!this.walk || this.walk.stage === before?.stage) return;
    const parts = this.renderRoot.querySelectorAll(".diagram .on, .layers");
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    parts[parts.length - 1]?.scrollIntoView({ block: "nearest", behavior });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.store.page.stage.value = undefined;
  }

  #invitation({ random }: FlowView): TemplateResult {
    return html`<div class="caption">
      <p>${this.say("flow.live", { index: this.#heldOut + 1 })}</p>
      <div class="buttons">
        ${random ? this.#dice() : nothing}
        <button class="button small main" ?disabled=${this.store.state.value.phase !== "ready"} @click=${this.#start}>
          ${STEP}${this.say("flow.start")}
        </button>
      </div>
    </div>`;
  }

  #dice(): TemplateResult {
    const draw = () => this.store.page.draw.value++;
    const locked = this.store.page.locked.value.has("draw");
    return html`<button class="button small" ?disabled=${locked} @click=${draw}>
      ${DICE}${this.say("flow.draw")}
    </button>`;
  }

  #caption(flow: FlowView, walk: Walk): TemplateResult {
    const stages = stageNames(flow.stages);
    const at = stages.indexOf(walk.stage);
    const last = walk.stage === UPDATE;
    const next = last ? "again" : stages[at + 1] === UPDATE && !walk.made ? "make" : "next";
    const locked = next === "make" && this.store.page.locked.value.has("train");
    return html`<div class="caption walking" role="group" aria-label=${this.say("flow.start")}>
      <h2>
        <span>${at + 1}. ${this.say(`flow.stages.${walk.stage}`)}</span>
        <button
          class="button small"
          aria-label=${this.say("flow.stop")}
          title=${this.say("flow.stop")}
          @click=${() => (this.walk = undefined)}
        >
          ${CLOSE}
        </button>
      </h2>
      <p aria-live="polite" data-testid="caption">
        ${this.sayOfModel(`flow.captions.${walk.stage}`, this.#figures(walk))}
      </p>
      <div class="buttons">
        <button class="button small" ?disabled=${at === 0} @click=${() => this.#go(walk, -1)}>
          ${this.say("flow.back")}
        </button>
        <span class="dots" aria-hidden="true"
          >${stages.map((_, dot) => html`<i class=${dot <= at ? "done" : ""}></i>`)}</span
        >
        <button class="button small main" ?disabled=${locked} @click=${() => this.#go(walk, 1)}>
          ${this.say(`flow.${next}`)}
        </button>
      </div>
    </div>`;
  }

  /** The numbers in the captions. */
  #figures({ trace, made }: Walk): Record<string, string | number> {
    const { dataset, metrics, specs } = this.store.state.value;
    const { terms } = this.store.model.spec.value;
    const { options } = trace;
    const spec = specs.find(({ key }) => key === "optimizer");
    const done = made && metrics.step === trace.step;
    const parts = terms.filter(({ role }) => role === "part");
    const sum = parts.reduce((sum, { key }) => sum + (trace.terms[key] ?? Number.NaN), 0);
    const value = ({ key, role }: Term) => trace.terms[key] ?? (role === "loss" ? sum : Number.NaN);
    const loss = terms[lossPlace(terms)];
    return {
      ...Object.fromEntries(terms.map((term) => [term.key, nats(value(term))])),
      step: count(trace.step),
      batch: count(Number(options["batch"])),
      train: count(dataset?.train),
      latent: count(this.store.model.latent.value),
      norm: significant(trace.gradNorm),
      optimizer: spec ? this.speech.value(spec, options["optimizer"] ?? spec.default) : NONE,
      reported: nats(done && loss ? metrics.terms[loss.key] : undefined),
    };
  }

  /** Images to choose from: held-out ones, or those of the batch. */
  #choices(): TemplateResult {
    const { store, walk } = this;
    const size = store.model.size.value;
    const traced = walk?.trace.entries.find(({ key }) => key === "x")?.values;
    const pixels = walk ? traced : store.model.heldOut.value?.pixels;
    const images = Math.min(CHOICES, (pixels?.length ?? 0) / size);
    const chosen = walk ? walk.image : this.#heldOut;
    const choose = (index: number) => {
      if (walk) this.walk = { ...walk, image: index };
      else store.plane.selected.value = index;
    };
    return html`<div class="choices" role="group" aria-label=${this.say("flow.choose")}>
      ${Array.from(
        { length: images },
        (_, index) =>
          html`<button
            aria-pressed=${index === chosen}
            aria-label=${this.say("flow.image", { index: index + 1 })}
            @click=${() => choose(index)}
          >
            <vae-sheet .store=${store} .pixels=${pixels?.subarray(index * size, (index + 1) * size)}></vae-sheet>
          </button>`,
      )}
    </div>`;
  }

  /** The norms of the layers' gradients, and then of their updates, on a logarithmic scale. */
  #layers({ trace, stage }: Walk): TemplateResult | typeof nothing {
    if (stage !== GRADIENTS && stage !== UPDATE) return nothing;
    const what = stage === GRADIENTS ? "gradient" : "update";
    const list = layers(trace);
    const logs = list.map((layer) => Math.log10(layer[what]));
    const finite = logs.filter(Number.isFinite);
    const [low, high] = [Math.min(...finite) - 0.5, Math.max(...finite)];
    return html`<table class="layers number" data-testid="layers">
      <caption>
        ${this.say(`flow.${what}`)}
      </caption>
      ${list.map((layer, at) => {
        const part = Math.max(0, ((logs[at] ?? 0) - low) / (high - low)) || 0;
        return html`<tr>
          <th scope="row">${layer.name}</th>
          <td class="length"><i .style="width: ${fixed(100 * part, 1)}%"></i></td>
          <td>${significant(layer[what])}</td>
        </tr>`;
      })}
    </table>`;
  }

  get #stages(): readonly Stage[] {
    return stageNames(this.store.model.view.value?.flow?.stages ?? {});
  }

  readonly #start = () => this.store.act(() => this.#begin());

  /** Looks into the next step, from the first stage or from where the reader is. */
  async #begin(from?: Pick<Walk, "stage" | "image">): Promise<void> {
    const { store } = this;
    const [first = TERMS] = this.#stages;
    const { stage, image } = from ?? { stage: first, image: 0 };
    await store.run.pause();
    const trace = await store.run.ask("trace", { images: CHOICES });
    const { options } = store.state.value;
    this.walk = { trace, stage, image, made: false, options, curve: store.run.curve };
  }

  #go(walk: Walk, by: 1 | -1): void {
    const stages = this.#stages;
    const stage = stages[stages.indexOf(walk.stage) + by];
    if (!stage) {
      if (by > 0) this.#start();
      return;
    }
    const make = stage === UPDATE && !walk.made;
    this.walk = { ...walk, stage, made: walk.made || make };
    if (make) this.store.act(() => this.#make());
  }

  /** Makes the real step, which is one of the model that is traced, also if that is a pretrained one. */
  async #make(): Promise<void> {
    const { store } = this;
    if (store.state.value.pretrained) store.run.adopt();
    await store.run.step();
  }

  readonly #key = (event: KeyboardEvent): void => {
    const by = ({ ArrowRight: 1, ArrowLeft: -1 } as const)[event.key];
    if (!this.walk || !by) return;
    // Holding the key down must not make one step after the other.
    const stages = this.#stages;
    if (by > 0 && event.repeat && stages.indexOf(this.walk.stage) >= stages.indexOf(GRADIENTS)) return;
    event.preventDefault();
    this.#go(this.walk, by);
  };

  readonly #point = (event: Event): void => point(this.store, event, this.shadowRoot);
}
