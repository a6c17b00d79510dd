"""Writes the scores of the real sacreBLEU into cases.json beside this file: pip install sacrebleu==2.6.0, then run.

The inputs stay as they are: they were chosen from thousands of random ones (see README.md). One case a line.
"""

import json
import pathlib

from sacrebleu.metrics import BLEU, CHRF, TER

METRICS = {"bleu": lambda **options: BLEU(force=True, **options), "chrf": CHRF, "ter": TER}


def scored(case):
    metric = METRICS[case["metric"]](**case["options"])
    score = metric.corpus_score(case["hypotheses"], case["references"], n_bootstrap=case["samples"] or 1)
    signature = str(metric.get_signature())
    outputs = {"score": float(score.score), "text": score.format(width=4, signature=signature)}
    if case["metric"] == "ter":
        outputs |= {"edits": score.num_edits, "referenceLength": float(score.ref_length)}
    if case["samples"]:
        outputs |= {"mean": float(score._mean), "halfWidth": float(score._ci)}
    inputs = {name: case[name] for name in ("metric", "options", "hypotheses", "references", "samples")}
    return inputs | outputs


path = pathlib.Path(__file__).with_name("cases.json")
cases = [json.dumps(scored(case), ensure_ascii=True) for case in json.loads(path.read_text())]
path.write_text("[\n" + ",\n".join(cases) + "\n]\n")
