/** The page around the lab: what stands in its address, and what the reader chose last time. */
import { effect, signal } from "@lit-labs/preact-signals";
import { attributeOf, type Property } from "./figures/declaration.ts";
import { defineElements } from "./page/elements.ts";
import { takeIn } from "./page/take-in.ts";
import { printBySheet } from "./page/paper/keys.ts";
import { VaeLab } from "./page/vae-lab.ts";
import { refusal } from "./run/refusal.ts";
import { MODES } from "./store/page-state.ts";
import { remember, remembered } from "./store/remembered.ts";
import { linkTexts } from "./share/address.ts";
import { type Language, Speech, pickLanguage } from "./texts/index.ts";
import { define } from "./ui/define.ts";

const LANGUAGE = "vae-lab.language";
const THEME = "vae-lab.theme";
const EXECUTOR = "vae-lab.executor";
const GUIDED = "vae-lab.guided";
/** The address is written this long after the last change: browsers refuse too many writes. */
const WRITE_MS = 400;
/** Once the lab can train, the first look at it has this long before what printing and a visit without a network need. */
const OFFLINE_MS = 4000;

const params = new URLSearchParams(location.search);
const linked = linkTexts(location.hash);
defineElements();
define({ "vae-lab": VaeLab });
const lab = document.createElement("vae-lab");
/** The reader's choices, in this visit or in the link: they go on in the link. */
const chosen = signal({ lang: linked?.["lang"] ?? "", theme: linked?.["theme"] ?? "" });

function setLanguage(language: Language): void {
  lab.lang = language;
  document.documentElement.lang = language;
  void Speech.of(language).then((speech) => {
    document.title = speech.say("title");
    started();
  });
}

/** Takes away what stands in the page itself; that the browser is too old stays. */
function started(): void {
  document.querySelector("html:not([data-fault=old]) #fault")?.remove();
}

function setTheme(theme: string): void {
  if (theme === "light" || theme === "dark") lab.theme = theme;
}

const wanted = [chosen.value.lang, params.get("lang") ?? "", remembered(LANGUAGE), ...navigator.languages];
setLanguage(pickLanguage(wanted.filter(Boolean)));
setTheme(chosen.value.theme || params.get("theme") || remembered(THEME));
lab.addEventListener("language", ({ detail }) => {
  remember(LANGUAGE, detail);
  chosen.value = { ...chosen.value, lang: detail };
  setLanguage(pickLanguage([detail]));
});
lab.addEventListener("theme", ({ detail }) => {
  remember(THEME, detail);
  chosen.value = { ...chosen.value, theme: detail };
  setTheme(detail);
});
lab.addEventListener("lesson", ({ detail }) => {
  // The address of an open lesson is the lesson's.
  const url = new URL(location.href);
  if (detail) url.searchParams.set("lesson", detail);
  else url.searchParams.delete("lesson");
  if (detail) url.hash = "";
  history.replaceState(history.state, "", url);
});
lab.addEventListener("guided", () => remember(GUIDED, "yes"));
lab.addEventListener("executor", ({ detail }) => remember(EXECUTOR, detail));

const attributes = {
  build: params.get("build"),
  data: params.get("data"),
  executor: params.get("executor") ?? remembered(EXECUTOR),
  // The reader's own images are not what it was trained on.
  model: params.get("model") ?? (params.has("data") ? null : "handwriting-2d"),
  options: params.toString(),
  share: location.hash.slice(1),
  lesson: params.get("lesson"),
};
for (const [property, value] of Object.entries(attributes))
  if (value) lab.setAttribute(attributeOf(property as Property), value);

const { mode, presenting } = lab.store.page;
presenting.value = params.has("present");
// Without a wish it is for playing; a link that says what is to be seen opens the lab, as it always did.
const plain =
  location.hash === "" && [...params.keys()].every((key) => ["lang", "theme", "mode", "present"].includes(key));
const DOORS = [...MODES, "learn"];
/** The map is also what readers of an article are sent to. */
const mapped = params.has("map") || params.has("from") ? "map" : undefined;
/** The door of that name; says so where there is none, once the lab is there. */
function doorOf(name: string | null | undefined): string | undefined {
  if (!name || DOORS.includes(name)) return name ?? undefined;
  const reason = refusal("attribute", { attribute: "mode", value: name, accepted: DOORS.join(", ") });
  lab.ready.then(() => lab.store.run.fail(reason)).catch(() => undefined);
  return undefined;
}
const door = doorOf(linked?.["mode"] ?? params.get("mode")) || (mapped ?? (plain ? "play" : "lab"));
/** A link that names no mode is of the lab. */
const enter = (name: string | undefined) => (mode.value = MODES.find((mode) => mode === name) ?? "lab");
enter(door);
lab.store.page.from.value = params.get("from") ?? "";
if (door === "learn" && !params.get("lesson")) lab.setAttribute("lesson", "");

// Once, and not on a visit by a link.
const newcomer = location.hash === "" && remembered(GUIDED) === "";
lab.guide = newcomer && mode.value === "lab" && !lab.hasAttribute("lesson");
if (newcomer && mode.value === "play") {
  const ended = mode.subscribe((now) => {
    if (now !== "lab") return;
    queueMicrotask(() => ended());
    lab.store.page.guiding.value = lab.store.page.lesson.value === undefined;
  });
}
document.body.append(lab);

document.addEventListener("paste", ({ clipboardData }) => takeIn(lab.store, clipboardData));

/** Keeps the address at what the reader sees, so that it can be shared at any time; until that changes it is left alone. */
function writeAddress(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: string | undefined;
  let first: string | undefined;
  effect(() => {
    const { lang, theme } = chosen.value;
    // A link without a mode opens the lab.
    const room = mode.value !== "lab" && `mode=${mode.value}`;
    const page = [lang && `lang=${lang}`, theme && `theme=${theme}`, room].filter(Boolean);
    const text = [lab.link, ...page].join("&");
    first ??= text;
    const { lesson } = lab.store.page;
    // The address of a lesson does not say what there is after it.
    const changed = text !== (last ??= text);
    last = lesson.value ? "" : text;
    if (lesson.value) return clearTimeout(timer);
    if (!changed) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const plain = text === first && location.hash === "";
      if (!plain && location.hash !== `#${text}`) history.replaceState(history.state, "", `#${text}`);
    }, WRITE_MS);
  });
}

window.addEventListener("hashchange", () => {
  const texts = linkTexts(location.hash);
  if (!texts) return;
  enter(doorOf(texts["mode"]));
  lab.store.act(() => lab.takeOver(location.hash));
});
lab.ready.then(writeAddress, () => undefined);
const rested = lab.ready.then(() => new Promise((rested) => setTimeout(rested, OFFLINE_MS)));
// Whoever comes to a term then has its definition at once.
rested.then(() => lab.store.page.speak("terms")).catch(() => undefined);
// Where it cannot be kept the page is as it was.
rested
  .then(() => import("./page/offline/register.ts"))
  .then(({ keepSite }) => keepSite(lab.store))
  .catch(() => undefined);
printBySheet(lab, rested);
