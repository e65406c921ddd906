// The second opinion on the published schemas: reads one JSON document a line, answers "true" or "false" for each.
// Usage: node ajv.mjs <folder of schemas> <schema>
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Ajv2020 } from 'ajv/dist/2020.js';

const [folder, name] = process.argv.slice(2);
const ajv = new Ajv2020({ strictTypes: false });
for (const file of readdirSync(folder)) ajv.addSchema(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')));
const fits = ajv.getSchema(name);

for await (const line of createInterface({ input: process.stdin })) console.log(fits(JSON.parse(line)));
