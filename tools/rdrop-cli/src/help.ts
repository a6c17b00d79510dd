import { type App } from './apps.js';

/** The text of `rdrop --help`. */
export function helpText(apps: readonly App[]): string {
  const tasks = apps.filter(({ isTask }) => isTask);
  const commands: [string, string][] = [
    ['list', 'every experiment of every task'],
    ['engines', 'what can compute here: processors, threads, libraries'],
    ...apps.filter(({ isTask }) => !isTask).map((app): [string, string] => [app.name, app.description]),
    [
      'reproduce',
      'every task with and without R-Drop, then the report: --tasks A,B --scale mini|small|paper --seeds N --jobs N',
    ],
    [
      'study',
      'k-step, alpha, m-pass or rates, then the report: --tasks A --scale mini|small --experiment NAME --seeds N --jobs N',
    ],
  ];
  const rows: [string, string][] = tasks.map((app) => [app.name, app.description]);
  const width = Math.max(...[...rows, ...commands].map(([name]) => name.length)) + 3;
  const table = (lines: readonly [string, string][]): string =>
    lines.map(([name, text]) => `  ${name.padEnd(width)}${text}`.trimEnd()).join('\n');
  return `Usage: rdrop <task> <verb> [options]
       rdrop <command>

Tasks (each has its own help: rdrop <task> --help)
${table(rows)}

Commands
${table(commands)}

Options
  --help, --version

Set RDROP_DEBUG=1 to see the stack of an error.
`;
}
