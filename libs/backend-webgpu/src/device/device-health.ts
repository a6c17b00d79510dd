/** The GPU did not do what it was told. */
export class WebGpuError extends Error {
  /** The user can mend it, or at least not by changing code: commands print the sentence alone. */
  readonly expected: boolean;

  constructor(message: string, expected: boolean) {
    super(`webgpu: ${message}`);
    this.name = 'WebGpuError';
    this.expected = expected;
  }
}

/** What is used of a device. */
export interface WatchedDevice {
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  addEventListener(
    type: 'uncapturederror',
    listener: (event: { readonly error: { readonly message: string }; preventDefault(): void }) => void,
  ): void;
}

const CONSEQUENCE = /due to a previous error/;
/** How long the news that the device is gone may take after a read has failed. */
const NEWS_MS = 1000;

/** Whether the device still works. WebGPU tells of errors late, and gives zeros in the meantime: they must not pass. */
export class DeviceHealth {
  private failure: WebGpuError | undefined;
  private gone: WebGpuError | undefined;
  private closing = false;
  private readonly scopes = new Set<Promise<void>>();

  /** How the memory stands, for errors. */
  describeMemory = () => '';

  constructor(private readonly device: WatchedDevice) {
    device.addEventListener('uncapturederror', (event) => {
      event.preventDefault(); // or it is printed
      const { error } = event;
      if (error instanceof GPUOutOfMemoryError) {
        this.fail(
          new WebGpuError(
            `the GPU's memory is full (${this.describeMemory()}): use smaller batches (accumulating gradients over several keeps ` +
              'their effect)',
            true,
          ),
        );
      } else this.report(error.message);
    });
    void device.lost.then(({ reason, message }) => {
      if (this.closing || reason === 'destroyed') return;
      this.gone = new WebGpuError(`the GPU was lost (${message.trim()}); start again to go on`, true);
    });
  }

  /** Reports what an error scope that is open caught, if anything, after `what` it was about. */
  watch(what: string, scope: Promise<{ readonly message: string } | null>): void {
    const done = scope
      .then((error) => {
        if (error !== null) this.report(`${what}: ${error.message}`);
      })
      .catch(() => undefined) // the device is gone, which is told elsewhere
      .finally(() => this.scopes.delete(done));
    this.scopes.add(done);
  }

  /** Like `check`, after all scopes have been heard. */
  async settle(): Promise<void> {
    if (this.scopes.size > 0) await Promise.all(this.scopes);
    this.check();
  }

  /**
   * Throws what made a read fail, which the read itself does not know, and may fail before the device tells.
   *
   * @throws WebGpuError always
   */
  async explain(error: unknown): Promise<never> {
    await this.settle();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => (timer = setTimeout(resolve, NEWS_MS)));
    await Promise.race([this.device.lost, patience]);
    clearTimeout(timer);
    this.check();
    const text = error instanceof Error && error.message !== '' ? error.message : String(error);
    throw new WebGpuError(`values could not be read from the GPU (${text.trim()})`, false);
  }

  /** Notes a failure that is a fault of ours; the next `check` throws it. */
  report(message: string): void {
    this.fail(new WebGpuError(message.trim(), false));
  }

  /** From here on the loss of the device is no news. */
  close(): void {
    this.closing = true;
  }

  /** @throws WebGpuError the first thing that went wrong since the last call, or that the device is gone */
  check(): void {
    const failure = this.gone ?? this.failure;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
  }

  private fail(error: WebGpuError): void {
    // What fails because of something else is no news, but may come first.
    if (this.failure === undefined || CONSEQUENCE.test(this.failure.message)) this.failure = error;
  }
}
