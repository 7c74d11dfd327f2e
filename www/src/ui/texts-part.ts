import type { PropertyValues } from "lit";
import { state } from "lit/decorators.js";
import type { Language } from "../texts/language.ts";
import { LabPart } from "./element.ts";

/** A part of a lab with texts of its own, which it has in the language of now once they are fetched. */
export abstract class TextsPart<Texts> extends LabPart {
  @state() protected texts: Texts | undefined;
  #spoken: Language | undefined;

  protected abstract readonly fetchTexts: (language: Language) => Promise<Texts>;

  protected override willUpdate(_changed: PropertyValues): void {
    const { language } = this.speech;
    if (language === this.#spoken) return;
    this.#spoken = language;
    this.store.act(async () => {
      const texts = await this.fetchTexts(language);
      if (language === this.#spoken) this.texts = texts;
    });
  }
}
