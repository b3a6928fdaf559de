/**
 * The parts of the tests. A file's name and folder say which part it is in:
 *
 * - `x.browser.test.ts`, and all of e2e/ but the folders below: `browser` (Chromium)
 * - `x.integration.test.ts`, e2e/abuse, e2e/faults and e2e/story: `integration` (starts a server or another process, or carries real media)
 * - `x.test.ts` in packages/server and packages/emulator, outside the server's PURE folders: `server` (PostgreSQL)
 * - any other `x.test.ts`: `unit` (starts nothing; all of them in seconds)
 * - e2e/compatibility and e2e/taro: `compatibility` and `taro`
 *
 * Files of a part share a worker and its modules (`isolate: false`): a worker for each took most of the time. A test
 * leaves nothing behind: no stub, no timer, no global.
 */

import { defineConfig } from 'vitest/config'

// Workspaces are tested from their sources, as they are run in this repository.
// Beside ours they are Node's own: what comes from the registry is loaded by Node itself.
const conditions = ['callgrant-source', 'node', 'module-sync', 'default']
const fromSources = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
}
/** Rooms of the server whose code needs no database and no port. */
const pureServerTests = 'packages/server/src/{rules,credentials,config}/**/*.test.ts'
const integrationTests = '{packages,apps,scripts}/**/*.integration.test.ts'
const browserTests = ['packages/**/*.browser.test.ts', 'apps/**/*.browser.test.ts']
const compatibilityTests = 'e2e/compatibility/**/*.test.ts'
/** The short form of `npm run abuse`. */
const abuseTests = 'e2e/abuse/**/*.test.ts'
/** The short form of `npm run story`. */
const storyTests = 'e2e/story/**/*.test.ts'
/** The short form of `npm run faults`; and what can be said of its checker without it. */
const faultsTests = 'e2e/faults/faults.test.ts'
const checkerTests = 'e2e/faults/{checker,seeds}.test.ts'
const taroTests = 'e2e/taro/**/*.test.ts'
/** For every test file. */
const setupFiles = ['./scripts/setup-waits.ts']
const ignored = ['**/node_modules/**', '**/dist/**']

export default defineConfig({
  test: {
    projects: [
      {
        ...fromSources,
        test: {
          setupFiles,
          name: 'unit',
          isolate: false,
          include: [
            'packages/{protocol,sdk,ui,wechat,taro-plugin}/**/*.test.ts',
            'packages/create-callgrant/src/**/*.test.ts',
            pureServerTests,
            'apps/**/*.test.ts',
            'scripts/**/*.test.ts',
            checkerTests,
          ],
          exclude: [...ignored, integrationTests, ...browserTests],
          // Seconds on idle cores; a busy machine takes several times as long, and is no reason to fail.
          testTimeout: 60_000,
        },
      },
      {
        ...fromSources,
        test: {
          setupFiles,
          name: 'integration',
          isolate: false,
          include: [integrationTests, abuseTests, faultsTests, storyTests],
          exclude: ignored,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...fromSources,
        test: {
          setupFiles,
          name: 'server',
          isolate: false,
          include: ['packages/{server,emulator}/**/*.test.ts'],
          exclude: [...ignored, pureServerTests, integrationTests, ...browserTests],
          globalSetup: './scripts/setup-postgres.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...fromSources,
        test: {
          setupFiles,
          // What docs/compatibility.md is made from: `npm run compatibility`.
          name: 'compatibility',
          isolate: false,
          include: [compatibilityTests],
          exclude: ignored,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...fromSources,
        test: {
          setupFiles,
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
          setupFiles,
          name: 'browser',
          isolate: false,
          include: [...browserTests, 'e2e/**/*.test.ts'],
          exclude: [
            ...ignored,
            compatibilityTests,
            taroTests,
            abuseTests,
            faultsTests,
            checkerTests,
            storyTests,
          ],
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
