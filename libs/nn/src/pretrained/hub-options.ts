/** How the hub is reached. */
export interface HubOptions {
  /** Downloaded files are kept in `<cache>/<owner>--<name>/<revision>`. */
  readonly cache: string;
  /** A branch, tag or commit. Default `main`. */
  readonly revision?: string;
  /** Default `https://huggingface.co`. */
  readonly endpoint?: string;
  /** For models that are not public. */
  readonly token?: string;
  /** Asks no server: what is not in the cache is an error. Default false. */
  readonly offline?: boolean;
  /** Checksums of files, in lower-case hex, where they are known. */
  readonly sha256?: Readonly<Record<string, string>>;
  readonly onProgress?: (file: string, progress: { received: number; total: number | undefined }) => void;
  readonly signal?: AbortSignal;
}

/**
 * What the environment says of the hub, under the names the Hugging Face libraries give it: `HF_ENDPOINT`, `HF_TOKEN`,
 * `HF_HUB_OFFLINE`.
 */
export function hubEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Pick<HubOptions, 'endpoint' | 'token' | 'offline'> {
  const { HF_ENDPOINT: endpoint, HF_TOKEN: token, HF_HUB_OFFLINE: offline } = environment;
  return {
    ...(endpoint === undefined || endpoint === '' ? {} : { endpoint }),
    ...(token === undefined || token === '' ? {} : { token }),
    offline: offline !== undefined && !['', '0', 'false', 'no', 'off'].includes(offline.toLowerCase()),
  };
}
