/**
 * A widget alone, for a frame in another's page: the address says which one, and its attributes. The page around is told
 * how high it is and how far a lesson is, and nothing else passes between them.
 */
import type { LessonProgress } from "./api.ts";
import "./embed.ts";
import { ATTRIBUTES, ELEMENTS, type Property, attributeOf, namesOf } from "./figures/declaration.ts";
import { sentence } from "./figures/sentences.ts";
import { tellAround } from "./ui/around.ts";

const params = new URLSearchParams(location.search);
const name = params.get("element") ?? "";
const { lang } = Object.fromEntries(params);
if (lang) document.documentElement.lang = lang;
else document.documentElement.removeAttribute("lang");

document.getElementById("fault")?.remove();
if (Object.hasOwn(ELEMENTS, name)) {
  const widget = document.createElement(name);
  for (const property of Object.keys(ATTRIBUTES) as Property[]) {
    const value = namesOf(property)
      .map((name) => params.get(name))
      .find((text) => text !== null);
    if (value !== undefined && value !== null) widget.setAttribute(attributeOf(property), value);
  }
  widget.addEventListener("lesson-progress", ({ detail }: CustomEventInit<LessonProgress>) => {
    if (detail) tellAround({ lesson: detail });
  });
  document.body.append(widget);
} else {
  const note = document.createElement("p");
  note.setAttribute("role", "alert");
  note.textContent = sentence(document.documentElement, "element", { name, names: Object.keys(ELEMENTS).join(", ") });
  document.body.append(note);
}

new ResizeObserver(() => {
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  tellAround({ height });
}).observe(document.body);
