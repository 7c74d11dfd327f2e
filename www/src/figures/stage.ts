/** A widget on show: its group, its frame in the page's colours, and its body. It is fetched when one comes near. */
import { effect } from "@lit-labs/preact-signals";
import { html, nothing, render } from "lit";
import type { LabScripting } from "../api.ts";
import { customProperties } from "../draw/palette.ts";
import "../page/columns.ts";
import { defineElements } from "../page/elements.ts";
import { shareOneWorker } from "../run/host.ts";
import type { LabStore } from "../store/lab-store.ts";
import { notice } from "../ui/notice.ts";
import { base, noticeStyles, panelStyles } from "../ui/styles.ts";
import { piecesOf, refusedAttribute } from "./attributes.ts";
import { BODIES, type Body } from "./bodies.ts";
import type { Property } from "./declaration.ts";
import { keepKeys } from "./keys.ts";
import type { LabElement, Stage } from "./lab-element.ts";
import { frameStyles } from "./frame-styles.ts";
import { Group } from "./group.ts";
import { keepRoom } from "./room.ts";

/** Shows a widget in its shadow root. */
export async function enter(widget: LabElement, root: ShadowRoot): Promise<Stage> {
  shareOneWorker();
  defineElements();
  const body = await BODIES[widget.kind]();
  return new Shown(widget, root, body);
}

class Shown implements Stage {
  #group!: Group;
  readonly #frame = document.createElement("div");
  readonly #observer: IntersectionObserver;
  readonly #comeUp: () => void;
  #drawing: () => void = () => undefined;

  constructor(
    private readonly widget: LabElement,
    root: ShadowRoot,
    private readonly body: Body,
  ) {
    this.#frame.part = "frame";
    const waiting = getComputedStyle(widget).height;
    root.adoptedStyleSheets = [base, panelStyles, noticeStyles, frameStyles].flatMap(
      ({ styleSheet }) => styleSheet ?? [],
    );
    root.replaceChildren(this.#frame);
    keepKeys(root);
    this.#observer = new IntersectionObserver((entries) => {
      const last = entries.at(-1);
      if (last) this.#group.see(widget, last.isIntersecting);
    });
    this.#comeUp = keepRoom(root, waiting, this.#frame);
    this.#join();
    // Not the frame: before anything is drawn that is a line at the top, which may be off the screen of a tall figure.
    this.#observer.observe(widget);
  }

  get lab(): LabScripting {
    return this.#group.lab;
  }

  changed(property: Property): void {
    const { widget } = this;
    const { lab, store } = this.#group;
    switch (property) {
      case "group":
        this.#part();
        this.#join();
        break;
      case "layers":
      case "pins":
        this.#group.read(widget, property);
        break;
      case "model":
        if (widget.model) store.act(() => lab.showModel(widget.model ?? ""));
        break;
      case "data":
        if (widget.data) store.act(() => lab.loadDataset(widget.data ?? ""));
        break;
      case "options":
        store.act(() => lab.takeTexts(widget.options ?? ""));
        break;
      case "executor":
        store.act(() => lab.setExecutor(widget.executor ?? "auto"));
        break;
      default:
        this.#check();
        this.#group.refresh();
        this.#draw();
    }
  }

  leave(): void {
    this.#observer.disconnect();
    this.#part();
    this.#frame.remove();
  }

  #join(): void {
    this.#group = Group.of(this.widget.group);
    this.#group.join(this.widget);
    const { store } = this.#group;
    if (!this.body.whole) store.act(() => store.page.speak("panels"));
    this.#check();
    this.#draw();
  }

  #part(): void {
    this.#drawing();
    render(nothing, this.#frame);
    this.#group.leave(this.widget);
  }

  /** Draws now, and again when something changes that was read. */
  #draw(): void {
    this.#drawing();
    this.#drawing = effect(() => {
      const { page, state } = this.#group.store;
      if (!page.visible.value) return;
      render(this.#template(), this.#frame);
      if (state.value.phase !== "loading") this.#comeUp();
    });
  }

  /** Says of the first attribute that means nothing what it accepts. */
  #check(): void {
    const refused = refusedAttribute(this.widget, this.widget.kind);
    if (refused) this.#group.store.run.fail(refused);
  }

  #template() {
    const { widget, body } = this;
    const { store, lab } = this.#group;
    const pieces = piecesOf(widget.kind, widget.controls);
    const { phase } = store.state.value;
    const news = body.whole ? undefined : notice(store);
    const said = body.whole || store.page.speech.value.whole;
    const height = widget.height ? `height: ${widget.height}px; --lab-height: ${widget.height}px;` : "";
    return html`<div
      class="frame ${widget.kind} ${widget.height ? "fixed" : ""}"
      .style=${`${customProperties(store.page.palette.value)}${height}`}
    >
      ${news ? html`<div part="notice">${news}</div>` : nothing}
      ${pieces.has("train") ? html`<vae-controls brief part="train" .store=${store}></vae-controls>` : nothing}
      <div class="body" part="body">${said ? body.panel(store, pieces) : nothing}</div>
      ${phase === "loading" ? html`<p class="muted" role="status">${store.page.speech.value.say("loading")}</p>` : nothing}
      ${pieces.has("link") && widget.site ? link(store, `${widget.site}#${lab.link}`) : nothing}
    </div>`;
  }
}

function link(store: LabStore, href: string) {
  return html`<a part="link" class="link" href=${href} target="_blank" rel="noopener"
    >${store.page.speech.value.say("open")}</a
  >`;
}
