/**
 * A pretrained model in plain arithmetic, until the engine has come with it. Its file begins with what that needs
 * (`www/models/front.mjs`): in the header its spec and codes of held-out images, then the decoder's weights.
 */
import type { Model } from "./protocol.ts";
import type { StandIn } from "./state.ts";

/** Milliseconds of decoding at a time: a finger does not wait for all of the plane. */
const SLICE_MS = 6;
/** The unit of the codes in a header. */
const CODE_UNIT = 1e-3;

/** What the header has under the name of the front. */
interface Front extends Model {
  codes: string;
  labels: string;
}

type Entries = Record<string, { data_offsets: [number, number] }>;

/** A layer: the weights of each row, and its bias. */
type Layer = readonly [weights: Float32Array, bias: Float32Array];

/** The value of an IEEE 754 binary16. */
function half(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const size = exponent ? (1024 + fraction) * 2 ** (exponent - 25) : fraction * 2 ** -24;
  return bits >> 15 ? -size : size;
}

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));

/** The means of the pixels at a latent point: ReLU between the layers, a sigmoid after the last. */
function decode(layers: readonly Layer[], z: Float32Array): Float32Array {
  return layers.reduce((x, [weights, bias], layer) => {
    const last = layer === layers.length - 1;
    return bias.map((sum, row) => {
      for (let at = 0, from = row * x.length; at < x.length; at++) sum += (weights[from + at] ?? 0) * (x[at] ?? 0);
      return last ? 1 / (1 + Math.exp(-sum)) : Math.max(sum, 0);
    });
  }, z);
}

/** Reads the front of a file as it comes, and no more of it; undefined where it has none. */
export async function readFront({ body }: Response): Promise<StandIn | undefined> {
  const reader = body?.getReader();
  let file = new Uint8Array();
  /** A part of the file, once it has come. */
  const part = async (from: number, to: number) => {
    while (file.length < to) {
      const { value } = (await reader?.read()) ?? {};
      if (!value) throw new Error("it is cut");
      const longer = new Uint8Array(file.length + value.length);
      longer.set(file);
      longer.set(value, file.length);
      file = longer;
    }
    return file.slice(from, to).buffer;
  };
  try {
    const start = 8 + Number(new DataView(await part(0, 8)).getBigUint64(0, true));
    const header: unknown = JSON.parse(new TextDecoder().decode(await part(8, start)));
    const { __metadata__, ...entries } = header as Entries & { __metadata__?: Record<string, string> };
    const text = __metadata__?.["vae-lab-front"];
    if (!text) return undefined;
    const { codes, labels, ...model } = JSON.parse(text) as Front;
    const numbers = async (name: string) => {
      const [from, to] = entries[name]?.data_offsets ?? [0, 0];
      return Float32Array.from(new Uint16Array(await part(start + from, start + to)), half);
    };
    const layers: Layer[] = [];
    for (const name of Object.keys(entries).filter((name) => /^(decoder|output).*\.weight$/.test(name)))
      layers.push([await numbers(name), await numbers(name.replace("weight", "bias"))]);
    return { ...model, labels: bytesOf(labels), answers: answers(layers, codes) };
  } finally {
    reader?.cancel().catch(() => undefined);
  }
}

function answers(layers: readonly Layer[], codes: string): StandIn["answers"] {
  const latent = (layers[0]?.[0].length ?? 0) / (layers[0]?.[1].length ?? 1);
  const size = layers.at(-1)?.[1].length ?? 0;
  const images = async ({ z }: { z: Float32Array }) => {
    const pixels = new Float32Array((z.length / latent) * size);
    let begun = performance.now();
    for (let at = 0; at * latent < z.length; at++) {
      if (performance.now() - begun > SLICE_MS) {
        await new Promise((next) => setTimeout(next));
        begun = performance.now();
      }
      pixels.set(decode(layers, z.subarray(at * latent, (at + 1) * latent)), at * size);
    }
    return pixels;
  };
  const mu = Float32Array.from(new Int16Array(bytesOf(codes).buffer), (code) => code * CODE_UNIT);
  return { decode: images, manifold: images, encodeHeldOut: () => Promise.resolve({ mu }) };
}
