/** Gives each text a mark, `a`, `b`, ... `z`, `aa`, in the order it is first asked for. */
export class Marks {
  readonly #texts: string[] = [];

  /** The mark of a text, the same at every call. */
  of(text: string): string {
    const known = this.#texts.indexOf(text);
    if (known >= 0) return markAt(known);
    this.#texts.push(text);
    return markAt(this.#texts.length - 1);
  }

  /** One note for each mark: `[a] text`. */
  notes(): string[] {
    return this.#texts.map((text, index) => `[${markAt(index)}] ${text}`);
  }
}

function markAt(index: number): string {
  const letter = String.fromCharCode('a'.charCodeAt(0) + (index % 26));
  return index < 26 ? letter : markAt(Math.floor(index / 26) - 1) + letter;
}
