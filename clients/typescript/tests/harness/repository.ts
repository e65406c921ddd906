// Where the repository is, seen from wherever a compiled test runs.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = find(dirname(fileURLToPath(import.meta.url)));

function find(folder: string): string {
  return existsSync(join(folder, 'Patchlog.slnx')) ? folder : find(dirname(folder));
}
