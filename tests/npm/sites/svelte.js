import { flushSync, hydrate, mount, unmount } from "svelte";
import { writable } from "svelte/store";
import Page from "./Page.svelte";

window.show = (target, first, served) => {
  const all = writable(first);
  const page = (served ? hydrate : mount)(Page, { target, props: { all } });
  const render = (then) => flushSync(() => all.set(then));
  flushSync();
  return { render, remove: () => unmount(page) };
};
