/** What a grammar really did while it made a sentence: the rules at work and the words used. Tests count these. */
export class Trace {
  readonly tags = new Set<string>();
  readonly lemmas = new Set<string>();

  tag(...names: string[]): void {
    for (const name of names) this.tags.add(name);
  }

  lemma(...names: string[]): void {
    for (const name of names) this.lemmas.add(name);
  }
}
