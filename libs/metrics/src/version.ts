/** What signatures name as `version`. */
export const VERSION = 'rdrop-metrics-0.1.0';
