import { parseNouns } from './parse-nouns.js';

export const people = parseNouns(
  ['person'],
  `
  der Mann, Männer = man, men #own=husband/husbands
  die Frau, Frauen = woman, women #own=wife/wives
  der Lehrer, Lehrer = teacher #profession
  der Junge (n), Jungen = boy #child
  die Mutter, Mütter = mother
  der Vater, Väter = father
  das Kind, Kinder = child, children #child
  der Nachbar (n), Nachbarn = neighbour
  die Ärztin, Ärztinnen = doctor #profession
  das Mädchen, Mädchen = girl #child
  der Student (n), Studenten = student
  die Schwester, Schwestern = sister
  der Bruder, Brüder = brother
  der Koch, Köche = cook #profession
  die Tochter, Töchter = daughter #child
  der Sohn, Söhne = son #child
  die Großmutter, Großmütter = grandmother
  der Großvater, Großväter = grandfather
  die Freundin, Freundinnen = friend
  der Polizist (n), Polizisten = policeman, policemen #profession
  der Kollege (n), Kollegen = colleague
  die Tante, Tanten = aunt
  der Onkel, Onkel = uncle
  die Verkäuferin, Verkäuferinnen = shop assistant #profession
  der Bäcker, Bäcker = baker #profession
  der Gast, Gäste = guest
  die Schülerin, Schülerinnen = pupil #child
  der Bauer (n), Bauern = farmer #profession
  die Königin, Königinnen = queen
  der König, Könige = king
  der Chef (s), Chefs = boss
  der Kunde (n), Kunden = customer
  die Anwältin, Anwältinnen = lawyer #profession
  der Ingenieur, Ingenieure = engineer #profession
  der Maler, Maler = painter #profession
  die Sängerin, Sängerinnen = singer #profession
  der Gärtner, Gärtner = gardener #profession
  der Tourist (n), Touristen = tourist
  die Krankenschwester, Krankenschwestern = nurse #profession
  der Prinz (n), Prinzen = prince
  der Dieb, Diebe = thief, thieves
  der Zeuge (n), Zeugen = witness
  der Soldat (n), Soldaten = soldier #profession
  die Richterin, Richterinnen = judge #profession
  der Pilot (n), Piloten = pilot #profession
  die Journalistin, Journalistinnen = journalist #profession
  der Held (n), Helden = hero, heroes
  die Cousine, Cousinen = cousin
  der Präsident (n), Präsidenten = president
  der Leiter, Leiter = manager #profession
  die Witwe, Witwen = widow
  der Fotograf (n), Fotografen = photographer #profession
`,
);

export const animals = parseNouns(
  ['animal'],
  `
  der Hund, Hunde = dog #pet
  die Katze, Katzen = cat #pet
  das Pferd, Pferde = horse #ridden
  der Vogel, Vögel = bird #bird
  die Kuh, Kühe = cow
  das Schaf, Schafe = sheep, sheep
  die Maus, Mäuse = mouse, mice
  das Schwein, Schweine = pig
  die Ente, Enten = duck #bird
  der Bär (n), Bären = bear
  das Kaninchen, Kaninchen = rabbit #pet
  der Fuchs, Füchse = fox
  die Gans, Gänse = goose, geese #bird
  der Löwe (n), Löwen = lion
  der Wolf, Wölfe = wolf, wolves
  die Ziege, Ziegen = goat
  der Elefant (n), Elefanten = elephant
  der Affe (n), Affen = monkey
  der Esel, Esel = donkey #ridden
  die Eule, Eulen = owl #bird
  der Igel, Igel = hedgehog
  der Frosch, Frösche = frog
  das Huhn, Hühner = chicken #bird
  der Hamster, Hamster = hamster #pet
`,
);

/** Nouns with a second meaning, used only where the rest of the sentence tells which one it is. */
export const ambiguousAnimals = parseNouns(
  [],
  `
  die Schlange, Schlangen = snake #snake
  der Strauß, Strauße = ostrich #ostrich
  der Hahn, Hähne = rooster #rooster
`,
);
