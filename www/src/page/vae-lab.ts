/**
 * `<vae-lab>` on its own page: a variational autoencoder that trains there, and the scripting interface to it.
 *
 * Hooks for tests. By role and name: buttons Train/Pause, One step, Reset, New seed, Handwriting, Redraw; file input
 * "Load files of images"; slider "Pin" (its value text is "z = (…)"); list "Runs on" (auto, cpu, gpu); button "Try the GPU
 * again" in a notice; every option by its label; tabs by their names. By test id: `latent-plane`,
 * `pin`, `decoded`, `reconstructions`, `samples`, `epoch`, `steps`, `stepsPerSecond`, `imagesPerSecond`, `executor`,
 * `dataset`, `loss-heldOut`, `loss-train`, `notice`.
 */
import { adoptStyles, css, html, render } from "lit";
import { setUnit } from "../draw/canvas.ts";
import { DARK, LIGHT } from "../draw/palette.ts";
import type { Property } from "../figures/declaration.ts";
import { LabElement } from "../figures/lab-element.ts";
import { reflect } from "../figures/properties.ts";
import { LabStore } from "../store/lab-store.ts";
import { theme } from "../ui/styles.ts";
import { Lab } from "./lab.ts";

const block = css`
  :host {
    display: block;
  }
`;

/** The size of the page's text on a small screen, in CSS pixels. */
const TEXT = 14;

/** Attributes say how it begins and are read once, but for the language and the colours. */
export class VaeLab extends LabElement {
  /** The store that its parts share. */
  readonly store = new LabStore((type, detail) => this.tell(type, detail));
  readonly lab = new Lab(this.store, () => this, true);

  readonly #root = this.attachShadow({ mode: "open" });
  /** Ends what keeps the session. */
  #forget: () => void = () => undefined;
  #dark = matchMedia("(prefers-color-scheme: dark)");
  #drawn = false;

  constructor() {
    super();
    adoptStyles(this.#root, [theme, block]);
  }

  override get kind() {
    return "vae-lab" as const;
  }

  fetchLab(): Promise<Lab> {
    return Promise.resolve(this.lab);
  }

  connectedCallback(): void {
    this.#dark.addEventListener("change", this.#refresh);
    document.addEventListener("visibilitychange", this.#refresh);
    addEventListener("resize", this.#measure);
    this.#measure();
    this.#refresh();
    this.ready.catch(() => undefined);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#dark.removeEventListener("change", this.#refresh);
    document.removeEventListener("visibilitychange", this.#refresh);
    removeEventListener("resize", this.#measure);
  }

  protected override changed(property: Property): void {
    if (this.isConnected && (property === "lang" || property === "theme")) this.#refresh();
  }

  protected override left(): void {
    this.#forget();
    this.lab.close();
  }

  /** Canvases write as large as the page. */
  readonly #measure = () => setUnit(Number.parseFloat(getComputedStyle(this).fontSize) / TEXT);

  readonly #refresh = () => {
    const { page } = this.store;
    page.visible.value = !document.hidden;
    page.palette.value = (this.theme ?? (this.#dark.matches ? "dark" : "light")) === "dark" ? DARK : LIGHT;
    void this.lab.speak(this.lang).then(() => this.#draw());
  };

  /** Draws it once its first texts are there: nothing is to be seen in another language before. */
  #draw(): void {
    if (this.#drawn) return;
    this.#drawn = true;
    render(html`<main><vae-layout .store=${this.store}></vae-layout></main>`, this.#root);
    void this.#remember().catch(() => undefined);
  }

  /** Fetches the time machine, and keeps the session, once the lab can train. */
  async #remember(): Promise<void> {
    await this.ready;
    const { keepSession } = await import("./history.ts");
    this.#forget = await keepSession(this.store);
  }
}

reflect(VaeLab.prototype, "vae-lab");

declare global {
  interface HTMLElementTagNameMap {
    "vae-lab": VaeLab;
  }
}
