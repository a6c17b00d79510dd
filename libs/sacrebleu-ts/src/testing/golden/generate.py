"""Writes bleu.json and tokens.json beside this file with the scores and tokens of the real sacreBLEU: pip install sacrebleu==2.6.0, then run."""

import json
import pathlib
import random

import sacrebleu
from sacrebleu.metrics import BLEU
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a
from sacrebleu.tokenizers.tokenizer_char import TokenizerChar
from sacrebleu.tokenizers.tokenizer_intl import TokenizerV14International
from sacrebleu.tokenizers.tokenizer_none import NoneTokenizer
from sacrebleu.tokenizers.tokenizer_zh import TokenizerZh

TOKENIZERS = {"13a": Tokenizer13a(), "none": NoneTokenizer(), "intl": TokenizerV14International(), "zh": TokenizerZh(), "char": TokenizerChar()}

LINES = [
    "", " ", "Hello, world!", "a.b,c", "3.14 and 1,000 but .5 and 5.", "1-2 a-1 1-a a-b 10--20", "rock'n'roll isn't 'quoted'",
    "&quot;Tom &amp; Jerry&quot; &lt;3 &gt; &amp;lt; &amp;amp;quot; &apos;", "a <skipped> b<skipped>c", "end-\nof line\nnext",
    "x@y.com http://a.b/c?d=e&f=g#h", "[brackets] {braces} (parens) ~tilde `tick` ^caret_under|pipe\\back/slash",
    "$5.00 50% #1 *star* +plus =eq; colon: \"dq\"", "...", ",,,1,,2", ".5,6.", "Größe, naïve; façade. Ünïcode.", "日本語。テスト、です.",
    "emoji 😀.😀,1😀.2", "nbsp\u00a0here\u2003em", "\ufeffbom.kept", "unit\x1fsep\x85nel", "trailing tab\t", "  many   spaces  ",
    "1.", ".1", "1.a", "a.1", "1,a", "a,1", "-5", "5-", "2020-01-02", "«guillemets» „low” ‘single’ – dash — em …", "U.S.A. e.g. i.e., etc.",
    "今天是2024年3.5月，天气（很）好！OK？", "中.5 5.中 文1,中 3%中", "全角ＡＢＣ１２３，。", "ひらがなカタカナ漢字・ー", "한국어 문장입니다.", "𠀀𠀁 and ㄅㄆ ㇀ ㍿ ︰ ﷼", "٣٫١٤ و ٢،٥ ؟",
    "½.5 ².,x Ⅷ.a ५.६", "≤5 −3 × 4€ £5 100₹ ™© a→b", "\u20dd\u2460\u2a6d\u2a6e\u2e7f\u2e80\u9fbb\u9fbc", "¿Qué? ¡No! a‐b a‑b ‰ ′ ″", "👩‍🚀e\u0301x", ".5", "5.", "  。 ",
]

CORPORA = {
    "short": {
        "hypotheses": ["The dog bit the man.", "It wasn't surprising.", "The man had just bitten him."],
        "references": [
            ["The dog bit the man.", "It was not unexpected.", "The man bit him first."],
            ["The dog had bit the man.", "No one was surprised.", "The man had bitten the dog."],
        ],
    },
    "no_long_matches": {"hypotheses": ["The cat, the mat.", "Dog a runs"], "references": [["The cat on the mat.", "A dog runs here"]]},
    "no_match": {"hypotheses": ["alpha beta gamma delta"], "references": [["one two three four five"]]},
    "tiny": {"hypotheses": ["yes"], "references": [["yes"]]},
    "two_words": {"hypotheses": ["yes sir", "no"], "references": [["yes madam", "no"]]},
    "empty_hypothesis": {"hypotheses": ["", "a small green apple tree"], "references": [["something", "a small green apple tree grows"]]},
    "all_empty": {"hypotheses": ["", ""], "references": [["a", "b c"]]},
    "empty_references": {"hypotheses": ["a b", "c"], "references": [["", ""]]},
    "case": {"hypotheses": ["ÄPFEL UND Birnen, bitte!"], "references": [["Äpfel und BIRNEN, bitte!"]]},
    "ties_in_rounding": {"hypotheses": ["a b c d " + " ".join(f"x{i}" for i in range(12))], "references": [["a b c d " + " ".join(f"y{i}" for i in range(12))]]},
    "variable_references": {
        "hypotheses": ["the small dog runs", "she prefers tea to coffee"],
        "references": [["the little dog runs fast", "she likes tea more than coffee"], [None, "she prefers tea"]],
    },
    "long_hypothesis": {"hypotheses": ["the the the the cat sat on on the mat, mat, mat!"], "references": [["the cat sat on the mat!"]]},
}


def random_corpus(seed):
    rng = random.Random(seed)
    words = ["the", "a", "dog", "cat", "runs", "3.5", "U.S.", "well-known", "10-year", "(yes)", "\"no\"", "Über", "it's", "x,y", "1,000", "end."]
    refs = [[" ".join(rng.choice(words) for _ in range(rng.randint(1, 14))) for _ in range(12)] for _ in range(2)]
    hyps = []
    for ref in refs[0]:
        tokens = [rng.choice(words) if rng.random() < 0.25 else w for w in ref.split() if rng.random() > 0.1]
        hyps.append(" ".join(tokens))
    return {"hypotheses": hyps, "references": refs}


for seed in range(4):
    CORPORA[f"random_{seed}"] = random_corpus(seed)

OPTIONS = [
    {},
    {"tokenize": "none"},
    {"lowercase": True},
    {"smooth_method": "none"},
    {"smooth_method": "floor"},
    {"smooth_method": "floor", "smooth_value": 0.015},
    {"smooth_method": "add-k"},
    {"smooth_method": "add-k", "smooth_value": 0.5},
    {"effective_order": True},
    {"effective_order": True, "smooth_method": "add-k"},
    {"tokenize": "none", "smooth_method": "none"},
]


def outcome(metric, score):
    signature = str(metric.get_signature())
    return {
        "score": score.score,
        "precisions": score.precisions,
        "brevityPenalty": score.bp,
        "hypothesisLength": score.sys_len,
        "referenceLength": score.ref_len,
        "signature": signature,
        "text": score.format(signature=signature),
    }


def corpus_cases():
    for name, corpus in CORPORA.items():
        for options in OPTIONS:
            metric = BLEU(force=True, **options)
            yield {"corpus": name, "options": options, **outcome(metric, metric.corpus_score(corpus["hypotheses"], corpus["references"]))}


def sentence_cases():
    for name, corpus in CORPORA.items():
        for index, hypothesis in enumerate(corpus["hypotheses"]):
            references = [refs[index] for refs in corpus["references"] if refs[index] is not None]
            metric = BLEU(force=True, effective_order=True)
            yield {"hypothesis": hypothesis, "references": references, **outcome(metric, metric.sentence_score(hypothesis, references))}


result = {
    "sacrebleu": sacrebleu.__version__,
    "corpora": CORPORA,
    "corpusScores": list(corpus_cases()),
    "sentenceScores": list(sentence_cases()),
}
pathlib.Path(__file__).with_name("bleu.json").write_text(json.dumps(result, ensure_ascii=True, indent=1) + "\n")
tokens = [{"line": line, **{name: tokenizer(line.rstrip()).split() for name, tokenizer in TOKENIZERS.items()}} for line in LINES]
pathlib.Path(__file__).with_name("tokens.json").write_text("[\n" + ",\n".join(json.dumps(row) for row in tokens) + "\n]\n")
