/** The surface of every public element, `<vae-lab>` as well as the figures: attributes, members for scripts, events. */
import type { Build, Choice, LabEvents, LabScripting, Theme, VaeElement } from "../api.ts";
import { ATTRIBUTES, type ElementName, type Property, attributesOf, namesOf } from "./declaration.ts";
import { type Scripted, bubbles, scripted } from "./scripting.ts";

/** There are none where pages are made on a server. */
const Base = (globalThis.HTMLElement ?? class {}) as unknown as new () => VaeElement;

/** The content of an element once it is near the screen. */
export interface Stage {
  readonly lab: LabScripting;
  /** An attribute has another value. */
  changed(property: Property): void;
  leave(): void;
}

/** Puts an element on show in its shadow root. */
export type Enter = (element: LabElement, root: ShadowRoot) => Promise<Stage>;

// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- a false alarm: `scripted` gives it the members
export abstract class LabElement extends Base implements Scripted {
  // Methods rather than static fields: browsers that are too old for the rest can read them, and are told so.
  static get observedAttributes(): string[] {
    return (Object.keys(ATTRIBUTES) as Property[]).flatMap(namesOf);
  }

  /** Which element it is. */
  abstract get kind(): ElementName;

  /** The folder of the site; "" where it is not known. */
  get site(): string {
    return "";
  }

  abstract readonly lab: LabScripting | undefined;
  abstract fetchLab(): Promise<LabScripting>;

  /** An attribute has another value. */
  protected abstract changed(property: Property): void;
  /** It is not in the document any more. */
  protected abstract left(): void;

  attributeChangedCallback(name: string): void {
    const property = attributesOf(this.kind).find((each) => namesOf(each).includes(name));
    if (property) this.changed(property);
  }

  disconnectedCallback(): void {
    // A move within the document disconnects for a moment only.
    queueMicrotask(() => {
      if (!this.isConnected) this.left();
    });
  }

  /** Fires an event of the lab; a choice of language or colours becomes the attribute first. */
  tell<T extends keyof LabEvents>(type: T, detail: LabEvents[T]): void {
    if (type === "language") this.lang = detail as string;
    if (type === "theme") this.theme = detail as Theme;
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: bubbles(type), composed: true }));
  }
}

scripted(LabElement);

/** Properties reflect attributes: a flag is a boolean, what is in pixels a number, all else text. */
export interface LabElement {
  model: string | undefined;
  images: string | undefined;
  data: string | undefined;
  options: string | undefined;
  group: string | undefined;
  theme: Theme | undefined;
  height: number | undefined;
  controls: string | undefined;
  autoplay: boolean;
  background: boolean;
  layers: string | undefined;
  pins: string | undefined;
  executor: Choice | undefined;
  build: Build | undefined;
  share: string | undefined;
  lesson: string | undefined;
  guide: boolean;
}
