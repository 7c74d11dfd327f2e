import { state } from "lit/decorators.js";
import { ClassPart } from "./class-part.ts";
import { type Named, fetchLessons } from "./lessons.ts";

/** A part for teachers that has the lessons of the page, once they are fetched. */
export abstract class LessonsPart extends ClassPart {
  @state() protected lessons: readonly Named[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.act(async () => {
      this.lessons = await fetchLessons();
    });
  }
}
