import { type DownloadProgress } from '@rdrop/datasets';

const MEGABYTE = 1e6;
/** A line of progress for so many fetched bytes. */
const PROGRESS_BYTES = 50 * MEGABYTE;

/** Makes a download's callback that tells now and then how far it is: `corpus.tgz: 50 of 207 MB`. */
export function downloadReporter(
  tell: (message: string) => void,
): (archive: string, progress: DownloadProgress) => void {
  let told = '';
  return (archive, { received, total, tries }) => {
    const step = `${archive} ${tries} ${Math.floor(received / PROGRESS_BYTES)}`;
    if (step === told && received !== total) return;
    told = step;
    const of = total === undefined ? '' : ` of ${Math.ceil(total / MEGABYTE)}`;
    tell(`${archive}: ${Math.floor(received / MEGABYTE)}${of} MB${tries === 1 ? '' : `, try ${tries}`}`);
  };
}
