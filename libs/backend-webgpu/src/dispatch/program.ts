/** Types of one number. */
export type ScalarType = 'f32' | 'i32' | 'u32';

/** What a buffer is an array of. Buffers end on a multiple of 16 bytes, so that vectors of four may be read to the end. */
export type ElementType =
  | ScalarType
  | `vec2<${ScalarType}>`
  | `vec4<${ScalarType}>`
  | `atomic<${'i32' | 'u32'}>`
  | 'f16'
  | `vec${2 | 4}<f16>`;

/** Parts of WGSL that a device may lack: ask `backend.has(feature)` before using one. */
export type Feature = 'f16' | 'subgroups' | 'chromium_experimental_subgroup_matrix';

/**
 * A compute shader without its declarations, which are made from the lists of names: inputs and outputs become arrays of
 * their name, uniforms `u.name`, step values functions `step_name()`.
 */
export interface ProgramSource {
  /** Read only. A buffer may be bound to several of them, but not to an input and an output at once. */
  readonly inputs: Readonly<Record<string, ElementType>>;
  /** Readable and writable: also what is changed in place. */
  readonly outputs: Readonly<Record<string, ElementType>>;
  /** Numbers that are the same in every step (sizes, strides, scales): their blocks are kept, by content, for good. */
  readonly uniforms?: Readonly<Record<string, ScalarType>>;
  /** Numbers that change from step to step (keys of masks, the learning rate). */
  readonly stepValues?: Readonly<Record<string, ScalarType>>;
  /** Threads of a workgroup along x, y, z. */
  readonly workgroup: readonly [number, number, number];
  readonly features?: readonly Feature[] | undefined;
  /** WGSL at module scope: constants, functions, workgroup variables. */
  readonly declarations?: string;
  /**
   * The body of the entry point. In scope: `group`, `groups`, `local`, `global` (vec3<u32>: workgroup_id, num_workgroups,
   * local_invocation_id, global_invocation_id), `lane` (local_invocation_index), `index` (number of the thread in all of a
   * dispatch by `threads`), and with subgroups `subgroup_lane` and `subgroup_size`, with subgroup matrices also
   * `subgroup_id`.
   */
  readonly main: string;
}

/** A program with its names in the order of their bindings. */
export interface Program extends ProgramSource {
  /** Tells programs apart: the name of the family and its options. */
  readonly key: string;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly uniformNames: readonly string[];
  readonly stepNames: readonly string[];
  /** Threads of a workgroup. */
  readonly threads: number;
}

type Options = Readonly<Record<string, string | number | boolean>>;

function describe(key: string, source: ProgramSource): Program {
  const [x, y, z] = source.workgroup;
  return {
    ...source,
    key,
    inputNames: Object.keys(source.inputs),
    outputNames: Object.keys(source.outputs),
    uniformNames: Object.keys(source.uniforms ?? {}),
    stepNames: Object.keys(source.stepValues ?? {}),
    threads: x * y * z,
  };
}

/**
 * A family of programs: the source is made once for each set of options, and so is its pipeline. Options are what changes
 * the source (the presence of an input, a tile size); what only changes numbers is a uniform.
 *
 * @param name of the kernel; unique
 */
export function programFamily<O extends Options>(
  name: string,
  write: (options: O) => ProgramSource,
): (options: O) => Program {
  const made = new Map<string, Program>();
  return (options) => {
    let key = name;
    for (const option in options) {
      const value = options[option];
      if (value !== false) key += value === true ? ` ${option}` : ` ${option}=${String(value)}`;
    }
    let program = made.get(key);
    if (program === undefined) {
      program = describe(key, write(options));
      made.set(key, program);
    }
    return program;
  };
}
