import { parseNouns } from './parse-nouns.js';

export const places = parseNouns(
  ['place'],
  `
  der Garten, Gärten = garden #in:in:into #sight
  die Stadt, Städte = town #in:in:to #sight
  die Küche, Küchen = kitchen #in:in:into #room
  die Schule, Schulen = school #in:in:to #building
  das Haus, Häuser = house #in:in:into #building #sight #priced
  der Park (s), Parks = park #in:in:to #sight
  das Büro, Büros = office #in:in:to #room
  der Bahnhof, Bahnhöfe = station #in:in:to #building
  der Wald, Wälder = forest #in:in:into
  das Dorf, Dörfer = village #in:in:to #sight
  die Kirche, Kirchen = church #in:in:into #building #sight
  der Markt, Märkte = market #auf:at:to
  das Krankenhaus, Krankenhäuser = hospital #in:in:to #building
  die Wohnung, Wohnungen = flat #in:in:into #room #priced
  der Strand, Strände = beach #an:on:to
  das Museum, Museen = museum #in:in:to #building #sight
  das Zimmer, Zimmer = room #in:in:into #room
  das Theater, Theater = theatre #in:in:to #building
  der Fluss, Flüsse = river #an:by:to #sight
  die Straße, Straßen = street #auf:in:into
  die Bibliothek, Bibliotheken = library #in:in:to #building
  das Restaurant, Restaurants = restaurant #in:in:to #building
  der Supermarkt, Supermärkte = supermarket #in:in:to #building
  der Keller, Keller = cellar #in:in:into #room
  der Hof, Höfe = yard #in:in:into
  das Kino, Kinos = cinema #in:in:to #building
  der See, Seen = lake #an:by:to #sight
  das Hotel, Hotels = hotel #in:in:to #building
  der Flughafen, Flughäfen = airport #in:in:to
  das Badezimmer, Badezimmer = bathroom #in:in:into #room
  die Insel, Inseln = island #auf:on:to #sight
  das Wohnzimmer, Wohnzimmer = living room #in:in:into #room
  die Fabrik, Fabriken = factory #in:in:to #building
  das Meer, Meere = sea #an:by:to
  der Bauernhof, Bauernhöfe = farm #auf:on:to
  das Schlafzimmer, Schlafzimmer = bedroom #in:in:into #room
  die Bäckerei, Bäckereien = bakery #in:in:to #building
  die Werkstatt, Werkstätten = workshop #in:in:into #building
  die Universität, Universitäten = university #in:in:to #building
  der Turm, Türme = tower #in:in:into #sight
  die Höhle, Höhlen = cave #in:in:into
  die Brücke, Brücken = bridge #auf:on:to #sight
  das Feld, Felder = field #auf:in:into
  die Apotheke, Apotheken = pharmacy #in:in:to #building
  der Zoo (s), Zoos = zoo #in:in:to
`,
);

export const ideas = parseNouns(
  [],
  `
  die Frage, Fragen = question #question
  das Problem, Probleme = problem #thought
  die Antwort, Antworten = answer #thought
  der Plan, Pläne = plan #plan #thought
  das Lied, Lieder = song #song
  die Arbeit, - = work #thought
  der Traum, Träume = dream #plan #told
  der Film, Filme = film #sight
  der Termin, Termine = appointment #appointment
  die Hoffnung, - = hope #plan
  die Regel, Regeln = rule #thought
  der Grund, Gründe = reason #thought
  der Fehler, Fehler = mistake #mistake
  der Witz, Witze = joke #told
  das Treffen, Treffen = meeting #appointment #event
  das Paket, Pakete = parcel #parcel #sent #openable
  die Idee, Ideen = idea #thought
  der Vortrag, Vorträge = talk #talk
  das Ziel, Ziele = target #target
  die Rede, Reden = speech #talk
  die Wahrheit, - = truth #told
`,
);

export const events = parseNouns(
  ['event'],
  `
  das Konzert, Konzerte = concert
  das Spiel, Spiele = game
  die Prüfung, Prüfungen = exam
  das Fest, Feste = party
  die Hochzeit, Hochzeiten = wedding
  die Reise, Reisen = journey
  die Pause, Pausen = break
  der Ausflug, Ausflüge = trip
  der Besuch, Besuche = visit
  der Urlaub, Urlaube = holiday
`,
);

export const weather = parseNouns(
  ['weather'],
  `
  der Regen, - = rain
  der Schnee, - = snow
  der Sturm, Stürme = storm
  der Wind, - = wind
  die Hitze, - = heat
  der Lärm, - = noise
  der Nebel, - = fog
  die Kälte, - = cold
`,
);

export const parts = parseNouns(
  [],
  `
  die Tür, Türen = door #part #openable
  das Fenster, Fenster = window #part #openable
  das Dach, Dächer = roof #part
  die Wand, Wände = wall #wall #part
  der Boden, Böden = floor #part
  der Eingang, Eingänge = entrance #part
  die Treppe, Treppen = staircase #part
  die Schublade, Schubladen = drawer #container #openable
`,
);
