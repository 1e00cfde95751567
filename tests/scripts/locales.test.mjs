// The languages: the same texts in each, none forgotten in English.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../static/_locales/', import.meta.url));
const texts = (language) => JSON.parse(readFileSync(`${FOLDER}${language}/messages.json`, 'utf8'));
const english = texts('en');

/** Names, addresses and forms, which are the same in German. */
const SAME = ['name', 'about_version', 'field_name', 'field_deal_n', 'field_platform', 'percent', 'field_required', 'header_state', 'chip_of', 'switch_to',
  'step_failed', 'asterisk_url_hint', 'server_url_hint', 'asterisk_endpoint_hint'];

for (const language of readdirSync(FOLDER).filter((one) => one !== 'en')) {
  const own = texts(language);

  test(`${language} has the texts English has, and no other`, () => {
    assert.deepEqual(Object.keys(own).sort(), Object.keys(english).sort());
  });

  test(`${language} names what English names in each text`, () => {
    const named = ({ message }) => [...message.matchAll(/\$\d/g)].map(String).sort();
    for (const key of Object.keys(english)) assert.deepEqual(named(own[key]), named(english[key]), key);
  });

  test(`${language} leaves nothing in English but names, addresses and forms`, () => {
    const same = Object.keys(english).filter((key) => own[key].message === english[key].message);
    assert.deepEqual(same.sort(), [...SAME].sort());
  });
}
