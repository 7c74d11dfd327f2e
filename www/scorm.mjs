// The lessons of the course as a package of SCORM 1.2, which a learning platform takes as an upload: each lesson is an item,
// and reports when it is begun and when it is done.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

/** @type {{ module: typeof import("./src/lessons/order.ts") }} */
const { module: order } = await runnerImport(fileURLToPath(new URL("src/lessons/order.ts", import.meta.url)));

const COURSE = fileURLToPath(new URL("src/lessons/course", import.meta.url));
const PAGE = "index.html";

/** Tells the platform, which offers `API` in a window around the page or in the one that opened it. */
const REPORT = `
const found = (window) => {
  for (let at = window, tries = 0; at && tries < 10; at = at.parent === at ? undefined : at.parent, tries++)
    try { if (at.API) return at.API } catch { return undefined }
};
const api = found(window.parent) ?? found(window.opener);
if (api) {
  const STATUS = "cmi.core.lesson_status";
  const done = () => ["completed", "passed"].includes(api.LMSGetValue(STATUS));
  const say = (key, value) => { api.LMSSetValue(key, value); api.LMSCommit("") };
  api.LMSInitialize("");
  if (!done()) say(STATUS, "incomplete");
  addEventListener("lesson-progress", ({ detail }) => {
    say("cmi.core.lesson_location", String(detail.step + 1));
    if (detail.done && !done()) say(STATUS, "completed");
  });
  addEventListener("pagehide", () => api.LMSFinish(""));
}
`;

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** @param {{ name: string, version: string }} about @param {readonly (readonly [string, string])[]} lessons */
const manifest = ({ name, version }, lessons) => `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="${name}" version="${version}"
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="course">
    <organization identifier="course">
      <title>VAE Lab</title>
${lessons
  .map(
    ([lesson, title]) => `      <item identifier="item-${lesson}" identifierref="page" parameters="?lesson=${lesson}">
        <title>${escaped(title)}</title>
      </item>`,
  )
  .join("\n")}
    </organization>
  </organizations>
  <resources>
    <resource identifier="page" type="webcontent" adlcp:scormtype="sco" href="${PAGE}">
      <file href="${PAGE}"/>
    </resource>
  </resources>
</manifest>
`;

/**
 * The files of the package, of the page that is one file.
 * @param {string} page @param {{ name: string, version: string }} about @returns {Record<string, Uint8Array>}
 */
export function scorm(page, about) {
  const files = readdirSync(COURSE).map((file) => {
    const lesson = JSON.parse(readFileSync(join(COURSE, file), "utf8"));
    return /** @type {const} */ ([file.replace(".json", ""), lesson]);
  });
  const lessons = order.inOrder(files).map(([name, lesson]) => /** @type {const} */ ([name, String(lesson.title.en)]));
  const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);
  return {
    "imsmanifest.xml": bytes(manifest(about, lessons)),
    [PAGE]: bytes(page.replace("</body>", () => `<script type="module">${REPORT}</script>\n</body>`)),
  };
}
