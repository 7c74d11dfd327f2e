/** Work of which only the newest matters: while it is under way, however many calls come, one more follows. */
export function newest(work: () => Promise<void>): () => Promise<void> {
  let busy = false;
  let again = false;
  return async () => {
    again = true;
    if (busy) return;
    busy = true;
    while (again) {
      again = false;
      // A refusal here is that of a lost worker or of a model that is no more: what comes next asks anew.
      await work().catch(() => undefined);
    }
    busy = false;
  };
}
