import { CIFAR_SIDE } from '../images/cifar.js';
import type { Random } from '../random.js';
import type { MiniClass } from './classes.js';

type Colour = readonly [number, number, number];

/** Where and how a figure lies on the image. */
interface Pose {
  readonly cos: number;
  readonly sin: number;
  readonly scale: number;
  readonly x: number;
  readonly y: number;
  /** Slant: how much x grows with y. */
  readonly slant: number;
}

function drawPose(random: Random, isTexture: boolean): Pose {
  const between = (low: number, high: number): number => low + (high - low) * random.next();
  const angle = between(-0.4, 0.4);
  const reach = isTexture ? 0.8 : 0.18;
  return {
    cos: Math.cos(angle),
    sin: Math.sin(angle),
    scale: isTexture ? between(0.8, 1.25) : between(0.7, 1),
    x: between(-reach, reach),
    y: between(-reach, reach),
    slant: between(-0.2, 0.2),
  };
}

const drawColour = (random: Random): Colour => [
  255 * random.next(),
  255 * random.next(),
  255 * random.next(),
];

/** How bright a colour looks. */
const brightnessOf = ([red, green, blue]: Colour): number => 0.3 * red + 0.6 * green + 0.1 * blue;

/** Two colours, of which the front one is the brighter. */
function drawColours(random: Random): { front: Colour; back: Colour } {
  for (;;) {
    const [front, back] = [drawColour(random), drawColour(random)];
    if (brightnessOf(front) - brightnessOf(back) > 60) return { front, back };
  }
}

/** A number from a bell shape around 0 with deviation 1 (a sum of uniform ones). */
const bell = (random: Random): number =>
  (random.next() + random.next() + random.next() + random.next() - 2) * Math.sqrt(3);

/** Samples of a pixel along each side, so that edges are smooth. */
const SAMPLES = 2;

/** A picture of a class under a new pose, colours, light and noise: planes of red, green and blue, [3, 32, 32]. */
export function drawMiniImage({ coverage, group }: MiniClass, random: Random): Uint8Array {
  const { cos, sin, scale, x: offsetX, y: offsetY, slant } = drawPose(random, group === 'texture');
  const { front, back } = drawColours(random);
  const light: Colour = [0.5 * (random.next() - 0.5), 0.5 * (random.next() - 0.5), 1];
  const noise = 4 + 16 * random.next();
  const size = CIFAR_SIDE ** 2;
  const planes = new Uint8Array(3 * size);
  for (let row = 0; row < CIFAR_SIDE; row++) {
    for (let column = 0; column < CIFAR_SIDE; column++) {
      let share = 0;
      for (let sample = 0; sample < SAMPLES ** 2; sample++) {
        const shift = [(sample % SAMPLES) + 0.5, Math.floor(sample / SAMPLES) + 0.5] as const;
        const u = (2 * (column + shift[0] / SAMPLES)) / CIFAR_SIDE - 1 - offsetX;
        const v = (2 * (row + shift[1] / SAMPLES)) / CIFAR_SIDE - 1 - offsetY;
        share += coverage((cos * u + sin * v + slant * v) / scale, (cos * v - sin * u) / scale);
      }
      share /= SAMPLES ** 2;
      const brightness = light[2] + light[0] * (column / 16 - 1) + light[1] * (row / 16 - 1);
      for (let channel = 0; channel < 3; channel++) {
        const colour = (front[channel] ?? 0) * share + (back[channel] ?? 0) * (1 - share);
        const value = colour * brightness + noise * bell(random);
        planes[channel * size + row * CIFAR_SIDE + column] = Math.min(255, Math.max(0, Math.round(value)));
      }
    }
  }
  return planes;
}
