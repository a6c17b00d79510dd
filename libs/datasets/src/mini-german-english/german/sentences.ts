import { type Sentence } from '../plan/meaning.js';
import { type Trace } from '../plan/trace.js';
import { finishSentence } from '../plan/spelling.js';
import { mainClause, subordinateClause, verbFirstClause } from './clauses.js';

/** A German sentence with capital and full stop or question mark. */
export function germanSentence(sentence: Sentence, trace: Trace): string {
  switch (sentence.type) {
    case 'statement':
      return finishSentence(mainClause(sentence.clause, sentence.front, trace), '.');
    case 'fronted-clause': {
      trace.tag('fronted:clause');
      const first = subordinateClause(sentence.kind, sentence.first, trace);
      return finishSentence([...first, ',', ...verbFirstClause(sentence.main, trace)], '.');
    }
    case 'pair': {
      trace.tag(`pair:${sentence.joint}`);
      const left = mainClause(sentence.left, undefined, trace);
      // `deshalb` takes the first place of its clause, the others stand before it.
      const right =
        sentence.joint === 'deshalb'
          ? mainClause(sentence.right, { type: 'words', german: ['deshalb'], english: [] }, trace)
          : [sentence.joint, ...mainClause(sentence.right, undefined, trace)];
      return finishSentence([...left, ...(sentence.joint === 'und' ? [] : [',']), ...right], '.');
    }
    case 'yes-no':
      trace.tag('question:yes-no');
      return finishSentence(verbFirstClause(sentence.clause, trace), '?');
    case 'who-what': {
      trace.tag('question:wh');
      const front =
        sentence.index === undefined ? undefined : ({ type: 'complement', index: sentence.index } as const);
      return finishSentence(mainClause(sentence.clause, front, trace), '?');
    }
    case 'where-when': {
      trace.tag('question:wh');
      const front = { type: 'words', german: sentence.german.split(' '), english: [] } as const;
      return finishSentence(mainClause(sentence.clause, front, trace), '?');
    }
  }
}
