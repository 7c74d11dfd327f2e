/** Short texts that the browser keeps between visits. Without it they are forgotten: in some frames even its mention throws. */
function stored(use: (storage: Storage) => string | null | void): string {
  try {
    return use(localStorage) ?? "";
  } catch {
    return "";
  }
}

/** What was kept under a key; "" where nothing was, or the browser keeps nothing. */
export const remembered = (key: string): string => stored((storage) => storage.getItem(key));

export const remember = (key: string, value: string): string => stored((storage) => storage.setItem(key, value));
