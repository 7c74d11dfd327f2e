/** What two runs differ in. */
import { specsOf } from "../options/specs.ts";
import type { Options, OptionSpec, OptionValue } from "../protocol.ts";

/** An option that two runs differ in. */
export interface Difference {
  spec: OptionSpec;
  from: OptionValue;
  to: OptionValue;
}

/** The options of `to` that differ from those of `from`, in the order of the declarations: those that its model has. */
export function differences(specs: readonly OptionSpec[], from: Options, to: Options): Difference[] {
  return specsOf(specs, to).flatMap((spec) => {
    const [before, after] = [from[spec.key], to[spec.key]];
    const same = before === undefined || after === undefined || String(before) === String(after);
    return same ? [] : [{ spec, from: before, to: after }];
  });
}
