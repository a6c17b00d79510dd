import { describe, expect, it } from 'vitest';
import { type Adapters, chooseAdapter, readAdapters } from './adapters.js';

function printed(names: readonly string[], fastest: string): string {
  const adapters = names.map((name) => ({
    ...{ backend: 'vulkan', name, features: ['shader-f16'], limits: { maxBufferSize: 8 } },
    info: { vendor: 'v', device: name, description: 'driver 1', isFallbackAdapter: name === 'Slow' },
  }));
  return JSON.stringify({ adapters, preferences: { 'high-performance': fastest, 'low-power': names[1] } });
}

const THREE = readAdapters(printed(['Slow', 'Small', 'Great'], 'Great'), '');
const NONE: Adapters = { list: [], preferred: {}, complaint: 'no driver' };

describe('chooseAdapter', () => {
  it('takes what the system prefers for speed, or for saving power', () => {
    expect(chooseAdapter(THREE, {})).toMatchObject({
      name: 'Great',
      index: 2,
      driver: 'driver 1',
      isSoftware: false,
    });
    expect(chooseAdapter(THREE, { power: 'low-power' }).name).toBe('Small');
  });

  it('takes a software adapter only when told to, or when there is no other', () => {
    expect(chooseAdapter(readAdapters(printed(['Slow', 'Small'], 'Slow'), ''), {}).name).toBe('Small');
    expect(chooseAdapter(readAdapters(printed(['Slow'], 'Slow'), ''), {}).isSoftware).toBe(true);
    expect(chooseAdapter(THREE, { adapter: 'Slow' }).isSoftware).toBe(true);
    expect(readAdapters(printed(['llvmpipe (LLVM 15)'], ''), '').list[0]?.isSoftware).toBe(true);
  });

  it('finds one by number or by part of its name', () => {
    expect(chooseAdapter(THREE, { adapter: '1' }).name).toBe('Small');
    expect(chooseAdapter(THREE, { adapter: 'gre' }).name).toBe('Great');
  });

  it('says what there is when there is no such one', () => {
    expect(() => chooseAdapter(THREE, { adapter: 'TPU' })).toThrow(
      "webgpu: expected one of 0: Slow (vulkan), 1: Small (vulkan), 2: Great (vulkan), got 'TPU'",
    );
    expect(() => chooseAdapter(NONE, {})).toThrow('found none (no driver)');
  });
});
