import { type PropertyValues, type TemplateResult, html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { property } from "lit/decorators.js";
import { imageAt } from "../../draw/digits.ts";
import type { Score } from "../../math/surprise.ts";
import { type AnomalyTexts, anomalyTexts } from "../../texts/anomaly/index.ts";
import { fill } from "../../texts/fill.ts";
import { NONE, count, fixed } from "../../texts/numbers.ts";
import { trainButton } from "../run-buttons.ts";
import { barStyles } from "../../ui/bar-styles.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { TextsPart } from "../../ui/texts-part.ts";
import { Sketching } from "../draw/sketching.ts";
import { histograms, rangeOf, rocCurve, scoreAt, signal } from "./pictures.ts";
import { anomalyStyles } from "./styles.ts";
import { Anomaly } from "./subject.ts";

/** Milliseconds between two looks at the model while it trains. */
const PACE_MS = 600;
/** Images that are shown of the most surprising, and of the least; signals are wider. */
const SHOWN = 8;
const SIGNALS = 4;
/** The kinds of beats, by their labels. */
const KINDS = ["0", "1", "2", "3"] as const;
/** What the figure begins with. */
const BEGIN = { without: "1", latent: 20 };
/** Steps of the threshold from one end of the axis to the other. */
const PLACES = 400;

/** Surprise of held-out images, some of a class that training never saw: `<vae-anomalies>`. */
export class AnomalyPanel extends TextsPart<AnomalyTexts> {
  static override styles = [base, panelStyles, barStyles, anomalyStyles];

  protected override readonly fetchTexts = anomalyTexts;

  /** Whether there is a button that trains. */
  @property({ attribute: false }) buttons = false;

  #follower = this.follow(PACE_MS, async () => {
    await this.#subject.refresh();
    await this.#subject.sketch(Sketching.of(this.store).x.peek());
  });
  #about: unknown[] = [];
  #sketched: Uint8Array | undefined;

  protected override firstUpdated(): void {
    if (this.buttons) this.store.act(() => this.#begin());
  }

  /** The figure leaves out a class, unless it was told what to do. */
  async #begin(): Promise<void> {
    const { run, model } = this.store;
    await run.ask("ping", {});
    const { without, latent } = model.options.peek();
    if (without === "none" && latent === 2 && !this.#subject.faulty.peek()) await run.setOptions(BEGIN);
  }

  get #subject(): Anomaly {
    return Anomaly.of(this.store);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { model } = this.store;
    const about = [model.heldOut.value, model.latent.value, this.#subject.without.value];
    if (about.some((value, at) => value !== this.#about[at])) this.store.refresh(this.#follower);
    this.#about = about;
    const sketch = Sketching.of(this.store).x.value;
    if (sketch !== this.#sketched) this.store.act(() => this.#subject.sketch(sketch));
    this.#sketched = sketch;
  }

  protected override render() {
    const { texts } = this;
    const { model } = this.store;
    if (!texts) return html`<section class="panel"></section>`;
    const title = html`<h2 id="title">${texts.title}</h2>`;
    if (model.spec.value.code === "none")
      return html`<section class="panel" aria-labelledby="title">
        ${title}
        <p class="note muted">${texts.none}</p>
      </section>`;
    return html`<section class="panel" aria-labelledby="title">
      <div class="bar">${title} ${this.buttons ? trainButton(this.store) : nothing}</div>
      ${this.#choices(texts)} ${this.#note(texts)} ${this.#scores(texts)} ${this.#images(texts)} ${this.#drawing(texts)}
    </section>`;
  }

  /** Which class is left out, and which score is looked at. */
  #choices(texts: AnomalyTexts): TemplateResult {
    const { store } = this;
    const { classes, scores, score, without } = this.#subject;
    const locked = store.page.locked.value.has("without");
    const choose = (event: Event) => this.#leaveOut((event.target as HTMLSelectElement).value);
    const option = (value: string, text: unknown, chosen: boolean) =>
      html`<option value=${value} ?selected=${chosen}>${text}</option>`;
    const now = without.value === undefined ? "none" : String(without.value);
    return html`<div class="choices">
      ${
        classes.value.length > 1
          ? html`<label>
              <span>${this.say("options.without.label")} <span class="restart" aria-hidden="true">↻</span></span>
              <select
                title=${this.say(locked ? "lesson.locked" : "options.restarts")}
                ?disabled=${locked}
                .value=${live(now)}
                @change=${choose}
              >
                ${option("none", this.say("options.without.choices.none"), now === "none")}
                ${classes.value.slice(0, 10).map((label) => option(String(label), store.model.className(label), now === String(label)))}
              </select>
            </label>`
          : nothing
      }
      <label>
        <span>${texts.score}</span>
        <select
          .value=${live(score.value)}
          @change=${(event: Event) => (this.#subject.wanted.value = (event.target as HTMLSelectElement).value as Score)}
        >
          ${scores.value.map((each) => option(each, texts.scores[each], each === score.value))}
        </select>
      </label>
    </div>`;
  }

  /** Leaves out another class; a run that was training goes on with it, from its beginning. */
  #leaveOut(without: string): void {
    const { store } = this;
    const { training } = store.state.value;
    store.act(async () => {
      await store.run.setOptions({ without });
      if (training && !store.state.peek().training) await store.run.train();
    });
  }

  #note(texts: AnomalyTexts): TemplateResult {
    const { classes, faulty, without } = this.#subject;
    const said = faulty.value
      ? texts.faulty
      : classes.value.length < 2
        ? texts.noClasses
        : without.value === undefined
          ? texts.choose
          : without.value >= classes.value.length
            ? fill(texts.missing, { label: without.value })
            : fill(texts.left, { label: this.store.model.className(without.value) });
    return html`<p class="note muted">${said}</p>`;
  }

  #scores(texts: AnomalyTexts): TemplateResult | typeof nothing {
    const { scored, score, cut, cuts, auroc, precision, drawn } = this.#subject;
    const { scores, positive } = scored.value ?? {};
    if (!scores || !positive) return nothing;
    const range = rangeOf(scores);
    const anomalies = positive.filter(Boolean).length;
    const threshold = cut.value?.threshold;
    const text = (value: number | undefined) => fixed(value, score.value === "kl" || score.value === "sse" ? 2 : 1);
    const percent = (share: number | undefined) => (share === undefined ? NONE : `${fixed(100 * share, 0)} %`);
    const names = {
      others: texts.others,
      positive: texts.anomalies,
      drawn: fill(texts.drawn, { score: text(drawn.value) }),
    };
    const row = (name: string, value: string, id: string) =>
      html`<div>
        <dt>${name}</dt>
        <dd class="number" data-testid=${id}>${value}</dd>
      </div>`;
    const known = { auroc: fixed(auroc.value, 3), images: count(positive.length), anomalies: count(anomalies) };
    return html`<div class="halves">
        <div class="axis-part" @pointerdown=${this.#drag} @pointermove=${this.#drag}>
          ${histograms({ name: fill(texts.histograms, known), scores, positive, range, threshold, drawn: drawn.value, names })}
          ${
            threshold === undefined
              ? nothing
              : html`<input
                  type="range"
                  min="0"
                  max=${PLACES}
                  aria-label=${texts.threshold}
                  aria-valuetext=${fill(texts.cut, { threshold: text(threshold), found: percent(cut.value?.found), alarms: percent(cut.value?.alarms) })}
                  .value=${live(String(Math.round((PLACES * (threshold - range[0])) / (range[1] - range[0]))))}
                  @input=${(event: Event) => this.#cut(Number((event.target as HTMLInputElement).value) / PLACES, range)}
                />`
          }
        </div>
        ${auroc.value === undefined || !cuts.value ? nothing : rocCurve(fill(texts.roc, known), { found: texts.found, alarms: texts.alarms }, cuts.value, cut.value)}
      </div>
      <dl>
        ${row("AUROC", fixed(auroc.value, 3), "auroc")} ${row(texts.precision, fixed(precision.value, 3), "precision")}
        ${row(fill(texts.foundAt, { threshold: text(threshold) }), percent(cut.value?.found), "found")}
        ${row(texts.alarmsAt, percent(cut.value?.alarms), "alarms")}
        ${row(texts.images, fill(texts.of, { count: known.anomalies, of: known.images }), "images")}
      </dl>
      <p class="spoken" role="status">
        ${this.store.state.value.training || auroc.value === undefined ? "" : `AUROC ${known.auroc}`}
      </p>`;
  }

  readonly #drag = (event: PointerEvent): void => {
    const svg = (event.target as Element).closest("svg");
    const scores = this.#subject.scored.peek()?.scores;
    if (!svg || !scores || this.#subject.cut.peek() === undefined) return;
    if (event.type === "pointerdown") svg.setPointerCapture(event.pointerId);
    if (!(event.buttons & 1)) return;
    const { left, width } = svg.getBoundingClientRect();
    this.#subject.chosen.value = scoreAt((event.clientX - left) / width, rangeOf(scores));
  };

  #cut(part: number, [low, high]: readonly [number, number]): void {
    this.#subject.chosen.value = low + part * (high - low);
  }

  #images(texts: AnomalyTexts): TemplateResult | typeof nothing {
    const { scored, judged } = this.#subject;
    const { scores, positive } = scored.value ?? {};
    const seen = judged.value;
    if (!scores || !positive || !seen) return nothing;
    const isSignal = this.store.model.image.value.height === 1;
    const order = positive.map((_, at) => at).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
    const shown = isSignal ? SIGNALS : SHOWN;
    const row = (name: string, places: readonly number[], id: string) =>
      html`<h3>${name}</h3>
        <ul class="images ${isSignal ? "signals" : ""}" data-testid=${id}>
          ${places.map((place) => this.#picture(texts, place, positive[place] ?? false, isSignal))}
        </ul>`;
    return html`${row(texts.most, order.slice(0, shown), "most")}
    ${row(texts.least, order.slice(-shown).reverse(), "least")}`;
  }

  #picture(texts: AnomalyTexts, place: number, anomaly: boolean, isSignal: boolean): TemplateResult {
    const { store } = this;
    const { judged, faulty } = this.#subject;
    const image = store.model.image.value;
    const [x, xhat] = [judged.value?.x, judged.value?.xhat].map((all) => imageAt(all, image, place));
    const label = judged.value?.labels?.[place] ?? 0;
    const kind = faulty.value ? texts.kinds[KINDS[label] ?? "0"] : String(store.model.className(label));
    const name = anomaly ? fill(texts.anomalous, { label: kind }) : kind;
    return html`<li class=${anomaly ? "anomaly" : ""}>
      ${
        isSignal
          ? signal(name, x ?? [], xhat)
          : html`<vae-sheet crisp .store=${store} .pixels=${x} .name=${name}></vae-sheet>`
      }
      <span aria-hidden="true">${kind}</span>
    </li>`;
  }

  /** The reader's own image, where one can be drawn. */
  #drawing(texts: AnomalyTexts): TemplateResult | typeof nothing {
    const { store } = this;
    const { height, width } = store.model.image.value;
    if (height < 8 || width < 8) return nothing;
    const { drawn, judged, scored } = this.#subject;
    const scores = scored.value?.scores;
    const score = drawn.value;
    const above = scores && score !== undefined ? Array.from(scores).filter((each) => each < score).length : undefined;
    return html`<h3>${texts.own}</h3>
      <div class="drawing">
        <div>
          <vae-pad .store=${store}></vae-pad>
          <button class="button small" @click=${() => Sketching.of(store).clear()}>${this.say("draw.clear")}</button>
        </div>
        <p class="note" data-testid="own" role="status">
          ${
            above === undefined || !judged.value
              ? texts.draw
              : fill(texts.rank, {
                  score: fixed(score, 1),
                  percent: fixed((100 * above) / (scores?.length ?? 1), 0),
                })
          }
        </p>
      </div>`;
  }
}
