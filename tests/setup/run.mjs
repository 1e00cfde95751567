// Runs installation commands, bounded in time, and says in one sentence what failed.
import { spawn } from 'node:child_process';
import { CannotRun } from './cannot-run.mjs';

/**
 * Runs a program and answers what it printed on stdout. Its whole output is shown only if it fails.
 * @param {string} program
 * @param {string[]} args
 * @param {{minutes?: number, cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean}} [options]
 */
export function run(program, args, { minutes = 5, cwd, env = process.env, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let all = '';
    let out = '';
    const keep = (chunk, isOut) => {
      all += chunk;
      if (isOut) out += chunk;
      if (show) process.stdout.write(chunk);
    };
    child.stdout.on('data', (chunk) => keep(chunk, true));
    child.stderr.on('data', (chunk) => keep(chunk, false));
    const timer = setTimeout(() => child.kill('SIGKILL'), minutes * 60_000);
    child.once('error', (error) => reject(new Error(`${program} cannot be started: ${error.message}`)));
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(out);
      else {
        const why = signal === 'SIGKILL' ? `did not end within ${minutes} minutes` : `ended with ${code ?? signal}`;
        reject(new Error(`\`${[program, ...args].join(' ')}\` ${why}${show ? '' : `:\n${all.trimEnd().split('\n').slice(-15).join('\n')}`}`));
      }
    });
  });
}

/** True if a program of this name can be started. */
export const has = (program) => run('sh', ['-c', `command -v ${program}`]).then(() => true, () => false);

/** Fails with a reason a person can act on unless this process is root or may become it without a password. */
export async function needRoot(what) {
  if (process.getuid?.() === 0 || await run('sudo', ['-n', 'true']).then(() => true, () => false)) return;
  throw new CannotRun(`${what} needs root: run as root, or with sudo that asks no password`);
}

/** Runs a program as root, after `needRoot`. */
export function asRoot(program, args, options) {
  return process.getuid?.() === 0 ? run(program, args, options) : run('sudo', ['-n', program, ...args], options);
}

/** Tries a step again after a failure, and names the step if it fails to the end. */
export async function retry(step, times, work) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof CannotRun) throw error;
      if (attempt >= times) throw new Error(`${step} failed: ${error.message}`);
      console.log(`${step} failed, trying again (${attempt + 1} of ${times})`);
    }
  }
}
