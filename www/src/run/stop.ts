/** The rules by which training stops by itself. */

/**
 * Every rule, in the order of the form, with what its limit may be: training steps, epochs and seconds of training of
 * the run, and a loss on held-out images in nats.
 */
export const STOP_RULES = {
  steps: { min: 1, max: 1e9 },
  epochs: { min: 0.001, max: 1e6 },
  seconds: { min: 1, max: 1e7 },
  target: { min: -1e6, max: 1e6 },
} as const;

export type StopRule = keyof typeof STOP_RULES;

/** The limits of the rules that are in force. */
export type StopRules = Readonly<Partial<Record<StopRule, number>>>;

/** The rules by their names. */
export const RULES = Object.keys(STOP_RULES) as StopRule[];

/** Whether a rule can have this limit. */
export function allowed(rule: StopRule, limit: number): boolean {
  const { min, max } = STOP_RULES[rule];
  return limit >= min && limit <= max;
}

/** The rules as a text, `steps:1000,target:95`; empty where there are none. */
export function stopText(rules: StopRules): string {
  const said = RULES.filter((rule) => rules[rule] !== undefined);
  return said.map((rule) => `${rule}:${rules[rule]}`).join(",");
}

/** The way back; undefined where the text is none of these. */
export function readStop(text: string): StopRules | undefined {
  const parts = text.split(",").map((part) => part.split(":"));
  const read = parts.map(([key, limit = ""]): [StopRule, number] => [key as StopRule, Number(limit || "NaN")]);
  return read.every(([rule, limit]) => RULES.includes(rule) && allowed(rule, limit))
    ? Object.fromEntries(read)
    : undefined;
}
