import { css, html, nothing } from "lit";
import { property, query, state } from "lit/decorators.js";
import { drawn } from "../../data/pictures/decode.ts";
import { type PicturesTexts, picturesTexts } from "../../texts/pictures/index.ts";
import { base } from "../../ui/styles.ts";
import { TextsPart } from "../../ui/texts-part.ts";
import { type Collection, MOST_PICTURES } from "../../data/pictures/collection.ts";
import { pictureStyles } from "./styles.ts";

/** Milliseconds from one picture to the next while it keeps taking them. */
const PACE_MS = 250;

/** What is asked of the camera; the one at the back where there are two. */
const WANTED: MediaStreamConstraints = { video: { facingMode: "environment", width: { ideal: 640 } } };

/** Pictures from the camera, `<vae-camera>`: each joins the class that is named beside it. */
export class CameraPart extends TextsPart<PicturesTexts> {
  static override styles = [
    base,
    pictureStyles,
    css`
      video {
        width: min(100%, calc(320 * var(--unit)));
        border-radius: var(--radius-control);
        background: var(--page);
      }
    `,
  ];

  @property({ attribute: false }) collection!: Collection;

  protected readonly fetchTexts = picturesTexts;
  @state() private fault: "denied" | "none" | undefined;
  @state() private ready = false;
  @state() private taking = false;
  @query("video") private video?: HTMLVideoElement;
  @query("input") private name?: HTMLInputElement;

  #stream: MediaStream | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#keepTaking(false);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = undefined;
  }

  protected override updated(): void {
    if (this.video && this.#stream && this.video.srcObject !== this.#stream) this.video.srcObject = this.#stream;
  }

  protected override render() {
    const { texts, fault, ready, taking, collection } = this;
    if (!texts) return nothing;
    if (fault) return html`<p role="alert">${texts.camera[fault]}</p>`;
    const full = collection.pictures.value.length >= MOST_PICTURES;
    if (full) this.#keepTaking(false);
    return html`<fieldset>
      <legend>${texts.camera.name}</legend>
      <video
        muted
        autoplay
        playsinline
        aria-label=${texts.camera.seen}
        @loadeddata=${() => (this.ready = true)}
      ></video>
      <label>${texts.camera.class}<input type="text" /></label>
      <div class="row">
        <button class="button" ?disabled=${!ready || full} @click=${this.#take}>${texts.camera.take}</button>
        <button
          class="button"
          aria-pressed=${taking}
          ?disabled=${!ready || full}
          @click=${() => this.#keepTaking(!taking)}
        >
          ${texts.camera.keep}
        </button>
        <button class="button" ?disabled=${collection.taken.value.length === 0} @click=${() => collection.takeBack()}>
          ${texts.camera.back}
        </button>
      </div>
    </fieldset>`;
  }

  async #begin(): Promise<void> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia(WANTED);
      this.#stream = stream;
      // It was closed while the reader was asked.
      if (!this.isConnected) for (const track of stream.getTracks()) track.stop();
      this.requestUpdate();
    } catch (cause) {
      // Without a secure connection there are no devices at all.
      this.fault = cause instanceof DOMException && cause.name === "NotAllowedError" ? "denied" : "none";
    }
  }

  readonly #take = (): void => {
    const { video } = this;
    if (!video?.videoWidth) return;
    this.collection.take(this.name?.value ?? "", drawn(video, video.videoWidth, video.videoHeight));
  };

  #keepTaking(taking: boolean): void {
    this.taking = taking;
    clearInterval(this.#timer);
    this.#timer = taking ? setInterval(this.#take, PACE_MS) : undefined;
  }
}
