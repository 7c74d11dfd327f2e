// Archives and arrays as people have them, and the files that the engine is given in their place.
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { strToU8, zipSync } from "fflate";
import { readFiles } from "../../www/src/run/worker/files.ts";

const read = async (files: Record<string, Uint8Array>) => {
  const blobs = Object.entries(files).map(([name, bytes]) => ({ name, blob: new Blob([new Uint8Array(bytes)]) }));
  const { names, bytes } = await readFiles({ kind: "files", files: blobs }, new AbortController());
  return Object.fromEntries(names.map((name, i) => [name, [...(bytes[i] ?? [])]]));
};

/** An array as `numpy.save` writes it. */
function npy(descr: string, shape: string, values: Uint8Array, order = "False"): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }`;
  const header = strToU8(`${text.padEnd(117)}\n`);
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\0", "latin1"), Buffer.from([header.length, 0]), header, values]);
}

const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const images = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 7, 9];

test("archives stand for the files in them", async () => {
  const zip = zipSync({
    "raw/": new Uint8Array(),
    "raw/train-images": new Uint8Array(images),
    "raw/labels.gz": new Uint8Array(gzipSync(Buffer.from([0, 0, 8, 1, 0, 0, 0, 1, 5]))),
    "__MACOSX/raw/._train-images": strToU8("shadow"),
  });
  const inside = { "raw/train-images": images, "raw/labels.gz": [0, 0, 8, 1, 0, 0, 0, 1, 5] };
  expect(await read({ "mnist.zip": zip })).toEqual(inside);
  expect(await read({ "again.zip": zipSync({ "mnist.zip": zip }) })).toEqual(inside);
});

test("archives of something else, and broken ones, are left to the engine", async () => {
  const weights = zipSync({ "archive/data.pkl": strToU8("\x80\x02") });
  const broken = zipSync({ images: new Uint8Array(images) }).subarray(0, 60);
  const files = { "vae.pth": weights, "broken.zip": broken, "a.npy": npy("|O", "2,", new Uint8Array(2)) };
  const same = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, [...bytes]]));
  expect(await read(files)).toEqual(same);
});

test("an archive of more than a dataset may have is refused before it is unpacked", async () => {
  const zip = Buffer.from(zipSync({ zeros: new Uint8Array(99) }));
  // What the archive's directory says of the entry's size.
  zip.writeUInt32LE(257 << 20, zip.indexOf("PK\x01\x02") + 24);
  await expect(read({ "zeros.zip": zip })).rejects.toMatchObject({ code: "data-too-large" });
});

test("arrays become IDX of their type, shape and byte order", async () => {
  const sizes = [0, 0, 0, 1, 0, 0, 0, 2];
  const arrays: [string, Uint8Array, number[]][] = [
    ["|u1", new Uint8Array([3, 255]), [8, 2, ...sizes, 3, 255]],
    ["|b1", new Uint8Array([0, 1]), [8, 2, ...sizes, 0, 1]],
    ["|i1", bytesOf(new Int8Array([-1, 2])), [9, 2, ...sizes, 255, 2]],
    ["<u2", bytesOf(new Uint16Array([1, 65535])), [12, 2, ...sizes, 0, 0, 0, 1, 0, 0, 255, 255]],
    ["<i4", bytesOf(new Int32Array([1, -1])), [12, 2, ...sizes, 0, 0, 0, 1, 255, 255, 255, 255]],
    [">i4", new Uint8Array([0, 0, 0, 1, 0, 0, 1, 0]), [12, 2, ...sizes, 0, 0, 0, 1, 0, 0, 1, 0]],
    ["<f4", bytesOf(new Float32Array([1, 0])), [13, 2, ...sizes, 63, 128, 0, 0, 0, 0, 0, 0]],
    ["<i8", bytesOf(new BigInt64Array([1n, 0n])), [14, 2, ...sizes, 63, 240, 0, 0, 0, 0, 0, 0, ...Array(8).fill(0)]],
  ];
  for (const [descr, values, idx] of arrays)
    expect(await read({ a: npy(descr, "1, 2", values) }), descr).toEqual({ a: [0, 0, ...idx] });
  const labels = npy("<i8", "2,", bytesOf(new BigInt64Array(2)));
  const npz = zipSync({ "x_train.npy": npy("|u1", "1, 1, 2", new Uint8Array([7, 9])), "y_train.npy": labels });
  expect(await read({ "mnist.npz": npz })).toMatchObject({ "x_train.npy": images });
});

test("arrays that IDX cannot hold are left to the engine", async () => {
  const values = new Uint8Array(4);
  for (const other of [
    npy("|u1", "2, 2", values, "True"),
    npy("<c8", "2, 2", values),
    npy("|u1", "2, 3", values),
    npy("|u1", "", values),
  ])
    expect(await read({ other })).toEqual({ other: [...other] });
});

test("tables become images, and classes where they have a column of them", async () => {
  const images = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 4];
  const labels = [0, 0, 8, 1, 0, 0, 0, 2];
  const both = { t: [...images, 0, 1, 2, 255, 4, 5, 6, 7], "t (labels)": [...labels, 9, 3] };
  for (const text of [
    "label,p0,p1,p2,p3\n9,0,1,2,255\n3,4,5,6,7\n",
    "9,0,1,2,255\r\n3,4,5,6,7",
    '"p0";"p1";"p2";"p3";"class"\n0;1;2;255;"9"\n4;5;6;7;"3"\n\n',
    "p0\tp1\tp2\tp3\tlabel\n0\t1\t2\t255.0\t9\n4\t5\t6\t7\t3\n",
  ])
    expect(await read({ t: strToU8(text) }), text).toEqual(both);
  expect(await read({ t: strToU8("0,1,2,255\n4,5,6,7\n") })).toEqual({ t: both.t });
  const floats = [0, 0, 13, 2, 0, 0, 0, 1, 0, 0, 0, 4, 63, 0, 0, 0, 0, 0, 0, 0, 191, 128, 0, 0, 63, 128, 0, 0];
  expect(await read({ t: strToU8("0.5,0,-1,1e0\n") })).toEqual({ t: floats });
});

test("tables of something else are left to the engine", async () => {
  for (const text of [
    "name,a,b,c,d\n",
    "a,b\n1,2\n",
    "1,2,3,4\n1,2,3\n",
    "1,2,3,4\n1,,3,4\n",
    "5.1,3.5,1.4,0.2,setosa\n",
    "1,2,3,4\n1,2,3,x\n",
    "Dear diary, today no digits.",
  ])
    expect(await read({ t: strToU8(text) }), text).toEqual({ t: [...strToU8(text)] });
});
