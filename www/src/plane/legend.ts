/** What the marks on the plane mean, below it. */
import { html, nothing } from "lit";
import { classColour } from "../draw/palette.ts";
import type { LabStore } from "../store/lab-store.ts";
import { marked, term } from "../ui/term.ts";
import type { Fields, LegendItem } from "./fields.ts";

/** The legend of a plane with its heat maps, where it has any; a class is highlighted by `choose`. */
export function legend(
  store: LabStore,
  fields: Fields | undefined,
  highlight: number | undefined,
  choose: (label: number | undefined) => void,
) {
  const speech = store.page.speech.value;
  const layers = store.plane.shownLayers;
  const { code } = store.model.spec.value;
  const labels = code === "none" ? undefined : store.model.labels.value;
  const classes = labels ? [...new Set(labels)].sort((a, b) => a - b) : [];
  const item: LegendItem = (kind, text, quantity, style = "") =>
    html`<span
      class="muted item"
      @pointerenter=${() => (store.page.pointed.value = quantity)}
      @pointerleave=${() => (store.page.pointed.value = undefined)}
      ><i class=${kind} .style=${style}></i>${text}</span
    >`;
  const one = (label: number) => {
    const pressed = highlight === label;
    const name = store.model.className(label);
    return html`<button
      class="class"
      aria-pressed=${pressed}
      aria-label=${speech.say("plane.class", { label: name })}
      @click=${() => choose(pressed ? undefined : label)}
    >
      <i .style="background: ${classColour(label)}"></i>${name}
    </button>`;
  };
  const selected = store.plane.selected.value !== undefined && code === "gaussian";
  const ellipses = layers.value.ellipses || selected;
  return html`<div class="legend">
    <span role="group" aria-label=${speech.say("plane.classes")}>${classes.map(one)}</span>
    <span class="gap"></span>
    ${fields?.legend(item)}
    ${ellipses ? item("ring posterior", marked(speech.say("plane.posterior")), "sigma") : nothing}
    ${layers.value.prior && !fields?.means ? item("ring", term("prior", speech.say("plane.prior")), "prior") : nothing}
    ${store.plane.cut.value === store.plane.opened.value ? html`<span class="muted">${speech.say("plane.opened")}</span>` : nothing}
    ${store.model.latent.value === 1 ? html`<span class="muted">${speech.say("plane.line")}</span>` : nothing}
  </div>`;
}
