import { INITIALS, words, type LanguageRules } from '../language-rules.js';

const ORDINALS = Array.from({ length: 99 }, (_, i) => i + 1).join(' ');
const ROMAN = 'I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX';

/** German, after `nonbreaking_prefix.de`. Ordinals are written with a period ("3. Mai"), so 1 to 99 are in it. */
export const german: LanguageRules = {
  nonBreaking: words(`
    ${INITIALS} ${INITIALS.toLowerCase()} ${ROMAN} ${ROMAN.toLowerCase()} ${ORDINALS}
    Adj Adm Adv Asst Bart Bldg Brig Bros Capt Cmdr Col Comdr Con Corp Cpl DR Dr Ens Gen Gov Hon Hosp Insp Lt MM MR MRS
    MS Maj Messrs Mlle Mme Mr Mrs Ms Msgr Op Ord Pfc Ph Prof Pvt Rep Reps Res Rev Rt Sen Sens Sfc Sgt Sr St Supt Surg
    Mio Mrd bzw v vs usw d.h z.B u.a etc MwSt ggf d.J D.h m.E vgl I.F z.T sogen ff u.E g.U g.g.A c.-à-d Buchst u.s.w
    sog u.ä Std evtl Zt Chr u.U o.ä Ltd b.A z.Zt spp sen SA k.o jun i.H.v dgl dergl Co zzt usf s.p.a Dkr bzgl BSE
    No Nos Art Nr pp ca Ca`),
  nonBreakingBeforeDigit: new Set(),
  apostrophe: 'neither',
  spaceBeforePunctuation: false,
  commaAtQuote: 'outside',
  digitJoiner: ',',
};
