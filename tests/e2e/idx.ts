// Small IDX files for the tests.

/** Images of `height` × `width` bytes: the IDX header and pixels that differ from image to image. */
export function idxImages(count: number, height: number, width: number): Buffer {
  const header = Buffer.alloc(16);
  [0x00000803, count, height, width].forEach((value, i) => header.writeUInt32BE(value, 4 * i));
  const pixels = Buffer.from(
    Array.from({ length: count * height * width }, (_, i) => ((i * 2654435761) >>> 16) & 0xff),
  );
  return Buffer.concat([header, pixels]);
}

export function idxLabels(count: number): Buffer {
  const header = Buffer.alloc(8);
  [0x00000801, count].forEach((value, i) => header.writeUInt32BE(value, 4 * i));
  return Buffer.concat([header, Buffer.from(Array.from({ length: count }, (_, i) => i % 10))]);
}
