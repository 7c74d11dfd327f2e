/** Where built scripts lie in the site's folder. */
const ASSETS = /assets\/[^/]*$/;

/** The address of that folder; where scripts are served unbuilt it is the page's. */
export const SITE = ASSETS.test(import.meta.url)
  ? import.meta.url.replace(ASSETS, "")
  : new URL(".", location.href).href;
