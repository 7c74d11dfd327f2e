/** Bytes of all files of a dataset, unpacked, in MiB: the engine and its copies need several times as much. */
export const MOST_MIB = 256;
