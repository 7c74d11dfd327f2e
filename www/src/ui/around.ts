/** The page around ours, where ours is in a frame. */
import type { FrameMessage } from "../api.ts";

export const isFramed = (): boolean => parent !== window;

/** Tells the page around, whichever it is. */
export const tellAround = (message: FrameMessage): void => parent.postMessage({ vaeLab: message }, "*");
