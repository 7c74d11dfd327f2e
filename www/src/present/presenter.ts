import { effect } from "@lit-labs/preact-signals";
import { css, nothing } from "lit";
import { setUnit } from "../draw/canvas.ts";
import { HIDEABLE, type Hideable } from "../store/hideable.ts";
import type { LabStore } from "../store/lab-store.ts";
import { adopt } from "../ui/adopt.ts";
import { define } from "../ui/define.ts";
import { LabPart } from "../ui/element.ts";
import { base } from "../ui/styles.ts";
import { presentButton, takesPresent } from "./keys.ts";

/** CSS pixels of the smallest text: what a back row reads at 1024×768. */
const LEAST = 28;
/** The smallest text of canvases, where `unit` is 1. */
const CANVAS_TEXT = 11;

/** What is on show with the part that is spoken of. */
const WITH: Partial<Record<Hideable, readonly Hideable[]>> = {
  panels: ["controls"],
  options: ["controls", "plane"],
  data: ["controls", "plane"],
  history: ["plane"],
};
const USUAL: readonly Hideable[] = ["controls", "plane"];

/** For the layout around: sizes of text, and a light on what is spoken of. */
const room = css`
  :host {
    --text-fine: ${LEAST}px;
    --text-small: ${LEAST}px;
    --text-note: ${LEAST}px;
    --text-body: ${LEAST}px;
    --text-page: ${LEAST}px;
    /* Indices in formulas are smaller by the square root of a half, and more. */
    --text-figure: 43px;
    --text-large: ${LEAST + 2}px;
    --text-call: ${LEAST + 6}px;
    --unit: 1.25px;
    line-height: 1.3;
  }
  .lab {
    min-height: 100dvh;
    overflow: clip;
  }
  /* Of the header a lesson leaves a room its notices, and screen readers its title. */
  .lab:has(vae-lesson) header > :not(h1, .notice),
  .lab .tagline {
    display: none;
  }
  .lab:has(vae-lesson) h1 {
    position: absolute;
    clip-path: inset(50%);
  }
  .lab:has(vae-lesson) header:not(:has(.notice)) {
    margin-top: -12px;
  }
  .columns {
    display: flex;
    flex-direction: column;
    flex: 1;
  }
  .planes,
  .middle {
    flex: 1;
  }
  .planes {
    min-height: 380px;
  }
  .planes:not(.two) vae-plane {
    --plane-ratio: auto;
    flex: 1;
    min-height: 0;
  }
  .planes.two {
    grid-template-columns: 1fr 1fr;
  }
  vae-lesson,
  vae-presenter {
    position: relative;
    z-index: 3;
  }
  .spot {
    position: relative;
    z-index: 2;
    outline-width: 5px;
    background: var(--page);
    /* What is around it is darker, and as readable. */
    box-shadow: 0 0 0 200vmax rgb(0 0 0 / 0.1);
  }
`;

/** The page for a room, `<vae-presenter>`: while it is there all text is large, and little but the lesson is on show. */
export class Presenter extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        position: absolute !important;
        top: 8px;
        right: 12px;
      }
    `,
  ];

  #ends: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const { page } = this.store;
    const measure = () => setUnit(LEAST / CANVAS_TEXT);
    addEventListener("resize", measure);
    addEventListener("keydown", this.#key);
    const stop = effect(() => {
      page.offStage.value = offStage(this.store);
    });
    this.#ends = [
      adopt(this, room),
      () => removeEventListener("resize", measure),
      () => removeEventListener("keydown", this.#key),
      stop,
      () => (page.offStage.value = new Set()),
    ];
    measure();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends.splice(0)) end();
    // Canvases write again as large as the page.
    dispatchEvent(new Event("resize"));
  }

  /** A lesson has the button itself. */
  protected override render() {
    return this.store.page.lesson.value ? nothing : presentButton(this.store);
  }

  readonly #key = (event: KeyboardEvent): void => {
    takesPresent(this.store, event);
  };
}

/** All but the part that is spoken of and what belongs to it; and controls that are locked anyhow. */
function offStage({ page, model }: LabStore): ReadonlySet<string> {
  const spot = page.spot.value;
  const shown = [spot, ...((spot && WITH[spot]) ?? USUAL)];
  const options = ["preset", ...model.specs.value.map(({ key }) => key)];
  const locked = options.filter((name) => page.locked.value.has(name));
  return new Set([...HIDEABLE.filter((part) => part !== "header" && !shown.includes(part)), ...locked]);
}

define({ "vae-presenter": Presenter });
