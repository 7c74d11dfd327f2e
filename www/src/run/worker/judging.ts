/** How probable images are, by the model as it is. */
export { bounds } from "./bounds.ts";
export { evidence } from "./evidence.ts";
export { evidences } from "./evidences.ts";
