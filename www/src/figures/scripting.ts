/** The scripting interface as members of elements. */
import type { LabEvents, LabScripting } from "../api.ts";
import { INITIAL, NO_METRICS } from "../run/state.ts";

/** The value of each member before there is a lab; methods wait for one. */
const MEMBERS: { [K in keyof LabScripting]: LabScripting[K] extends Function ? "method" : () => LabScripting[K] } = {
  ready: () => Promise.resolve(),
  train: "method",
  pause: "method",
  step: "method",
  reset: "method",
  newSeed: "method",
  setOptions: "method",
  setExecutor: "method",
  loadDataset: "method",
  loadFiles: "method",
  encode: "method",
  decode: "method",
  metrics: () => ({ ...NO_METRICS }),
  executors: () => INITIAL.executors,
  saveWeights: "method",
  loadWeights: "method",
  link: () => "",
  takeOver: "method",
};

/** Events bubble, but for the one that the browser has too: pages watch their windows for errors of their own. */
export const bubbles = (type: keyof LabEvents): boolean => type !== "error";

/** An element whose members are those of a lab that it has, or will have once that is asked for. */
export interface Scripted {
  readonly lab: LabScripting | undefined;
  fetchLab(): Promise<LabScripting>;
}

/** Gives a class of elements the members of its labs. */
export function scripted(element: { prototype: Scripted }): void {
  for (const [name, kind] of Object.entries(MEMBERS)) {
    const key = name as keyof LabScripting;
    Object.defineProperty(element.prototype, key, {
      configurable: true,
      ...(kind === "method"
        ? {
            async value(this: Scripted, ...args: unknown[]) {
              const lab = this.lab ?? (await this.fetchLab());
              return (lab[key] as (...args: unknown[]) => unknown)(...args);
            },
          }
        : {
            get(this: Scripted) {
              if (key === "ready") return this.lab?.ready ?? this.fetchLab().then((lab) => lab.ready);
              return this.lab ? this.lab[key] : kind();
            },
          }),
    });
  }
}
