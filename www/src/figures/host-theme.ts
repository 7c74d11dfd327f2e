/** The colours of the page around a widget. */
import type { Theme } from "../api.ts";
import { DARK, LIGHT, type Palette } from "../draw/palette.ts";

const SYSTEM = matchMedia("(prefers-color-scheme: dark)");

/** How light the text of a page is where it is on something dark. */
const LIGHT_TEXT = 0.7;

/** Whether what is around an element is light or dark: by what is painted behind it, and else by the page's text. */
export function themeAround(element: Element): Theme {
  for (let at = around(element); at; at = around(at)) {
    const colour = rgba(getComputedStyle(at).backgroundColor);
    if (colour) return luminance(colour) < 0.5 ? "dark" : "light";
  }
  // A picture is behind it, or the browser's own colour: that is dark where the page says that it can be.
  const text = rgba(getComputedStyle(document.body).color);
  return text && luminance(text) > LIGHT_TEXT ? "dark" : "light";
}

/** What an element is painted in: the slot or the parent around it, or the element whose shadow root it is in. */
function around(element: Element): Element | undefined {
  const root = element.getRootNode();
  return element.assignedSlot ?? element.parentElement ?? (root instanceof ShadowRoot ? root.host : undefined);
}

/** A palette with the colours that the page gives the element as `--vae-ink` and so on. */
export function paletteOf(element: Element, theme: Theme): Palette {
  const style = getComputedStyle(element);
  const base = theme === "dark" ? DARK : LIGHT;
  const { scheme: _, dot: __, ...colours } = base;
  const own = Object.keys(colours).flatMap((name) => {
    const colour = style.getPropertyValue(`--vae-${name}`).trim();
    return colour ? [[name, colour] as const] : [];
  });
  if (own.length === 0) return base;
  const palette: Palette = { ...base, ...Object.fromEntries(own) };
  return { ...palette, dot: rgba(palette.ink) ?? base.dot };
}

/** Calls back when the page may have changed its colours; the answer ends that. */
export function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  for (const element of [document.documentElement, document.body]) observer.observe(element, { attributes: true });
  // Colours that change slowly are there when that ends.
  const ended = ({ propertyName }: TransitionEvent) => {
    if (propertyName === "background-color" || propertyName === "color") changed();
  };
  document.addEventListener("transitionend", ended);
  SYSTEM.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    document.removeEventListener("transitionend", ended);
    SYSTEM.removeEventListener("change", changed);
  };
}

/** Red, green and blue in 0..255 of a colour in any notation; nothing where it is more transparent than not. */
function rgba(colour: string): [number, number, number] | undefined {
  // Colours are read as the browser writes them: some browsers change what is read from a canvas.
  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
  if (!canvas) return;
  canvas.fillStyle = colour;
  // All notations become sRGB; a browser that does not know the function keeps what was there.
  canvas.fillStyle = `color-mix(in srgb, ${colour}, ${colour})`;
  const said = canvas.fillStyle;
  const hex = /^#(..)(..)(..)$/.exec(said)?.slice(1);
  if (hex) return hex.map((part) => Number.parseInt(part, 16)) as [number, number, number];
  const [red = 0, green = 0, blue = 0, alpha = 1] = (said.match(/-?\d[\d.]*(?:e-?\d+)?/g) ?? []).map(Number);
  const unit = said.startsWith("color") ? 255 : 1;
  return alpha < 0.5 ? undefined : [unit * red, unit * green, unit * blue];
}

/** Of sRGB values by ITU-R BT.709, without undoing their gamma, from 0 to 1. */
const luminance = ([red, green, blue]: readonly number[]) =>
  (0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)) / 255;
