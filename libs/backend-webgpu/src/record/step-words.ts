import type { StepDeclaration } from '@rdrop/ops';
import type { ScalarType } from '../dispatch/program.js';
import type { Recording } from './recording.js';

/** A number that was declared. */
interface Source {
  /** Which of the declarations of a step, in their order. */
  readonly declaration: number;
  readonly name: string;
}

/** A word of the step values, and what it may have come from: more than one source when they were equal so far. */
export interface StepWord {
  readonly segment: number;
  readonly at: number;
  readonly type: ScalarType;
  readonly sources: readonly Source[];
}

/** Names of step values are those of attributes in WGSL's manner; those of masks have a prefix. */
const attributeName = (name: string): string =>
  name.replace(/^mask_/, '').replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

function sourcesOf(declared: readonly StepDeclaration[], name: string, value: number): Source[] {
  return declared.flatMap(({ numbers }, declaration) =>
    numbers[name] === value ? [{ declaration, name }] : [],
  );
}

const isIn = (sources: readonly Source[]) => (source: Source) =>
  sources.some(({ declaration, name }) => declaration === source.declaration && name === source.name);

/**
 * Which words change from step to step, and from what they are computed, as two recordings of the same step show. Both
 * must have the same slots.
 *
 * @returns the words, or why there is no telling: the end of a sentence
 */
export function stepWords(first: Recording, second: Recording): StepWord[] | string {
  const words: StepWord[] = [];
  for (const [segment, { slots }] of second.segments.entries()) {
    for (const [number, slot] of slots.entries()) {
      const before = first.segments[segment]?.slots[number]?.values ?? {};
      for (const [i, [name, type]] of Object.entries(slot.types).entries()) {
        const [old = Number.NaN, value = Number.NaN] = [before[name], slot.values[name]];
        const attribute = attributeName(name);
        const known = sourcesOf(first.declared, attribute, old);
        const sources = sourcesOf(second.declared, attribute, value).filter(isIn(known));
        if (sources.length > 0) words.push({ segment, at: 4 * slot.first + i, type, sources });
        else if (old !== value) {
          return `'${name}' of '${slot.name}' changes from step to step and was not declared`;
        }
      }
    }
  }
  return words;
}

/** Puts the numbers of a step into the words of its segments; false when equal sources have come to differ. */
export function fillWords(
  words: readonly StepWord[],
  declared: readonly StepDeclaration[],
  update: number,
  segments: readonly Uint32Array<ArrayBuffer>[],
): boolean {
  const made = new Map<number, Readonly<Record<string, number>>>();
  const valueOf = ({ declaration, name }: Source): number => {
    let numbers = made.get(declaration);
    if (numbers === undefined) made.set(declaration, (numbers = declared[declaration]?.next(update) ?? {}));
    return numbers[name] ?? Number.NaN;
  };
  const views = segments.map(({ buffer }) => new DataView(buffer));
  return words.every(({ segment, at, type, sources }) => {
    const [value = Number.NaN, ...others] = sources.map(valueOf);
    const view = views[segment];
    if (type === 'f32') view?.setFloat32(4 * at, value, true);
    else if (type === 'i32') view?.setInt32(4 * at, value, true);
    else view?.setUint32(4 * at, value, true);
    return others.every((other) => Object.is(other, value));
  });
}
