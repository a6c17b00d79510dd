import { INITIALS, words, type LanguageRules } from '../language-rules.js';

/** French, after `nonbreaking_prefix.fr` (which leaves out the letter `a`, a word of its own). */
export const french: LanguageRules = {
  nonBreaking: words(`
    ${INITIALS} b c d e f g h i j k l m n o p q r s t u v w x y z
    A.C.N A.M art ann apr av auj lib B.P boul ca c.-à-d cf ch.-l chap contr C.P.I C.Q.F.D C.N C.N.S C.S dir éd e.g env
    al etc E.V ex fasc fém fig fr hab ibid id i.e inf LL.AA LL.AA.II LL.AA.RR LL.AA.SS L.D LL.EE LL.MM LL.MM.II.RR
    loc.cit masc MM ms N.B N.D.A N.D.L.R N.D.T n/réf NN.SS N.S N.D N.P.A.I p.c.c pl pp p.ex p.j P.S R.A.S R.-V R.P
    R.I.P SS S.S S.A S.A.I S.A.R S.A.S S.E sec sect sing S.M S.M.I.R sq sqq suiv sup suppl tél T.S.V.P vb vol vs X.O
    Z.I`),
  nonBreakingBeforeDigit: new Set(),
  apostrophe: 'before',
  spaceBeforePunctuation: true,
  commaAtQuote: 'outside',
  digitJoiner: ',',
};
