import { parseNouns } from './parse-nouns.js';

export const texts = parseNouns(
  ['readable', 'lies'],
  `
  das Buch, Bücher = book #writable #paged #priced
  der Brief, Briefe = letter #writable #sent
  die Zeitung, Zeitungen = newspaper #priced
  die Geschichte, Geschichten = story #writable #told
  der Bericht, Berichte = report #writable #sent #paged
  die Nachricht, Nachrichten = message #writable #sent
  der Roman, Romane = novel #writable #paged #priced
  die Rechnung, Rechnungen = bill #writable #sent
  das Gedicht, Gedichte = poem #writable
  der Vertrag, Verträge = contract #writable #sent #paged
  die Zeitschrift, Zeitschriften = magazine #priced #paged
  der Artikel, Artikel = article #writable
  das Märchen, Märchen = fairy tale #told
  das Tagebuch, Tagebücher = diary #writable #paged
  die Postkarte, Postkarten = postcard #writable #sent
`,
);

export const foods = parseNouns(
  ['food'],
  `
  der Apfel, Äpfel = apple #fruit
  das Brot, - = bread #mass
  der Kuchen, Kuchen = cake #dish
  das Ei, Eier = egg
  die Suppe, Suppen = soup #dish
  die Kartoffel, Kartoffeln = potato, potatoes
  der Käse, - = cheese #mass
  die Banane, Bananen = banana #fruit
  der Fisch, Fische = fish, fish
  die Tomate, Tomaten = tomato, tomatoes
  das Fleisch, - = meat #mass
  der Salat, Salate = salad #dish
  die Orange, Orangen = orange #fruit
  der Reis, - = rice #mass
  die Kirsche, Kirschen = cherry #fruit
  die Wurst, Würste = sausage
  die Erdbeere, Erdbeeren = strawberry #fruit
  die Zwiebel, Zwiebeln = onion
  der Pilz, Pilze = mushroom
  der Honig, - = honey #mass
  das Brötchen, Brötchen = bread roll
  die Pflaume, Pflaumen = plum #fruit
  das Gemüse, - = vegetables #mass
`,
);

export const drinks = parseNouns(
  ['drink', 'mass'],
  `
  das Wasser, - = water
  der Kaffee, - = coffee
  der Tee, - = tea
  die Milch, - = milk
  der Saft, - = juice
  das Bier, - = beer
  der Wein, - = wine
  die Limonade, - = lemonade
`,
);

export const clothes = parseNouns(
  ['clothing', 'lies', 'priced'],
  `
  die Jacke, Jacken = jacket #hangs
  der Mantel, Mäntel = coat #hangs
  das Hemd, Hemden = shirt
  das Kleid, Kleider = dress #hangs
  der Schuh, Schuhe = shoe
  der Rock, Röcke = skirt
  der Pullover, Pullover = jumper
  der Schal (s), Schals = scarf, scarves
  der Handschuh, Handschuhe = glove
  der Stiefel, Stiefel = boot
  die Krawatte, Krawatten = tie
  die Bluse, Blusen = blouse
  der Anzug, Anzüge = suit #hangs
`,
).concat(
  parseNouns(
    ['headwear', 'lies', 'priced'],
    `
  der Hut, Hüte = hat
  die Mütze, Mützen = cap
  der Helm, Helme = helmet
`,
  ),
);

export const furniture = parseNouns(
  ['furniture', 'priced'],
  `
  der Tisch, Tische = table
  der Stuhl, Stühle = chair #seat
  das Bett, Betten = bed
  der Schrank, Schränke = cupboard #container #openable
  das Sofa, Sofas = sofa #seat
  das Regal, Regale = shelf, shelves
  der Schreibtisch, Schreibtische = desk
  der Sessel, Sessel = armchair #seat
  der Hocker, Hocker = stool #seat
`,
);

export const household = parseNouns(
  ['thing', 'priced'],
  `
  der Schlüssel, Schlüssel = key #lies
  die Tasche, Taschen = bag #stands #container #openable
  die Flasche, Flaschen = bottle #stands #openable
  das Glas, Gläser = glass #stands
  die Tasse, Tassen = cup #stands
  der Ball, Bälle = ball #lies #target
  der Koffer, Koffer = suitcase #stands #container #openable
  das Bild, Bilder = picture #hangs #sight
  die Uhr, Uhren = clock #hangs #machine
  die Lampe, Lampen = lamp #stands #lamp #switched #machine
  das Messer, Messer = knife, knives #lies #tool
  der Teller, Teller = plate #stands
  die Blume, Blumen = flower
  der Korb, Körbe = basket #stands #container
  das Geschenk, Geschenke = present #lies #sent #openable
  die Gabel, Gabeln = fork #lies
  der Löffel, Löffel = spoon #lies
  das Handy, Handys = mobile phone #lies #machine
  der Topf, Töpfe = pot #stands
  die Kerze, Kerzen = candle #stands
  der Regenschirm, Regenschirme = umbrella #lies
  die Puppe, Puppen = doll #lies
  der Spiegel, Spiegel = mirror #hangs
  die Kiste, Kisten = box #stands #container #openable
  der Hammer, Hämmer = hammer #lies #tool
  das Foto, Fotos = photo #hangs #lies #sight
  die Vase, Vasen = vase #stands
  der Eimer, Eimer = bucket #stands #container
  das Handtuch, Handtücher = towel #lies #hangs
  das Kissen, Kissen = pillow #lies
  der Besen, Besen = broom #stands #tool
  die Säge, Sägen = saw #lies #tool
  das Seil, Seile = rope #lies #tool
  der Teppich, Teppiche = carpet #lies
  die Leiter, Leitern = ladder #tool
`,
);

export const machines = parseNouns(
  ['machine', 'priced'],
  `
  der Computer, Computer = computer
  das Radio, Radios = radio #switched
  der Fernseher, Fernseher = television #switched
  die Kamera, Kameras = camera
  die Maschine, Maschinen = machine #switched
  die Waschmaschine, Waschmaschinen = washing machine
  der Drucker, Drucker = printer #switched
  der Motor, Motoren = engine #switched
  der Kühlschrank, Kühlschränke = fridge #container #openable
  die Heizung, Heizungen = heater #switched
`,
);

export const vehicles = parseNouns(
  ['transport', 'priced'],
  `
  das Auto, Autos = car #driven
  das Fahrrad, Fahrräder = bicycle #cycle
  der Bus, Busse = bus #driven
  der Zug, Züge = train
  der Lastwagen, Lastwagen = lorry #driven
  das Motorrad, Motorräder = motorcycle #cycle
  die Straßenbahn, Straßenbahnen = tram
  das Boot, Boote = boat
  das Taxi, Taxis = taxi #driven
  das Schiff, Schiffe = ship
  das Flugzeug, Flugzeuge = aeroplane
`,
);

/** Nouns with a second meaning, used only where the rest of the sentence tells which one it is. */
export const ambiguousThings = parseNouns(
  [],
  `
  die Birne, Birnen = pear #pear
  die Birne, Birnen = light bulb #bulb
  die Decke, Decken = blanket #blanket
  die Decke, Decken = ceiling #ceiling
  das Schloss, Schlösser = castle #castle
  das Schloss, Schlösser = lock #lock
  der Strauß, Sträuße = bouquet #bouquet
  der Flügel, Flügel = grand piano #piano
  der Flügel, Flügel = wing #wing
  das Tor, Tore = goal #goal
  das Tor, Tore = gate #gate
  der Hahn, Hähne = tap #tap
  die Karte, Karten = map #map
  die Bank, Bänke = bench, benches #bench
  die Bank, Banken = bank #bank
  die Schlange, Schlangen = queue #queue
  das Gericht, Gerichte = court #court
  das Gericht, Gerichte = dish, dishes #dish
`,
);
