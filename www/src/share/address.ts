/**
 * The state of a lab as the text of a link: a version, a preset, and what differs from it and from the defaults. Each
 * shareable thing is declared once, in `PARTS`.
 */
import type { Signal } from "@lit-labs/preact-signals";
import { withinReach } from "../draw/view.ts";
import { PATH_KINDS } from "../math/path.ts";
import { cutText, readCut } from "../math/section.ts";
import { news } from "../run/notice.ts";
import { type Preset, PRESETS, presetOptions, presetData } from "../run/options/presets.ts";
import { METHOD, namesOf, ownOptions } from "../run/options/specs.ts";
import type { Options, OptionSpec, OptionValue } from "../run/protocol.ts";
import { refusal } from "../run/refusal.ts";
import { readStop, stopText } from "../run/stop.ts";
import { DRIVES, HIDEABLE, layerName, tabName } from "../store/hideable.ts";
import { LAYERS, layersText, readLayers } from "../store/layers.ts";
import { PANEL_KEYS } from "../store/panel-keys.ts";
import type { LabStore } from "../store/lab-store.ts";
import type { Pin } from "../store/plane-state.ts";
import { listText, readList } from "../texts/numbers.ts";

/** The version of these texts, also of those that name none. Those of another one are not read. */
const VERSION = "1";

/** The images that a lab has where nothing is said of them. */
export const USUAL_DATA = "handwriting";

/** Keys of a link besides options and `PARTS`; the last are for the page around the lab. */
const OTHERS = new Set(["v", "preset", "data", "lang", "theme", "mode"]);

/** One shareable thing: its text, nothing where it is as it was at the start, and the way back. */
interface Part {
  write(store: LabStore): string | undefined;
  /** Takes over what the text says: false where it says nothing that is understood, or what of it is not. */
  read(store: LabStore, text: string): boolean | readonly string[];
}

/** Switches, as the names of those that are on. */
const switches = <T extends Record<string, boolean>>(of: (store: LabStore) => Signal<T>): Part => ({
  write: (store) =>
    Object.entries(of(store).value)
      .filter(([, on]) => on)
      .map(([name]) => name)
      .join(",") || undefined,
  read: (store, text) => {
    const choices = of(store);
    const on = text.split(",");
    choices.value = Object.fromEntries(Object.keys(choices.value).map((name) => [name, on.includes(name)])) as T;
    return on.every((name) => Object.hasOwn(choices.value, name));
  },
});

/** What a link can say besides options and data, by its keys. */
export const PARTS = {
  pins: {
    write: ({ plane: { pins } }) => {
      const text = pins.value.map(pinText).join(";");
      return text === FIRST_PINS ? undefined : text;
    },
    read: (store, text) => {
      const pins = text.split(";").map(readPin);
      if (!pins.every((pin) => pin !== undefined)) return false;
      store.plane.placePins(pins);
      return true;
    },
  },
  path: {
    write: ({ plane: { path } }) => (path.value === "straight" ? undefined : path.value),
    read: (store, text) => {
      const kind = PATH_KINDS.find((kind) => kind === text);
      if (kind) store.plane.path.value = kind;
      return kind !== undefined;
    },
  },
  image: {
    write: ({ plane: { selected } }) => selected.value?.toString(),
    read: (store, text) => {
      if (!/^\d{1,4}$/.test(text)) return false;
      store.plane.selected.value = Number(text);
      return true;
    },
  },
  panel: {
    write: ({ page: { panel } }) => (panel.value === "live" ? undefined : panel.value),
    read: (store, text) => {
      const key = PANEL_KEYS.find((key) => key === text);
      if (key) store.page.panel.value = key;
      return key !== undefined;
    },
  },
  charts: switches(({ page: { charts } }) => charts),
  dimensions: switches(({ page: { dimensions } }) => dimensions),
  stop: {
    write: ({ session: { stopRules } }) => stopText(stopRules.value) || undefined,
    read: (store, text) => {
      const rules = readStop(text);
      if (rules) store.session.stopRules.value = rules;
      return rules !== undefined;
    },
  },
  layers: {
    write: ({ plane: { layers } }) => layersText(layers.value),
    read: (store, text) => {
      const layers = readLayers(text);
      store.plane.layers.value = layers ?? store.plane.layers.value;
      return layers !== undefined;
    },
  },
  view: {
    write: ({ plane: { view } }) => view.value && listText([view.value.x, view.value.y, view.value.radius]),
    read: (store, text) => {
      const [x, y, radius] = readList(text) ?? [];
      if (x === undefined || y === undefined || !(Number(radius) > 0)) return false;
      store.plane.view.value = { x, y, radius: withinReach(Number(radius)) };
      return true;
    },
  },
  cut: {
    write: ({ plane: { cut } }) => cutText(cut.value),
    read: (store, text) => {
      const cut = readCut(text);
      store.plane.cut.value = cut ?? store.plane.cut.value;
      return cut !== undefined;
    },
  },
  hide: {
    write: ({ page: { leftOut } }) => [...leftOut.value].join(",") || undefined,
    read: (store, text) => {
      const { known, unknown } = namesIn(store, text, HIDEABLE);
      store.page.leftOut.value = new Set(known);
      return unknown.map((name) => `hide=${name}`);
    },
  },
  lock: {
    write: (store) => {
      const locks = store.page.linkLocks.value;
      const options = optionNames(store);
      const all = options.every((name) => locks.has(name));
      const rest = [...locks].filter((name) => !all || !options.includes(name));
      return [...(all ? [ALL_OPTIONS] : []), ...rest].join(",") || undefined;
    },
    read: (store, text) => {
      const { known, unknown } = namesIn(store, text, [ALL_OPTIONS, "data"]);
      const names = known.flatMap((name) => (name === ALL_OPTIONS ? optionNames(store) : [name]));
      store.page.linkLocks.value = new Set(names);
      // They say why.
      store.page.speak("panels").catch(() => undefined);
      return unknown.map((name) => `lock=${name}`);
    },
  },
} satisfies Record<string, Part>;

/** Locks every option, and the presets that set them. */
export const ALL_OPTIONS = "options";
const optionNames = ({ model }: LabStore) => ["preset", ...model.specs.value.map(({ key }) => key)];

/** The names in a text of what can be hidden or locked, and those that mean nothing. */
function namesIn(store: LabStore, text: string, parts: readonly string[]): Record<"known" | "unknown", string[]> {
  const names = new Set([
    ...parts,
    ...DRIVES,
    ...optionNames(store),
    ...PANEL_KEYS.map(tabName),
    ...Object.keys(LAYERS).map(layerName),
  ]);
  const said = text.split(",");
  return { known: said.filter((name) => names.has(name)), unknown: said.filter((name) => !names.has(name)) };
}

const FIRST_PINS = "0.5,0.5";

/** A place to three digits, without the zeros at its end, and the name after a colon. */
function pinText({ z, name }: Pin): string {
  const place = listText(z).replace(/(,0)+$/, "");
  return name === "" ? place : `${place}:${encodeURIComponent(name)}`;
}

function readPin(text: string): Pin | undefined {
  const [place = "", name = ""] = text.split(":");
  const z = readList(place);
  if (!z?.length) return undefined;
  try {
    return { z, name: decodeURIComponent(name) };
  } catch {
    return undefined;
  }
}

const same = (a: OptionValue | undefined, b: OptionValue | undefined) => JSON.stringify(a) === JSON.stringify(b);

/** The preset that a model's options are nearest to, and what differs from it. The seed belongs to no preset. */
export function difference(
  specs: readonly OptionSpec[],
  presets: readonly Preset[],
  options: Options,
): { preset: Preset | undefined; changed: Options } {
  const own = Object.entries(ownOptions(specs, options));
  const from = (preset: Preset) => {
    const base: Options = {
      seed: specs.find(({ key }) => key === "seed")?.default ?? 0,
      ...presetOptions(specs, preset, options[METHOD]),
      [METHOD]: presetOptions(specs, preset)[METHOD] ?? "",
    };
    return Object.fromEntries(own.filter(([key, value]) => !same(value, base[key])));
  };
  const candidates = presets.map((preset) => ({ preset, changed: from(preset) }));
  const few = ({ changed }: { changed: Options }) => Object.keys(changed).length;
  candidates.sort((a, b) => few(a) - few(b));
  return candidates[0] ?? { preset: undefined, changed: options };
}

/** The images, where a link can say them: not files, nor what the preset says. */
function dataText({ model, run }: LabStore, preset: Preset | undefined, begun: string): string | undefined {
  const { source } = run.beginning;
  if (!model.dataset.value || source.kind === "files") return undefined;
  const text = source.kind === "urls" ? source.urls.join(",") : source.name;
  return text === preset?.data || (text === USUAL_DATA && begun === USUAL_DATA) ? undefined : text;
}

/** The lab as it is now, `v=1&preset=fast&beta=4&…`, where it begins with these images if the link says nothing else. */
export function shareText(store: LabStore, begun: string = USUAL_DATA): string {
  // Not the state as a whole, which is another one at every report of a run that trains.
  const { specs, options, dataset } = store.model;
  const presets = PRESETS.filter((preset) => !presetData(preset, dataset.value?.name ?? ""));
  const { preset, changed } = difference(specs.value, presets, options.value);
  const texts: [string, string | undefined][] = [
    ["v", VERSION],
    ["preset", preset === PRESETS[0] ? undefined : preset?.key],
    ["data", dataText(store, preset, begun)],
    ...Object.entries(changed).map(([key, value]): [string, string] => [key, String(value)]),
    ...Object.entries(PARTS).map(([key, part]): [string, string | undefined] => [key, part.write(store)]),
  ];
  const said = texts.filter((text): text is [string, string] => text[1] !== undefined);
  // Commas and the like are allowed in the part of an address after #, and read better.
  return said.map(([key, value]) => `${key}=${value.replace(/[%&+#\s]/g, encodeURIComponent)}`).join("&");
}

/**
 * The texts of a link by their keys, also of one that stands in a whole address or that was encoded on its way. Undefined
 * where it is none; throws where another version wrote it.
 */
export function shareTexts(link: string): Record<string, string> | undefined {
  const texts = linkTexts(link);
  const version = texts?.["v"] ?? VERSION;
  if (version !== VERSION) throw refusal("link-version", { version });
  return texts;
}

/** The same, of any version. */
export function linkTexts(link: string): Record<string, string> | undefined {
  let text = afterHash(link);
  // Mail programs encode what they do not know, some twice.
  for (let times = 0; times < 2 && !text.includes("="); times++) text = afterHash(decoded(text));
  return text.includes("=") ? Object.fromEntries(new URLSearchParams(text)) : undefined;
}

/** Of an address what comes after its `#`; a text that is none is that already. */
function afterHash(link: string): string {
  return /^(#|\w[\w+.-]*:|[./?])/.test(link) ? link.replace(/^[^#]*#?/, "") : link;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Takes over one thing that a link can say, and tells what of it is not understood: by default its key. */
function misread(store: LabStore, key: keyof typeof PARTS, text: string): readonly string[] {
  const read: boolean | readonly string[] = PARTS[key].read(store, text);
  return read === true ? [] : read || [key];
}

/** Takes over one thing that a link can say; false where the text says something that is not understood. */
export const readPart = (store: LabStore, key: keyof typeof PARTS, text: string): boolean =>
  misread(store, key, text).length === 0;

/** Takes over what a link says besides options, and names in one notice what of it was `refused` or means nothing. */
export function readParts(
  store: LabStore,
  texts: Readonly<Record<string, string>>,
  refused: ReadonlyMap<string, unknown>,
): void {
  const unread = Object.entries(texts).flatMap(([key, text]) => {
    if (Object.hasOwn(PARTS, key)) return misread(store, key as keyof typeof PARTS, text);
    const spec = store.state.value.specs.find((spec) => namesOf(spec).includes(key));
    return (spec ? refused.has(spec.key) : !OTHERS.has(key)) ? key : [];
  });
  if (unread.length > 0) store.run.inform(news("link-parts", { parts: unread.join(", ") }));
}
