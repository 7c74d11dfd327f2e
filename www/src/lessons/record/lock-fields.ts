/** Controls that a lesson locks, or that a step frees. */
import { html, nothing } from "lit";
import { DRIVES } from "../../store/hideable.ts";
import type { LabStore } from "../../store/lab-store.ts";
import type { TextKey } from "../../texts/keys.ts";
import type { Choices } from "./fields.ts";

const ALL = "options";
const NAMES = {
  train: "controls.play",
  step: "controls.step",
  reset: "controls.reset",
  newSeed: "controls.newSeed",
  preset: "options.preset",
} as const satisfies Record<(typeof DRIVES)[number], TextKey>;

/** What can be locked, with its name. Where all options are, none of them is by itself. */
function lockable({ model, page }: LabStore, lock: readonly string[]): Choices {
  const speech = page.speech.value;
  const options = model.specs.value.map((spec) => [spec.key, speech.option(spec)] as const);
  const drives = DRIVES.map((name) => [name, speech.say(NAMES[name])] as const);
  const all = lock.includes(ALL);
  return [
    [ALL, speech.say("options.title")],
    ["data", speech.say("dataset.title")],
    ...drives.filter(([name]) => !all || name !== "preset"),
    ...(all ? [] : options),
  ];
}

/** What a step can free of that. */
function locked(store: LabStore, lock: readonly string[]): Choices {
  const each = lockable(store, []).filter(([name]) => name !== ALL && name !== "data");
  const isOption = (name: string) => name === "preset" || store.model.specs.value.some(({ key }) => key === name);
  const some = lockable(store, lock).filter(([name]) => name !== ALL && lock.includes(name));
  return lock.includes(ALL) ? [...some, ...each.filter(([name]) => isOption(name))] : some;
}

type Change = (names: readonly string[] | undefined) => void;

export const lockFields = (store: LabStore, title: string, lock: readonly string[], change: Change) =>
  boxes(title, lockable(store, lock), lock, change);

export const unlockFields = (
  store: LabStore,
  title: string,
  lock: readonly string[],
  unlock: readonly string[],
  change: Change,
) => boxes(title, locked(store, lock), unlock, change);

function boxes(title: string, choices: Choices, chosen: readonly string[], change: Change) {
  if (choices.length === 0) return nothing;
  const put = (name: string, on: boolean) => {
    const others = chosen.filter((other) => other !== name);
    const names = on ? [...others, name] : others;
    change(names.length > 0 ? names : undefined);
  };
  return html`<details class="locks">
    <summary>${title}</summary>
    <div class="row" role="group" aria-label=${title}>
      ${choices.map(
        ([name, label]) =>
          html`<label class="check">
            <input
              type="checkbox"
              .checked=${chosen.includes(name)}
              @change=${({ target }: Event) => put(name, (target as HTMLInputElement).checked)}
            />${label}
          </label>`,
      )}
    </div>
  </details>`;
}
