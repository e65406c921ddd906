// Turns SCXML documents and their scripts into definitions of this library, as one JSON document:
//   npm ci && node convert.js > ../Cases/scxml.json
// What can't be said here is listed with its reason.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { convert, Excluded } from './definition.js';
import { parseXml } from './xml.js';

const require = createRequire(import.meta.url);
const folder = join(dirname(require.resolve('@scion-scxml/test-framework/package.json')), 'test');
const byHand = JSON.parse(readFileSync(new URL('excluded.json', import.meta.url)));
const [cases, excluded] = [[], {}];

for (const group of readdirSync(folder).sort()) {
  for (const file of readdirSync(join(folder, group)).filter(name => name.endsWith('.scxml')).sort()) {
    const name = `${group}/${file.slice(0, -'.scxml'.length)}`;
    try {
      if (byHand[name]) throw new Excluded(byHand[name]);
      cases.push({ name, ...read(join(folder, group, file)) });
    } catch (error) {
      if (!(error instanceof Excluded)) throw new Error(name, { cause: error });
      excluded[name] = error.message;
    }
  }
}

const lines = items => items.map(item => JSON.stringify(item)).join(',\n');
process.stdout.write(`{"cases":[\n${lines(cases)}\n],\n"excluded":${JSON.stringify(excluded, null, 1)}}\n`);
process.stderr.write(`${cases.length} converted, ${Object.keys(excluded).length} excluded\n`);

function read(file) {
  let script;
  try {
    script = JSON.parse(readFileSync(file.replace(/\.scxml$/, '.json'), 'utf8'));
  } catch {
    throw new Excluded('has no script of events and configurations');
  }

  const definition = convert(parseXml(readFileSync(file, 'utf8')));
  const events = script.events.map(({ event, after, nextConfiguration }) => ({
    ...(after && { after }), type: event.name, ...(event.data !== undefined && { data: event.data }), next: nextConfiguration,
  }));
  return { definition, initial: script.initialConfiguration, events };
}
