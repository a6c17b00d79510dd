import { INITIALS, words, type LanguageRules } from '../language-rules.js';

/**
 * Spanish, after `nonbreaking_prefix.es`. Its entries with a trailing space (gr, Fil, Let, pág, págs) can never match in
 * the reference and are left out.
 */
export const spanish: LanguageRules = {
  nonBreaking: words(`
    ${INITIALS}
    A.C a/c adj afmo J.C apdo Av cap c.f c.g cm doc Dr EE.UU esq etc f.c grs Gral kg km Lic mg mm N.B núm P.D ej Prof
    ptas q.e.g.e q.e.s.m S.A Sr Sra S.R.C Srta s.s.s Tel T.V.E Ud Uds Vd Vds vid`),
  nonBreakingBeforeDigit: new Set(),
  apostrophe: 'neither',
  spaceBeforePunctuation: false,
  commaAtQuote: 'outside',
  digitJoiner: ',',
};
