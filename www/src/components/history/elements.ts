/** What the page has once the lab can train: the time machine, the session that is kept, two planes side by side. */
import { define } from "../../define.ts";
import { Versus } from "./versus.ts";
import { Scrubber } from "./scrubber.ts";

export { keepSession } from "../../history/session.ts";

define({ "vae-scrubber": Scrubber, "vae-versus": Versus });
