// Burn compiled to wasm (the crate in burn/).
import init, { Trainer as BurnTrainer } from "../../target/peer-burn/pkg/peer_burn.js";
import { BATCH, type Trainer } from "./model.ts";

export async function burn(): Promise<Trainer> {
  await init();
  const trainer = new BurnTrainer();
  return { step: (pixels) => trainer.step(pixels, BATCH) };
}
