import { html, nothing } from "lit";
import { late } from "./components/late.ts";
import { DARK } from "./draw/palette.ts";
import { CLOSE, THEME } from "./icons.ts";
import { LANGUAGES, type Language } from "./i18n/index.ts";
import { loadFiles } from "./source.ts";
import type { VaeLab } from "./vae-lab.ts";
import type { Workbench } from "./workbench.ts";

const hasLessons = late(() => import("./components/lesson/lesson.ts"));

/** The whole of the page, for one lab. */
export function layout(lab: VaeLab) {
  const { bench } = lab;
  const drag = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    lab.dropping = true;
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    lab.dropping = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) bench.act(() => loadFiles(bench, files));
  };
  const hidden = bench.hidden.value;
  const spot = bench.spot.value;
  const rival = bench.rival.value;
  const say = (path: string) => bench.speech.value.say(path);
  return html`
    <div
      class="lab"
      @dragenter=${drag}
      @dragover=${drag}
      @dragleave=${(event: DragEvent) => (lab.dropping = event.relatedTarget !== null && lab.dropping)}
      @drop=${drop}
    >
      ${header(lab)} ${above(lab)}
      <main class="columns">
        <div class="middle">
          <vae-controls
            class=${spot === "controls" ? "spot" : ""}
            ?hidden=${hidden.has("controls")}
            .bench=${bench}
          ></vae-controls>
          ${rival ? html`<vae-versus .bench=${bench}></vae-versus>` : nothing}
          <div class=${rival ? "planes two" : "planes"} ?hidden=${hidden.has("plane")}>
            <div
              class=${spot === "plane" ? "spot" : ""}
              role=${rival ? "group" : nothing}
              aria-label=${rival ? say("runs.this") : nothing}
            >
              <vae-plane .bench=${bench}></vae-plane>
            </div>
            ${
              rival
                ? html`<div role="group" aria-label=${say("runs.second")}>
                    <vae-plane .bench=${rival.bench}></vae-plane>
                  </div>`
                : nothing
            }
          </div>
          <vae-scrubber ?hidden=${hidden.has("history")} .bench=${bench}></vae-scrubber>
        </div>
        <vae-panels
          class="figures ${spot === "panels" ? "spot" : ""}"
          ?hidden=${hidden.has("panels")}
          .bench=${bench}
        ></vae-panels>
        <div class="side" ?hidden=${hidden.has("data") && hidden.has("options")}>
          <section class="panel" aria-labelledby="data-title" ?hidden=${hidden.has("data")}>
            <h2 id="data-title">${say("dataset.title")}</h2>
            <vae-dataset .bench=${bench}></vae-dataset>
          </section>
          <section
            class="panel options ${spot === "options" ? "spot" : ""}"
            aria-labelledby="options-title"
            ?hidden=${hidden.has("options")}
          >
            <h2 id="options-title">${say("options.title")}</h2>
            <vae-options .bench=${bench}></vae-options>
          </section>
        </div>
      </main>
      <div class="drop" ?hidden=${!lab.dropping}>${say("drop")}</div>
    </div>
  `;
}

/** What leads the reader: a lesson, or the guide. */
function above({ bench, guideTemplate }: VaeLab) {
  if (bench.lesson.value !== undefined)
    return hasLessons(bench) ? html`<vae-lesson .bench=${bench}></vae-lesson>` : nothing;
  return bench.guiding.value ? guideTemplate?.(bench) : nothing;
}

function header(lab: VaeLab) {
  const { bench } = lab;
  const speech = bench.speech.value;
  const name = speech.say("theme.name");
  const guide = speech.say("guide.name");
  // What goes wrong is said also where there is no header.
  if (bench.hidden.value.has("header"))
    return bench.state.value.notice ? html`<header>${notice(bench)}</header>` : nothing;
  return html`<header>
    <h1>${speech.say("title")}</h1>
    ${notice(bench)}
    <button
      class="button small"
      aria-label=${guide}
      title=${guide}
      aria-pressed=${bench.guiding.value}
      @click=${() => (bench.guiding.value ? bench.leaveGuide() : (bench.guiding.value = true))}
    >
      ?
    </button>
    <select
      class="button small"
      aria-label=${speech.say("language")}
      @change=${(event: Event) => bench.chooseLanguage((event.target as HTMLSelectElement).value as Language)}
    >
      ${Object.entries(LANGUAGES).map(
        ([key, { name }]) =>
          html`<option value=${key} lang=${key} ?selected=${key === speech.language}>${name}</option>`,
      )}
    </select>
    <button
      class="button small"
      aria-label=${name}
      title=${name}
      @click=${() => bench.chooseTheme(bench.palette.value === DARK ? "light" : "dark")}
    >
      ${THEME}
    </button>
  </header>`;
}

function notice(bench: Workbench) {
  const speech = bench.speech.value;
  const { notice, phase, specs, executors } = bench.state.value;
  const greeting = phase === "loading" ? "loading" : "tagline";
  if (!notice) return html`<p class="muted tagline" aria-live="polite">${speech.say(greeting)}</p>`;
  return html`<div
    class="notice ${notice.kind}"
    role=${notice.kind === "error" ? "alert" : "status"}
    data-testid="notice"
  >
    <p>${speech.refused(notice.refused, specs)}</p>
    ${
      notice.refused.code === "gpu-left"
        ? html`<button class="button small" @click=${() => bench.chooseExecutor(executors.choice)}>
            ${speech.say("retry")}
          </button>`
        : ""
    }
    <button class="button small" aria-label=${speech.say("dismiss")} @click=${() => bench.run.dismiss()}>
      ${CLOSE}
    </button>
  </div>`;
}
