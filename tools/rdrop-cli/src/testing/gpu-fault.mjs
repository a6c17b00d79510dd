/**
 * Makes the GPU of this process fail, for tests: `--import` this file with RDROP_TEST_FAULT set to `lost:<n>` (the device is
 * gone at the n-th command encoder) or `memory:<n>` (the n-th buffer asks for more than there is).
 */
import { globals } from 'webgpu';

const [kind, number] = (process.env.RDROP_TEST_FAULT ?? '').split(':');
const when = Number(number);
const { GPUAdapter, GPUDevice } = globals;

/** Calls `fail` in the place of the n-th call of a method. */
function replaceCall(prototype, name, fail) {
  const original = prototype[name];
  let calls = 0;
  prototype[name] = function (...given) {
    calls += 1;
    return calls === when ? fail(this, original, given) : original.apply(this, given);
  };
}

if (kind === 'memory') {
  replaceCall(GPUDevice.prototype, 'createBuffer', (device, createBuffer, [descriptor]) =>
    createBuffer.call(device, { ...descriptor, size: device.limits.maxBufferSize }),
  );
}

if (kind === 'lost') {
  replaceCall(GPUDevice.prototype, 'createCommandEncoder', (device, createCommandEncoder, given) => {
    device.destroy();
    return createCommandEncoder.apply(device, given);
  });
  // A device that its own program destroys is not lost.
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (...given) {
    const device = await requestDevice.apply(this, given);
    const lost = device.lost.then(() => ({ reason: 'unknown', message: 'the driver crashed' }));
    Object.defineProperty(device, 'lost', { value: lost });
    return device;
  };
}
