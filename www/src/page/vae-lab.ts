/**
 * `<vae-lab>`: a variational autoencoder that trains in the page, and the scripting interface to it.
 *
 * Hooks for tests. By role and name: buttons Train/Pause, One step, Reset, New seed, Handwriting, Redraw; file input
 * "Load IDX files"; slider "Pin" (its value text is "z = (…)"); list "Runs on" (auto, cpu, gpu); button "Try the GPU
 * again" in a notice; every option by its label; tabs by their names. By test id: `latent-plane`,
 * `pin`, `decoded`, `reconstructions`, `samples`, `epoch`, `steps`, `stepsPerSecond`, `imagesPerSecond`, `executor`,
 * `dataset`, `loss-heldOut`, `loss-train`, `notice`.
 */
import { SignalWatcher } from "@lit-labs/preact-signals";
import { LitElement, css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import type { LabScripting, Theme } from "../api.ts";
import { DARK, LIGHT } from "../draw/palette.ts";
import type { Build, Choice } from "../run/protocol.ts";
import { LabStore } from "../store/lab-store.ts";
import type { LabEvents } from "../store/page-state.ts";
import type { Language } from "../texts/index.ts";
import { theme } from "../ui/styles.ts";
import { Lab, type Wishes } from "./lab.ts";
import { type Scripted, bubbles, scripted } from "./scripting.ts";

/** The events of a lab; they bubble and cross shadow roots. */
export type VaeLabEventMap = { [T in keyof LabEvents]: CustomEvent<LabEvents[T]> };

export class VaeLab extends SignalWatcher(LitElement) implements Scripted, Wishes {
  static override styles = [
    theme,
    css`
      :host {
        display: block;
      }
    `,
  ];

  /** The language of the page, such as `zh`; without it, the browser's. */
  @property({ reflect: true }) override lang = "";
  /** `light` or `dark`; without it, the system's. */
  @property({ reflect: true }) theme: Theme | undefined;

  // How it is to begin, read once.
  @property() build: Build | undefined;
  @property() executor: Choice | undefined;
  @property() data: string | undefined;
  @property({ type: Boolean }) guide = false;
  @property() model: string | undefined;
  @property() options: string | undefined;
  @property() share: string | undefined;
  @property() lesson: string | undefined;

  /** The first texts are there: nothing is to be seen in another language before. */
  @state() private speaking = false;
  /** What its parts share. */
  readonly store = new LabStore((type, detail) => this.#tell(type, detail));
  readonly lab = new Lab(this.store, () => this);

  /** Ends what keeps the session. */
  #forget: () => void = () => undefined;
  #dark = matchMedia("(prefers-color-scheme: dark)");

  fetchLab(): Promise<Lab> {
    return Promise.resolve(this.lab);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#dark.addEventListener("change", this.#refresh);
    document.addEventListener("visibilitychange", this.#refresh);
    this.#refresh();
    this.ready.catch(() => undefined);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#dark.removeEventListener("change", this.#refresh);
    document.removeEventListener("visibilitychange", this.#refresh);
    // A move within the document disconnects for a moment only.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#forget();
      this.lab.close();
    });
  }

  protected override firstUpdated(): void {
    void this.#remember().catch(() => undefined);
  }

  protected override shouldUpdate(): boolean {
    return this.store.page.visible.value;
  }

  protected override willUpdate(): void {
    void this.lab.speak(this.lang).then(() => (this.speaking = true));
    this.store.page.palette.value = (this.theme ?? (this.#dark.matches ? "dark" : "light")) === "dark" ? DARK : LIGHT;
  }

  protected override render() {
    return this.speaking ? html`<main><vae-layout .store=${this.store}></vae-layout></main>` : nothing;
  }

  /** Brings the time machine, and keeps the session: nobody waits for them before there is a run. */
  async #remember(): Promise<void> {
    await this.ready;
    const { keepSession } = await import("./history.ts");
    this.#forget = await keepSession(this.store);
  }

  #tell<T extends keyof LabEvents>(type: T, detail: LabEvents[T]): void {
    if (type === "language") this.lang = detail as Language;
    if (type === "theme") this.theme = detail as Theme;
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: bubbles(type), composed: true }));
  }

  readonly #refresh = () => {
    this.store.page.visible.value = !document.hidden;
    this.requestUpdate();
  };
}

scripted(VaeLab);

export interface VaeLab extends LabScripting {
  addEventListener<T extends keyof VaeLabEventMap>(
    type: T,
    listener: (this: VaeLab, event: VaeLabEventMap[T]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "vae-lab": VaeLab;
  }
}
