import { createApp, createSSRApp, h, nextTick, shallowRef } from "vue";

window.show = (into, first, served) => {
  const props = shallowRef(first);
  const app = (served ? createSSRApp : createApp)({ render: () => h("vae-lab", props.value) });
  app.mount(into);
  const render = (then) => {
    props.value = then;
    return nextTick();
  };
  return { render, remove: () => app.unmount() };
};
