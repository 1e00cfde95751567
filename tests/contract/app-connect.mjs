// The two platforms of a real App Connect server as systems of the contract suite.
import { startAppConnect } from '../systems/app-connect.mjs';
import { NOTE_IN_BODY } from '../systems/crm.mjs';

/** The invisible sign that the codec puts between two letters, so that the server does not take text for its own. */
const JOINER = /\u2060/g;

/** Starts one server; `ledger` signs in with a key, `harbor` on its CRM's own page. */
export async function startAppConnectSystems() {
  const server = await startAppConnect({
    fields: { callLog: [{ const: 'outcome', title: 'Outcome', type: 'selection', required: true, options: [{ const: 'sold', title: 'Sold' }] }] },
  });
  const env = { APP_CONNECT_URL: server.url, APP_CONNECT_KEY: server.apiKey };
  const systems = ['ledger', 'harbor'].map((platform) => system(server, platform));
  return { systems: [...systems, { ...server, name: 'App Connect', hidden: true }], env, stop: server.stop };
}

/** Its connectors search the spellings they are given and nothing else, so an agent who has such contacts gives these formats. */
const FORMATS = ['+1 ### ### ####', '###.###.#### ext 7', '###.###.#### ext 8'];

function system(server, platform) {
  return {
    name: `App Connect ${platform}`,
    vendor: platform,
    place: { url: server.url },
    token: platform === 'ledger' ? server.apiKey : '',
    formats: FORMATS,
    trusting: true,
    turn: 'App Connect',
    addContact: ({ name, phone, company }) => server.addContact({ platform, name, phone, company }),
    addOpportunity: ({ contact, title, open }) => server.addDeal({ contactId: Number(contact), title, open }),
    contacts: async () => (await server.contacts(platform)).map(({ id, name, phone }) => ({ id, name, phones: [phone] })),
    records: async () => (await server.activities(platform)).map((activity) => ({
      id: activity.id,
      key: activity.sessionId,
      contact: activity.contactId,
      association: activity.dealId,
      subject: activity.subject.replace(JOINER, ''),
      note: noteOf(activity.body).replace(JOINER, ''),
      direction: activity.direction,
      seconds: activity.duration,
    })),
    deleteRecord: (id) => server.deleteActivity(Number(id)),
    async editNote(id, text) {
      const { body } = (await server.activities(platform)).find((activity) => String(activity.id) === id);
      await server.rewriteActivity(Number(id), body.replace(`- Note: ${noteOf(body)}`, () => `- Note: ${text}`));
    },
    tasks: async () => [],
    finishTask: async () => {},
    expire: () => server.revoke(platform),
    restore: async () => server.restore(platform),
    async limit(times) {
      if (times === 0) server.release();
      else server.fail({ operation: '*', platform, status: 429, times });
    },
    requests: () => server.accessLog(),
  };
}

/** What stands behind the label up to the server's next line. */
const noteOf = (body) => NOTE_IN_BODY.exec(body)?.[1] ?? '';
