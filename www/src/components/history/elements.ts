/** The time machine's elements, fetched once the lab can train. */
import { define } from "../../define.ts";
import { Scrubber } from "./scrubber.ts";

define({ "vae-scrubber": Scrubber });
