/** Words whose period does not end a sentence. */
const ABBREVIATION =
  /(?:^|[\s("'])(?:Mr|Mrs|Ms|Dr|St|Sen|Gov|Gen|Rep|Lt|Sgt|Col|Prof|Jr|Sr|No|\p{L}|\p{L}\.\p{L})\.$/u;

/** Running text as sentences: cut behind `.`, `!` and `?` with their closing marks, where a capital, digit or quote follows. */
export function sentencesOf(text: string): string[] {
  if (text === '') return [];
  const sentences: string[] = [];
  let open = '';
  for (const piece of text.split(/(?<=[.!?]["'\u2019\u201d)]*)\s+(?=["'\u2018\u201c(]*[\p{Lu}\p{N}])/u)) {
    open = open === '' ? piece : `${open} ${piece}`;
    if (ABBREVIATION.test(open)) continue;
    sentences.push(open);
    open = '';
  }
  return open === '' ? sentences : [...sentences, open];
}

/** The first `count` sentences: the baseline that news summaries are measured by. */
export const lead = (document: string, count: number): string =>
  sentencesOf(document).slice(0, count).join(' ');
