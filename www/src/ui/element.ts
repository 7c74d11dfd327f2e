import { SignalWatcher } from "@lit-labs/preact-signals";
import { LitElement } from "lit";
import { property } from "lit/decorators.js";
import type { Palette } from "../draw/palette.ts";
import type { Follower } from "../store/live.ts";
import type { LabStore } from "../store/lab-store.ts";
import type { Speech } from "../texts/index.ts";
import type { MethodTextKey, Params, TextKey } from "../texts/keys.ts";
import { defineTerms } from "./term.ts";

/** A part of a lab. It is drawn again when a signal that it read changes, while the lab is in sight. */
export class LabPart extends SignalWatcher(LitElement) {
  /** Given from above, before the part is in the document. */
  @property({ attribute: false }) store!: LabStore;

  #followers: Follower[] = [];
  #ends: (() => void)[] = [];

  protected get speech(): Speech {
    return this.store.page.speech.value;
  }

  protected get palette(): Palette {
    return this.store.page.palette.value;
  }

  protected say(path: TextKey, params?: Params): string {
    return this.speech.say(path, params);
  }

  /** A text of the model that is shown. */
  protected sayOfModel(path: MethodTextKey, params?: Params): string {
    return this.speech.sayOf(this.store.model.spec.value.method, path, params);
  }

  /** Calls `refresh` when the model has moved, at most every `pace` milliseconds, while the part is in the document. */
  protected follow(pace: number, refresh: () => Promise<void>): Follower {
    const follower = { pace, refresh };
    this.#followers.push(follower);
    return follower;
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    defineTerms(root, () => this.store);
    return root;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ends = this.#followers.map((follower) => this.store.follow(follower));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends.splice(0)) end();
  }

  protected override shouldUpdate(): boolean {
    return this.store.page.visible.value;
  }
}
