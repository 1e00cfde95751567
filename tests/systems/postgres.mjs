// Starts a PostgreSQL of its own, reached through a socket in a scratch folder only, which ends with this process.
import { chmod, chown, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { CannotRun } from '../setup/cannot-run.mjs';
import { run } from '../setup/run.mjs';
import { Gone, lastLines, start, waitFor } from './process.mjs';

const DEBIAN = '/usr/lib/postgresql';
/** Nothing of it has to outlive the test run. */
const CARELESS = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'autovacuum=off', 'shared_buffers=64MB', 'max_connections=64'];

/**
 * @typedef {object} Postgres
 * @property {string} host the folder of its socket, as every client of PostgreSQL takes it
 * @property {string} user who may do everything but is not called `postgres`
 * @property {(program: string, args: string[]) => Promise<string>} run one of PostgreSQL's programs, connected
 * @property {(database: string, statement: string) => Promise<string>} sql what a statement answers, unaligned
 * @property {() => Promise<void>} stop
 */

/**
 * @param {string} folder of its own; it may be handed to the user PostgreSQL runs as, since it refuses to be root
 * @returns {Promise<Postgres>}
 */
export async function startPostgres(folder) {
  const bin = await binaries();
  const user = 'callscribe';
  const data = path.join(folder, 'data');
  const log = path.join(folder, 'postgres.log');
  const as = await unprivileged();
  await mkdir(folder, { recursive: true });
  if (as) await handOver(folder, as);
  const [program, ...before] = [...as?.command ?? [], '--pdeathsig', 'KILL'];
  await run('setpriv', [program, ...before, path.join(bin, 'initdb'), '-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']);
  const settings = [...CARELESS, 'listen_addresses=', `unix_socket_directories=${folder}`].flatMap((one) => ['-c', one]);
  const server = start('setpriv', [program, ...before, path.join(bin, 'postgres'), '-D', data, ...settings], { log, guard: false });
  const environment = { ...process.env, PGHOST: folder, PGUSER: user, PGDATABASE: 'postgres' };
  const self = {
    host: folder,
    user,
    run: (name, args) => run(path.join(bin, name), args, { env: environment }),
    sql: (database, statement) => self.run('psql', ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', statement]),
    stop: () => server.stop(),
  };
  await waitFor('PostgreSQL being ready', async () => {
    if (server.over) throw new Gone(`PostgreSQL ended:\n${await lastLines(log)}`);
    await self.run('pg_isready', ['-q']);
    return true;
  }, { log });
  return self;
}

/** Debian keeps each version's programs in a folder of its own. */
async function binaries() {
  const versions = await readdir(DEBIAN).catch(() => []);
  const newest = versions.filter((name) => /^\d+$/.test(name)).sort((one, other) => Number(other) - Number(one))[0];
  if (!newest) throw new CannotRun('PostgreSQL is not installed: `apt-get install postgresql` does it');
  return path.join(DEBIAN, newest, 'bin');
}

/** Whom root runs it as: the user of Debian's package. */
async function unprivileged() {
  if (process.getuid() !== 0) return null;
  const [uid, gid] = await Promise.all(['-u', '-g'].map(async (what) => Number(await run('id', [what, 'postgres']))));
  return { uid, gid, command: ['--reuid', String(uid), '--regid', String(gid), '--clear-groups'] };
}

/** The folder is theirs, and the way to it is open to them alone. */
async function handOver(folder, { uid, gid }) {
  await chown(folder, uid, gid);
  const parent = path.dirname(folder);
  await chown(parent, process.getuid(), gid);
  await chmod(parent, 0o710);
}
