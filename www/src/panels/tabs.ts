import { css, html } from "lit";
import { state } from "lit/decorators.js";
import { tabName } from "../store/hideable.ts";
import { PANEL_KEYS, type PanelKey } from "../store/panel-keys.ts";
import { LabPart } from "../ui/element.ts";
import { base } from "../ui/styles.ts";
import { PANELS, type PanelModule } from "./registry.ts";

/** The panels beside the plane as tabs, `<vae-panels>`. */
export class Panels extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
      }
      [role="tablist"] {
        display: flex;
        flex-wrap: wrap;
        gap: 3px;
        margin-bottom: 10px;
      }
      [role="tab"] {
        padding: 4px 5px 5px;
        border: 0;
        border-radius: var(--radius-control);
        background: none;
        color: var(--muted);
        font-size: var(--text-body);
        white-space: nowrap;
        cursor: pointer;
      }
      [role="tab"]:hover {
        color: var(--ink);
      }
      [role="tab"]:disabled {
        color: var(--faint);
        cursor: default;
      }
      [role="tab"][aria-selected="true"] {
        background: color-mix(in srgb, var(--ink) 9%, var(--page));
        color: var(--ink);
        font-weight: 600;
      }
      [role="tabpanel"] {
        flex: 1;
        min-height: 0;
        container-type: inline-size;
      }
      @media (pointer: coarse) {
        [role="tab"] {
          min-height: 40px;
        }
      }
    `,
  ];

  @state() private modules: Partial<Record<PanelKey, PanelModule>> = {};
  /** The panel that could not be fetched. */
  @state() private failed: PanelKey | undefined;
  #fetching: PanelKey | undefined;

  protected override render() {
    const open = this.#open;
    const locked = this.store.page.locked.value;
    const said = open === PANEL_KEYS[0] || this.speech.whole;
    const module = said ? this.modules[open] : undefined;
    if (!module) void this.#fetch(open);
    return html`
      <div role="tablist" aria-label=${this.say("panels.name")} @keydown=${this.#key}>
        ${this.#keys.map(
          (key) =>
            html`<button
              role="tab"
              id="tab-${key}"
              aria-selected=${key === open}
              aria-controls="panel"
              tabindex=${key === open ? 0 : -1}
              ?disabled=${locked.has(tabName(key))}
              @click=${() => this.#choose(key)}
            >
              ${this.say(`panels.${key}`)}
            </button>`,
        )}
      </div>
      <div role="tabpanel" id="panel" aria-labelledby="tab-${open}">
        ${module ? module.panel(this.store) : this.failed === open ? this.#refused(open) : ""}
      </div>
    `;
  }

  #refused(key: PanelKey) {
    return html`<p role="alert">
      ${this.say("panels.failed")}
      <button class="button small" @click=${() => this.#choose(key)}>${this.say("panels.retry")}</button>
    </p>`;
  }

  /** The panels that have something to show of the model; before it is known what that is, those of most models. */
  get #keys(): readonly PanelKey[] {
    const { model, page } = this.store;
    const hidden = page.hidden.value;
    const suits = (panel: (typeof PANELS)[PanelKey]) =>
      model.view.value ? (panel.suits?.(model) ?? true) : !panel.rare;
    return PANEL_KEYS.filter((key) => !hidden.has(tabName(key)) && suits(PANELS[key]));
  }

  /** The panel that is open: the chosen one, or else the first. */
  get #open(): PanelKey {
    const chosen = this.store.page.panel.value;
    const keys = this.#keys;
    return keys.includes(chosen) ? chosen : (keys[0] ?? PANEL_KEYS[0]);
  }

  #choose(key: PanelKey): void {
    this.failed = undefined;
    this.store.page.panel.value = key;
  }

  async #fetch(key: PanelKey): Promise<void> {
    if (this.#fetching === key || this.failed === key) return;
    this.#fetching = key;
    try {
      const [module] = await Promise.all([
        PANELS[key].load(),
        key !== PANEL_KEYS[0] && this.store.page.speak("panels"),
      ]);
      this.modules = { ...this.modules, [key]: module };
    } catch {
      this.failed = key;
    }
    this.#fetching = undefined;
  }

  readonly #key = async (event: KeyboardEvent): Promise<void> => {
    const locked = this.store.page.locked.value;
    const keys = this.#keys.filter((key) => !locked.has(tabName(key)));
    const at = keys.indexOf(this.#open);
    const to: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 };
    const next = to[event.key];
    const chosen = next === undefined ? undefined : keys.at(next % keys.length);
    if (!chosen) return;
    event.preventDefault();
    this.#choose(chosen);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
  };
}
