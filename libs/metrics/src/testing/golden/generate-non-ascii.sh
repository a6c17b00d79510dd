#!/bin/sh
# Writes non-ascii.json beside this file: what Perl, without locale or -C, makes of lines beyond ASCII in the three steps
# that multi-bleu.perl (lc, split) and compound_split_bleu.sh (the substitution) apply to a line.
cd "$(dirname "$0")" || exit 1
perl -e '
  my @lines = (
    "ÄPFEL UND Birnen ÉTÉ", "a\xc2\xa0b\xe2\x80\x89c d\te\x0bf\x0cg", "\xc2\x85x  y ", "ü-ß-x", "a-b-c-d", "a-ß-c-ü-e", "--a--b--", "ab-cd - e- -f",
    "日本-語-版", "x-\xc2\xa0-y", "😀-😀-😀", "-", "a-", "well-known state-of-the-art",
  );
  sub json { my $s = shift; $s =~ s/(["\\])/\\$1/g; $s =~ s/([\x00-\x1f])/sprintf "\\u%04x", ord $1/ge; "\"$s\"" }
  my @rows;
  for my $line (@lines) {
    my $lower = lc $line;
    my @words = split " ", $lower;
    (my $compound = $line) =~ s{(\S)-(\S)}{$1 ##AT##-##AT## $2}g;
    push @rows, sprintf "  {\"line\": %s, \"lowercasedWords\": [%s], \"compoundSplit\": %s}", json($line), join(", ", map { json($_) } @words), json($compound);
  }
  print "{\n \"perl\": \"$]\",\n \"rows\": [\n", join(",\n", @rows), "\n ]\n}\n";
' > non-ascii.json
