// The popup most would write: React with the list of calls on Dexie, virtualised.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { FILTERS, PAGE, counts, page, search } from './store.js';
import './popup.css';

const NAMES = { all: 'All', missed: 'Missed', unlogged: 'Unlogged', noted: 'With notes' };
const TABS = ['Calls', 'Notes', 'Follow-ups', 'Settings'];
const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en', { weekday: 'long', month: 'long', day: 'numeric' });
const length = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

function App() {
  const [filter, setFilter] = useState('all');
  const [typed, setTyped] = useState('');
  const [totals, setTotals] = useState({});
  useEffect(() => void counts().then(setTotals), []);
  return (
    <main>
      <header><b>Callscribe</b><span className="dot" title="Desk phone, connected" /></header>
      <nav>{TABS.map((tab) => <button key={tab} aria-current={tab === 'Calls' ? 'page' : undefined}>{tab}</button>)}</nav>
      <input type="search" aria-label="Search calls" placeholder="Name, number or note" value={typed} onChange={(event) => setTyped(event.target.value)} />
      <div role="group" className="filters">
        {FILTERS.map((name) => (
          <button key={name} aria-pressed={name === filter} onClick={() => setFilter(name)}>{NAMES[name]} <small>{totals[name] ?? 0}</small></button>
        ))}
      </div>
      {typed ? <Hits typed={typed} /> : <Pages key={filter} filter={filter} total={totals[filter] ?? 0} />}
    </main>
  );
}

/** The calls of a filter, read page by page as they come into view. */
function Pages({ filter, total }) {
  const [rows, setRows] = useState([]);
  const reading = useRef(false);
  const more = useCallback(async () => {
    if (reading.current) return;
    reading.current = true;
    const next = await page(filter, rows.at(-1)?.start ?? Infinity, PAGE);
    setRows((known) => [...known, ...next]);
    reading.current = false;
  }, [filter, rows]);
  useEffect(() => { if (rows.length === 0) more(); }, []);
  return <List rows={rows} total={total} more={more} />;
}

function Hits({ typed }) {
  const [rows, setRows] = useState([]);
  useEffect(() => {
    let current = true;
    search(typed).then((found) => { if (current) setRows(found); });
    return () => { current = false; };
  }, [typed]);
  return <List rows={rows} total={rows.length} more={() => {}} />;
}

function List({ rows, total, more }) {
  const place = useRef(null);
  const lines = useMemo(() => withDays(rows), [rows]);
  const list = useVirtualizer({ count: lines.length, getScrollElement: () => place.current, estimateSize: (index) => (lines[index].day ? 28 : 62), overscan: 3 });
  const drawn = list.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => { if (rows.length < total && last >= lines.length - 10 && rows.length > 0) more(); }, [last, rows.length, total]);
  return (
    <div ref={place} className="list" role="grid" aria-rowcount={total}>
      <div style={{ height: list.getTotalSize(), position: 'relative' }}>
        {drawn.map(({ key, index, start, size }) => (
          <div key={key} className="line" style={{ height: size, transform: `translateY(${start}px)` }}>
            {lines[index].day ? <h2>{lines[index].day}</h2> : <Row call={lines[index].call} />}
          </div>
        ))}
      </div>
    </div>
  );
}

function Row({ call }) {
  return (
    <article role="row" className="row" data-call={call.id}>
      <span role="img" aria-label={call.direction}>{call.direction === 'Inbound' ? '↙' : '↗'}</span>
      <div>
        <b dir="auto">{call.name || call.number}</b> <span className="muted">{call.name ? call.number : ''}</span>
        <p className="muted" dir="auto">{call.note}</p>
      </div>
      <div className="side">
        <time>{clock.format(call.start)}</time> <span>{call.result === 'Answered' ? length(call.seconds) : call.result}</span>
        <span className="chip">{call.unlogged ? 'Unlogged' : 'Logged'}</span>
      </div>
    </article>
  );
}

function withDays(rows) {
  const lines = [];
  let current;
  for (const call of rows) {
    const name = day.format(call.start);
    if (name !== current) lines.push({ day: name });
    current = name;
    lines.push({ call });
  }
  return lines;
}

createRoot(document.getElementById('app')).render(<App />);
