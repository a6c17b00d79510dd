import { type Adjective, type Kind } from './types.js';

const line =
  /^(?<base>[^\s/]+)(?:\/(?<stem>\S+))?(?: (?<comparative>\S+))? = (?<english>[a-z -]+?)(?: \((?<englishComparative>[a-z ]+)\))?$/u;

/**
 * Reads dictionary lines: `dunkel/dunkl dunkler = dark (darker)`. After the slash the stem that endings are put on, when
 * it differs; then the German comparative, when it is not the stem + er; in brackets the English one, when it is not
 * formed with `more`.
 */
export function parseAdjectives(kinds: readonly Kind[], text: string): Adjective[] {
  return text
    .split('\n')
    .map((entry) => entry.trim())
    .filter((entry) => entry.length > 0)
    .map((entry) => {
      const groups = line.exec(entry)?.groups;
      const { base = '', english = '', englishComparative } = groups ?? {};
      if (groups === undefined) {
        throw new SyntaxError(
          `parseAdjectives: expected "dunkel/dunkl dunkler = dark (darker)", got "${entry}"`,
        );
      }
      const stem = groups['stem'] ?? base;
      return {
        base,
        stem,
        comparative: groups['comparative'] ?? `${stem.endsWith('e') ? stem.slice(0, -1) : stem}er`,
        english,
        englishComparative: englishComparative ?? `more ${english}`,
        kinds: new Set(kinds),
      };
    });
}
