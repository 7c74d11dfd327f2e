// A monkey at the page: whatever is pressed, typed and dragged, nothing fails, and the lab trains on.
import { expect, test } from "./lab.ts";
import { press, stub } from "./monkey.ts";

test.setTimeout(120_000);

const PRESSES = 2000;
const BATCH = 50;

for (const seed of [1, 2, 3])
  // To be seen passing to its end first: only its beginning has been run.
  test.fixme(`${PRESSES} random presses leave a lab that trains, seed ${seed}`, async ({ lab, page }) => {
    await lab.open();
    await page.evaluate(stub);
    const done: string[] = [];
    for (let from = 0; from < PRESSES; from += BATCH) {
      done.push(...(await page.evaluate(press, { seed: seed * PRESSES + from, count: BATCH })));
      expect(lab.faults, `after ${done.slice(-BATCH).join("\n")}`).toEqual([]);
    }
    expect(new Set(done).size).toBeGreaterThan(100);

    // A model of any size may be there: one that trains quickly takes its place.
    const after = await page.evaluate(async () => {
      const lab = document.querySelector("vae-lab")!;
      await lab.pause();
      await lab.takeOver("v=1&hidden=8&batch=16");
      await lab.loadDataset("handwriting");
      await lab.step(5);
      const { step, loss } = lab.metrics;
      const image = await lab.decode(new Float32Array(Number(lab.store.run.state.options["latent"])));
      return { phase: lab.store.run.state.phase, step, loss: Number.isFinite(loss), pixels: image.length };
    });
    expect(after).toEqual({ phase: "ready", step: 5, loss: true, pixels: 784 });
    expect(await page.evaluate(() => new Promise(requestAnimationFrame))).toBeGreaterThan(0);
  });
