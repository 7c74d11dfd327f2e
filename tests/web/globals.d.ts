// What the test and bench pages hang on `window` for the scripts that drive them.
interface Window {
  print(text: string): Promise<void>;
  bench: typeof import("../../benches/browser.mjs");
}
