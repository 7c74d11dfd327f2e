import { type RecordTexts, recordTexts } from "../../texts/record/index.ts";
import { TextsPart } from "../../ui/texts-part.ts";

/** A part of the recorder of lessons. */
export abstract class RecordPart extends TextsPart<RecordTexts> {
  protected override readonly fetchTexts = recordTexts;
}
