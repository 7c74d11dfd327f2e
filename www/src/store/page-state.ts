/** The state of the page: language, colours, open panels, and choices of the reader. */
import { computed, signal } from "@lit-labs/preact-signals";
import type { LabEvents as ScriptEvents, Theme } from "../api.ts";
import { LIGHT, type Palette, type Quantity } from "../draw/palette.ts";
import type { Gathered } from "../data/pictures/gather.ts";
import type { Refusal } from "../run/refusal.ts";
import { ENGLISH, type Language, type Part, type Speech } from "../texts/index.ts";
import type { MethodTexts } from "../texts/keys.ts";
import type { Hideable } from "./hideable.ts";
import type { PanelKey } from "./panel-keys.ts";

/** How the reader wants the charts: what a link to the page carries. */
export type ChartChoices = {
  /** A logarithmic axis of losses. */
  logValues: boolean;
  /** A logarithmic axis of steps. */
  logSteps: boolean;
};

/** How the reader wants to see the latent dimensions: what a link to the page carries. */
export type DimensionChoices = {
  /** Correlations of ranks (Spearman's) in place of Pearson's. */
  ranks: boolean;
  /** Also those beyond the first dozen. */
  all: boolean;
};

/** What the page is for: playing, with little beside the plane; the whole lab; a choice of methods; or a class. */
export const MODES = ["play", "lab", "map", "class"] as const;
export type Mode = (typeof MODES)[number];

/** `link` is the last of what a link says: the places of pins, layers, colours. */
type Awaited = "lesson" | "link" | "model";

/** The events of a lab: what scripts hear, as the page knows it. */
export interface LabEvents extends ScriptEvents {
  error: Refusal;
  language: Language;
}

const union = (a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> => new Set([...a, ...b]);

export type Tell = <T extends keyof LabEvents>(type: T, detail: LabEvents[T]) => void;

export class PageState {
  /** The quantity that is pointed at: wherever it is shown it lights up. */
  readonly pointed = signal<Quantity | undefined>(undefined);
  /** Which ε is drawn for the image that the flow follows. */
  readonly draw = signal(0);
  /** The stage of a training step that slow motion shows. */
  readonly stage = signal<string | undefined>(undefined);
  /** The panel that is open beside the plane. */
  readonly panel = signal<PanelKey>("live");
  readonly charts = signal<ChartChoices>({ logValues: false, logSteps: false });
  readonly dimensions = signal<DimensionChoices>({ ranks: false, all: false });
  /** The step at which the curves are read; without one, the newest. */
  readonly cursor = signal<number | undefined>(undefined);
  /** What the link or a lesson leaves out: parts, keys of options, what drives a run, tabs and layers. */
  readonly leftOut = signal<ReadonlySet<string>>(new Set());
  /** The page is shown to a room: in large type, with little at a time. */
  readonly presenting = signal(false);
  /** What is not shown to the room. */
  readonly offStage = signal<ReadonlySet<string>>(new Set());
  readonly hidden = computed(() => union(this.leftOut.value, this.offStage.value));
  /** Which of its modes the page is in; a lab in another page has none, and is whole. */
  readonly mode = signal<Mode | undefined>(undefined);
  /** The address of the article that the reader comes from; "" where none is known. */
  readonly from = signal("");
  /** The guide for newcomers is open. */
  readonly guiding = signal(false);
  /** What is to be shown in the place of the usual, and is not there yet. */
  readonly awaiting = signal<ReadonlySet<Awaited>>(new Set());
  /** The name of the pretrained model that is shown, or that is awaited. */
  readonly pretrained = signal("");
  /** The lesson that is open, by its name; "" is the list of lessons. */
  readonly lesson = signal<string | undefined>(undefined);
  /** Controls that a lesson and the link lock: keys of options, `data`, what drives a run, tabs and layers. */
  readonly lessonLocks = signal<ReadonlySet<string>>(new Set());
  readonly linkLocks = signal<ReadonlySet<string>>(new Set());
  readonly locked = computed(() => union(this.lessonLocks.value, this.linkLocks.value));
  /** The part that the guide or the lesson speaks of. */
  readonly spot = signal<Hideable | undefined>(undefined);
  /** Pictures that are to become a dataset, once the reader has said how. */
  readonly pictures = signal<Gathered | undefined>(undefined);
  /** The curves are to be brought into view. */
  readonly sight = signal(false);
  readonly speech = signal(ENGLISH);
  readonly palette = signal<Palette>(LIGHT);
  /** Nothing is drawn while the lab is out of sight; the worker goes on. */
  readonly visible = signal(true);

  constructor(readonly tell: Tell) {}

  /** Fetches a part of the texts, and adds it to the speech. */
  speak(part: Part): Promise<void> {
    return this.#learn((speech) => speech.withPart(part));
  }

  /** Fetches the texts of a method, and adds them to the speech. */
  speakOf(method: string, texts: MethodTexts): Promise<void> {
    return this.#learn((speech) => speech.withMethod(method, texts));
  }

  async #learn(more: (speech: Speech) => Promise<Speech>): Promise<void> {
    const { speech } = this;
    for (;;) {
      const spoken = speech.peek();
      const learnt = await more(spoken);
      // The reader may have changed the language meanwhile.
      if (speech.peek() !== spoken) continue;
      speech.value = learnt;
      return;
    }
  }

  chooseLanguage(language: Language): void {
    this.tell("language", language);
  }

  chooseTheme(theme: Theme): void {
    this.tell("theme", theme);
  }

  /** Something is there, or will never be. */
  arrived(what: Awaited): void {
    this.awaiting.value = new Set([...this.awaiting.peek()].filter((each) => each !== what));
  }

  /** Waits until something has arrived, if it is awaited. */
  async untilArrived(what: Awaited): Promise<void> {
    let end = (): void => undefined;
    await new Promise<void>((done) => {
      end = this.awaiting.subscribe((awaited) => awaited.has(what) || done());
    });
    end();
  }

  /** Opens a lesson, or with "" the list of them; without a name, leaves it. */
  openLesson(name: string | undefined): void {
    if (name !== undefined && this.guiding.value) this.leaveGuide();
    this.lesson.value = name;
    this.tell("lesson", name);
  }

  /** Opens the map of the methods, in the place of a lesson too. */
  openMap(): void {
    if (this.lesson.value !== undefined) this.openLesson(undefined);
    this.mode.value = "map";
  }

  leaveGuide(): void {
    this.guiding.value = false;
    this.tell("guided", undefined);
  }
}
