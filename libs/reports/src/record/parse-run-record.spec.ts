import { describe, expect, it } from 'vitest';
import { exampleMetric, exampleRecord } from '../testing/records.js';
import { parseRunRecord, RunRecordError, validateRunRecord } from './parse-run-record.js';

const paper = { table: 1, row: 'Transformer + R-Drop', column: 'De→En', value: 37.25 };

describe('a run record', () => {
  it('survives being written and read', () => {
    const record = exampleRecord({ metrics: [exampleMetric({ paper })] });
    expect(parseRunRecord(JSON.stringify(record), 'record.json')).toEqual(record);
  });

  it('may lack a commit and a checkpoint', () => {
    const record = exampleRecord({ gitCommit: null, bestCheckpoint: null });
    expect(validateRunRecord(record, 'record.json')).toEqual(record);
  });

  it.each<[string, object, string]>([
    ['a wrong type', { seconds: 'long' }, 'seconds: Invalid input: expected number, received string'],
    ['an unknown field', { alpah: 5 }, 'Unrecognized key: "alpah"'],
    ['an unknown method', { method: 'rdrop' }, 'method: Invalid option: expected one of "baseline"|"r-drop"'],
    ['an empty name', { task: ' ' }, 'task: Too small: expected string to have >=1 characters'],
    [
      'a value that is not finite',
      { metrics: [{ ...exampleMetric(), value: null }] },
      'metrics[0].value: Invalid input',
    ],
    [
      'a metric without signature',
      { metrics: [{ name: 'bleu', set: 'test', value: 1 }] },
      'metrics[0].signature: ',
    ],
    [
      'the same metric twice',
      { metrics: [exampleMetric(), exampleMetric({ value: 3 })] },
      'metrics: expected each name',
    ],
    ['a time without zone', { startedAt: '2026-01-02T03:04:05' }, 'startedAt: Invalid ISO datetime'],
    [
      'an end before the start',
      { finishedAt: '2026-01-02T03:04:04Z' },
      'finishedAt: expected a time not before',
    ],
    ['a commit that is none', { gitCommit: 'main' }, 'gitCommit: expected a commit in hexadecimal digits'],
    [
      "a number that is not the paper's",
      { metrics: [exampleMetric({ paper: { ...paper, value: 37.3 } })] },
      "metrics[0].paper: expected the paper's 37.25, got 37.3",
    ],
    [
      'a cell the paper has not',
      { metrics: [exampleMetric({ paper: { ...paper, column: 'De-En' } })] },
      "metrics[0].paper: paper table 1: expected a column of En→De, De→En, En→Fr, Fr→En, En→Zh, Zh→En, En→Es, Es→En, Avg, got 'De-En'",
    ],
  ])('with %s is refused, naming file and field', (_, fields, message) => {
    const read = () => validateRunRecord({ ...exampleRecord(), ...fields }, 'runs/a/record.json');
    expect(read).toThrow(RunRecordError);
    expect(read).toThrow(`runs/a/record.json: ${message}`);
  });

  it('counts further faults', () => {
    const read = () => validateRunRecord({ ...exampleRecord(), seed: -1, updates: 0.5 }, 'r.json');
    expect(read).toThrow(/^r\.json: seed: .* \(and 1 more\)$/u);
  });

  it('that is not JSON is refused', () => {
    expect(() => parseRunRecord('{', 'r.json')).toThrow(/^r\.json: expected JSON \(/u);
  });
});
