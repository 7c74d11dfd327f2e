import { svg } from "lit";

export const icon = (path: string) => svg`<svg viewBox="0 0 16 16" aria-hidden="true"><path d=${path} /></svg>`;

export const PLAY = icon("M4 2.2v11.6c0 .6.7 1 1.2.6l8.6-5.8c.4-.3.4-.9 0-1.2L5.2 1.6C4.7 1.2 4 1.6 4 2.2z");
export const PAUSE = icon("M3.5 2h3v12h-3zM9.5 2h3v12h-3z");
export const STEP = icon(
  "M3 2.7v10.6c0 .6.6.9 1.1.6l6.9-5.4c.3-.3.3-.7 0-1L4.1 2.1C3.6 1.8 3 2.1 3 2.7zM11.5 2h2v12h-2z",
);
export const RESET = icon(
  "M8 2.5a5.5 5.5 0 1 1-5.2 7.3l1.5-.5A4 4 0 1 0 5 5.3l1.8 1.7H2.2V2.4l1.7 1.7A5.5 5.5 0 0 1 8 2.5z",
);
export const DICE = icon(
  "M4 1.5h8A2.5 2.5 0 0 1 14.5 4v8a2.5 2.5 0 0 1-2.5 2.5H4A2.5 2.5 0 0 1 1.5 12V4A2.5 2.5 0 0 1 4 1.5zM4 3a1 1 0 0 0-1 1v8a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1V4a1 1 0 0 0-1-1zM5.5 4.4a1.1 1.1 0 1 1 0 2.2 1.1 1.1 0 0 1 0-2.2zM8 6.9a1.1 1.1 0 1 1 0 2.2 1.1 1.1 0 0 1 0-2.2zM10.5 9.4a1.1 1.1 0 1 1 0 2.2 1.1 1.1 0 0 1 0-2.2z",
);
export const PLUS = icon("M7.2 3h1.6v4.2H13v1.6H8.8V13H7.2V8.8H3V7.2h4.2z");
export const MINUS = icon("M3 7.2h10v1.6H3z");
export const FIT = icon("M2 2h4.5v1.5h-3v3H2zM9.5 2H14v4.5h-1.5v-3h-3zM2 9.5h1.5v3h3V14H2zM12.5 9.5H14V14H9.5v-1.5h3z");
export const CLOSE = icon("M4 2.9 8 6.9l4-4L13.1 4l-4 4 4 4-1.1 1.1-4-4-4 4L2.9 12l4-4-4-4z");
export const THEME = icon("M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM8 3v10A5 5 0 0 0 8 3z");
export const FOLDER = icon(
  "M1.5 4A1.5 1.5 0 0 1 3 2.5h3.2l1.6 1.7H13A1.5 1.5 0 0 1 14.5 5.7V12a1.5 1.5 0 0 1-1.5 1.5H3A1.5 1.5 0 0 1 1.5 12zM3 5.7V12h10V5.7z",
);
