// PNG files of few colours: a screenshot in a fraction of its bytes.
import { crc32, deflateSync } from "node:zlib";

/** Levels of each channel that are told apart when colours are counted. */
const COARSE = 3;

/**
 * A PNG file with a palette, of as many colours as fit into `limit` bytes.
 * @param {{ width: number, height: number, rgba: Uint8Array }} image @param {number} limit @returns {Buffer}
 */
export function smallPng(image, limit) {
  for (const colours of [256, 128, 64, 48, 32, 24, 16]) {
    const png = encode(image, colours);
    if (png.length < limit) return png;
  }
  throw new Error(`${image.width}×${image.height} pixels do not fit into ${limit} bytes`);
}

/** @param {{ width: number, height: number, rgba: Uint8Array }} image @param {number} most */
function encode({ width, height, rgba }, most) {
  const { palette, indexOf } = quantize(rgba, most);
  const bits = palette.length <= 16 ? 4 : 8;
  const stride = Math.ceil((width * bits) / 8) + 1;
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const index = indexOf(rgba, 4 * (y * width + x));
      const at = y * stride + 1 + ((x * bits) >> 3);
      rows.writeUInt8(rows.readUInt8(at) | (bits === 8 ? index : index << (x % 2 === 0 ? 4 : 0)), at);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flat())),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** A colour, and how many pixels have it. @typedef {{ rgb: RGB, count: number }} Counted */
/** @typedef {[red: number, green: number, blue: number]} RGB */
/** @typedef {0 | 1 | 2} Channel */

const CHANNELS = /** @type {const} */ ([0, 1, 2]);

/** Median cut: the box of colours that spreads widest is halved, until there are as many as wanted. @param {Uint8Array} rgba @param {number} most */
function quantize(rgba, most) {
  /** @param {Uint8Array} from @param {number} at */
  const rgbAt = (from, at) => {
    const [red = 0, green = 0, blue = 0] = from.subarray(at, at + 3);
    return /** @type {RGB} */ ([red, green, blue]);
  };
  /** @param {RGB} rgb */
  const key = ([red, green, blue]) => ((red >> COARSE) << 16) | ((green >> COARSE) << 8) | (blue >> COARSE);
  /** @type {Map<number, Counted>} */
  const counted = new Map();
  for (let at = 0; at < rgba.length; at += 4) {
    const rgb = rgbAt(rgba, at);
    const known = counted.get(key(rgb)) ?? { rgb: [0, 0, 0], count: 0 };
    for (const channel of CHANNELS) known.rgb[channel] += rgb[channel];
    known.count++;
    counted.set(key(rgb), known);
  }
  for (const { rgb, count } of counted.values()) for (const channel of CHANNELS) rgb[channel] /= count;

  let boxes = [box([...counted.values()])];
  while (boxes.length < most) {
    boxes.sort((a, b) => b.weight - a.weight);
    const [widest, ...rest] = boxes;
    if (!widest || widest.colours.length < 2) break;
    const { colours, channel, middle } = widest;
    boxes = [
      ...rest,
      box(colours.filter(({ rgb }) => rgb[channel] <= middle)),
      box(colours.filter(({ rgb }) => rgb[channel] > middle)),
    ];
  }
  /** @type {Map<Counted, number>} */
  const indices = new Map(boxes.flatMap(({ colours }, index) => colours.map((colour) => [colour, index])));
  return {
    palette: boxes.map(({ colours }) => mean(colours)),
    /** @param {Uint8Array} from @param {number} at */
    indexOf: (from, at) => indices.get(/** @type {Counted} */ (counted.get(key(rgbAt(from, at))))) ?? 0,
  };
}

/** Colours with the channel in which they differ most, and the middle of that. @param {Counted[]} colours */
function box(colours) {
  const ranges = CHANNELS.map((channel) => {
    const values = colours.map(({ rgb }) => rgb[channel]);
    return { channel, low: Math.min(...values), high: Math.max(...values) };
  });
  const { channel, low, high } = ranges.reduce((a, b) => (b.high - b.low > a.high - a.low ? b : a));
  const pixels = colours.reduce((sum, { count }) => sum + count, 0);
  // Large areas deserve exact colours, but so do the few pixels of a mark.
  const weight = colours.length > 1 ? (high - low) * Math.cbrt(pixels) : 0;
  return { colours, channel, middle: (low + high) / 2, weight };
}

/** The colour that most pixels have, in so far as one prevails; else the mean. @param {Counted[]} colours */
function mean(colours) {
  const pixels = colours.reduce((sum, { count }) => sum + count, 0);
  const main = colours.find(({ count }) => count > pixels / 2);
  return CHANNELS.map((channel) =>
    Math.round(
      main ? main.rgb[channel] : colours.reduce((sum, { rgb, count }) => sum + rgb[channel] * count, 0) / pixels,
    ),
  );
}
