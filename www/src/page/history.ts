/** Fetched once the lab can train: the time machine's slider, and the keeping of the session. */
import { define } from "../ui/define.ts";
import { Scrubber } from "./scrubber.ts";

export { keepSession } from "../store/session.ts";

define({ "vae-scrubber": Scrubber });
