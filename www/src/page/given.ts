/** What readers drop, paste or choose: a lesson, weights, pictures, or files of images, as files or in folders. */
import { gather, type Found } from "../data/pictures/gather.ts";
import { loadFiles } from "../run/files.ts";
import { refusal, refusing } from "../run/refusal.ts";
import type { LabStore } from "../store/lab-store.ts";
import sentences from "./given.json" with { type: "json" };

/** What a reader gives: files, and folders of them. */
export type Given = File | FileSystemEntry;

/** Files and folders that a folder may hold in all; and of files that are no pictures, which are few to a dataset. */
export const MOST_INSIDE = 10_000;
export const MOST_FILES = 100;

interface Named extends Found {
  file: File;
}

const refused = refusing(sentences);

const tooMany = (name: string, limit: number) => refused("folder-too-many", { name, limit: String(limit) });

/** Opens a lesson that is given alone, and a sheet for pictures; all else is for the run. */
export async function take({ page, run }: LabStore, given: readonly Given[]): Promise<void> {
  const files = (
    await Promise.all(given.map(async (each) => (each instanceof File ? [named(each)] : filesIn(each))))
  ).flat();
  const [first] = files;
  if (files.length === 1 && first?.file.name.endsWith(".json")) return page.openLesson(URL.createObjectURL(first.file));
  // A lesson keeps the data.
  if (page.locked.peek().has("data")) throw refused("data-locked");
  if (files.length > MOST_INSIDE) throw tooMany(first?.path.split("/")[0] ?? "", MOST_INSIDE);
  const pictures = await gather(files);
  if (pictures) {
    page.pictures.value = pictures;
    return;
  }
  if (files.length > MOST_FILES) throw tooMany(first?.path.split("/")[0] ?? "", MOST_FILES);
  page.pictures.value = undefined;
  await loadFiles(
    run,
    files.map(({ file }) => file),
  );
}

/** A file that was chosen, with its folders where a folder was chosen. */
const named = (file: File): Named => ({ path: file.webkitRelativePath || file.name, file });

/** The files of a folder and of those in it; what the system hides from people is passed over. */
export async function filesIn(top: FileSystemEntry): Promise<Named[]> {
  const files: Named[] = [];
  const folders = [{ path: top.name, folder: top as FileSystemDirectoryEntry }];
  let inside = 0;
  for (const { path, folder } of folders) {
    const reader = folder.createReader();
    const more = () =>
      read<FileSystemEntry[]>(folder, (resolve, reject) => {
        reader.readEntries(resolve, reject);
      });
    // It hands over some at a time, and none at the end.
    for (let entries = await more(); entries.length > 0; entries = await more()) {
      inside += entries.length;
      if (inside > MOST_INSIDE) throw tooMany(top.name, MOST_INSIDE);
      for (const entry of entries.filter(({ name }) => !name.startsWith("."))) {
        const own = `${path}/${entry.name}`;
        if (entry.isDirectory) folders.push({ path: own, folder: entry as FileSystemDirectoryEntry });
        else {
          const file = await read<File>(entry, (resolve, reject) =>
            (entry as FileSystemFileEntry).file(resolve, reject),
          );
          files.push({ path: own, file });
        }
      }
    }
  }
  return files;
}

function read<T>({ name }: FileSystemEntry, work: ConstructorParameters<typeof Promise<T>>[0]): Promise<T> {
  return new Promise(work).catch(() => {
    throw refusal("file-unreadable", { name });
  });
}
