import { type ClassTexts, classTexts } from "../texts/class/index.ts";
import { TextsPart } from "../ui/texts-part.ts";

/** A part of what is for teachers. */
export abstract class ClassPart extends TextsPart<ClassTexts> {
  protected override readonly fetchTexts = classTexts;
}
