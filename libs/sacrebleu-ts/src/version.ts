/** What signatures name as `version`: this package, never a release of sacreBLEU itself. */
export const VERSION = 'sacrebleu-ts-0.1.0';
