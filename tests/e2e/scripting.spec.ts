// The scripting interface of <vae-lab>.
import { expect, test } from "./lab.ts";

test("drives a whole run", async ({ lab, page }) => {
  await lab.open();
  const seen = await page.evaluate(async () => {
    const lab = document.querySelector("vae-lab");
    if (!lab) throw new Error("no <vae-lab>");
    await lab.ready;
    const events: string[] = [];
    for (const name of ["metrics", "state"]) lab.addEventListener(name, () => events.push(name));
    await lab.step(25);
    const { step, loss, recon, kl } = lab.metrics;
    const { mu, logvar } = await lab.encode(new Float32Array(2 * 784).fill(0.5));
    const image = await lab.decode(new Float32Array([0, 0, 1, -1]));
    const weights = await lab.saveWeights();
    const decoded = await lab.decode(new Float32Array([0.5, 0.5]));
    await lab.step(5);
    await lab.loadWeights(weights);
    const again = await lab.decode(new Float32Array([0.5, 0.5]));
    return {
      step,
      sum: Math.abs(loss - recon - kl),
      loss,
      sizes: [mu.length, logvar?.length, image.length],
      range: [Math.min(...image), Math.max(...image)],
      same: decoded.every((value, i) => value === again[i]),
      events: [...new Set(events)].sort(),
    };
  });
  expect(seen.step).toBe(25);
  expect(seen.loss).toBeGreaterThan(0);
  expect(seen.sum).toBeLessThan(1e-3 * seen.loss);
  expect(seen.sizes).toEqual([4, 4, 2 * 784]);
  expect(seen.range[0]).toBeGreaterThanOrEqual(0);
  expect(seen.range[1]).toBeLessThanOrEqual(1);
  expect(seen.same).toBe(true);
  expect(seen.events).toEqual(["metrics", "state"]);
});

test("reset repeats a run exactly", async ({ lab, page }) => {
  await lab.open();
  const [first, second] = await page.evaluate(async () => {
    const lab = document.querySelector("vae-lab");
    if (!lab) throw new Error("no <vae-lab>");
    const run = async () => {
      await lab.reset();
      const losses: number[] = [];
      for (let i = 0; i < 4; i++) {
        await lab.step(5);
        losses.push(lab.metrics.loss);
      }
      return losses;
    };
    return [await run(), await run()];
  });
  expect(first).toHaveLength(4);
  expect(second).toEqual(first);
});

test("what is refused rejects with the reason and changes nothing", async ({ lab, page }) => {
  await lab.open();
  const refusals = await page.evaluate(async () => {
    const lab = document.querySelector("vae-lab");
    if (!lab) throw new Error("no <vae-lab>");
    await lab.step(3);
    const attempts: Record<string, () => Promise<unknown>> = {
      "an option out of range": () => lab.setOptions({ latent: 65 }),
      "an unknown option": () => lab.setOptions({ nonsense: 1 }),
      "half a point": () => lab.decode(new Float32Array(3)),
      "a part of an image": () => lab.encode(new Float32Array(10)),
      "a broken file of weights": () => lab.loadWeights(new Uint8Array([1, 2, 3])),
      "a file that is not there": () => lab.loadDataset("no-such-file.idx"),
    };
    const reasons: Record<string, { code: string; message: string }> = {};
    for (const [name, attempt] of Object.entries(attempts)) {
      await attempt().catch((error) => (reasons[name] = { code: error.code, message: error.message }));
      reasons[name] ??= { code: "nothing refused it", message: "" };
    }
    return { reasons, step: lab.metrics.step };
  });
  expect(refusals.step).toBe(3);
  for (const [name, { code, message }] of Object.entries(refusals.reasons)) {
    expect(code, name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(message, name).toMatch(/\S+( \S+){2,}/);
  }
  expect(refusals.reasons["an option out of range"]?.message).toContain("65");
});
