/** What updates took, since the last report and altogether. */
export class Throughput {
  private count = 0;
  private milliseconds = 0;
  private waited = 0;
  private readonly before = { milliseconds: 0, waited: 0 };

  /** Units of one update, its time, and how much of that was spent waiting for its data. */
  add({ count, milliseconds, waited }: { count: number; milliseconds: number; waited: number }): void {
    this.count += count;
    this.milliseconds += milliseconds;
    this.waited += waited;
  }

  /** Units per second since the last report. */
  get perSecond(): number {
    return this.count / Math.max(this.milliseconds / 1000, 1e-9);
  }

  /** Share of the time since the last report that was spent waiting for data. */
  get waiting(): number {
    return this.waited / Math.max(this.milliseconds, 1e-6);
  }

  /** The share of the waiting in all updates of this process, as a sentence. */
  get waitingSentence(): string {
    const share =
      (this.before.waited + this.waited) / Math.max(this.before.milliseconds + this.milliseconds, 1e-6);
    return `waited for data ${(100 * share).toFixed(1)} % of the time of updates`;
  }

  /** Begins anew for the next report. */
  reset(): void {
    this.before.milliseconds += this.milliseconds;
    this.before.waited += this.waited;
    this.count = 0;
    this.milliseconds = 0;
    this.waited = 0;
  }
}
