import { isAbsolute, resolve } from 'node:path';
import { glueTasks, isRegression } from '@rdrop/datasets';
import { type CommandOption, loadRunCheckpoint, type TaskCommand } from '@rdrop/experiment';
import { loadBertClassifier, readTokenizerFiles, saveBertClassifier, writeTokenizerFiles } from '@rdrop/nn';
import type { GlueExperiment } from '../experiment-schema.js';
import { classesOf, createModel } from '../model.js';
import { preparedSetOf } from '../prepare.js';

const toOption: CommandOption = { name: 'to', value: 'DIR', summary: 'the folder to write', required: true };

const folderOf = (value: string | boolean | undefined): string => {
  const text = typeof value === 'string' ? value : '.';
  return isAbsolute(text) ? text : resolve(text);
};

/** Names of the classes as `config.json` has them; one for a regression. */
const labelsOf = ({ data }: GlueExperiment): readonly string[] => {
  const task = glueTasks[data.task];
  return isRegression(task) ? ['score'] : task.labels;
};

/** Writes the best checkpoint of a run as a folder that Hugging Face's libraries load. */
export const exportCommand: TaskCommand<GlueExperiment> = {
  summary: 'write the trained model with its tokenizer as a folder that Hugging Face libraries load',
  runFolder: 'existing',
  options: [toOption],
  examples: ['--experiment <experiment> --to ./my-model'],
  async run(context, values) {
    const { experiment, out } = context;
    const prepared = await preparedSetOf(context);
    await context.startEngine();
    const model = await createModel(context, prepared.info.vocabularySize);
    try {
      const { checkpoint: which } = experiment.evaluation;
      const checkpoint = await loadRunCheckpoint(out, model.parameters.entries(), { which });
      const folder = folderOf(values['to']);
      await saveBertClassifier(model, folder, labelsOf(experiment));
      await writeTokenizerFiles(folder, await readTokenizerFiles(prepared.folder));
      context.result({ folder, checkpoint, parameters: model.parameters.size });
    } finally {
      model.dispose();
    }
  },
};

/** Reads a checkpoint under any of the known names and writes it under those of today. */
export const convertCommand: TaskCommand<GlueExperiment> = {
  summary:
    'rewrite a BERT or RoBERTa checkpoint (TensorFlow names, gamma and beta, no prefix) under the names of today',
  runFolder: 'none',
  options: [
    {
      name: 'checkpoint',
      value: 'DIR',
      summary: 'a folder with config.json and model.safetensors',
      required: true,
    },
    toOption,
  ],
  examples: ['--experiment <experiment> --checkpoint ./old --to ./new'],
  async run(context, values) {
    const { experiment, seed, log } = context;
    const from = folderOf(values['checkpoint']);
    await context.startEngine();
    const { model, report } = await loadBertClassifier(from, { classes: classesOf(experiment), seed });
    try {
      const folder = folderOf(values['to']);
      for (const name of report.missing) log.warn(`not in the checkpoint, written as drawn: ${name}`);
      for (const name of report.extra) log.warn(`not a part of this model, left out: ${name}`);
      await saveBertClassifier(model, folder, labelsOf(experiment));
      await writeTokenizerFiles(folder, await readTokenizerFiles(from));
      const { loaded, missing, extra } = report;
      context.result({ folder, loaded: loaded.length, missing, extra });
    } finally {
      model.dispose();
    }
  },
};
