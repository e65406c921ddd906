// Adds up the reports of all test projects (Common Test Report Format, ctrf.io). A project that ended badly without
// saying which test failed counts as one failure, and so does one that ran nothing, unless only some were asked for:
// neither may look like success.
import { existsSync, readFileSync } from 'node:fs';

const [folder, extent, ...exitCodes] = process.argv.slice(2);
let passed = 0;
const failures = [];

for (const [project, exitCode] of exitCodes.map(pair => pair.split('='))) {
  const tests = read(`${folder}/${project}.json`);
  const good = tests.filter(test => test.status === 'passed');
  const bad = tests.filter(test => test.status !== 'passed' && test.status !== 'skipped');

  passed += good.length;
  failures.push(...bad.map(test => test.name));
  if (exitCode !== '0' && bad.length === 0) failures.push(`${project} ended with code ${exitCode}`);
  else if (good.length + bad.length === 0 && extent === 'all') failures.push(`${project} ran no test`);
}

for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;

function read(report) {
  return existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).results.tests : [];
}
