/** The entry for pages that are not ours: it makes the elements known, and fetches them for that. */
void import("./elements.ts").then(({ defineElements }) => defineElements());
