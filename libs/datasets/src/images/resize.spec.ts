import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cropped, interleavedPixels, planarPixels } from './pixels.js';
import { CROP_DRAWS, randomCrop } from './random-crop.js';
import { normaliseInto, resized } from './resize.js';

const golden: {
  height: number;
  width: number;
  side: number;
  box: { left: number; top: number; width: number; height: number } | null;
  interleaved: string;
  planes: string;
}[] = JSON.parse(readFileSync(new URL('../testing/golden/resized-images.json', import.meta.url), 'utf8'));

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

describe('resized', () => {
  it.each(golden)('gives the bytes of Pillow: $width x $height, box $box, to $side', (example) => {
    const { width, height, box, side } = example;
    const whole = interleavedPixels(bytesOf(example.interleaved), width, height);
    const planes = new Uint8Array(3 * width * height);
    for (let i = 0; i < planes.length; i++) {
      planes[(i % 3) * width * height + Math.floor(i / 3)] = whole.data[i] ?? 0;
    }
    const expected = bytesOf(example.planes);
    for (const pixels of [whole, planarPixels(planes, width, height)]) {
      expect(resized(box === null ? pixels : cropped(pixels, box), side)).toEqual(expected);
    }
  });

  it('leaves an image of one colour as it is, at any size', () => {
    const flat = new Uint8Array(3 * 13 * 9).fill(201);
    for (const side of [1, 5, 13, 40]) {
      expect(new Set(resized(planarPixels(flat, 13, 9), side))).toEqual(new Set([201]));
    }
  });
});

describe('normaliseInto', () => {
  it('takes 0.5 from a byte over 255 and divides by 0.5', () => {
    const values = new Float32Array(5);
    normaliseInto(values, 1, Uint8Array.of(0, 51, 255));
    expect([...values]).toEqual(
      [0, -1, -1, 1, 0].map((_, at) => [0, -1, Math.fround(51 / 127.5 - 1), 1, 0][at]),
    );
  });
});

describe('cropped', () => {
  it('refuses a box beyond the image', () => {
    const pixels = planarPixels(new Uint8Array(48), 4, 4);
    expect(() => cropped(pixels, { left: 2, top: 0, width: 3, height: 4 })).toThrow('3x4 at 2, 0');
  });
});

describe('randomCrop', () => {
  const scale = [0.05, 1] as const;
  const draws = (...values: number[]): number[] =>
    Array.from({ length: CROP_DRAWS }, (_, at) => values[at] ?? 0.5);

  it('has the area and the ratio that were drawn, and lies where it was drawn', () => {
    // Area 0.05 + 0.95 * 0.4 of 100 x 80, ratio 4/3^(2 * 0.75 - 1).
    const [area, ratio] = [8000 * (0.05 + 0.95 * 0.4), Math.exp(Math.log(4 / 3) * 0.5)];
    const values = draws(0.4, 0.75);
    values[CROP_DRAWS - 2] = 0.999999;
    values[CROP_DRAWS - 1] = 0;
    const box = randomCrop({ width: 100, height: 80 }, values, { scale });
    expect(box.width).toBe(Math.round(Math.sqrt(area * ratio)));
    expect(box.height).toBe(Math.round(Math.sqrt(area / ratio)));
    expect([box.left, box.top]).toEqual([0, 80 - box.height]);
  });

  it('tries again when a box does not fit, and takes the middle after ten tries', () => {
    const second = randomCrop({ width: 40, height: 40 }, draws(0.999, 0.99, 0.1, 0.5), { scale });
    expect(second.width * second.height).toBeLessThan(400);
    const never = Array.from({ length: CROP_DRAWS }, (_, at) => (at % 2 === 0 ? 0.999 : 0.5));
    expect(randomCrop({ width: 200, height: 50 }, never, { scale })).toEqual({
      left: 66,
      top: 0,
      width: 67,
      height: 50,
    });
    expect(randomCrop({ width: 50, height: 200 }, never, { scale }).height).toBe(67);
  });

  it('is within the image, with areas and places spread over the whole range', () => {
    let seed = 1;
    const next = (): number => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    const boxes = Array.from({ length: 3000 }, () =>
      randomCrop({ width: 64, height: 48 }, Array.from({ length: CROP_DRAWS }, next), { scale }),
    );
    for (const { left, top, width, height } of boxes) {
      expect(left >= 0 && top >= 0 && left + width <= 64 && top + height <= 48).toBe(true);
      expect(width / height).toBeGreaterThan(0.6);
      expect(width / height).toBeLessThan(1.6);
    }
    const areas = boxes.map(({ width, height }) => (width * height) / (64 * 48));
    expect(Math.min(...areas)).toBeLessThan(0.07);
    expect(Math.max(...areas)).toBeGreaterThan(0.9);
    const corners = boxes.filter(({ left, top }) => left === 0 && top === 0).length;
    expect(corners).toBeGreaterThan(10);
  });
});
