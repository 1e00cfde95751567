// How the pictures are taken and compared: the real extension, a day that stands still, the same fonts everywhere.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.mjs',
  outputDir: './results',
  snapshotPathTemplate: '../../docs/screens/{arg}{ext}',
  workers: 2,
  fullyParallel: true,
  timeout: 600_000,
  expect: {
    timeout: 20_000,
    toHaveScreenshot: { maxDiffPixelRatio: 0.001, animations: 'disabled', caret: 'hide' },
  },
  use: { trace: 'off', screenshot: 'off', video: 'off', actionTimeout: 20_000 },
  reporter: [['line'], ['json', { outputFile: './results/report.json' }]],
});
