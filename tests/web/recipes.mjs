// Runs the recipes of `tests/engine/recipes.rs` on the page's WebGPU, with the bindings of `src/gpu/prelude.wgsl`.

/**
 * @typedef {{ buffer: "state" | "results", start: number, expected: (number | null)[], allowed: number }} Check
 * @typedef {{
 *   what: string, dispatches: { text: string, groups: [number, number] }[], state: number[], work: number,
 *   inputs: number[], results: number, table: number[], checks: Check[]
 * }} Recipe
 */

/** @param {GPUDevice} device @param {ArrayLike<number>} words @param {number} length */
function buffer(device, words, length) {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const made = device.createBuffer({ size: 4 * Math.max(length, 4), usage });
  device.queue.writeBuffer(made, 0, new Uint32Array(words));
  return made;
}

/** @param {GPUDevice} device @param {GPUBuffer} from */
async function read(device, from) {
  const to = device.createBuffer({ size: from.size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(from, 0, to, 0, from.size);
  device.queue.submit([encoder.finish()]);
  await to.mapAsync(GPUMapMode.READ);
  return new Float32Array(to.getMappedRange());
}

/** What is wrong with one recipe's results. @param {GPUDevice} device @param {Recipe} recipe @returns {Promise<string[]>} */
async function run(device, recipe) {
  /** @param {GPUBufferBindingType[]} types */
  const layout = (...types) =>
    device.createBindGroupLayout({
      entries: types.map((type, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } })),
    });
  /** @param {GPUBindGroupLayout} layout @param {GPUBuffer[]} buffers */
  const bind = (layout, ...buffers) =>
    device.createBindGroup({ layout, entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })) });
  const arrays = layout("storage", "storage", "read-only-storage", "storage");
  const tables = layout("read-only-storage");
  const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [arrays, tables] });
  const pipelines = await Promise.all(
    recipe.dispatches.map(async ({ text: code, groups }) => {
      const compute = { module: device.createShaderModule({ code }) };
      return { pipeline: await device.createComputePipelineAsync({ layout: pipelineLayout, compute }), groups };
    }),
  );

  const state = buffer(device, new Uint32Array(new Float32Array(recipe.state).buffer), recipe.state.length);
  const work = buffer(device, [], recipe.work);
  const inputs = buffer(device, recipe.inputs, recipe.inputs.length);
  const results = buffer(device, [], recipe.results);
  const bytes = new Uint8Array(4 * Math.ceil(recipe.table.length / 4));
  bytes.set(recipe.table);
  const table = buffer(device, new Uint32Array(bytes.buffer), bytes.length / 4);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setBindGroup(0, bind(arrays, state, work, inputs, results));
  pass.setBindGroup(1, bind(tables, table));
  for (const { pipeline, groups } of pipelines) {
    pass.setPipeline(pipeline);
    pass.dispatchWorkgroups(...groups);
  }
  pass.end();
  device.queue.submit([encoder.finish()]);

  const contents = { state: await read(device, state), results: await read(device, results) };
  for (const used of [state, work, inputs, results, table]) used.destroy();
  return recipe.checks.flatMap(({ buffer, start, expected, allowed }) => {
    const actual = contents[buffer].subarray(start, start + expected.length);
    // Numbers that are not finite are null in JSON.
    const at = expected.findIndex((x, i) => x !== null && !(Math.abs((actual[i] ?? Number.NaN) - x) <= allowed));
    return at < 0 ? [] : [`${recipe.what}: ${buffer} ${start + at} is ${actual[at]}, not ${expected[at]}`];
  });
}

/** @param {string} url */
export async function runAll(url) {
  const adapter = await navigator.gpu.requestAdapter();
  const device = await adapter?.requestDevice();
  if (!device) throw new Error("there is no GPU here");
  /** @type {string[]} */
  const wrong = [];
  device.addEventListener("uncapturederror", ({ error }) => wrong.push(error.message));
  const lines = (await (await fetch(url)).text()).split("\n");
  for (const line of lines) {
    const recipe = /** @type {Recipe} */ (JSON.parse(line));
    try {
      wrong.push(...(await run(device, recipe)));
    } catch (error) {
      wrong.push(`${recipe.what}: ${String(error)}`);
    }
  }
  return { ran: lines.length, wrong };
}
