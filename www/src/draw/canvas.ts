/** Fits a canvas to its box and the screen's pixels, and gives its context in CSS pixels. */
export function prepare(
  canvas: HTMLCanvasElement,
): { context: CanvasRenderingContext2D; width: number; height: number } | undefined {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = canvas.getContext("2d");
  if (!context || width === 0 || height === 0) return;
  const ratio = Math.min(window.devicePixelRatio || 1, 3);
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

/** The distance between about `wanted` round numbers over a span: 1, 2 or 5 times a power of ten. */
export function tickStep(span: number, wanted: number): number {
  const rough = span / Math.max(wanted, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((multiple) => multiple * power >= rough * 0.999) ?? 10) * power;
}

/** The multiples of `step` between two ends. */
export function ticks(from: number, to: number, step: number): number[] {
  if (!(step > 0) || ![from, to, step].every(Number.isFinite)) return [];
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, index) => (first + index) * step);
}

/** The decimals that tell ticks apart which lie `step` from each other. */
export const decimals = (step: number) => Math.max(0, -Math.floor(Math.log10(step) + 1e-9));

/** CSS pixels in which canvases draw what is one pixel on a small screen: more where the page's text is larger. */
export let unit = 1;

export function setUnit(pixels: number): void {
  unit = pixels;
}

const FAMILY = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** A font of canvases, of the same family as those of the page. */
export const font = (size = 11, style = "") => `${style} ${size * unit}px ${FAMILY}`;

/** Draws something into an area of that size, in CSS pixels. */
export type Paint = (context: CanvasRenderingContext2D, width: number, height: number) => void;
