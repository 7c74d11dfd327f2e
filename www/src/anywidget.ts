/** A module of anywidget: an element in the output of a notebook, whose attributes are the traits of a model in Python. */
import { ATTRIBUTES, ELEMENTS, type ElementName, type Property, attributeOf } from "./figures/declaration.ts";
import { defineElements } from "./figures/define.ts";

/** As far as it is used here. */
interface Model {
  get(trait: string): string | number | boolean | null | undefined;
  set(trait: string, value: unknown): void;
  save_changes(): void;
  on(event: string, listener: () => void): void;
}

const NAMES = Object.keys(ELEMENTS) as ElementName[];

defineElements(NAMES, import.meta.url);

function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const name = NAMES.find((name) => name === model.get("element"));
  if (!name) throw new Error(`The trait "element" has to be one of these: ${NAMES.join(", ")}.`);
  const figure = document.createElement(name);
  for (const property of Object.keys(ATTRIBUTES) as Property[]) {
    const trait = attributeOf(property);
    const take = () => {
      const value = model.get(trait);
      // An empty trait is as one that does not stand.
      if (value) figure.setAttribute(trait, value === true ? "" : String(value));
      else figure.removeAttribute(trait);
    };
    take();
    model.on(`change:${trait}`, take);
  }
  figure.addEventListener("metrics", (event) => {
    model.set("metrics", (event as CustomEvent).detail);
    model.save_changes();
  });
  el.append(figure);
  return () => figure.remove();
}

export default { render };
