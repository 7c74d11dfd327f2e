/** Files that are pictures as a dataset, without being asked how: what a script hands over. */
import type { Source } from "../../run/protocol.ts";
import { Collection } from "./collection.ts";
import { nameOf } from "./classes.ts";
import { sourceOf } from "./dataset.ts";
import type { decode } from "./decode.ts";
import { gather } from "./gather.ts";
import type { Shape } from "./shape.ts";

/** What a dataset of files in no folder is called. */
const NAME = "pictures";

/**
 * The dataset of pictures, in files, folders or zip archives; undefined where most of the files are none. Those that cannot
 * be read are left out. Folders are classes where there are several.
 */
export async function pictureSource(
  files: readonly File[],
  shape: Shape,
  read?: typeof decode,
): Promise<Source | undefined> {
  const found = await gather(files.map((file) => ({ path: file.webkitRelativePath || file.name, file })));
  if (!found) return undefined;
  const collection = new Collection(read);
  await collection.add(found);
  const pictures = collection.pictures.peek();
  if (pictures.length === 0) return undefined;
  const name = nameOf(pictures.map(({ path }) => path)) ?? NAME;
  return sourceOf(name, pictures, shape, collection.classes.peek());
}
