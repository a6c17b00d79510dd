import { INITIALS, words, type LanguageRules } from '../language-rules.js';

/** English, after `nonbreaking_prefix.en`. */
export const english: LanguageRules = {
  nonBreaking: words(`
    ${INITIALS}
    Adj Adm Adv Asst Bart Bldg Brig Bros Capt Cmdr Col Comdr Con Corp Cpl DR Dr Drs Ens Gen Gov Hon Hr Hosp Insp Lt
    MM MR MRS MS Maj Messrs Mlle Mme Mr Mrs Ms Msgr Op Ord Pfc Ph Prof Pvt Rep Reps Res Rev Rt Sen Sens Sfc Sgt Sr St
    Supt Surg v vs i.e rev e.g Rs Nos Nr Jan Feb Mar Apr Jun Jul Aug Sep Oct Nov Dec`),
  nonBreakingBeforeDigit: words('No Art pp'),
  apostrophe: 'after',
  spaceBeforePunctuation: false,
  commaAtQuote: 'inside',
  digitJoiner: '.',
};
