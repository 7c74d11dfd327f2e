/** The GPU device of a worker: there is one, however many of its runs train on it. */
import type { Device } from "../../../../pkg/gpu/vae_lab.js";

let shared: { device: Promise<Device>; users: number } | undefined;

/** The device, requested from the browser unless it is held already. */
export async function borrow(of: typeof Device): Promise<Device> {
  const mine = (shared ??= { device: of.request(), users: 0 });
  const forget = () => {
    if (shared === mine) shared = undefined;
  };
  mine.users++;
  try {
    const device = await mine.device;
    void device.lost().then(forget);
    return device;
  } catch (cause) {
    forget();
    throw cause;
  }
}

/** The last holder gives it back to the browser; a lost device needs no giving back. */
export async function giveBack(device: Device): Promise<void> {
  const mine = shared;
  if (!mine || (await mine.device) !== device || --mine.users > 0) return;
  if (shared === mine) shared = undefined;
  device.destroy();
}
