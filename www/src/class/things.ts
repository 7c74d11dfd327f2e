/** What a link for a class can hide or lock: all of it follows from what the page declares. */
import { specsOf } from "../run/options/specs.ts";
import { ALL_OPTIONS } from "../share/address.ts";
import { DRIVES, HIDEABLE, layerName, tabName } from "../store/hideable.ts";
import type { LabStore } from "../store/lab-store.ts";
import { layersOf } from "../store/layers.ts";
import { PANEL_KEYS } from "../store/panel-keys.ts";
import type { ClassTexts } from "../texts/class/index.ts";

/** What pupils find of a thing. */
export const STANDINGS = ["free", "locked", "hidden"] as const;
export type Standing = (typeof STANDINGS)[number];

export interface Thing {
  /** As `hide=` and `lock=` name it. */
  name: string;
  label: string;
  /** Parts of the page are there or not. */
  lockable: boolean;
}

export interface Things {
  key: string;
  title: string;
  things: readonly Thing[];
}

/** Parts that can be locked as well as hidden. */
const LOCKABLE_PARTS: readonly string[] = ["data", ALL_OPTIONS];

/** Everything that the model of now has, in groups. */
export function thingsOf(store: LabStore, { link: texts }: ClassTexts): Things[] {
  const speech = store.page.speech.value;
  const { specs, options } = store.state.value;
  const own = specsOf(specs, options);
  const groups = [...new Set(own.map(({ group }) => group))];
  const thing = (name: string, label: string, lockable = true): Thing => ({ name, label, lockable });
  return [
    {
      key: "parts",
      title: texts.groups.parts,
      things: HIDEABLE.map((part) => thing(part, texts.parts[part], LOCKABLE_PARTS.includes(part))),
    },
    { key: "drives", title: texts.groups.drives, things: DRIVES.map((name) => thing(name, texts.drives[name])) },
    ...groups.map((group) => ({
      key: group,
      title: speech.say(`options.groups.${group}`),
      things: own.filter((spec) => spec.group === group).map((spec) => thing(spec.key, speech.option(spec))),
    })),
    {
      key: "tabs",
      title: texts.groups.tabs,
      things: PANEL_KEYS.map((key) => thing(tabName(key), speech.say(`panels.${key}`))),
    },
    {
      key: "layers",
      title: texts.groups.layers,
      things: layersOf(store.model.spec.value).map((key) => thing(layerName(key), speech.say(`plane.layers.${key}`))),
    },
  ];
}

/** The text of a link where these things stand so, in the place of what it hid and locked before. */
export function linkWith(text: string, standings: ReadonlyMap<string, Standing>): string {
  const named = (key: "hide" | "lock", standing: Standing) => {
    const names = [...standings].filter(([, each]) => each === standing).map(([name]) => name);
    return names.length > 0 ? [`${key}=${names.join(",")}`] : [];
  };
  const rest = text.split("&").filter((part) => !/^(hide|lock)=/.test(part));
  return [...rest, ...named("hide", "hidden"), ...named("lock", "locked")].join("&");
}
