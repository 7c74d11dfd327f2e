/** Numbers as people type them, in fields of `type="number"`. */
import { plainNumber } from "../texts/numbers.ts";

/** For `beforeinput`: browsers drop what is no part of an ASCII number, and hand over the rest as another number. */
export function typeNumber(event: InputEvent): void {
  const { data } = event;
  const plain = plainNumber(data ?? "");
  if (plain === "" || plain === data) return;
  event.preventDefault();
  // oxlint-disable-next-line typescript/no-deprecated -- such a field has no selection that a script could replace
  document.execCommand("insertText", false, plain);
}
