// What the elements themselves say, of random models in each language: numbers that stand beside each other agree.
import { signal } from "@lit-labs/preact-signals";
import { expect, test } from "@playwright/test";
import { places } from "../../www/src/figures/distribution/places.ts";
import { normalShare } from "../../www/src/math/share.ts";
import { effectiveSamples, importanceBound } from "../../www/src/math/weights.ts";
import { viewOf } from "../../www/src/models/index.ts";
import { Curve } from "../../www/src/run/curve.ts";
import type { DatasetInfo, Evidence, ModelSpec } from "../../www/src/run/protocol.ts";
import { LabStore } from "../../www/src/store/lab-store.ts";
import { ENGLISH, type Speech } from "../../www/src/texts/index.ts";
import { count } from "../../www/src/texts/numbers.ts";
import { closeLoader, load, shownBy } from "./elements.ts";
import type { Random } from "./fuzz/harness.ts";
import { AE, VAE } from "./models.ts";
import { faults, numbersIn, says } from "./saying.ts";

test.afterAll(closeLoader);

/** A lab with a model, that waits for every answer. */
function labOf(speech: Speech, model: ModelSpec, latent: number): LabStore {
  const store = new LabStore();
  store.run.ask = () => new Promise<never>(() => undefined);
  store.page.speech.value = speech;
  const shown = { ...model, dimensions: latent };
  store.state.value = { ...store.state.value, model: shown, options: { method: model.method, latent } };
  return store;
}

/** An element of a lab, by the module and the class that has it. */
async function elements(path: string, name: string) {
  const Class = (await load(path))[name] as new () => object;
  return <T extends object>(store: LabStore, properties?: T) => Object.assign(new Class(), { store }, properties);
}

type Shown = ReturnType<typeof numbersIn>[number];

/** The number that stands behind a name. */
function behind(shown: readonly string[], name: string): Shown {
  const at = shown.indexOf(name);
  return (at >= 0 && numbersIn(shown[at + 1] ?? "")[0]) || { value: Number.NaN, half: 0 };
}

/** Whether shown numbers add up to another one, but for the rounding of each. */
const addUp = (sum: Shown, parts: readonly Shown[]) =>
  Math.abs(sum.value - parts.reduce((all, { value }) => all + value, 0)) <=
  (sum.half + parts.reduce((all, { half }) => all + half, 0)) * (1 + 1e-9);

/** Nats of an image, and of its gaps: from next to nothing to thousands. */
const anyNats = (random: Random) => 10 ** (6 * random.next() - 2.5);

test("log p(x), its bounds, its gaps and its bits are those of one image", async () => {
  const panelOf = await elements("panels/evidence/evidence-panel.ts", "EvidencePanel");
  const { Judging } = await load("panels/evidence/judging.ts");
  const { KS } = await load("panels/evidence/judged.ts");
  faults(100, (random, speech) => {
    const latent = 1 + random.below(3);
    const store = labOf(speech, VAE, latent);
    const judged = (Judging as { of(store: LabStore): Record<string, { value: unknown }> }).of(store);
    const logEvidence = -anyNats(random) * (random.below(8) ? 1 : -1);
    const logWeights = Float64Array.from({ length: 5000 }, () => logEvidence - anyNats(random));
    const family = random.below(4) ? anyNats(random) : 0;
    const gap = family + (random.below(4) ? anyNats(random) : 0);
    const q = { mu: Array(latent).fill(0), sigma: Array(latent).fill(1) };
    const exact = { logEvidence, gap, fitted: { ...q, gap: family }, resolved: random.below(2) === 0 };
    judged["evidence"]!.value = { q, logWeights, exact: latent < 3 ? exact : undefined } as unknown as Evidence;
    judged["optimised"]!.value = random.below(2) === 0;
    const place = random.below((KS as number[]).length);
    judged["place"]!.value = place;

    const shown = shownBy(panelOf(store));
    const k = (KS as number[])[place]!;
    const of = (name: Parameters<Speech["say"]>[0], params = {}) => behind(shown, speech.say(name, params));
    const bound = importanceBound(logWeights, k);
    const best = latent < 3 ? logEvidence : importanceBound(logWeights, logWeights.length);
    const log = latent < 3 ? of("evidence.exact") : of("evidence.estimate", { count: count(5000) });
    const [elbo, all, amortised, missed] = (["bound", "gap", "amortisation", "family"] as const).map((name) =>
      of(`evidence.${name}`),
    ) as [Shown, Shown, Shown, Shown];
    const effective = of("evidence.effective", { k: count(k) });
    const curve = speech.say("evidence.curve", { bound: "#", exact: "#", k: count(k) }).split("#")[0]!;
    const name = numbersIn(shown.find((line) => line.startsWith(curve)) ?? "");
    return [
      !says(log, best) && `log p(x) ${log.value} for ${best}`,
      !says(of("evidence.bits"), -best / Math.LN2) && `${of("evidence.bits").value} bits for ${best} nats`,
      latent < 3 && !addUp(log, [elbo, all]) && `${log.value} is not ${elbo.value} + ${all.value}`,
      latent < 3 && !says(all, gap) && `gap ${all.value} for ${gap}`,
      latent < 3 &&
        judged["optimised"]!.value === true &&
        !(addUp(all, [amortised, missed]) && says(missed, family)) &&
        `${all.value} is not ${amortised.value} + ${missed.value}`,
      !says(of("evidence.boundOf", { k: count(k) }), bound) && `bound of ${k} for ${bound}`,
      !(says(effective, effectiveSamples(logWeights, k)) && effective.value <= k) && `${effective.value} of ${k}`,
      !name.some((number) => says(number, bound)) && `the curve is called ${JSON.stringify(name)} for ${bound}`,
      shown.includes(speech.say("evidence.coarse")) !== (latent < 3 && !exact.resolved) && "coarse or not",
    ];
  });
});

test("beside each other, runs have the figures of the steps that are named", async () => {
  const tableOf = await elements("panels/runs/comparison.ts", "ComparisonTable");
  const views = Object.fromEntries(
    await Promise.all(["vae", "ae"].map(async (method) => [method, await viewOf(method)] as const)),
  );
  faults(200, (random, speech) => {
    const names = ["A", "B"] as const;
    const curves = [VAE, AE].map(({ terms }) => new Curve(terms));
    const stores = [VAE, AE].map((model, at) => {
      const store = labOf(speech, model, 2);
      store.model.views.value = views;
      const curve = curves[at]!;
      let step = 0;
      for (let evaluations = random.below(9); evaluations > 0; evaluations--) {
        const kl = [0.1 * random.next(), 3 * random.next()];
        const parts = [anyNats(random), kl[0]! + kl[1]!];
        const terms = at === 0 ? [parts[0]! + parts[1]!, ...parts] : parts.slice(0, 1);
        curve.evaluate(step, { terms, byDimension: at === 0 ? { kl } : {}, images: 300 });
        step += 1 + random.below(400);
      }
      Object.defineProperty(store.run, "curve", { value: curve });
      const { metrics } = store.state.value;
      store.state.value = { ...store.state.value, metrics: { ...metrics, step: step + random.below(100) } };
      return store;
    }) as [LabStore, LabStore];
    const [store, other] = stores;
    store.comparison.value = {
      store: other,
      differences: signal([]),
      names: signal([...names]),
      close: () => undefined,
    };

    const shown = shownBy(tableOf(store));
    const steps = Math.min(...stores.map(({ state }) => state.value.metrics.step));
    return names.flatMap((name, at) => {
      const [start, end] = [shown.indexOf(name), at === 0 ? shown.indexOf(names[1]) : shown.length];
      const row = shown.slice(start + 1, end);
      const heldOut = curves[at]!.heldOut.filter(({ step }) => step <= steps).at(-1);
      const [step, ...values] = row;
      const told = values.flatMap((value) => numbersIn(value));
      const wanted = heldOut ? [...heldOut.values] : [];
      return [
        heldOut
          ? numbersIn(step ?? "")[0]?.value !== heldOut.step && `${name}: ${step} for step ${heldOut.step}`
          : false,
        (told.length !== wanted.length || !wanted.every((value) => told.some((number) => says(number, value)))) &&
          `${name}: ${row.join(" ")} for ${wanted.join()}`,
      ];
    });
  });
});

test("the bound of a step and of images is the sum of its terms, in the table and in the caption", async () => {
  const flowOf = await elements("panels/flow/flow-panel.ts", "FlowPanel");
  const view = await viewOf("vae");
  const panel = flowOf(new LabStore()) as { store: LabStore };
  const show = (store: LabStore, walk: object) => shownBy(Object.assign(panel, { store, walk }));
  const labWith = (speech: Speech, state: object = {}) => {
    const store = labOf(speech, VAE, 2);
    store.model.views.value = { vae: view };
    store.state.value = { ...store.state.value, ...state };
    return store;
  };
  const entry = (key: string, ...values: number[]) => ({
    key,
    rows: 1,
    columns: values.length,
    values: Float32Array.from(values),
  });
  const walkOf = (terms: object, recon: number, kl: number) => {
    const { options } = labWith(ENGLISH).state.value;
    const entries = [entry("recon", recon), entry("kl", kl / 4, (3 * kl) / 4)];
    const trace = { step: 7, images: 1, options, entries, terms, gradNorm: 1 };
    return { trace, stage: "terms", image: 0, made: false, options };
  };
  // The picture is fetched at its first sight.
  show(labWith(ENGLISH), walkOf({}, 0, 0));
  await view.flow!.load();
  await expect.poll(() => show(labWith(ENGLISH), walkOf({}, 0, 0)).length).toBeGreaterThan(10);

  faults(200, (random, speech) => {
    const parts = () => [anyNats(random), anyNats(random)] as const;
    const [image, batch, heldOut] = [parts(), parts(), parts()];
    const terms = [heldOut[0] + heldOut[1], ...heldOut];
    const store = labWith(speech, { evaluation: { terms, byDimension: {}, images: 300 } });
    const shown = show(store, walkOf({ recon: batch[0], kl: batch[1] }, ...image));
    const rows = { image, batch, heldOut };
    const caption = speech.sayOf("vae", "flow.captions.terms", { recon: "#" }).split("#")[0]!;
    const said = numbersIn(shown.find((line) => line.startsWith(caption)) ?? "").slice(-3);
    const [recon, kl, loss] = said as [Shown, Shown, Shown];
    return [
      ...Object.entries(rows).map(([name, truth]) => {
        const at = shown.indexOf(speech.say(`flow.rows.${name as keyof typeof rows}`));
        const [sum, ...of] = shown.slice(at + 1, at + 4).flatMap((line) => numbersIn(line));
        const right = at > 0 && sum && of.length === 2 && addUp(sum, of);
        // Numbers of a trace have seven digits.
        const near = of.every(({ value, half }, part) => Math.abs(value - truth[part]!) <= half + 1e-6 * truth[part]!);
        return !(right && near) && `${name}: ${shown.slice(at, at + 4).join(" ")} for ${truth.join()}`;
      }),
      !(said.length === 3 && addUp(loss, [recon, kl]) && says(recon, batch[0]) && says(kl, batch[1])) &&
        `${caption}${JSON.stringify(said)} for ${batch.join()}`,
    ];
  });
});

test("what a decoder sends as far as the held x̂ is the share of the prior, and what is there that of the data", async () => {
  const panelOf = await elements("figures/distribution/distribution-panel.ts", "DistributionPanel");
  const { Pushforward } = await load("figures/distribution/pushforward.ts");
  const prior = places(1, 0);
  faults(200, (random, speech) => {
    const store = labOf(speech, VAE, 1);
    const dataset = { name: "two-bumps", width: 1, height: 1, planes: 1 } as DatasetInfo;
    store.state.value = { ...store.state.value, dataset };
    const pushforward = (Pushforward as { of(store: LabStore): Record<string, { value: unknown }> }).of(store);
    const data = Uint8Array.from({ length: 1 + random.below(500) }, () => random.below(256));
    const [z, x, falls] = [6 * random.next() - 3, Math.fround(random.next()), random.below(2) === 1];
    pushforward["heldOut"]!.value = data;
    pushforward["seen"]!.value = { z: prior, x: prior.map((at) => (falls ? -at : at)) };
    store.plane.pins.value = [{ z: [z], name: "" }];
    store.plane.decoded.value = Float32Array.of(x);
    const shown = shownBy(panelOf(store)).find((line) => line.startsWith("z =")) ?? "";
    const [heldZ, heldX, ...shares] = numbersIn(shown.replace("N(0, 1)", "N"));
    const beyond = data.filter((byte) => byte / 255 < x !== falls).length / data.length;
    const wanted = [100 * normalShare(z), 100 * beyond];
    const right = heldZ && heldX && says(heldZ, z) && says(heldX, x) && shares.length === 2;
    return [
      !(right && wanted.every((share, at) => says(shares[at]!, share))) && `${shown} for ${[z, x, ...wanted].join()}`,
    ];
  });
});

test("a linear model and the best there is have one error each, and the excess is of those two", async () => {
  const panelOf = await elements("panels/linear/linear-panel.ts", "LinearPanel");
  const { Linear } = await load("panels/linear/subject.ts");
  faults(100, (random, speech) => {
    const model = random.below(2) ? VAE : AE;
    const [pixels, latent] = [16, 1 + random.below(6)];
    const store = labOf(speech, model, latent);
    const values = Float64Array.from({ length: pixels }, () => 2 * random.next()).sort((a, b) => b - a);
    const kl = Array.from({ length: latent }, () => 0.05 * random.next());
    const evaluation = { terms: [700, 690, 10], byDimension: { kl }, images: 300 };
    const options = { method: model.method, latent, hidden: "", output: "linear", likelihood: "gaussian" };
    const [sigma, beta] = [0.1 + random.next(), random.below(2) ? 1 : 4 * random.next()];
    store.state.value = { ...store.state.value, evaluation, options: { ...options, sigma, beta } };
    const subject = (Linear as { of(store: LabStore): Record<string, { value: unknown }> }).of(store);
    const axes = Float32Array.from({ length: pixels * pixels }, (_, at) => Number(at % (pixels + 1) === 0));
    const mean = Float32Array.from({ length: pixels }, () => random.next());
    subject["spectrum"]!.value = { values, axes, mean };
    const images = Uint8Array.from({ length: 20 * pixels }, () => random.below(256));
    store.model.heldOut.value = { pixels: images } as never;
    const part = (at: number) => (images[at]! / 255 - mean[at % pixels]!) ** 2 / 20;
    // Each axis is a pixel: what the first of them leave is what the other pixels have.
    const best = images.reduce((sum, _, at) => sum + (at % pixels < latent ? 0 : part(at)), 0);
    const error = best * (1 + 10 ** (3 * random.next() - 2));
    const columns = Array.from({ length: latent }, () => mean);
    subject["found"]!.value = { columns, reconstructed: new Float32Array(images.length), error };

    const shown = shownBy(panelOf(store));
    // The model's error is after the best; another model's picture is before.
    const figures = shown.slice(shown.indexOf(speech.say("linear.best")));
    const of = (name: "best" | "error" | "found") => behind(figures, speech.say(`linear.${name}`));
    const excess = shown.find((line) => /%/.test(line));
    const name = speech.say("linear.screeName", { best: "#", count: latent }).split("#")[0]!;
    const curve = numbersIn(shown.find((line) => line.startsWith(name)) ?? "");
    const floor = sigma ** 2 * beta;
    const predicted = values.subarray(0, latent).filter((value) => value > floor).length;
    const alive = kl.filter((value) => value >= 0.01).length;
    const counted = behind(shown, speech.say("linear.predicted"));
    return [
      !says(of("best"), best) && `best ${of("best").value} for ${best}`,
      !says(of("error"), error) && `error ${of("error").value} for ${error}`,
      !curve.some((number) => says(number, best)) && `the curve is called ${JSON.stringify(curve)} for ${best}`,
      // What is paid for KL is no excess.
      (excess !== undefined) !== (model === AE) && `${excess} of ${model.method}`,
      excess && !says(numbersIn(excess)[0]!, 100 * (error / best - 1)) && `${excess} for ${error} of ${best}`,
      model === VAE && counted.value !== predicted && `predicted ${counted.value} for ${predicted}`,
      model === VAE && of("found").value !== alive && `found ${of("found").value} for ${alive}`,
    ];
  });
});
