// Starts a real App Connect server with its CRM and runs the contract tests of the codecs against it: node run.mjs [test name]
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startAppConnect } from '../systems/app-connect.mjs';

const server = await startAppConnect({
  fields: { callLog: [{ const: 'outcome', title: 'Outcome', type: 'selection', required: true, options: [{ const: 'sold', title: 'Sold' }] }] },
});
const cargo = spawn('cargo', ['test', '--package', 'callscribe-contract', '--', ...process.argv.slice(2)], {
  cwd: fileURLToPath(new URL('../..', import.meta.url)),
  stdio: 'inherit',
  env: {
    ...process.env,
    APP_CONNECT_URL: server.url,
    APP_CONNECT_CONTROL: `${server.crmUrl}/control`,
    APP_CONNECT_KEY: server.apiKey,
    REQUIRE_ALL: '1',
  },
});
process.exitCode = await new Promise((resolve) => cargo.once('close', (code) => resolve(code ?? 1)));
await server.stop();
