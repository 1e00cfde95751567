// A page without a screen: what the benchmark asks for, it asks here.
import { fillPeople, whoHas } from './contacts.js';
import { parseAll } from './numbers.js';
import { db, fill, page, search } from './store.js';

Object.assign(globalThis, { peer: { db, fill, fillPeople, page, search, whoHas, parseAll } });
