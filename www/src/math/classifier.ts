/** The linear classifier of an information bottleneck, read from the file of its weights. */

/** Logits Wz + b: the rows of W are those of the classes. */
export interface Classifier {
  weight: Float32Array;
  bias: Float32Array;
}

/** A file's tensors in safetensors: the length of the header, the header, the numbers. */
type Header = Record<string, { data_offsets?: [number, number] }>;

/** The classifier in a file of weights; undefined where there is none. */
export function readClassifier(file: Uint8Array): Classifier | undefined {
  const length = new DataView(file.buffer, file.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as Header;
  const tensor = (name: string) => {
    const [from, to] = header[name]?.data_offsets ?? [];
    // Copied, since numbers of a file need not be aligned.
    return from === undefined
      ? undefined
      : new Float32Array(file.slice(8 + length + from, 8 + length + (to ?? from)).buffer);
  };
  const [weight, bias] = [tensor("classifier.weight"), tensor("classifier.bias")];
  return weight && bias && { weight, bias };
}

/** The likeliest class at z, and p(y|z) of it. */
export function decide({ weight, bias }: Classifier, z: ArrayLike<number>): { label: number; share: number } {
  let [label, most, sum] = [0, Number.NEGATIVE_INFINITY, 0];
  for (let own = 0; own < bias.length; own++) {
    let logit = bias[own] ?? 0;
    for (let k = 0; k < z.length; k++) logit += (weight[own * z.length + k] ?? 0) * (z[k] ?? 0);
    // The largest is taken out, so that nothing overflows.
    if (logit > most) {
      sum = sum * Math.exp(most - logit) + 1;
      [label, most] = [own, logit];
    } else sum += Math.exp(logit - most);
  }
  return { label, share: 1 / sum };
}
