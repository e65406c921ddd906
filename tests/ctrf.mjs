// A reporter for `node --test` that writes the Common Test Report Format (ctrf.io), as the other test projects do:
// one row per test, none per suite.
export default async function* ctrf(events) {
  const tests = [];
  const suites = [];
  for await (const { type, data } of events) {
    if (type === 'test:start') {
      suites.length = data.nesting;
      suites.push(data.name);
    } else if ((type === 'test:pass' || type === 'test:fail') && isTest(data)) {
      tests.push({
        name: [...suites.slice(0, data.nesting), data.name].join(': '),
        status: statusOf(type, data),
        duration: Math.round(data.details.duration_ms),
        ...(data.details.error ? { message: String(data.details.error.cause ?? data.details.error) } : {}),
      });
    }
  }
  yield JSON.stringify({ results: { tool: { name: 'node:test' }, tests } });
}

// A suite passes or fails with its tests. Where it fails by itself, say in a hook, that must not go unseen.
function isTest({ details }) {
  return details.type !== 'suite' || (details.error && details.error.failureType !== 'subtestsFailed');
}

function statusOf(type, { skip, todo }) {
  if (skip !== undefined || todo !== undefined) return 'skipped';
  return type === 'test:pass' ? 'passed' : 'failed';
}
