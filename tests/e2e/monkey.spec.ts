// A monkey at the page: whatever is pressed, typed and dragged, nothing is logged, and the page trains on. `./build.sh test slow`
// presses five times as often.
import { idxImages } from "./idx.ts";
import { BLOCKED, expect, settled, test } from "./lab.ts";
import { press, shrink, tame } from "./monkey.ts";

const PRESSES = Number(process.env["MONKEY_PRESSES"] ?? 2000);
const TURN = 150;
/** Play, Lab, Learn: where a turn begins, one after the other. */
const DOORS = [0, 2, 1, 2];
const IMAGES = "few.idx";

test.setTimeout(60_000 + 100 * PRESSES);
// Pictures take long, and a small screen has small ones.
test.use({ viewport: { width: 400, height: 320 } });

for (const seed of [1, 2, 3])
  test(`${PRESSES} random presses leave a page that trains, seed ${seed}`, async ({ lab, page }) => {
    page.on("console", (message) => message.text().startsWith(BLOCKED) || lab.faults.push(`logged: ${message.text()}`));
    await page.route(`**/${IMAGES}`, (route) => route.fulfill({ body: idxImages(100, 8, 8) }));
    await page.addInitScript(tame);
    await page.addInitScript(shrink, lab.url + IMAGES);
    await lab.open(`?mode=lab#v=1&hidden=8&batch=16&data=${IMAGES}`);
    const done: string[] = [];
    for (let turn = 0; done.length < PRESSES; turn++) {
      const door = DOORS[turn % DOORS.length]!;
      const pressed = await page.evaluate(press, { seed: seed + 10 * turn, presses: TURN, door });
      // Nobody is hundreds of changes ahead of the run.
      await page.evaluate(() => document.querySelector("vae-lab")!.store.run.goOn());
      expect(lab.faults.slice(0, 20), `after ${pressed.join("\n")}`).toEqual([]);
      done.push(...pressed);
    }
    expect(new Set(done).size).toBeGreaterThan(100);

    // What was pressed last may do one thing after the other, such as a lesson that sets up its run.
    const rests = await settled(() =>
      page.evaluate(async () => {
        const { run } = document.querySelector("vae-lab")!.store;
        await run.pause();
        await run.goOn();
        const { phase, training, reading, options, metrics } = run.state;
        return { phase, training, reading, options, step: metrics.step };
      }),
    );
    expect(rests).toMatchObject({ phase: "ready", training: false, reading: false });
    const after = await page.evaluate(async () => {
      const lab = document.querySelector("vae-lab")!;
      await lab.takeOver("v=1");
      await lab.reset();
      await lab.step(5);
      const { step, loss } = lab.metrics;
      const image = await lab.decode(new Float32Array(2));
      return { phase: lab.store.run.state.phase, step, loss: Number.isFinite(loss), pixels: image.length };
    });
    expect(after).toEqual({ phase: "ready", step: 5, loss: true, pixels: 64 });
    await page.evaluate(() => document.querySelector("vae-lab")!.train());
    await expect.poll(() => page.evaluate(() => document.querySelector("vae-lab")!.metrics.step)).toBeGreaterThan(5);
  });
