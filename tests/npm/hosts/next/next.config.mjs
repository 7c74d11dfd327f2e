import { dirname } from "node:path";

export default {
  output: "export",
  distDir: "out",
  basePath: "/blog",
  turbopack: { root: dirname(import.meta.dirname) },
};
