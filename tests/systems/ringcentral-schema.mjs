// What goes over RingCentral's WebSocket, held against the vendor's own schemas: Prism sees nothing of it.
import Ajv from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { published } from './ringcentral-spec.mjs';

/** Numbers and bytes by their size, which JSON does not know. */
const SIZES = ['int32', 'int64', 'double', 'float', 'byte', 'binary'];
const WAYS = ['allOf', 'anyOf', 'oneOf'];

/**
 * A schema in which a field nobody described is a fault: the vendor's own would let every slip of a name pass. What is made of parts is
 * closed as a whole, and its parts stay open.
 * @param {boolean} isPart of a whole that is closed itself
 */
function closed(schema, isPart = false) {
  if (Array.isArray(schema)) return schema.map((one) => closed(one, isPart));
  if (schema === null || typeof schema !== 'object') return schema;
  if (schema.$ref) return { $ref: schema.$ref.replace('#/components/schemas/', isPart ? '#/open/' : '#/closed/') };
  const { example, discriminator, ...rest } = schema;
  const whole = Object.fromEntries(Object.entries(rest).map(([name, value]) => (
    [name, name === 'properties' ? each(value, (one) => closed(one)) : closed(value, WAYS.includes(name))])));
  const hasFields = 'properties' in whole || WAYS.some((way) => way in whole);
  return hasFields && !isPart && whole.additionalProperties === undefined ? { ...whole, unevaluatedProperties: false } : whole;
}

const each = (object, change) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));

let ajv;
function check(name) {
  if (!ajv) {
    const { schemas } = published().components;
    ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
    for (const size of SIZES) ajv.addFormat(size, true);
    ajv.addSchema({ $id: 'ringcentral', open: each(schemas, (one) => closed(one, true)), closed: each(schemas, (one) => closed(one)) });
  }
  return ajv.getSchema(`ringcentral#/closed/${name}`);
}

/**
 * @param {string} name of a schema of the description, such as `TelephonySessionsEventBody`
 * @returns {string[]} what is wrong, one line each; none if it is as described
 */
export function faults(name, value) {
  const matches = check(name);
  if (!matches) throw new Error(`RingCentral describes no ${name}`);
  if (matches(value)) return [];
  return matches.errors.map(({ instancePath, message, params }) => `${name}${instancePath} ${message} ${JSON.stringify(params)}`);
}

/**
 * A frame of the socket, which the description knows only by its second half.
 * @param {[{type: string, method?: string, status?: number}, object?]} frame as it goes over the line, parsed
 * @returns {string[]} what is wrong in what is described
 */
export function frameFaults([head, body]) {
  if (head.type === 'ServerNotification') return faults('ExtensionTelephonySessionsEvent', body);
  if (head.type !== 'ClientRequest') return [];
  // Nothing but events is asked for, and the head of the answer names no path.
  return head.method ? requestFaults(body) : faults(head.status < 400 ? 'SubscriptionInfo' : 'ApiErrorResponseModel', body);
}

/**
 * What asks for events. The description leaves WebSocket out of the ways in which events can be asked for, though it is among those in
 * which they are answered to come: the way is held against that.
 */
function requestFaults({ deliveryMode, ...rest } = {}) {
  return [...faults('UpdateSubscriptionRequest', rest), ...faults('WebSocketDeliveryMode', deliveryMode)];
}
