/** Widgets that share one lab. Those that name no group have one to themselves. */
import { effect, signal } from "@lit-labs/preact-signals";
import { Lab, type Wishes } from "../page/lab.ts";
import { refusal } from "../run/refusal.ts";
import { readPart, readParts } from "../share/address.ts";
import { LabStore } from "../store/lab-store.ts";
import type { LabEvents } from "../store/page-state.ts";
import { ELEMENTS, type Property, attributeOf } from "./declaration.ts";
import type { LabElement } from "./lab-element.ts";
import { paletteOf, themeAround, watchTheme } from "./host-theme.ts";
import { tagOf } from "./sentences.ts";

const named = new Map<string, Group>();

/** Attributes that are parts of a link too. */
const PARTS = ["layers", "pins"] as const satisfies Property[];

/** A lab that rests while it is out of sight. */
class RestingLab extends Lab {
  /** It was training when it went out of sight, and will again. */
  resting = false;

  override async pause(): Promise<void> {
    this.resting = false;
    await super.pause();
  }
}

export class Group {
  readonly store = new LabStore((type, detail) => this.#tell(type, detail));
  readonly lab = new RestingLab(this.store, () => this.#wishes);
  /** Its widgets, in their order, and whether each is on the screen. */
  readonly #members = new Map<LabElement, boolean>();
  readonly #seen = signal(false);
  #begun = false;
  #ends: (() => void)[] = [];

  private constructor(private readonly name: string | undefined) {}

  /** The group of a name; a new one where there is none, or no name. */
  static of(name: string | undefined): Group {
    const group = (name && named.get(name)) || new Group(name);
    if (name) named.set(name, group);
    return group;
  }

  /** The first widget: how the lab begins, its language and its colours are of this one. */
  get #lead(): LabElement | undefined {
    return this.#members.keys().next().value;
  }

  join(widget: LabElement): void {
    const first = this.#members.size === 0;
    if (first) this.#open();
    this.#members.set(widget, false);
    this.refresh();
    const ready = this.lab.ready.then(() => {
      // Keys that are no options of the model: parts of a link, or slips.
      if (first) readParts(this.store, Object.fromEntries(new URLSearchParams(widget.options)), new Map());
      for (const property of PARTS) this.read(widget, property);
    });
    ready.catch(() => undefined);
  }

  leave(widget: LabElement): void {
    this.#members.delete(widget);
    this.#update();
    if (this.#members.size > 0) return this.refresh();
    for (const end of this.#ends.splice(0)) end();
    if (this.name) named.delete(this.name);
    this.lab.close();
  }

  /** A widget came onto the screen, or went off it. */
  see(widget: LabElement, seen: boolean): void {
    this.#members.set(widget, seen);
    this.#update();
  }

  /** Takes over the language and the colours anew. */
  readonly refresh = (): void => {
    const lead = this.#lead;
    if (!lead) return;
    void this.lab.speak(tagOf(lead));
    this.store.page.palette.value = paletteOf(lead, lead.theme ?? themeAround(lead));
  };

  /** Brings the lab to what an attribute of a widget says. */
  read(widget: LabElement, property: (typeof PARTS)[number]): void {
    const { defaults } = ELEMENTS[widget.kind];
    const text = widget[property] ?? (defaults as Partial<Record<Property, string>>)[property];
    if (text === undefined || readPart(this.store, property, text)) return;
    this.store.run.fail(refusal("attribute-text", { attribute: attributeOf(property), value: text }));
  }

  get #wishes(): Wishes {
    const lead = this.#lead;
    if (!lead) return {};
    const { build, executor, data, share, lesson, guide, autoplay } = lead;
    const defaults: Partial<Record<Property, string>> = ELEMENTS[lead.kind].defaults;
    // Those of the author come after the element's, and win.
    const options = defaults.options ? [defaults.options, lead.options ?? ""].join("&") : lead.options;
    // A pretrained model stands in only where no attribute asks for another.
    const other = data ?? options ?? share ?? (autoplay || undefined);
    const model = lead.model ?? (other === undefined ? defaults.model : undefined);
    return { build, executor, data, model, options, share, lesson, guide };
  }

  #open(): void {
    const update = () => this.#update();
    document.addEventListener("visibilitychange", update);
    this.#ends = [
      () => document.removeEventListener("visibilitychange", update),
      watchTheme(this.refresh),
      effect(() => {
        if (this.#seen.value && !this.#begun) this.#begin();
      }),
    ];
  }

  /** Trains when it is first seen, where that is wished. */
  #begin(): void {
    this.#begun = true;
    if ([...this.#members.keys()].some(({ autoplay }) => autoplay)) this.store.act(() => this.lab.train());
  }

  #update(): void {
    const { store, lab } = this;
    const seen = !document.hidden && [...this.#members.values()].some(Boolean);
    store.page.visible.value = seen;
    this.#seen.value = seen;
    const rests = !seen && ![...this.#members.keys()].some(({ background }) => background);
    if (rests === lab.resting || (rests && !store.run.endless)) return;
    lab.resting = rests;
    store.act(() => (rests ? store.run.pause() : store.run.train()));
  }

  #tell<T extends keyof LabEvents>(type: T, detail: LabEvents[T]): void {
    for (const widget of this.#members.keys()) widget.tell(type, detail);
  }
}
