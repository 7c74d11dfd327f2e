/** What the page has once the lab can train: the time machine, and the session that is kept. */
import { define } from "../ui/define.ts";
import { Scrubber } from "./scrubber.ts";

export { keepSession } from "../store/session.ts";

define({ "vae-scrubber": Scrubber });
