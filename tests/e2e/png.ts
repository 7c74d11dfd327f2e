// Small PNG files for the tests.
import { crc32, deflateSync } from "node:zlib";

/** A PNG file of red, green and blue, each as a function of the place. */
export function png(width: number, height: number, colour: (x: number, y: number) => [number, number, number]): Buffer {
  const rows = Array.from({ length: height }, (_, y) =>
    Buffer.from([0, ...Array.from({ length: width }, (_, x) => colour(x, y)).flat()]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

const byte = (value: number) => Math.max(0, Math.min(255, Math.round(value)));

/** What stands for a photograph: a disc or a bar before a sky that goes from light to dark, each at a place of its own. */
export function scene(kind: "disc" | "bar", at: number, width = 64, height = 48): Buffer {
  const [x0, y0] = [width * (0.3 + 0.4 * ((at * 0.618) % 1)), height * (0.3 + 0.4 * ((at * 0.414) % 1))];
  return png(width, height, (x, y) => {
    const inside = kind === "disc" ? Math.hypot(x - x0, y - y0) < 0.2 * height : Math.abs(x - x0) < 0.08 * width;
    const sky = 200 - (120 * y) / height;
    return inside ? [byte(60 + 100 * ((at * 0.27) % 1)), 40, 30] : [byte(sky - 20), byte(sky), byte(sky + 40)];
  });
}
