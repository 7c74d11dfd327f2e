/** The elements as their parts know them. */
import type { Build, Choice, LabScripting } from "../api.ts";
import type { ElementName, Property } from "./declaration.ts";

/** An element of a page. Its properties reflect attributes: a flag is a boolean, what is in pixels a number, all else text. */
export interface FigureElement extends HTMLElement, LabScripting {
  /** Which element it is. */
  readonly kind: ElementName;
  /** The folder of the site; "" where it is not known. */
  readonly site: string;
  model: string | undefined;
  data: string | undefined;
  options: string | undefined;
  group: string | undefined;
  theme: "light" | "dark" | undefined;
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

/** What an element shows once it is near the screen. */
export interface Stage {
  readonly lab: LabScripting;
  /** An attribute has another value. */
  changed(property: Property): void;
  leave(): void;
}
