// How many events of simulated worlds the engine takes a second on one core, natively, beside sha256 of the same bytes.
import { runNative } from './build.mjs';
import { median, rate } from './harness.mjs';

export function nativeRows() {
  const { events, bytes, engine, sha256 } = runNative();
  console.error(`${events} events of ${Math.round(bytes / events)} bytes each`);
  return [rate(0.1, 'simulated events a second through the engine, against sha256 of the same bytes', events / median(engine), events / median(sha256), '/s')];
}
