/** Properties that reflect the attributes of the declaration; one whose text means nothing is as one that does not stand. */
import { ATTRIBUTES, type ElementName, type Kind, attributeOf, attributesOf, namesOf } from "./declaration.ts";

/** Gives a class of elements a property for each attribute that elements of that name have. */
export function reflect(prototype: HTMLElement, name: ElementName): void {
  for (const property of attributesOf(name)) {
    // Every element has `lang`.
    if (property in prototype) continue;
    const attribute = attributeOf(property);
    const names = namesOf(property);
    const kind: Kind = ATTRIBUTES[property];
    const reflected: PropertyDescriptor = {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement) {
        const given = names.find((name) => this.hasAttribute(name));
        const text = given === undefined ? null : this.getAttribute(given);
        // Frameworks write "false" where they do not know the property yet.
        if (kind.type === "flag") return text !== null && text !== "false";
        if (kind.type === "choice") return kind.choices.find((choice) => choice === text);
        if (kind.type === "pixels") return Number(text) > 0 ? Number(text) : undefined;
        return text ?? undefined;
      },
      set(this: HTMLElement, value: string | number | boolean | null | undefined) {
        if (value === undefined || value === null || value === false)
          for (const name of names) this.removeAttribute(name);
        else this.setAttribute(attribute, value === true ? "" : String(value));
      },
    };
    for (const name of [property, attribute]) Object.defineProperty(prototype, name, reflected);
  }
}
