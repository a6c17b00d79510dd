/** What the CUDA build of TensorFlow.js 4.22 asks of the system. */
const CUDA_NEEDS =
  'an NVIDIA driver from version 450 on, CUDA 11.2 and cuDNN 8.1, with the folders of their libraries in LD_LIBRARY_PATH';

/** Parts of what Node.js and the package say when it does not load, and what to do about it. */
const ADVICE: readonly (readonly [symptom: RegExp, advice: (name: string) => string])[] = [
  [
    /lib(cuda|cudart|cudnn|cublas|cublasLt|cufft|curand|cusolver|cusparse|nvinfer)\b/,
    () => `CUDA is missing: it needs ${CUDA_NEEDS}`,
  ],
  [
    /tfjs_binding\.node.* can ?not be found|libtensorflow\S*: cannot open/,
    (name) =>
      `its native part was not downloaded: that takes network and install scripts, run: npm rebuild ${name}`,
  ],
  [
    /different Node\.js version|did not self-register|invalid ELF header|wrong ELF class|GLIBC|GLIBCXX|\.dll|dlopen/,
    (name) =>
      `its native part is not for this system or this version of Node.js: run npm rebuild ${name}, or take another engine`,
  ],
];

/** The first line that says something; Node.js names the file on a line of its own. */
function firstLine(error: unknown): string {
  const [line = '', next = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return (/^The module '.*'$/.test(line) ? `${line} ${next}` : line).trim();
}

/** Why an installed package does not load, and what helps, as the end of a sentence. */
export function loadFailure(name: string, error: unknown): string {
  const reason = firstLine(error);
  const known = ADVICE.find(([symptom]) => symptom.test(reason));
  const advice = known === undefined ? '' : `; ${known[1](name)}`;
  return `${name} is installed but does not load (${reason.replace(/\.$/, '')})${advice}`;
}

/** What is to be said of the package for CUDA when it has loaded and found no GPU, which it does without a word. */
export function noGpuNote(name: string): string {
  return (
    `engine 'tensorflow': ${name} found no GPU and computes on the processor; on a GPU it needs ${CUDA_NEEDS} ` +
    '(with TF_CPP_MIN_LOG_LEVEL=0 it says what it looks for)'
  );
}
