import { type PropertyValues, type TemplateResult, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { METHOD } from "../../run/options/specs.ts";
import type { Options, Trace } from "../../run/protocol.ts";
import { NONE, count, fixed, nats, significant } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { CLOSE, DICE, STEP } from "../../ui/icons.ts";
import { point, pointingStyles } from "../../ui/pointing.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { diagram } from "./diagram.ts";
import { formulas } from "./formulas.ts";
import { layers, seen } from "./seen.ts";
import { STAGES, type Stage, isKnown } from "./stages.ts";
import { flowStyles } from "./styles.ts";

const PACE_MS = 250;
/** Images to choose from. */
const CHOICES = 8;

/** Stages that are others in a plain autoencoder. */
const PLAIN: ReadonlySet<Stage> = new Set(["encode", "sample", "terms", "update"]);

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

/** How an image becomes a loss, `<vae-flow>`: live with a held-out image, or one real training step in slow motion. */
export class FlowPanel extends LabPart {
  static override styles = [base, panelStyles, pointingStyles, flowStyles];

  /** Whether the way of the image is shown beside its terms. */
  @property({ attribute: false }) diagram = true;
  @state() private live: Trace | undefined;
  @state() private walk: Walk | undefined;
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
    const { options: own, metrics, evaluation } = store.state.value;
    const latent = store.model.latent.value;
    const trace = walk?.trace ?? this.live;
    const options = trace?.options ?? own;
    // The trace may be of a replaced model.
    const { method, code } = store.model.spec.value;
    const same = trace?.options[METHOD] === method && trace.options["latent"] === latent;
    const image = trace && same ? seen(trace, walk?.image ?? 0) : undefined;
    const plain = code !== "gaussian";
    const judged = isKnown("loss", walk?.stage);
    const { height, width } = store.model.image.value;
    const say = (path: string, params?: Record<string, string | number>) => this.say(path, params);
    const { recon, kl = 0 } = walk ? walk.trace.terms : metrics.terms;
    const row = (name: string, terms: { recon: number; kl: number } | undefined) => ({
      name: this.say(`flow.rows.${name}`),
      recon: terms?.recon,
      kl: terms?.kl,
    });
    const hidden = options["hidden"];
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
              ${walk ? this.#caption(walk) : this.#invitation()} ${this.#choices()}
              ${diagram({
                store,
                say,
                seen: image,
                stage: walk?.stage,
                plain,
                sizes: [height * width, ...(Array.isArray(hidden) ? hidden : []), latent],
              })}
              ${walk ? this.#layers(walk) : nothing}
            </section>`
          : nothing
      }
      <section class="panel" aria-labelledby="elbo">
        <h2 id="elbo">
          ${this.say(plain ? "charts.title" : "flow.elbo")}<span class="muted">${this.say("charts.unit")}</span>
        </h2>
        ${formulas({
          say,
          plain,
          rows: [
            row("image", judged ? image : undefined),
            row(walk ? "batch" : "lastBatch", judged && recon !== undefined ? { recon, kl } : undefined),
            row("heldOut", evaluation && { recon: store.model.figure("recon"), kl: store.model.figure("kl") }),
          ],
          klWeight: trace?.entries.find(({ key }) => key === "klWeight")?.values[0] ?? Number.NaN,
          likelihood: String(options["likelihood"]),
          sampled: isKnown("z", walk?.stage) ? image : undefined,
          judged: judged ? image : undefined,
        })}
      </section>
    </div>`;
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

  #invitation(): TemplateResult {
    return html`<div class="caption">
      <p>${this.say("flow.live", { index: this.#heldOut + 1 })}</p>
      <div class="buttons">
        ${this.store.model.spec.value.code === "gaussian" ? this.#dice() : nothing}
        <button class="button small main" ?disabled=${this.store.state.value.phase !== "ready"} @click=${this.#start}>
          ${STEP}${this.say("flow.start")}
        </button>
      </div>
    </div>`;
  }

  #dice(): TemplateResult {
    const draw = () => this.store.page.draw.value++;
    return html`<button class="button small" @click=${draw}>${DICE}${this.say("flow.draw")}</button>`;
  }

  #caption(walk: Walk): TemplateResult {
    const at = STAGES.indexOf(walk.stage);
    const last = walk.stage === "update";
    const next = last ? "again" : STAGES[at + 1] === "update" && !walk.made ? "make" : "next";
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
      <p aria-live="polite" data-testid="caption">${this.say(this.#captionOf(walk.stage), this.#figures(walk))}</p>
      <div class="buttons">
        <button class="button small" ?disabled=${at === 0} @click=${() => this.#go(walk, -1)}>
          ${this.say("flow.back")}
        </button>
        <span class="dots" aria-hidden="true"
          >${STAGES.map((_, dot) => html`<i class=${dot <= at ? "done" : ""}></i>`)}</span
        >
        <button class="button small main" @click=${() => this.#go(walk, 1)}>${this.say(`flow.${next}`)}</button>
      </div>
    </div>`;
  }

  #captionOf(stage: Stage): string {
    const other = this.store.model.spec.value.code !== "gaussian" && PLAIN.has(stage);
    return `flow.${other ? "plain" : "captions"}.${stage}`;
  }

  /** The numbers in the captions. */
  #figures({ trace, made }: Walk): Record<string, string | number> {
    const { dataset, metrics, specs } = this.store.state.value;
    const { options, terms } = trace;
    const { recon = Number.NaN, kl = 0 } = terms;
    const spec = specs.find(({ key }) => key === "optimizer");
    const done = made && metrics.step === trace.step;
    return {
      step: count(trace.step),
      batch: count(Number(options["batch"])),
      train: count(dataset?.train),
      latent: count(this.store.model.latent.value),
      recon: nats(recon),
      kl: nats(kl),
      loss: nats(recon + kl),
      norm: significant(trace.gradNorm),
      optimizer: spec ? this.speech.value(spec, options["optimizer"] ?? spec.default) : NONE,
      reported: nats(done ? metrics.loss : undefined),
    };
  }

  /** Images to choose from: held-out ones, or those of the batch. */
  #choices(): TemplateResult {
    const { store, walk } = this;
    const { height, width } = store.model.image.value;
    const size = height * width;
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
    if (stage !== "gradients" && stage !== "update") return nothing;
    const what = stage === "gradients" ? "gradient" : "update";
    const list = layers(trace);
    const logs = list.map((layer) => Math.log10(layer[what]));
    const finite = logs.filter(Number.isFinite);
    const [low, high] = [Math.min(...finite) - 0.5, Math.max(...finite)];
    return html`<table class="layers number" data-testid="layers">
      <caption>
        ${this.say(`flow.${what}`)}
      </caption>
      ${list.map((layer, at) => {
        const part = Math.max(0, ((logs[at] as number) - low) / (high - low)) || 0;
        return html`<tr>
          <th scope="row">${layer.name}</th>
          <td class="length"><i .style="width: ${fixed(100 * part, 1)}%"></i></td>
          <td>${significant(layer[what])}</td>
        </tr>`;
      })}
    </table>`;
  }

  readonly #start = () => this.store.act(() => this.#begin());

  /** Looks into the next step, from the first stage or from where the reader is. */
  async #begin({ stage, image }: Pick<Walk, "stage" | "image"> = { stage: "batch", image: 0 }): Promise<void> {
    const { store } = this;
    await store.run.pause();
    const trace = await store.run.ask("trace", { images: CHOICES });
    const { options } = store.state.value;
    this.walk = { trace, stage, image, made: false, options, curve: store.run.curve };
  }

  #go(walk: Walk, by: 1 | -1): void {
    const stage = STAGES[STAGES.indexOf(walk.stage) + by];
    if (!stage) {
      if (by > 0) this.#start();
      return;
    }
    const make = stage === "update" && !walk.made;
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
    if (by > 0 && event.repeat && STAGES.indexOf(this.walk.stage) >= STAGES.indexOf("gradients")) return;
    event.preventDefault();
    this.#go(this.walk, by);
  };

  readonly #point = (event: Event): void => point(this.store, event, this.shadowRoot);
}
