// What axe finds to mend in a page, said by rule and place.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

interface Rules {
  /** The only rules that are checked; all in their absence. */
  only?: string[];
  /** Rules that are left out. */
  except?: string[];
}

export async function expectNoViolation(page: Page, { only, except }: Rules = {}): Promise<void> {
  // Only violations are read; and one run that goes through the frames itself takes a third of the time of a run in each.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  if (only) axe.withRules(only);
  if (except) axe.disableRules(except);
  const { violations } = await axe.analyze();
  const said = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.flat().join(" ")).join("; ")}`,
  );
  expect(said).toEqual([]);
}

/** Of a theme nothing changes but the colours: contrast is the one rule that can fail in it alone. */
export const expectContrast = (page: Page): Promise<void> => expectNoViolation(page, { only: ["color-contrast"] });
