import { LitElement } from "lit";
import { property } from "lit/decorators.js";
import { LIGHT, type Palette } from "../draw/palette.ts";
import { Speech } from "../i18n/index.ts";

/** What every part of the page has: a language and colours, given from above. */
export class LabPart extends LitElement {
  @property({ attribute: false }) speech = new Speech("en");
  @property({ attribute: false }) palette: Palette = LIGHT;

  protected say(path: string, params?: Record<string, string | number>): string {
    return this.speech.say(path, params);
  }

  /** Tells the element above; these events do not leave the lab. */
  protected tell<T>(name: string, detail: T): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
