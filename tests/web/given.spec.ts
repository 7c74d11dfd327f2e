// What is dropped: a folder stands for the files in it, and what it cannot stand for is said.
import { expect, test } from "@playwright/test";
import { type Given, MOST_INSIDE, filesIn, take } from "../../www/src/page/given.ts";
import { LabStore } from "../../www/src/store/lab-store.ts";

const fileOf = (name: string) =>
  ({
    name,
    isDirectory: false,
    file: (resolve: FileCallback, reject: ErrorCallback) =>
      name === "gone" ? reject(new DOMException()) : resolve(new File([], name)),
  }) as unknown as FileSystemEntry;

/** A folder, handed over three entries at a time. */
const folderOf = (name: string, entries: readonly FileSystemEntry[]) =>
  ({
    name,
    isDirectory: true,
    createReader() {
      const left = [...entries];
      return { readEntries: (resolve: FileSystemEntriesCallback) => resolve(left.splice(0, 3)) };
    },
  }) as unknown as FileSystemEntry;

const many = (count: number) => Array.from({ length: count }, (_, at) => fileOf(`${at}.png`));

test("a folder stands for all files in it and in its folders, but for hidden ones", async () => {
  const raw = folderOf("raw", [fileOf("a"), fileOf(".DS_Store"), fileOf("b"), fileOf("c"), fileOf("d")]);
  const files = await filesIn(folderOf("MNIST", [raw, folderOf(".git", [fileOf("HEAD")]), fileOf("read me")]));
  expect(files.map(({ path }) => path)).toEqual([
    "MNIST/read me",
    ...["a", "b", "c", "d"].map((name) => `MNIST/raw/${name}`),
  ]);
});

test("a folder of more than it may hold, or of what cannot be read, is refused by its name", async () => {
  expect(await filesIn(folderOf("full", many(MOST_INSIDE)))).toHaveLength(MOST_INSIDE);
  const refused = (folder: FileSystemEntry) => expect(filesIn(folder)).rejects;
  const limit = String(MOST_INSIDE);
  const params = { name: "pictures", limit };
  await refused(folderOf("pictures", many(MOST_INSIDE + 1))).toMatchObject({ code: "folder-too-many", params });
  const inner = folderOf("inner", many(MOST_INSIDE));
  await refused(folderOf("pictures", [inner])).toMatchObject({ code: "folder-too-many", params });
  await refused(folderOf("some", [fileOf("gone")])).toMatchObject({
    code: "file-unreadable",
    params: { name: "gone" },
  });
});

test("one file alone may be a lesson; all else goes to the run together, unless the data are locked", async () => {
  const store = new LabStore();
  const loaded: string[][] = [];
  store.run.loadDataset = async (source) =>
    void loaded.push(source.kind === "files" ? source.files.map(({ name }) => name) : []);
  const give = (...given: Given[]) => take(store, given);
  const json = fileOf("card.json");

  await give(folderOf("weights", [json, fileOf("vae.safetensors")]), new File([], "labels.gz"));
  await give(folderOf("empty", []));
  expect(loaded.splice(0)).toEqual([["card.json", "vae.safetensors", "labels.gz"], []]);
  store.page.linkLocks.value = new Set(["data"]);
  await expect(give(new File([], "labels.gz"))).rejects.toMatchObject({ code: "data-locked" });
  await give(folderOf("mine", [json]));
  expect(loaded).toEqual([]);
  expect(store.page.lesson.value).toMatch(/^blob:/);
});
