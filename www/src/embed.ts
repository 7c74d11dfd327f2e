/** The entry for pages that are not ours: it makes every element known. */
import { ELEMENTS, type ElementName } from "./figures/declaration.ts";
import { defineElements } from "./figures/define.ts";

export { setSite } from "./figures/define.ts";

defineElements(Object.keys(ELEMENTS) as ElementName[], import.meta.url);
