/** Icons that lead on and back, which the first screen does not have. */
import { icon } from "./icons.ts";

export const BACK = icon("M10.3 2.5 4.8 8l5.5 5.5 1.1-1.1L7 8l4.4-4.4z");
export const FORTH = icon("M5.7 2.5 11.2 8l-5.5 5.5-1.1-1.1L9 8 4.6 3.6z");
