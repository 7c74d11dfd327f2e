import { createElement } from "react";
import { flushSync } from "react-dom";
import { createRoot, hydrateRoot } from "react-dom/client";

window.show = (into, props, served) => {
  const tree = (props) => createElement("vae-lab", props);
  const root = served ? hydrateRoot(into, tree(props)) : createRoot(into);
  const render = (props) => flushSync(() => root.render(tree(props)));
  // What a server made is taken over before anything changes.
  if (!served) render(props);
  return { render, remove: () => root.unmount() };
};
