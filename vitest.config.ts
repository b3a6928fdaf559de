/** Kinds of test, by what they need: nothing, PostgreSQL, the emulator, Chromium. */

import { defineConfig } from 'vitest/config'

// Workspaces are tested from their sources, as they are run in this repository.
// Beside ours they are Node's own: what comes from the registry is loaded by Node itself.
const conditions = ['callgrant-source', 'node', 'module-sync', 'default']
const fromSources = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
}
const browserTests = ['packages/**/*.browser.test.ts', 'apps/**/*.browser.test.ts']
const compatibilityTests = 'e2e/compatibility/**/*.test.ts'
const taroTests = 'e2e/taro/**/*.test.ts'
const ignored = ['**/node_modules/**', '**/dist/**']

export default defineConfig({
  test: {
    projects: [
      {
        ...fromSources,
        test: {
          name: 'unit',
          include: [
            'packages/{protocol,sdk,taro-plugin}/**/*.test.ts',
            'apps/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: [...ignored, ...browserTests],
        },
      },
      {
        ...fromSources,
        test: {
          name: 'server',
          include: ['packages/server/**/*.test.ts'],
          exclude: [...ignored, ...browserTests],
          globalSetup: './scripts/setup-postgres.ts',
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        ...fromSources,
        test: {
          // What docs/compatibility.md is made from: `npm run compatibility`.
          name: 'compatibility',
          include: [compatibilityTests],
          exclude: ignored,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...fromSources,
        test: {
          // Real builds of a Taro project: docs/taro/matrix.md is made by them.
          name: 'taro',
          include: [taroTests],
          exclude: ignored,
          globalSetup: ['./scripts/setup-browser.ts', './scripts/setup-taro.ts'],
          expect: { poll: { timeout: 15_000 } },
          // One project in one folder, and builds that take all of a machine.
          fileParallelism: false,
        },
      },
      {
        ...fromSources,
        test: {
          name: 'browser',
          include: [...browserTests, 'e2e/**/*.test.ts'],
          exclude: [...ignored, compatibilityTests, taroTests],
          globalSetup: './scripts/setup-browser.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // A page answers when the machine lets it: a poll waits longer than a unit test's second.
          expect: { poll: { timeout: 15_000 } },
          // Each file has a Chromium and media of its own: one at a time, or they starve each other.
          fileParallelism: false,
        },
      },
    ],
  },
})
