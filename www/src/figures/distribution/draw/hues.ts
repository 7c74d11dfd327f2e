/** Colours that say where in N(0, I) something comes from; they go with it wherever the decoder sends it. */

/** From the least z to the greatest, by the share of N(0, 1) below it. */
export const shareColour = (share: number) => `hsl(${Math.round(262 - 250 * share)} 72% 55%)`;

/** By the direction from the origin, and paler near it. */
export function placeColour(z1: number, z2: number): string {
  const hue = (Math.atan2(z2, z1) * 180) / Math.PI + 360;
  const within = 1 - Math.exp(-0.5 * (z1 * z1 + z2 * z2));
  return `hsl(${Math.round(hue) % 360} ${Math.round(18 + 70 * within)}% 55%)`;
}
