import { setSite } from "vae-lab";

setSite("vae-lab");
