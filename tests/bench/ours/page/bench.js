// A page without a screen beside the product's: what the benchmark asks for, it asks here.
import init, * as ours from './callscribe_bench.js';

await init();
Object.assign(globalThis, { ours });
