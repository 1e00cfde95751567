// A real Odoo, once as it comes and once with the add-on crm_phonecall, as systems of the contract suite; each has a second database.
import { startOdoo } from '../systems/odoo.mjs';

/** Starts both servers. */
export async function startOdooSystems() {
  const [plain, phonecalls] = await Promise.all([startOdoo(), startOdoo({ phonecalls: true })]);
  const servers = [[plain, 'Odoo'], [phonecalls, 'Odoo with phone calls']];
  return {
    systems: servers.flatMap(([server, name]) => [
      { ...server, name, vendor: 'Odoo' },
      { ...server, ...server.second, name: `${name}, second database`, vendor: 'Odoo' },
    ]),
    stop: () => Promise.all(servers.map(([server]) => server.stop())),
  };
}
