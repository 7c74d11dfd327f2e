/** What a light says of a run: its curves alone judge, and the sentences have the numbers that they were judged by. */
import { INACTIVE } from "../math/activity.ts";
import type { LightKey } from "../models/view.ts";
import type { CurvePoints } from "../run/curve.ts";
import { lossPlace } from "../run/terms.ts";
import type { MethodTextKey, Params, Say, SayOfMethod, Under } from "../texts/keys.ts";
import { count } from "../texts/numbers.ts";
import {
  type Collapse,
  EARLIEST,
  GAP,
  type Overfitting,
  RISE,
  WINDOW,
  collapse,
  differenceText,
  overfitting,
} from "./health.ts";

export interface Light {
  key: LightKey;
  level: Collapse["level"] | Overfitting["level"];
  /** Its name, the diagnosis in short and in full, a remedy to try, and how it is judged. */
  name: string;
  state: string;
  found: string;
  advice: string;
  criterion: string;
  /** The step that the time machine could go to. */
  back?: number;
}

/** A language, with the texts of the model. */
export interface Words {
  say: Say;
  sayOfModel: SayOfMethod;
}

/** The light of a run until the end of its curves, which trains with this β. */
export const diagnosis = (key: LightKey, curve: CurvePoints, beta: number, words: Words): Light =>
  key === "collapse" ? ofCollapse(curve, beta, words) : ofOverfitting(curve, words);

/** Of posterior collapse; its texts are the model's. */
function ofCollapse(curve: CurvePoints, beta: number, { sayOfModel }: Words): Light {
  const { level, inactive, of } = collapse(curve);
  const told = (what: Under<"lights.collapse", MethodTextKey>, params?: Params) =>
    sayOfModel(`lights.collapse.${what}`, params);
  return {
    key: "collapse",
    level,
    name: told("name"),
    state: told(level),
    found: told(`${level}Found`, { count: inactive, of }),
    advice: told(level === "all" ? "allAdvice" : "someAdvice", { beta }),
    criterion: told("criterion", { nats: INACTIVE, earliest: EARLIEST }),
  };
}

function ofOverfitting(curve: CurvePoints, { say, sayOfModel }: Words): Light {
  const { level, gap, rise, best } = overfitting(curve);
  const loss = curve.terms[lossPlace(curve.terms)];
  const name = loss ? sayOfModel(`terms.${loss.key}.long`) : "";
  const found = { name, gap: differenceText(gap), rise: differenceText(rise), best: count(best) };
  const advice = level === "rising" ? "risingAdvice" : "gapAdvice";
  return {
    key: "overfitting",
    level,
    name: say("charts.overfitting.name"),
    state: say(`charts.overfitting.${level}`),
    found: say(`found.${level}`, found),
    advice: sayOfModel(`lights.overfitting.${advice}`, found),
    criterion: say("lights.overfitting.criterion", { window: WINDOW, rise: 100 * RISE, gap: 100 * GAP }),
    ...(level === "rising" && { back: best }),
  };
}
