import { afterEach, describe, expect, it, vi } from 'vitest';
import { DeviceHealth, type WatchedDevice } from './device-health.js';

class FakeMemoryError {
  constructor(readonly message: string) {}
}

/** A device that can be made to fail. */
function fakeDevice() {
  let listener: Parameters<WatchedDevice['addEventListener']>[1] | undefined;
  let lose: (info: { reason: string; message: string }) => void = () => undefined;
  const lost = new Promise<{ reason: string; message: string }>((resolve) => (lose = resolve));
  const preventDefault = vi.fn();
  const device: WatchedDevice = { lost, addEventListener: (_type, given) => (listener = given) };
  return {
    ...{ device, lose, preventDefault },
    fail: (error: { message: string }) => listener?.({ error, preventDefault }),
  };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('DeviceHealth', () => {
  it('throws what went wrong first, once, and keeps it from being printed', () => {
    vi.stubGlobal('GPUOutOfMemoryError', FakeMemoryError);
    const { device, fail, preventDefault } = fakeDevice();
    const health = new DeviceHealth(device);
    health.check();
    fail({ message: 'the binding is wrong\n' });
    fail({ message: 'so is another' });
    expect(() => health.check()).toThrow('webgpu: the binding is wrong');
    health.check();
    expect(preventDefault).toHaveBeenCalledTimes(2);
  });

  it('prefers causes to consequences', () => {
    vi.stubGlobal('GPUOutOfMemoryError', FakeMemoryError);
    const { device, fail } = fakeDevice();
    const health = new DeviceHealth(device);
    fail({ message: '[Invalid CommandBuffer] is invalid due to a previous error' });
    fail({ message: 'no such function' });
    expect(() => health.check()).toThrow('webgpu: no such function');
  });

  it('says what a full memory holds, which the user can mend', () => {
    vi.stubGlobal('GPUOutOfMemoryError', FakeMemoryError);
    const { device, fail } = fakeDevice();
    const health = new DeviceHealth(device);
    health.describeMemory = () => '7 MiB in 3 buffers';
    fail(new FakeMemoryError('no more'));
    expect(() => health.check()).toThrow(
      expect.objectContaining({
        expected: true,
        message: expect.stringContaining("the GPU's memory is full (7 MiB in 3 buffers)"),
      }),
    );
  });

  it('waits for open error scopes', async () => {
    const health = new DeviceHealth(fakeDevice().device);
    let pop: (error: { message: string } | null) => void = () => undefined;
    health.watch('the program', new Promise((resolve) => (pop = resolve)));
    const settled = health.settle();
    pop({ message: 'is wrong' });
    await expect(settled).rejects.toThrow('webgpu: the program: is wrong');
    health.watch('the next one', Promise.resolve(null));
    await health.settle();
  });

  it('explains a failed read by the news that comes after it', async () => {
    const { device, lose } = fakeDevice();
    const explained = new DeviceHealth(device).explain(new Error('aborted'));
    lose({ reason: 'unknown', message: 'driver crashed' });
    await expect(explained).rejects.toMatchObject({
      expected: true,
      message: 'webgpu: the GPU was lost (driver crashed); start again to go on',
    });
  });

  it('passes on why a read failed when there is no other news', async () => {
    const health = new DeviceHealth(fakeDevice().device);
    health.watch('the program', Promise.reject(new Error('no scopes on a lost device')));
    await expect(health.explain(new Error('aborted'))).rejects.toThrow(
      'webgpu: values could not be read from the GPU (aborted)',
    );
  });

  it('goes on saying that the GPU is gone', async () => {
    const { device, lose } = fakeDevice();
    const health = new DeviceHealth(device);
    lose({ reason: 'unknown', message: 'driver crashed' });
    await Promise.resolve();
    for (let i = 0; i < 2; i++) {
      expect(() => health.check()).toThrow('webgpu: the GPU was lost (driver crashed); start again to go on');
    }
  });

  it('takes the end of the process for no loss', async () => {
    const { device, lose } = fakeDevice();
    const health = new DeviceHealth(device);
    health.close();
    lose({ reason: 'unknown', message: 'the process ends' });
    await Promise.resolve();
    health.check();
  });
});
