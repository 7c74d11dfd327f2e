// Vite before version 8 makes workers of a format that cannot be in parts, where nothing else is said.
export default { base: "/blog", outDir: "out", vite: { worker: { format: "es" } } };
