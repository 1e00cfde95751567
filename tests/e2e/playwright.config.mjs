// How the end-to-end cases run: the real extension in the system's Chromium, two at a time.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.mjs',
  outputDir: './results',
  workers: 2,
  fullyParallel: true,
  timeout: 120_000,
  reporter: [['list']],
});
