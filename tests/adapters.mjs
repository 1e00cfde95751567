// Starts every system the product speaks to, from nothing, runs everything against them, and says per adapter how many cases passed:
// node tests/adapters.mjs [adapter …]
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runSuites } from './runner.mjs';
import { STEPS } from './setup/setup.mjs';
import { cargoCounts, inBrowser, nodeCounts } from './suites.mjs';
import { sweep } from './systems/process.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (file) => path.join(root, 'tests', file);

/** The contract suite against an adapter's systems, and the tests of its decoders. */
const contract = (adapter, ...needs) => ({
  adapter, what: 'contract', needs: ['rust', 'compiler', 'npm', ...needs], command: ['node', at('contract/run.mjs'), '--only', adapter], count: cargoCounts,
});
/** What the tests rely on of a system, seen on the system itself. One file in one process, so that killing it kills all. */
const relied = (adapter, what, file, ...needs) => ({
  adapter, what, needs: ['npm', ...needs], command: ['node', '--test-reporter=spec', at(file)], count: nodeCounts,
});
/** What the codec asks beside what the vendor's SDK asks. */
const sdk = (adapter, file) => relied(adapter, "vendor's SDK", file, 'rust', 'compiler');
const EXTENSION = 'extension';
/** The extension in Chromium against it. */
const extension = (adapter, ...chosen) => ({ adapter, what: EXTENSION, needs: ['browser', 'npm', 'servers', EXTENSION], ...inBrowser('e2e', ...chosen) });
const BUILD = { name: EXTENSION, needs: ['rust', 'compiler'], command: ['cargo', 'xtask', 'dist', '--test'] };

/** A line adds one. */
const TABLE = [
  relied('App Connect', 'real server', 'systems/app-connect.test.mjs'),
  contract('App Connect'),
  extension('App Connect', 'outage', 'errors'),
  relied('Odoo', 'real Odoo', 'systems/odoo.test.mjs', 'odoo'),
  contract('Odoo', 'odoo'),
  extension('Odoo', 'crms', 'four', '--grep', 'Odoo|integrations|creates'),
  relied('HubSpot', 'stand-in', 'systems/hubspot.test.mjs'),
  sdk('HubSpot', 'contract/sdk/hubspot.test.mjs'),
  contract('HubSpot'),
  extension('HubSpot', 'crms', '--grep', 'HubSpot|right'),
  relied('Pipedrive', 'stand-in', 'systems/pipedrive.test.mjs'),
  sdk('Pipedrive', 'contract/sdk/pipedrive.test.mjs'),
  contract('Pipedrive'),
  extension('Pipedrive', 'crms', '--grep', 'Pipedrive'),
  relied('Salesforce', 'stand-in', 'systems/salesforce.test.mjs'),
  sdk('Salesforce', 'contract/sdk/salesforce.test.mjs'),
  contract('Salesforce'),
  extension('Salesforce', 'salesforce'),
  relied('RingCentral', 'account of our own', 'systems/ringcentral.test.mjs'),
  relied('RingCentral', "vendor's OpenAPI through Prism", 'systems/ringcentral-spec.test.mjs'),
  contract('RingCentral'),
  extension('RingCentral', 'ringcentral'),
  relied('Asterisk', 'real Asterisk and SIPp', 'systems/asterisk.test.mjs', 'servers'),
  contract('Asterisk', 'servers'),
  extension('Asterisk', 'asterisk'),
];

/** `app-connect` for App Connect. */
const typed = ({ adapter }) => adapter.toLowerCase().replace(' ', '-');
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !TABLE.some((row) => typed(row) === name));
if (unknown.length > 0) throw new Error(`there is no adapter ${unknown.join(', ')}: ${[...new Set(TABLE.map(typed))].join(', ')}`);
const chosen = TABLE.filter((row) => wanted.length === 0 || wanted.includes(typed(row)));

await sweep();
const counts = new Map(chosen.map(({ adapter }) => [adapter, { passed: 0, failed: 0, skipped: 0 }]));
const named = chosen.map(({ adapter, what, ...suite }) => ({ name: `${adapter}, ${what}`, ...suite }));
const inIt = ({ needs }) => needs.includes(EXTENSION);
const suites = [...named.filter((one) => !inIt(one)), BUILD, ...named.filter(inIt)].map((suite) => ({ lane: 'systems', modes: [], minutes: 20, ...suite }));
const { failed } = await runSuites(suites, {
  steps: STEPS,
  root,
  logs: path.join(root, 'target/adapter-logs'),
  requireAll: process.env.REQUIRE_ALL === '1',
  counted: ({ name }, { passed, failed: broken, skipped }) => {
    const sum = counts.get(name.split(', ')[0]) ?? {};
    Object.assign(sum, { passed: sum.passed + passed, failed: sum.failed + broken, skipped: sum.skipped + skipped });
  },
});
await sweep();
console.log();
for (const [adapter, { passed, failed: broken, skipped }] of counts) {
  console.log(`${adapter.padEnd(12)} ${passed} passed, ${broken} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
}
process.exit(failed > 0 ? 1 : 0);
