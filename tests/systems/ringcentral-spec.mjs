// RingCentral's own public description of its interface, as the npm package `ringcentral-open-api-parser` carries it, and the few places
// in which it says less than the vendor does.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { load } from 'js-yaml';

const FILE = createRequire(import.meta.url).resolve('ringcentral-open-api-parser/rc-public-openapi.yml');
const API = '/restapi/v1.0/account/{accountId}/extension/{extensionId}';

/** What is asked of the vendor: all of it is checked. */
export const OPERATIONS = [
  ['get', '/restapi/oauth/authorize'], ['post', '/restapi/oauth/token'], ['post', '/restapi/oauth/wstoken'],
  ['get', API], ['get', `${API}/call-log`], ['get', `${API}/call-log-sync`], ['get', `${API}/active-calls`],
  ['get', `${API}/forwarding-number`], ['post', `${API}/ring-out`],
];

/** How the vendor refuses anything: the schema of each answer the description leaves out. */
const REFUSAL = { $ref: '#/components/schemas/ApiErrorResponseModel' };

/**
 * Everything the check lets pass though the description does not say it. Nothing else is changed in it.
 * @type {{what: string, why: string, change: (description: object) => void}[]}
 */
export const EXCEPTIONS = [
  {
    what: 'Every operation may answer 401, 403, 429 and 503 with the vendor\'s error.',
    why: 'The general pages of the vendor name them for all of its interface (authentication, permissions, rate limits, availability); most operations list 200 alone.',
    change: (description) => OPERATIONS.forEach(([method, path]) => {
      const { responses } = description.paths[path][method];
      for (const status of ['401', '403', '429', '503']) {
        if (!responses[status]?.content && !responses[status]?.$ref) responses[status] = said('Refused', REFUSAL);
      }
    }),
  },
  {
    what: 'A dial may be refused with 400.',
    why: 'It lists 200 alone; a number nobody can call is refused as every other parameter is.',
    change: (description) => { description.paths[`${API}/ring-out`].post.responses['400'] = said('Refused', REFUSAL); },
  },
  {
    what: 'The sign-in page is asked for without a token.',
    why: 'It is where a token comes from; the description forgot to take it out of the rule for all.',
    change: (description) => { description.paths['/restapi/oauth/authorize'].get.security = []; },
  },
];

const said = (description, schema) => ({ description, content: { 'application/json': { schema } } });

let read;
/** The description as it was published; read once, and never changed. */
export function published() {
  read ??= load(readFileSync(FILE, 'utf8'));
  return read;
}

/** The description with the exceptions, of what is asked of the vendor alone: it starts sooner, and whatever else is asked is a violation. */
export function prepared() {
  const description = structuredClone(published());
  for (const { change } of EXCEPTIONS) change(description);
  const paths = OPERATIONS.map(([, path]) => [path, description.paths[path]]);
  return { ...description, paths: Object.fromEntries(paths) };
}

/** Every word for a call's result, as it is described. */
export const resultWords = () => published().components.schemas.CallResultEnum.enum;

/**
 * Names in the queries of these requests that nobody described: Prism lets them pass.
 * @param {{method: string, path: string, query: Record<string, string>}[]} requests
 */
export function unknownParameters(requests) {
  return requests.flatMap(({ method, path, query }) => {
    const operation = published().paths[path.replace('/account/~', '/account/{accountId}').replace('/extension/~', '/extension/{extensionId}')]?.[method.toLowerCase()];
    const known = (operation?.parameters ?? []).map((one) => (one.$ref ? published().components.parameters[one.$ref.split('/').at(-1)] : one).name);
    const place = path.replace(/^.*\/~(?=\/|$)/, '');
    return Object.keys(query).filter((name) => !known.includes(name)).map((name) => `${place}?${name}`);
  });
}
