import { join } from 'node:path';
import { waitsForReads } from '@rdrop/ops';
import type * as tf from '@tensorflow/tfjs';
import { NotFiniteError, type LoadedCheckpoint } from '../checkpoints/checkpoint-file.js';
import { checkpointFile, CheckpointStore } from '../checkpoints/checkpoint-store.js';
import { assignParameters, checkSameRun, splitCheckpoint } from '../checkpoints/load-parameters.js';
import type { TrainingState } from '../checkpoints/training-state.js';
import type { MetricRecord } from '../reporting/metric-record.js';
import { MetricSinks } from '../reporting/sinks.js';
import { GradientNorms } from './gradient-norms.js';
import type { ResolvedOptions } from './options.js';
import type { TrainOutcome } from './outcome.js';
import { RecordedUpdates } from './recorded-updates.js';
import { ReportWindow } from './report-window.js';
import { select } from './selection.js';
import type { BatchLoss, TrainTask } from './task.js';
import { badLossError } from './training-error.js';
import { Updater } from './updater.js';

/** The part of the state that the loop itself keeps; the rest is gathered when saving. */
type RunState = Omit<TrainingState, 'window' | 'seconds' | 'seed' | 'configHash' | 'optimizer'>;

/** One process's part of a run: opened, run, closed. */
export class TrainingRun<B> {
  private readonly parameters: ReadonlyMap<string, tf.Variable>;
  private readonly store: CheckpointStore;
  private readonly updater: Updater<B>;
  private readonly window = new ReportWindow();
  private readonly norms = new GradientNorms();
  private readonly recorded: RecordedUpdates<B> | undefined;
  private sinks: MetricSinks | undefined;
  private state: RunState = {
    update: 0,
    epoch: 1,
    position: 0,
    best: null,
    misses: 0,
    firstLoss: null,
    gradientNorm: null,
    validationPending: false,
  };
  private batches: { readonly epoch: number; readonly items: readonly B[] } | undefined;
  private lastSaved: number | undefined;
  private lastReport: MetricRecord | undefined;
  /** Units counted by this process. */
  private counted = 0;
  private readonly throughput = { count: 0, seconds: 0 };
  private readonly started = performance.now();
  private secondsBefore = 0;

  constructor(
    private readonly task: TrainTask<B>,
    private readonly options: ResolvedOptions,
  ) {
    const { keepLast, log, folder } = options;
    this.parameters = new Map(task.parameters);
    this.store = new CheckpointStore(
      join(folder, 'checkpoints'),
      keepLast === undefined ? { log } : { log, keepLast },
    );
    this.updater = new Updater(task, options, this.parameters);
    this.recorded = RecordedUpdates.for(task, this.updater, options);
  }

  /** Opens the run folder and goes back to its last checkpoint, if it has one. */
  async open(): Promise<void> {
    await this.store.clean();
    const checkpoint = await this.store.latest();
    if (checkpoint !== undefined) this.resume(checkpoint);
    this.sinks = await MetricSinks.open(this.options.folder, this.options);
    const { update, validationPending } = this.state;
    await this.sinks.rewind({
      update: checkpoint === undefined ? -1 : update,
      beforeValidation: validationPending,
    });
  }

  private resume(checkpoint: LoadedCheckpoint): void {
    const { state, file } = checkpoint;
    checkSameRun(checkpoint, this.options);
    const { parameters, optimizer } = splitCheckpoint(checkpoint);
    assignParameters(this.parameters, parameters, file);
    this.updater.restore(optimizer);
    this.window.restore(state.window);
    this.state = state;
    this.secondsBefore = state.seconds;
    this.lastSaved = state.update;
    this.options.log.info(`going on from update ${state.update} (${file})`);
  }

  /** Updates until something ends the run. */
  async run(): Promise<TrainOutcome> {
    if (this.state.validationPending)
      await this.settle(this.state.position >= (await this.epochItems()).length);
    for (;;) {
      const stopped = this.stopReason();
      if (stopped !== undefined) return this.finish(stopped);
      const items = await this.epochItems();
      const { epoch, position } = this.state;
      if (position >= items.length) {
        throw new Error(
          `train: expected epoch ${epoch} to have more than ${position} batches, got ${items.length}`,
        );
      }
      const group = items.slice(position, position + this.options.accumulate);
      await this.update(group);
      this.state = { ...this.state, update: this.state.update + 1, position: position + group.length };
      this.showProgress(items.length);
      if (this.state.update % this.options.logEvery === 0) await this.report();
      await this.settle(position + group.length >= items.length);
      // Lets signal handlers and timers run: on a synchronous backend nothing else gives way to them.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private stopReason(): TrainOutcome['stopped'] | undefined {
    if (this.state.validationPending) return 'interrupted';
    return (
      this.endReached(this.state.epoch - 1) ?? (this.options.signal?.aborted ? 'interrupted' : undefined)
    );
  }

  private endReached(epochsDone: number): 'max-updates' | 'max-epochs' | 'early-stop' | undefined {
    const { maxUpdates, maxEpochs, selection } = this.options;
    if (this.state.update >= maxUpdates) return 'max-updates';
    if (epochsDone >= maxEpochs) return 'max-epochs';
    return this.state.misses >= (selection?.patience ?? Number.POSITIVE_INFINITY) ? 'early-stop' : undefined;
  }

  private async epochItems(): Promise<readonly B[]> {
    const { epoch } = this.state;
    if (this.batches?.epoch !== epoch) this.batches = { epoch, items: await this.task.epochBatches(epoch) };
    return this.batches.items;
  }

  private async update(batches: readonly B[]): Promise<void> {
    const started = performance.now();
    const count = await (this.recorded?.apply(batches, this.state.update) ?? this.updateNow(batches));
    this.window.endUpdate();
    this.counted += count;
    this.throughput.count += count;
    this.throughput.seconds += (performance.now() - started) / 1000;
  }

  private async updateNow(batches: readonly B[]): Promise<number> {
    const onLoss = (loss: BatchLoss): void => this.window.add(loss);
    const { count, gradientNorm } = this.updater.apply(batches, this.state.update, onLoss);
    if (gradientNorm !== undefined) this.norms.add(gradientNorm, count);
    if (!waitsForReads()) await this.readNorms(this.state.update + 1, 1);
    return count;
  }

  /** Brings the gradient norm up to date; fails when one since the last time was not finite, `updates` ago at most. */
  private async readNorms(update: number, updates: number): Promise<void> {
    const gradientNorm = await this.norms.read();
    if (gradientNorm === undefined) return;
    if (!Number.isFinite(gradientNorm))
      this.fail(`the gradient norm became ${gradientNorm}`, update, updates);
    this.state = { ...this.state, gradientNorm };
  }

  /**
   * After an update and its report: validate and save, where due. The checkpoint comes last and nothing is written for
   * its update after it, so cutting the metrics back to a checkpoint's update neither loses nor doubles a line.
   */
  private async settle(epochEnded: boolean): Promise<void> {
    const { validateEvery, checkpointEvery } = this.options;
    const { update, epoch } = this.state;
    const due = (every: number | 'epoch'): boolean => (every === 'epoch' ? epochEnded : update % every === 0);
    const improved = due(validateEvery) && (await this.validate());
    if (this.state.validationPending) return;
    const ending = this.endReached(epochEnded ? epoch : epoch - 1) !== undefined;
    if (ending && this.window.updates > 0) await this.report();
    if (epochEnded) this.state = { ...this.state, epoch: epoch + 1, position: 0 };
    if (due(checkpointEvery) || improved || ending) await this.save();
  }

  private async report(): Promise<void> {
    const sums = await this.checkedWindow();
    const scaling = await this.updater.scaler?.read();
    if (scaling?.exhausted === true) {
      this.fail(`the loss scale fell to ${scaling.scale}`, this.state.update, sums.updates);
    }
    const { update, epoch, firstLoss, gradientNorm } = this.state;
    const loss = sums.loss / sums.count;
    const first = firstLoss ?? loss;
    const limit = this.options.explodeFactor * Math.max(1, Math.abs(first));
    if (limit > 0 && loss > limit)
      this.fail(`the loss exploded from ${first} to ${loss}`, update, sums.updates);
    const parts = Object.entries(sums.parts).map(([name, sum]) => [name, sum / sums.count] as const);
    this.lastReport = {
      kind: 'train',
      update,
      epoch,
      metrics: {
        loss,
        ...Object.fromEntries(parts),
        ...(scaling === undefined ? {} : { lossScale: scaling.scale, skippedUpdates: scaling.skipped }),
      },
      learningRate: this.updater.rate(update - 1),
      ...(gradientNorm === null ? {} : { gradientNorm }),
      seconds: this.seconds(),
      perSecond: this.throughput.count / Math.max(this.throughput.seconds, 1e-9),
    };
    await this.sinks?.write(this.lastReport);
    this.state = { ...this.state, firstLoss: first };
    this.window.reset();
    this.throughput.count = 0;
    this.throughput.seconds = 0;
  }

  /** The sums so far; fails when they are not finite, so that no bad state is validated or saved. */
  private async checkedWindow(): Promise<TrainingState['window']> {
    await this.recorded?.read({
      loss: (loss) => this.window.add(loss),
      norm: (norm, count) => this.norms.add(norm, count),
    });
    const sums = await this.window.read();
    for (const [name, sum] of [['loss', sums.loss] as const, ...Object.entries(sums.parts)]) {
      if (!Number.isFinite(sum)) this.fail(`the ${name} became ${sum}`, this.state.update, sums.updates);
    }
    await this.readNorms(this.state.update, sums.updates);
    return sums;
  }

  /** Whether the validation gave a new best. One that an abort breaks off is left pending. */
  private async validate(): Promise<boolean> {
    const { update, epoch, best, misses } = this.state;
    const { selection, log } = this.options;
    const metrics = await this.validationMetrics();
    this.state = { ...this.state, validationPending: metrics === 'aborted' };
    if (metrics === undefined || metrics === 'aborted') return false;
    await this.sinks?.write({ kind: 'validation', update, epoch, metrics, seconds: this.seconds() });
    const chosen =
      selection === undefined ? undefined : select({ best, misses }, selection, { metrics, update });
    if (chosen !== undefined) this.state = { ...this.state, best: chosen.best, misses: chosen.misses };
    const shown = Object.entries(metrics).map(([name, value]) => `${name} ${Number(value.toPrecision(5))}`);
    log.info(
      `validation at update ${update}: ${shown.join(', ')}${chosen?.improved === true ? ' (best so far)' : ''}`,
    );
    return chosen?.improved ?? false;
  }

  private async validationMetrics(): Promise<Readonly<Record<string, number>> | 'aborted' | undefined> {
    const { progress, signal } = this.options;
    const { update, epoch } = this.state;
    if (this.task.validate === undefined) return undefined;
    await this.checkedWindow();
    progress?.pause();
    try {
      return await this.task.validate({ update, epoch });
    } catch (error) {
      if (signal?.aborted) return 'aborted';
      throw error;
    }
  }

  private async save(): Promise<void> {
    const { seed, configHash, progress } = this.options;
    const window = await this.checkedWindow();
    progress?.pause();
    // What a checkpoint covers must be on disk before it: a resumed run only cuts, it cannot fill in.
    await this.sinks?.flush();
    const { tensors, numbers } = this.updater.state();
    const state = { ...this.state, window, seconds: this.seconds(), seed, configHash, optimizer: numbers };
    try {
      await this.store.save({ parameters: this.parameters, optimizer: tensors, state });
    } catch (error) {
      if (error instanceof NotFiniteError)
        this.fail(error.message, state.update, Math.max(1, window.updates));
      throw error;
    }
    this.lastSaved = state.update;
  }

  private async finish(stopped: TrainOutcome['stopped']): Promise<TrainOutcome> {
    const { update, best } = this.state;
    if (this.lastSaved !== update) await this.save();
    this.options.progress?.end();
    if (stopped === 'interrupted') {
      this.options.log.info(
        `stopped after update ${update}, saved; run the same command again to go on from there`,
      );
    }
    return {
      stopped,
      updates: update,
      seconds: this.seconds(),
      lastCheckpoint: checkpointFile(this.store.folder, update),
      best: best === null ? null : { ...best, checkpoint: checkpointFile(this.store.folder, best.update) },
    };
  }

  private showProgress(epochBatches: number): void {
    const { progress, maxUpdates, maxEpochs, accumulate, unit } = this.options;
    const { update, epoch } = this.state;
    // Epochs may differ in length; the current one is the best guess.
    const total = Math.min(maxUpdates, maxEpochs * Math.ceil(epochBatches / accumulate));
    progress?.show({
      update,
      epoch,
      metrics: this.lastReport?.metrics ?? {},
      learningRate: this.updater.rate(update - 1),
      count: this.counted,
      unit,
      ...(Number.isFinite(total) ? { totalUpdates: Math.max(total, update) } : {}),
    });
  }

  private fail(what: string, update: number, updates: number): never {
    const lastCheckpoint =
      this.lastSaved === undefined ? undefined : checkpointFile(this.store.folder, this.lastSaved);
    throw badLossError({ what, update, updates, lastCheckpoint });
  }

  private seconds(): number {
    return this.secondsBefore + (performance.now() - this.started) / 1000;
  }

  /** Frees what the run owns. Parameters stay the caller's. */
  async close(): Promise<void> {
    this.options.progress?.end();
    this.window.reset();
    this.norms.dispose();
    this.recorded?.dispose();
    this.updater.dispose();
    await this.sinks?.close();
  }
}
