/** What readers drop or paste: a lesson, weights, or images, as files or in folders. */
import { Refusal, refusal } from "../run/refusal.ts";
import type { LabStore } from "../store/lab-store.ts";
import { fill } from "../texts/fill.ts";
import sentences from "./given.json" with { type: "json" };

/** What a reader gives: files, and folders of them. */
export type Given = File | FileSystemEntry;

/** Files and folders that a folder may hold in all: enough for a dataset in every form, too few for a picture a file. */
export const MOST_INSIDE = 100;

/** These refusals are fetched with this. */
const refused = (code: keyof typeof sentences, params: Record<string, string> = {}) =>
  new Refusal(code, params, fill(sentences[code], params));

/** Opens a lesson that is given alone; all else is for the run. */
export async function take({ page, run }: LabStore, given: readonly Given[]): Promise<void> {
  const files = (await Promise.all(given.map(async (each) => (each instanceof File ? [each] : filesIn(each))))).flat();
  const [first] = files;
  if (files.length === 1 && first?.name.endsWith(".json")) return page.openLesson(URL.createObjectURL(first));
  // A lesson keeps the data.
  if (page.locked.peek().has("data")) throw refused("data-locked");
  await run.loadFiles(files);
}

/** The files of a folder and of those in it; what the system hides from people is passed over. */
export async function filesIn(top: FileSystemEntry): Promise<File[]> {
  const files: File[] = [];
  const folders = [top as FileSystemDirectoryEntry];
  let inside = 0;
  for (const folder of folders) {
    const reader = folder.createReader();
    const more = () =>
      read<FileSystemEntry[]>(folder, (resolve, reject) => {
        reader.readEntries(resolve, reject);
      });
    // It hands over some at a time, and none at the end.
    for (let entries = await more(); entries.length > 0; entries = await more()) {
      inside += entries.length;
      if (inside > MOST_INSIDE) throw refused("folder-too-many", { name: top.name, limit: String(MOST_INSIDE) });
      for (const entry of entries.filter(({ name }) => !name.startsWith(".")))
        if (entry.isDirectory) folders.push(entry as FileSystemDirectoryEntry);
        else
          files.push(
            await read<File>(entry, (resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
          );
    }
  }
  return files;
}

function read<T>({ name }: FileSystemEntry, work: ConstructorParameters<typeof Promise<T>>[0]): Promise<T> {
  return new Promise(work).catch(() => {
    throw refusal("file-unreadable", { name });
  });
}
