// Packed files as tools write them.
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { readFiles } from "../../www/src/run/worker/files.ts";

const plain = Buffer.from(Array.from({ length: 5000 }, (_, i) => ((i * 2654435761) >>> 16) & 0xff));
const packed = gzipSync(plain);
const read = async (...parts: Buffer[]) => {
  const blob = new Blob(parts.map((part) => new Uint8Array(part)));
  const { bytes } = await readFiles({ kind: "files", files: [{ name: "images.gz", blob }] }, new AbortController());
  return Buffer.from(bytes[0]!);
};

test("files are unpacked where they are packed", async () => {
  expect(await read(plain)).toEqual(plain);
  expect(await read(packed)).toEqual(plain);
  expect(await read(gzipSync(packed))).toEqual(plain);
});

test("members follow each other", async () => {
  const parts = [plain.subarray(0, 10), plain.subarray(10, 3000), plain.subarray(3000)];
  expect(await read(...parts.map((part) => gzipSync(part)))).toEqual(plain);
});

test("padding after the end is no fault, whatever the length's own bytes are", async () => {
  for (const tail of [Buffer.alloc(512), Buffer.from("\n"), Buffer.from("\r\n")])
    expect(await read(packed, tail)).toEqual(plain);
  for (const length of [1, 10, 13, 2560, 65536]) {
    const some = Buffer.alloc(length, 7);
    expect(await read(gzipSync(some), Buffer.alloc(30))).toEqual(some);
    expect(await read(gzipSync(some), Buffer.from("\n"))).toEqual(some);
  }
});

test("what is cut or followed by something else is not whole", async () => {
  const broken = { code: "gzip-broken", params: { name: "images.gz" } };
  await expect(read(packed.subarray(0, packed.length / 2))).rejects.toMatchObject(broken);
  await expect(read(packed, Buffer.from("more"))).rejects.toMatchObject(broken);
});
