// The workloads of bench/rules.sh on nools 0.4.4.
//   node measure.js facts NAME     writes the facts of a workload as JSON
//   node measure.js run NAME       writes "milliseconds of processor time <tab> firings"
'use strict';

const path = require('path');
const root = path.join(__dirname, '..', '..', 'tests', 'node_modules', 'nools');
const nools = require(root);

const workloads = {
    'manners-64': { folder: 'manners', data: 'manners64', last: ['Count', { value: 1 }] },
    'manners-128': { folder: 'manners', data: 'manners128', last: ['Count', { value: 1 }] },
    'waltzdb-4': {
        folder: 'waltzDb', file: 'waltzDb', data: 'waltzdb4', last: ['Stage', { value: 'DUPLICATE' }],
        order: ['salience', 'factRecency', 'activationRecency'],
    },
};

const creditLimit = path.join(__dirname, 'credit-limit.nools');
const creditFacts = [
    ['Account', { id: 'A', limit: 100, used: 20 }],
    ['PlaceOrder', { id: 'p1', account: 'A', amount: 50 }],
    ['PlaceOrder', { id: 'p2', account: 'A', amount: 60 }],
    ['PlaceOrder', { id: 'p3', account: 'Z', amount: 1 }],
];

const rulesOf = load => path.join(root, 'benchmark', load.folder, (load.file || load.folder) + '.nools');

function processorTime() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
}

function compile(load) {
    const flow = nools.compile(rulesOf(load), { name: load.data, scope: { console: { log() { } } } });
    if (load.order)
        flow.conflictResolution(load.order);
    const facts = require(path.join(root, 'benchmark', load.folder, 'data')).load(flow)[load.data];
    facts.push(new (flow.getDefined(load.last[0]))(load.last[1]));
    return { flow, facts };
}

function writeFacts(load) {
    const { flow, facts } = compile(load);
    const names = nools.parse(require('fs').readFileSync(rulesOf(load), 'utf8')).define.map(d => d.name);
    const typed = facts.map(f => ({ type: names.find(n => f instanceof flow.getDefined(n)), data: f }));
    process.stdout.write(JSON.stringify({ rules: rulesOf(load), order: load.order || null, facts: typed }));
}

async function runOnce(load) {
    const { flow, facts } = compile(load);
    let firings = 0;
    const session = flow.getSession();
    session.on('fire', () => firings++);
    const start = processorTime();
    for (const fact of facts)
        session.assert(fact);
    await session.match();
    console.log(`${processorTime() - start}\t${firings}`);
}

// Two hundred sessions, after a hundred to warm up.
async function runCredit() {
    const flow = nools.compile(creditLimit, { name: 'credit' });
    let firings = 0;
    const many = async count => {
        const start = processorTime();
        for (let i = 0; i < count; i++) {
            const session = flow.getSession();
            firings = 0;
            session.on('fire', () => firings++);
            for (const [type, data] of creditFacts)
                session.assert(new (flow.getDefined(type))(data));
            await session.match();
            session.dispose();
        }
        return (processorTime() - start) / count;
    };
    await many(100);
    console.log(`${await many(200)}\t${firings}`);
}

const [, , verb, name] = process.argv;
if (verb === 'facts' && name === 'credit-limit')
    process.stdout.write(JSON.stringify(
        { rules: creditLimit, order: null, facts: creditFacts.map(([type, data]) => ({ type, data })) }));
else if (verb === 'facts')
    writeFacts(workloads[name]);
else if (name === 'credit-limit')
    runCredit();
else
    runOnce(workloads[name]);
