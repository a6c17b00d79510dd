"""Writes glue.json: cases for the metrics of GLUE and what scikit-learn and scipy give. Needs both packages."""

import json
import warnings

import numpy
import scipy
import scipy.stats
import sklearn
from sklearn.metrics import accuracy_score, f1_score, matthews_corrcoef

warnings.simplefilter("ignore")
random = numpy.random.default_rng(1)


def labels(n, classes, agreement):
    gold = random.integers(0, classes, n)
    other = random.integers(0, classes, n)
    return numpy.where(random.random(n) < agreement, gold, other), gold


def classification(predictions, gold):
    binary = max(max(predictions), max(gold)) < 2
    return {
        "predictions": [int(x) for x in predictions],
        "labels": [int(x) for x in gold],
        "accuracy": accuracy_score(gold, predictions),
        "matthews": matthews_corrcoef(gold, predictions),
        **({"f1": f1_score(gold, predictions)} if binary else {}),
    }


def number(value):
    return None if numpy.isnan(value) else float(value)


def correlation(predictions, targets):
    return {
        "predictions": [float(x) for x in predictions],
        "labels": [float(x) for x in targets],
        "pearson": number(scipy.stats.pearsonr(predictions, targets)[0]),
        "spearman": number(scipy.stats.spearmanr(predictions, targets)[0]),
    }


cases = [labels(97, 2, 0.7), labels(50, 2, 0.1), labels(60, 3, 0.6), labels(1, 2, 1.0)]
cases += [([0] * 9, [0, 1, 0, 1, 1, 0, 0, 0, 1]), ([1, 1, 1], [1, 1, 1]), ([0, 0], [0, 0]), ([1, 1, 0], [0, 0, 1])]
targets = numpy.round(random.random(80) * 5 * 4) / 4
noisy = targets + random.normal(0, 1, 80)
scores = [(noisy, targets), (numpy.round(noisy), targets), (-targets, targets), (random.random(5), random.random(5))]
scores += [([1.0, 1.0, 1.0], [1.0, 2.0, 3.0]), (1e9 + noisy, targets), ([1.0, 2.0], [4.0, 3.0])]
result = {
    "scikit-learn": sklearn.__version__,
    "scipy": scipy.__version__,
    "classification": [classification(*case) for case in cases],
    "correlation": [correlation(*case) for case in scores],
}
print(json.dumps(result, indent=1))
