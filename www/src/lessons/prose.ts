/** Texts of a lesson. Words operate the control that they name: `[[beta]]`, or `[[beta|the price]]` in words of their own. */
import { PANEL_KEYS, type PanelKey } from "../store/panel-keys.ts";
import type { Language } from "../texts/index.ts";
import type { Texts } from "./shape.ts";

/** A text in a language, or in whichever it is said. */
export function textIn(texts: Texts, language: Language): string {
  if (typeof texts === "string") return texts;
  return texts[language] ?? Object.values(texts)[0] ?? "";
}

/** A piece of a text: plain, or a mark with the name of a control, and the punctuation that may not begin a line after it. */
export type Piece = string | { name: string; label: string | undefined; closing: string };

const MARK = /\[\[([\w-]+)(?:\|([^[\]|]+))?\]\]([,.;:!?)，。；：！？、）”]*)/g;

/** The pieces of a text, in their order. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: whole, 1: name = "", 2: label, 3: closing = "", index } of text.matchAll(MARK)) {
    pieces.push(text.slice(from, index), { name, label, closing });
    from = index + whole.length;
  }
  return [...pieces, text.slice(from)].filter((piece) => piece !== "");
}

/** Controls that a mark can name besides options and panels, by what selects them. */
export const CONTROLS = { train: ".play", pin: '[data-testid="pin"]' } as const;
export type Control = keyof typeof CONTROLS;

export const isControl = (name: string): name is Control => Object.hasOwn(CONTROLS, name);
export const isPanel = (name: string): name is PanelKey => PANEL_KEYS.some((key) => key === name);
