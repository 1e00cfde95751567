// One process: the real @app-connect/core server with a connector for each of the CRM's two platforms. Started by app-connect.mjs.
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import express from 'express';
import axios from 'axios';
import { parsePhoneNumber } from 'awesome-phonenumber';
import { NOTE_IN_BODY } from './crm.mjs';

const { createCoreApp, connectorRegistry } = createRequire(import.meta.url)('@app-connect/core');
const { PORT, APP_SERVER, CRM_URL, ACCESS_LOG, REDIRECT_URI, FIELDS } = process.env;

/**
 * What the real connectors do, for one platform. `numbers` turns the caller's number and the formats asked for into the
 * spellings that are searched: Clio's connector always searches E.164 too and takes * and #, Insightly's only what it is given.
 */
function connector({ platform, authType, numbers }) {
  const at = (path) => `${CRM_URL}/api/${platform}${path}`;
  const as = (authHeader) => ({ headers: { Authorization: authHeader } });
  const contact = (row) => ({
    id: row.id,
    name: row.name,
    type: row.type,
    phone: row.phone,
    company: row.company,
    createdDate: row.createdDate,
    mostRecentActivityDate: row.mostRecentActivityDate,
    additionalInfo: row.deals.length > 0
      ? { deals: row.deals.map(({ id, title, description }) => ({ const: String(id), title, description })) }
      : null,
  });
  const createNew = { id: 'createNewContact', name: 'Create new contact...', additionalInfo: null, isNewContact: true };
  const loggedOut = async (user) => {
    Object.assign(user, { accessToken: '', refreshToken: '' });
    await user.save();
    return { returnMessage: { messageType: 'success', message: `Logged out of ${platform}`, ttl: 1000 } };
  };
  return {
    getAuthType: () => authType,
    getLogFormatType: () => 'text/plain',
    getBasicAuth: ({ apiKey }) => Buffer.from(`${apiKey}:`).toString('base64'),
    getOauthInfo: async () => ({
      clientId: 'callscribe-tests',
      clientSecret: 'not-a-secret',
      accessTokenUri: `${CRM_URL}/oauth/token`,
      redirectUri: REDIRECT_URI,
    }),
    async getUserInfo({ authHeader }) {
      try {
        const { data } = await axios.get(at('/me'), as(authHeader));
        return {
          successful: true,
          platformUserInfo: { id: `${data.id}-${platform}`, name: data.name, timezoneName: '', timezoneOffset: 0, platformAdditionalInfo: {} },
          returnMessage: { messageType: 'success', message: `Connected to ${platform}.`, ttl: 1000 },
        };
      } catch {
        return { successful: false, returnMessage: { messageType: 'warning', message: `Could not load user information of ${platform}.`, ttl: 3000 } };
      }
    },
    unAuthorize: ({ user }) => loggedOut(user),
    async findContact({ authHeader, phoneNumber, overridingFormat, isExtension }) {
      if (isExtension === 'true') return { successful: false, matchedContactInfo: [] };
      const found = [];
      for (const phone of numbers(phoneNumber, overridingFormat ?? '')) {
        const { data } = await axios.get(at('/contacts'), { ...as(authHeader), params: { phone } });
        found.push(...data.filter(({ id }) => !found.some((known) => known.id === id)));
      }
      return { successful: true, matchedContactInfo: [...found.map(contact), createNew] };
    },
    async findContactWithName({ authHeader, name }) {
      const { data } = await axios.get(at('/contacts'), { ...as(authHeader), params: { name } });
      return { successful: true, matchedContactInfo: data.map(contact) };
    },
    async createContact({ authHeader, phoneNumber, newContactName, newContactType, additionalSubmission }) {
      const body = { name: newContactName, phone: phoneNumber, type: newContactType || 'Contact', extra: additionalSubmission ?? {} };
      const { data } = await axios.post(at('/contacts'), body, as(authHeader));
      return { contactInfo: { id: data.id, name: newContactName }, returnMessage: { message: 'Contact created.', messageType: 'success', ttl: 2000 } };
    },
    async createCallLog({ authHeader, contactInfo, callLog, additionalSubmission, composedLogDetails }) {
      const { deals, ...fields } = additionalSubmission ?? {};
      const { data } = await axios.post(at('/activities'), {
        contactId: contactInfo.id,
        contactType: contactInfo.type,
        dealId: deals,
        fields,
        subject: callLog.customSubject ?? `${callLog.direction} Call with ${contactInfo.name}`,
        body: composedLogDetails,
        direction: callLog.direction,
        result: callLog.result,
        startTime: callLog.startTime,
        duration: callLog.duration,
        phoneNumber: contactInfo.phoneNumber,
        sessionId: callLog.sessionId,
        recordingLink: callLog.recording?.link,
      }, as(authHeader));
      return { logId: String(data.id), returnMessage: { message: 'Call logged', messageType: 'success', ttl: 2000 } };
    },
    async updateCallLog({ authHeader, existingCallLog, subject, recordingLink, composedLogDetails, duration, result }) {
      const change = { subject, recordingLink, body: composedLogDetails, duration, result };
      const { data } = await axios.patch(at(`/activities/${existingCallLog.thirdPartyLogId}`), change, as(authHeader));
      return { updatedNote: data.note, returnMessage: { message: 'Call log updated.', messageType: 'success', ttl: 2000 } };
    },
    async getCallLog({ authHeader, callLogId }) {
      const { data } = await axios.get(at(`/activities/${callLogId}`), as(authHeader));
      const note = NOTE_IN_BODY.exec(data.body)?.[1] ?? '';
      return { callLogInfo: { subject: data.subject, note, fullBody: data.body, fullLogResponse: data }, returnMessage: null };
    },
    async upsertCallDisposition({ authHeader, existingCallLog, dispositions }) {
      const logId = existingCallLog.thirdPartyLogId;
      await axios.patch(at(`/activities/${logId}`), { disposition: JSON.stringify(dispositions) }, as(authHeader));
      return { logId };
    },
  };
}

const ledger = connector({
  platform: 'ledger',
  authType: 'apiKey',
  numbers: (number, formats) => [number, ...filled(number, formats, /[*#]/)],
});
const harbor = connector({
  platform: 'harbor',
  authType: 'oauth',
  numbers: (number, formats) => (formats === '' ? [number] : filled(number, formats, '*')),
});

/** A format's placeholders become the digits of the national number, from the left. */
function filled(number, formats, placeholder) {
  const parsed = parsePhoneNumber(number);
  if (formats === '' || !parsed.valid) return [];
  return formats.split(',').map((format) => [...parsed.number.significant].reduce((text, digit) => text.replace(placeholder, digit), format));
}

function manifest(platform, displayName, auth) {
  const fields = JSON.parse(FIELDS);
  return {
    serverUrl: APP_SERVER,
    redirectUri: REDIRECT_URI,
    author: { name: 'Callscribe tests' },
    platforms: {
      [platform]: {
        name: platform,
        displayName,
        auth,
        environment: { type: 'fixed', url: CRM_URL },
        contactTypes: [{ display: 'Contact', value: 'Contact' }, { display: 'Lead', value: 'Lead' }],
        contactPageUrl: `${CRM_URL}/contact/{contactType}/{contactId}`,
        canOpenLogPage: true,
        logPageUrl: `${CRM_URL}/log/{logId}`,
        settings: [],
        page: {
          callLog: {
            additionalFields: [
              { const: 'deals', title: 'Deal', type: 'selection', contactDependent: true, required: false },
              ...(fields.callLog ?? []),
            ],
          },
          newContact: { additionalFields: fields.newContact ?? [] },
        },
      },
    },
  };
}

const ledgerManifest = manifest('ledger', 'Ledger CRM', {
  type: 'apiKey',
  apiKey: { page: { title: 'Ledger CRM', content: [{ const: 'apiKey', title: 'API key', type: 'string', required: true }] } },
});
connectorRegistry.setDefaultManifest(ledgerManifest);
connectorRegistry.registerConnector('ledger', ledger, ledgerManifest);
connectorRegistry.registerConnector('harbor', harbor, manifest('harbor', 'Harbor CRM', {
  type: 'oauth',
  oauth: { authUrl: `${CRM_URL}/oauth/authorize`, clientId: 'callscribe-tests', scope: '', redirectUri: REDIRECT_URI, customState: '' },
}));
connectorRegistry.setReleaseNotes({});

let count = 0;
const app = express();
app.use((request, response, next) => {
  count += 1;
  const id = `${process.pid}-${count}`;
  const write = (line) => appendFileSync(ACCESS_LOG, `${JSON.stringify({ id, ...line })}\n`);
  write({ at: Date.now(), method: request.method, url: request.originalUrl, headers: request.headers });
  response.once('close', () => {
    write({ endedAt: Date.now(), status: response.writableFinished ? response.statusCode : null, body: request.body });
  });
  next();
});
app.use(createCoreApp());
app.listen(Number(PORT), '127.0.0.1');
