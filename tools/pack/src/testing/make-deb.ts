import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An `ar` archive. */
export function makeAr(members: Readonly<Record<string, Buffer>>): Buffer {
  const parts = Object.entries(members).flatMap(([name, bytes]) => {
    const header = name.padEnd(16) + '0'.padEnd(12) + '0'.padEnd(6) + '0'.padEnd(6) + '100644'.padEnd(8);
    const size = String(bytes.length).padEnd(10);
    return [Buffer.from(`${header}${size}\`\n`), bytes, Buffer.alloc(bytes.length % 2, '\n')];
  });
  return Buffer.concat([Buffer.from('!<arch>\n'), ...parts]);
}

/** Writes a Debian package with these files to `<folder>/<name>.deb`; `scratch` is a folder to make it in. */
export function makeDeb(file: string, scratch: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(scratch, 'root', dirname(path)), { recursive: true });
    writeFileSync(join(scratch, 'root', path), text);
  }
  const archive = join(scratch, 'data.tar.gz');
  execFileSync('tar', ['-czf', archive, '-C', join(scratch, 'root'), '.']);
  const members = {
    'debian-binary': Buffer.from('2.0\n'),
    'control.tar.gz': Buffer.from('odd'),
    'data.tar.gz': readFileSync(archive),
  };
  writeFileSync(file, makeAr(members));
}
