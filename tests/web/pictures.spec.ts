// Pictures before they are data: which files are some, their classes, and the images that are made of them.
import { expect, test } from "@playwright/test";
import { strToU8, zipSync } from "fflate";
import { MOST_CLASSES, classesOf, labelsOf, nameOf } from "../../www/src/data/pictures/classes.ts";
import { sourceOf } from "../../www/src/data/pictures/dataset.ts";
import { formatOf, sizeOf } from "../../www/src/data/pictures/formats.ts";
import { gather } from "../../www/src/data/pictures/gather.ts";
import { pictureSource } from "../../www/src/data/pictures/read.ts";
import { type Picture, type Shape, keptOf, keptSize, shaped } from "../../www/src/data/pictures/shape.ts";
import { Collection, MOST_PICTURES } from "../../www/src/data/pictures/collection.ts";
import { png } from "../e2e/png.ts";

const latin = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
const found = (path: string, bytes: Uint8Array) => ({ path, file: new Blob([new Uint8Array(bytes)]) });
const tiny = png(3, 2, () => [0, 0, 0]);

/** Headers of every format, each of a picture of 300 × 200. */
const HEADERS: [string, Uint8Array][] = [
  ["png", png(300, 200, () => [9, 9, 9])],
  ["gif", latin("GIF89a\x2c\x01\xc8\0")],
  ["webp", latin(`RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x2b\x01\0\xc7\0\0`)],
  ["webp", latin(`RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x2b\xc1\x31\0`)],
  ["webp", latin(`RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x2c\x01\xc8\0`)],
  // A segment of a camera, with a picture of its own in it, comes first; 0xFF may fill the space between segments.
  ["jpeg", latin("\xff\xd8\xff\xe1\0\x09\xff\xc0\0\x11\x08\0\x01\xff\xff\xc2\0\x11\x08\0\xc8\x01\x2c")],
];

test("pictures are told by how they begin, and their size is read from their header", () => {
  for (const [format, bytes] of HEADERS) {
    expect(formatOf(bytes)).toBe(format);
    expect(sizeOf(bytes), format).toEqual({ width: 300, height: 200 });
    // A file that ends in its header has no size; it is for the decoder to refuse.
    expect(sizeOf(bytes.slice(0, format === "png" ? 20 : bytes.length - 2)), format).toBeUndefined();
  }
  for (const other of ["\0\0\0\x18ftypheic", "\0\0\0\x18ftypavif", "BM\x36\x10\0\0\0\0\0\0", "II*\0", "MM\0*"])
    expect(formatOf(latin(other)), other).toBe("other");
  for (const none of ["", "PK\x03\x04", "label,pixel0\n", "\0\0\x08\x03", "BMW is a maker of cars"])
    expect(formatOf(latin(none)), none).toBeUndefined();
});

test("files are taken for pictures where most of them are some, those in archives too", async () => {
  const zip = zipSync({
    "b/2.png": tiny,
    "b/10.png": tiny,
    "a/1.png": tiny,
    "a/.hidden": tiny,
    "__MACOSX/a/._1.png": strToU8("shadow"),
    "read me.txt": strToU8("hello"),
  });
  const gathered = await gather([found("pets.zip", zip), found("c.png", tiny)]);
  expect(gathered?.pictures.map(({ path }) => path)).toEqual([
    "c.png",
    "pets/a/1.png",
    "pets/b/2.png",
    "pets/b/10.png",
  ]);
  expect(gathered?.others).toEqual(["pets/read me.txt"]);
  expect(await gathered?.pictures[1]?.file.arrayBuffer()).toEqual(new Uint8Array(tiny).buffer);

  // A dataset with a preview beside it, other archives, and nothing.
  const idx = found("images", new Uint8Array([0, 0, 8, 3]));
  expect(await gather([idx, found("preview.png", tiny)])).toBeUndefined();
  expect(await gather([found("idx.zip", zipSync({ images: new Uint8Array([0, 0, 8, 3]) }))])).toBeUndefined();
  expect(await gather([found("broken.zip", zip.subarray(0, 80))])).toBeUndefined();
  expect(await gather([])).toBeUndefined();
  // Pictures of a telephone are pictures, though none that can be read.
  const heic = await gather([found("1.heic", latin("\0\0\0\x18ftypheic")), found("2.png", tiny)]);
  expect([heic?.pictures.length, heic?.others]).toEqual([1, ["1.heic"]]);
});

test("what a script hands over becomes a dataset of the shape that it wants", async () => {
  const zip = zipSync({ "a/1.png": tiny, "b/2.png": tiny, "b/broken.png": tiny, "notes.txt": strToU8("hello") });
  let read = 0;
  const decoded = () => Promise.resolve(++read === 3 ? ("broken" as const) : grey(1, 1, [read]));
  const shape: Shape = { side: 8, planes: 1, crop: "centre", invert: false };
  const source = await pictureSource([new File([new Uint8Array(zip)], "pets.zip")], shape, decoded);
  expect(source?.kind === "files" && source.files.map(({ name }) => name)).toEqual(["pets", "pets (labels)"]);
  expect(source?.kind === "files" && source.look?.classes).toEqual(["a", "b"]);
  expect(source?.kind === "files" && source.files.map(({ blob }) => blob.size)).toEqual([16 + 2 * 64, 8 + 2]);
  expect(await pictureSource([new File([new Uint8Array([0, 0, 8, 3])], "images")], shape)).toBeUndefined();
  const none = () => Promise.resolve("broken" as const);
  expect(await pictureSource([new File([new Uint8Array(tiny)], "1.png")], shape, none)).toBeUndefined();
});

test("an archive of more than a dataset may have is refused before it is unpacked", async () => {
  const zip = Buffer.from(zipSync({ "a.png": tiny }));
  zip.writeUInt32LE(257 << 20, zip.indexOf("PK\x01\x02") + 24);
  const refused = { code: "data-too-large", params: { name: "zeros.zip", limit: "256" } };
  await expect(gather([found("zeros.zip", zip)])).rejects.toMatchObject(refused);
});

test("each folder is a class, whose name is its nearest folder that is no part of a dataset", () => {
  const classes = classesOf(["pets/train/dogs/1.png", "pets/cats/images/1.png", "pets/test/dogs/2.png"]);
  expect(classes).toEqual({ names: ["cats", "dogs"], of: [1, 0, 1] });
  expect(classes && labelsOf(classes)).toEqual({ labels: new Uint8Array([1, 0, 1]), names: ["cats", "dogs"] });
  expect(classesOf(["pets/1.png", "pets/2.png"])).toBeUndefined();
  expect(classesOf(["a.png", "b.png"])).toBeUndefined();
  expect(classesOf(["a.png", "cats/b.png"])?.names).toEqual(["", "cats"]);
  // Digits are their own labels.
  const digits = classesOf(["mnist/10/a.png", "mnist/7/b.png", "mnist/9/c.png"]);
  expect(digits?.names).toEqual(["7", "9", "10"]);
  expect(digits && labelsOf(digits)).toEqual({ labels: new Uint8Array([10, 7, 9]) });
  const many = (count: number) => classesOf(Array.from({ length: count }, (_, at) => `c${at}/1.png`));
  const [most, tooMany] = [many(MOST_CLASSES), many(MOST_CLASSES + 1)];
  expect(most && labelsOf(most)?.labels.at(-1)).toBe(MOST_CLASSES - 1);
  expect(tooMany && labelsOf(tooMany)).toBeUndefined();
});

test("a dataset is called after the folder that everything lies in", () => {
  expect(nameOf(["pets/cats/1.png", "pets/2.png"])).toBe("pets");
  for (const paths of [["1.png"], ["pets/1.png", "2.png"], ["cats/1.png", "dogs/1.png"], []])
    expect(nameOf(paths)).toBeUndefined();
});

/** A picture whose red, green and blue are the same. */
const grey = (width: number, height: number, values: readonly number[]): Picture => ({
  width,
  height,
  values: Uint8Array.from(values.flatMap((value) => [value, value, value])),
});
const SHAPE = { side: 2, planes: 1, crop: "centre", invert: false } as const;

test("images are means over areas, of a square from the centre or of the whole", () => {
  // prettier-ignore
  const wide = grey(6, 2, [
    9, 10, 20, 30, 40, 9,
    9, 50, 60, 70, 80, 9,
  ]);
  expect([...shaped(wide, SHAPE)]).toEqual([20, 30, 60, 70]);
  // Three columns to one pixel, and margins of nothing above and below.
  expect([...shaped(wide, { ...SHAPE, crop: "whole" })]).toEqual([
    Math.round((39 + 119) / 6),
    Math.round((79 + 159) / 6),
    0,
    0,
  ]);
  expect([...shaped(grey(2, 2, [0, 100, 200, 255]), { ...SHAPE, side: 1 })]).toEqual([139]);
  // 3 to 2: a pixel and a half each.
  expect([...shaped(grey(3, 3, [0, 90, 30, 0, 90, 30, 0, 90, 30]), SHAPE)]).toEqual([30, 50, 30, 50]);
  expect([...shaped(grey(1, 1, [7]), SHAPE)]).toEqual([7, 7, 7, 7]);
});

test("what is inverted has its ink high, and margins stay nothing", () => {
  const tall = grey(1, 2, [255, 55]);
  expect([...shaped(tall, { ...SHAPE, crop: "whole", invert: true })]).toEqual([0, 0, 200, 0]);
  expect([...shaped(tall, { ...SHAPE, crop: "whole" })]).toEqual([255, 0, 55, 0]);
});

test("colours stay, or turn to grey by luminance; a picture is kept no larger than an image can be made of it", () => {
  const colours = [
    [255, 255, 255],
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
  ];
  const kept = keptOf(new Uint8Array(colours.flatMap((colour) => [...colour, 255])), 2, 2);
  expect(kept).toEqual({ width: 2, height: 2, values: new Uint8Array(colours.flat()) });
  expect([...shaped(kept, SHAPE)]).toEqual([255, 76, 150, 29]);
  expect([...shaped(kept, { ...SHAPE, planes: 3 })]).toEqual(colours.flat());
  expect([...shaped(kept, { ...SHAPE, planes: 3, side: 1 })]).toEqual([128, 128, 128]);
  expect(keptSize(4000, 3000)).toEqual([85, 64]);
  expect(keptSize(30, 20)).toEqual([30, 20]);
  expect(keptSize(20_000, 100)).toEqual([256, 1]);
});

test("pictures become an IDX file of images, and one of labels", async () => {
  const pictures = [grey(2, 2, [1, 2, 3, 4]), grey(2, 2, [5, 6, 7, 8])];
  const read = async (classes: Parameters<typeof sourceOf>[3], shape: Partial<Shape> = {}) => {
    const source = sourceOf("pets", pictures, { ...SHAPE, ...shape }, classes);
    if (source.kind !== "files") throw new Error(source.kind);
    const files = source.files.map(async ({ name, blob }) => [name, [...new Uint8Array(await blob.arrayBuffer())]]);
    return [await Promise.all(files), source.look] as const;
  };
  const header = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2];
  const images = ["pets", [...header, 1, 2, 3, 4, 5, 6, 7, 8]];
  expect(await read(undefined)).toEqual([[images], { light: true, classes: undefined }]);
  expect((await read(undefined, { invert: true }))[1]).toEqual({ light: false, classes: undefined });
  const [[coloured]] = await read(undefined, { planes: 3 });
  const three = [0, 0, 8, 4, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3];
  const values = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((value) => [value, value, value]);
  expect(coloured).toEqual(["pets", [...three, ...values]]);
  expect(await read({ names: ["cats", "dogs"], of: [1, 0] })).toEqual([
    [images, ["pets (labels)", [0, 0, 8, 1, 0, 0, 0, 2, 1, 0]]],
    { light: true, classes: ["cats", "dogs"] },
  ]);
});

test("what is no picture is left out with its reason, and the order is that of the paths", async () => {
  const faults: Record<string, "broken" | "large"> = { b: "broken", l: "large" };
  // The first ones take longest.
  let wait = 5;
  const collection = new Collection(async (file) => {
    await new Promise((done) => setTimeout(done, wait--));
    return faults[await file.text()] ?? grey(1, 1, [1]);
  });
  const files = (...paths: string[]) => paths.map((path) => found(path, strToU8(path.at(-1) ?? "")));
  await collection.add({ pictures: files("x/10", "x/2", "x/b"), others: ["x/notes"] });
  expect(collection.pictures.value.map(({ path }) => path)).toEqual(["x/2", "x/10"]);
  await collection.add({ pictures: files("x/3", "y/l"), others: [] });
  expect(collection.pictures.value.map(({ path }) => path)).toEqual(["x/2", "x/3", "x/10"]);
  expect(collection.leftOut.value).toEqual([
    { path: "x/b", reason: "broken" },
    { path: "x/notes", reason: "format" },
    { path: "y/l", reason: "large" },
  ]);
  expect(collection.progress.value).toBeUndefined();

  const camera = new Collection();
  for (const name of ["cup", "", "a/b"]) camera.take(name, grey(1, 1, [1]));
  expect(camera.pictures.value.map(({ path }) => path)).toEqual(["camera/2", "camera/a b/3", "camera/cup/1"]);
  camera.takeBack();
  expect(camera.pictures.value.map(({ path }) => path)).toEqual(["camera/2", "camera/cup/1"]);
  camera.take("cup", grey(1, 1, [1]));
  expect(camera.taken.value.map(({ path }) => path)).toEqual(["camera/cup/1", "camera/2", "camera/cup/3"]);

  const full = new Collection(() => Promise.resolve(grey(1, 1, [1])));
  const file = new Blob();
  const many = Array.from({ length: MOST_PICTURES + 2 }, (_, at) => ({ path: `${at}`, file }));
  await full.add({ pictures: many, others: [] });
  expect(full.pictures.value).toHaveLength(MOST_PICTURES);
  expect(full.leftOut.value).toEqual([
    { path: `${MOST_PICTURES}`, reason: "beyond" },
    { path: `${MOST_PICTURES + 1}`, reason: "beyond" },
  ]);
});
