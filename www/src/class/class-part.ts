import { state } from "lit/decorators.js";
import { type ClassTexts, classTexts } from "../texts/class/index.ts";
import type { Language } from "../texts/index.ts";
import { LabPart } from "../ui/element.ts";

/** A part of what is for teachers: it has their texts in the language of now, once they are fetched. */
export abstract class ClassPart extends LabPart {
  @state() protected texts: ClassTexts | undefined;
  #spoken: Language | undefined;

  protected override willUpdate(): void {
    const { language } = this.speech;
    if (language === this.#spoken) return;
    this.#spoken = language;
    this.store.act(async () => {
      const texts = await classTexts(language);
      if (language === this.#spoken) this.texts = texts;
    });
  }
}
