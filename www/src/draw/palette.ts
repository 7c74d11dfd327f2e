/** Colours, each with one meaning. The style sheets and the canvases both read them here. */

export interface Palette {
  /** In which the browser draws its own controls. */
  scheme: "light" | "dark";
  page: string;
  panel: string;
  line: string;
  ink: string;
  muted: string;
  faint: string;
  /** Errors. */
  alarm: string;
  /** The symbols of the model. */
  x: string;
  mu: string;
  sigma: string;
  epsilon: string;
  z: string;
  xhat: string;
  recon: string;
  kl: string;
  /** The loss where it is a sum, such as −ELBO. */
  loss: string;
  /** Ink of the pictures, as red, green, blue: its opacity is the pixel's value. */
  dot: readonly [number, number, number];
}

/** The quantities of models that have a colour. */
export const COLOURED = ["x", "mu", "sigma", "epsilon", "z", "xhat", "recon", "kl", "loss"] as const;
export type Coloured = (typeof COLOURED)[number];

/** The quantities that can be pointed at. */
export type Quantity = Coloured | "prior";

/** The colours that have a name, which a page may choose. */
export type Colour = keyof Omit<Palette, "scheme" | "dot">;

export const LIGHT: Palette = {
  scheme: "light",
  page: "#f5f6f8",
  panel: "#ffffff",
  line: "#e1e4ea",
  ink: "#15181e",
  muted: "#59606d",
  faint: "#9097a3",
  alarm: "#b42318",
  x: "#4f5b6b",
  mu: "#a85300",
  sigma: "#0b8478",
  epsilon: "#8a6d00",
  z: "#2459e0",
  xhat: "#0a7ea4",
  recon: "#c9286a",
  kl: "#7434dc",
  loss: "#15181e",
  dot: [21, 24, 30],
};

export const DARK: Palette = {
  scheme: "dark",
  page: "#0e1014",
  panel: "#16191f",
  line: "#292d36",
  ink: "#eceef2",
  muted: "#a0a7b4",
  faint: "#6d7583",
  alarm: "#ff8a7d",
  x: "#b7c0cd",
  mu: "#f3a24a",
  sigma: "#37cdbd",
  epsilon: "#e0c341",
  z: "#7aa5ff",
  xhat: "#4fc3ea",
  recon: "#ff7aa8",
  kl: "#b294ff",
  loss: "#eceef2",
  dot: [236, 238, 242],
};

// Apart for all eyes: any two differ by ΔE 16 or more, also without one of the three kinds of cones, and each has a contrast
// of 3:1 or more with the panels of both themes.
// prettier-ignore
export const CLASSES = ["#0090f8", "#a06000", "#b03890", "#587068", "#208040", "#889840", "#8060c0", "#d07898", "#a89070", "#8090c8"];

/** The colour of a class; beyond ten, hues by the golden angle. */
export function classColour(label: number): string {
  return CLASSES[label] ?? `hsl(${Math.round(label * 137.508) % 360} 55% 55%)`;
}

/** The palette as declarations of a style: `--ink` and so on. */
export function customProperties({ scheme, dot: _, ...colours }: Palette): string {
  const properties = Object.entries(colours).map(([name, value]) => `--${name}: ${value};`);
  return `color-scheme: ${scheme}; ${properties.join(" ")}`;
}
