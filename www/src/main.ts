/** The page around the lab: what stands in its address, and what the reader chose last time. */
import { defineElements } from "./elements.ts";
import { type Language, Speech, pickLanguage } from "./i18n/index.ts";

const LANGUAGE = "vae-lab.language";
const EXECUTOR = "vae-lab.executor";
const params = new URLSearchParams(location.search);
const lab = document.createElement("vae-lab");

function setLanguage(language: Language): void {
  lab.lang = language;
  document.documentElement.lang = language;
  document.title = new Speech(language).say("title");
}

/** Uses the storage where the browser allows it: in some frames and private windows even its mention throws. */
function stored(use: (storage: Storage) => string | null | void): string {
  try {
    return use(localStorage) ?? "";
  } catch {
    return "";
  }
}

const remembered = stored((storage) => storage.getItem(LANGUAGE));
const wanted = [params.get("lang") ?? "", remembered, ...navigator.languages].filter(Boolean);
setLanguage(pickLanguage(wanted));
lab.addEventListener("language", ({ detail }) => {
  stored((storage) => storage.setItem(LANGUAGE, detail));
  setLanguage(detail);
});

lab.addEventListener("executor", ({ detail }) => stored((storage) => storage.setItem(EXECUTOR, detail)));
const attributes = {
  build: params.get("build"),
  data: params.get("data"),
  executor: params.get("executor") ?? stored((storage) => storage.getItem(EXECUTOR)),
  options: params.toString(),
};
for (const [name, value] of Object.entries(attributes)) if (value) lab.setAttribute(name, value);

defineElements();
document.body.append(lab);
