// A monkey at the page: whatever is pressed, typed and dragged, nothing is logged, and the page trains on.
import { BLOCKED, expect, settled, test } from "./lab.ts";
import { press, stub } from "./monkey.ts";

const PRESSES = 2000;
const BATCH = 50;
/** Where a batch begins, in turn: the monkey stays, or leaves by another door. */
const DOORS = ["Play", "Lab", "Learn", "Lab"] as const;

test.setTimeout(120_000);
// Pictures take longest, and a small screen has small ones.
test.use({ viewport: { width: 800, height: 560 } });

for (const seed of [1, 2, 3])
  test(`${PRESSES} random presses leave a page that trains, seed ${seed}`, async ({ lab, page }) => {
    page.on("console", (message) => message.text().startsWith(BLOCKED) || lab.faults.push(`logged: ${message.text()}`));
    await lab.open("");
    await page.evaluate(stub);
    const done: string[] = [];
    for (let from = 0; from < PRESSES; from += BATCH) {
      const door = DOORS[(from / BATCH) % DOORS.length]!;
      done.push(...(await page.evaluate(press, { seed: seed * PRESSES + from, count: BATCH, door })));
      expect(lab.faults.slice(0, 20), `after ${done.slice(-BATCH).join("\n")}`).toEqual([]);
    }
    expect(new Set(done).size).toBeGreaterThan(100);

    // What was pressed last may have waited for its turn, such as a lesson that sets up the run.
    const rests = await settled(() =>
      page.evaluate(async () => {
        const lab = document.querySelector("vae-lab")!;
        await lab.pause();
        await lab.store.run.goOn();
        const { phase, training, reading, metrics } = lab.store.run.state;
        return { phase, training, reading, step: metrics.step };
      }),
    );
    expect(rests).toMatchObject({ phase: "ready", training: false, reading: false });
    // A model of any size may be there: one that trains quickly takes its place.
    const after = await page.evaluate(async () => {
      const lab = document.querySelector("vae-lab")!;
      await lab.takeOver("v=1&hidden=8&batch=16");
      await lab.loadDataset("handwriting");
      await lab.step(5);
      const { step, loss } = lab.metrics;
      const image = await lab.decode(new Float32Array(Number(lab.store.run.state.options["latent"])));
      return { phase: lab.store.run.state.phase, step, loss: Number.isFinite(loss), pixels: image.length };
    });
    expect(after).toEqual({ phase: "ready", step: 5, loss: true, pixels: 784 });
    await page.evaluate(() => document.querySelector("vae-lab")!.train());
    await expect.poll(() => page.evaluate(() => document.querySelector("vae-lab")!.metrics.step)).toBeGreaterThan(5);
  });
