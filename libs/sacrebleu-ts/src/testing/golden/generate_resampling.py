"""Writes resampling.json beside this file: numbers of numpy's generator, and of the real sacreBLEU's paired tests and
command line. pip install sacrebleu==2.6.0, then run."""

import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import numpy as np
import sacrebleu
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest

WORDS = "the a dog cat runs 3.5 U.S. well-known 10-year (yes) \"no\" it's x,y 1,000 end. over under".split()


def corpus(seed, segments):
    rng = random.Random(seed)
    refs = [[" ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 14))) for _ in range(segments)] for _ in range(2)]

    def system(noise):
        return [" ".join(w for w in ref.split() if rng.random() > noise or rng.random() > 0.5) or "x" for ref in refs[0]]

    return {"references": refs, "systems": {"base": system(0.6), "better": system(0.2), "equal": system(0.6)}}


def streams():
    for seed in (0, 1, 12345, 2**32 + 5, 2**53 - 1):
        generator = np.random.default_rng(seed)
        raw = [int(word) for word in generator.bit_generator.random_raw(4)]
        words = [half for word in raw for half in (word & 0xFFFFFFFF, word >> 32)]
        drawn = np.random.default_rng(seed)
        yield {
            "seed": seed,
            "words": words,
            "indices": {str(bound): drawn.choice(bound, size=9).tolist() for bound in (1, 3, 100, 3003, 2**21)},
            "bits": drawn.integers(2, size=(2, 40), dtype=bool).astype(int).ravel().tolist(),
            "indicesAfterBits": drawn.choice(1000, size=5).tolist(),
        }


def means():
    for length in (1, 7, 8, 100, 128, 129, 1000):
        values = np.random.default_rng(length).random(length) * 100
        single = values.astype("float32")
        yield {
            "values": [float(value) for value in single],
            "single": float(single.mean()),
            "double": float(single.astype("float64").mean()),
        }


def paired():
    for seed, segments, n_refs in ((1, 30, 1), (2, 12, 2)):
        texts = corpus(seed, segments)
        texts["references"] = texts["references"][:n_refs]
        for method, samples in (("bs", 100), ("ar", 300)):
            metrics = {"BLEU": BLEU(references=texts["references"]), "CHRF": CHRF(references=texts["references"]), "TER": TER(references=texts["references"])}
            signatures, scores = PairedTest(list(texts["systems"].items()), metrics, None, test_type=method, n_samples=samples)()
            results = {
                name: [{"score": float(r.score), "pValue": none_or_float(r.p_value), "mean": none_or_float(r.mean), "halfWidth": none_or_float(r.ci)} for r in values]
                for name, values in scores.items()
                if name != "System"
            }
            yield {**texts, "method": method, "samples": samples, "results": results, "signatures": {name: str(s) for name, s in signatures.items()}}


def none_or_float(value):
    return None if value is None else float(value)


FILES = {
    "ref": "The dog bit the man.\nIt was not unexpected.\nThe man bit him first.\n",
    "ref2": "The dog had bit the man.\nNo one was surprised.\nThe man had bitten the dog.\n",
    "hyp": "The dog bit the man.\nIt wasn't surprising.\nThe man had just bitten him.\n",
    "hyp2": "The dog bit a man.\nIt was surprising.\nThe man bit him first again.\n",
    "a_b&c%$#{}~^\\<x>": "A cat.\nIt was surprising, it was!\nThe man bit him first again.\n",
    "日本": "The dog.\n\nThe man bit.\n",
    "tabs": "The dog bit the man.\tA dog bit a man.\nIt was not unexpected.\tYes\tno\nThe man bit him first.\tNo.\n",
}

COMMANDS = """
ref -i hyp -f text
ref -i hyp -f json
ref -i ref -m ter -ci -f json
ref ref2 -i hyp -m ter chrf bleu -f text
ref ref2 -i hyp -m bleu chrf ter -f text --confidence -w 3
ref -i hyp -m bleu chrf ter -f json --confidence -cin 77
ref -i hyp -m bleu ter -b -f json
ref -i hyp -m bleu ter -b -f json -ci
ref -i hyp -m bleu ter -b -f text -w6
ref -i hyp -m bleu chrf ter -sh -f text
ref -i hyp -sl -f text
ref -i hyp -sl -m chrf -b -w 3
ref -i hyp -w 0 --format=json
tabs -nr 2 -i hyp -f text
ref -i hyp -l en-zh -f text
ref -i hyp -f text -tok intl -lc -s floor -sv 0.5
ref -i hyp -f text -sh -m chrf -cw 2 -cc 4 --chrf-beta 1 --chrf-whitespace --chrf-lowercase --chrf-eps-smoothing
ref -i hyp -f text -m ter --ter-normalized --ter-no-punct --ter-asian-support --ter-case-sensitive
ref -i hyp hyp2 日本 -f json -m bleu chrf
ref -i hyp hyp2 日本 -f text -m ter chrf
ref -i hyp a_b&c%$#{}~^\\<x> -f latex -w 3
ref -i hyp hyp2 hyp -f text --paired-bs -m ter bleu
ref -i hyp hyp2 -f latex -pbs -pbsn 50 -sh
ref -i hyp hyp2 日本 -f text --paired-ar -parn 500 -m bleu chrf
ref -i hyp hyp2 -f json -par -parn 20000 -m bleu chrf ter
""".strip().split("\n")


def commands():
    program = [str(pathlib.Path(sys.executable).with_name("sacrebleu"))]
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            (pathlib.Path(folder) / name).write_text(text)
        for command in COMMANDS:
            arguments = command.split(" ")
            output = subprocess.run([*program, *arguments, "-q"], cwd=folder, check=True, capture_output=True, text=True, env={**os.environ, "SACREBLEU_FORMAT": ""}).stdout
            # The explanation of a paired test is sacreBLEU's text, not a number: it is left out here.
            output = re.sub(r"\n-+\nPaired.*?(?=\n-+\nMetric)", "\n", output, flags=re.DOTALL)
            yield {"arguments": arguments, "output": output}


result = {
    "sacrebleu": sacrebleu.__version__,
    "numpy": np.__version__,
    "streams": list(streams()),
    "means": list(means()),
    "files": FILES,
}
lines = [f'"{name}": {json.dumps(value)}' for name, value in result.items()]
for name, rows in (("paired", paired()), ("commands", commands())):
    lines.append(f'"{name}": [\n' + ",\n".join(json.dumps(row) for row in rows) + "\n]")
pathlib.Path(__file__).with_name("resampling.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
