// How the end-to-end cases run: the real extension in the system's Chromium, two at a time. No trace is kept: it could hold a credential.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: process.env.NIGHTLY ? '*.nightly.mjs' : '*.spec.mjs',
  outputDir: './results',
  workers: 2,
  fullyParallel: true,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: { trace: 'off', screenshot: 'off', video: 'off' },
  reporter: [['dot'], ['json', { outputFile: './results/report.json' }]],
});
