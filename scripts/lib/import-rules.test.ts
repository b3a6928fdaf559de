import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BrokenRule, brokenImportRules, linesOf } from './import-rules.ts'

const root = resolve(import.meta.dirname, '../..')

/** Files that the cases import. */
const TARGETS = [
  'packages/protocol/src/{index,errors/index,limits,http}.ts',
  'packages/sdk/src/{person,device,calling,platform,backend}/index.ts',
  'packages/ui/src/{index,browser-ui}.ts',
  'packages/wechat/src/wx/index.ts',
  'packages/server/src/{index,serve,context}.ts',
  'packages/server/src/rules/consent.ts',
  'packages/server/src/credentials/ticket.ts',
  'packages/server/src/store/{store,schema,db,calls}.ts',
  'packages/server/src/bus/bus.ts',
  'packages/server/src/outbound/post-push.ts',
  'packages/server/src/acts/consent/ask.ts',
  'packages/server/src/http/app.ts',
  'packages/server/src/gateway/gateway.ts',
  'packages/server/src/config/settings.ts',
  'packages/server/test/test-server.ts',
  'e2e/lib/testbed.ts',
]

const server = (path: string) => `packages/server/src/${path}`

/** A `*` in the name of a file is replaced by the case's own name. */
const ALLOWED: [file: string, text: string][] = [
  [server('acts/calls/*.ts'), "import { openStore } from '../../store/store.ts'"],
  [server('acts/calls/*.ts'), "import { postPush } from '../../outbound/post-push.ts'"],
  [server('acts/calls/*.ts'), "import type { Context } from '../../context.ts'"],
  [server('http/v1/*.ts'), "import { ask } from '../../acts/consent/ask.ts'"],
  [server('rules/*.ts'), "import { createHmac } from 'node:crypto'"],
  [server('rules/*.ts'), "import { TICKET_TTL_MS } from '@callgrant/protocol'"],
  [server('credentials/*.ts'), "import type { Consent } from '../rules/consent.ts'"],
  [server('store/*.ts'), "import { sql } from 'kysely'"],
  [server('cli/*.ts'), "import { backend } from '@callgrant/sdk/backend'"],
  [server('serve.ts'), "import { createHttpApp } from './http/app.ts'"],
  ['packages/emulator/src/*.ts', "import { serve } from 'callgrant'"],
  ['packages/ui/src/*.ts', "import { html } from 'lit'"],
  ['packages/sdk/src/person/*.ts', "import { ERRORS } from '@callgrant/protocol/errors'"],
  ['packages/sdk/src/person/*.ts', "import type { Asked } from '@callgrant/protocol'"],
  ['packages/sdk/src/backend/*.ts', "import { Asked } from '@callgrant/protocol'"],
  ['packages/sdk/src/device/file-key-store.ts', "import { readFileSync } from 'node:fs'"],
  [server('rules/*.test.ts'), "import { readFileSync } from 'node:fs'"],
  [server('acts/calls/*.test.ts'), "import { testServer } from '../../../test/test-server.ts'"],
  [
    'packages/sdk/src/person/*.integration.test.ts',
    "import { Testbed } from '../../../../e2e/lib/testbed.ts'",
  ],
  ['packages/emulator/src/*.ts', "{ using held = hold() }\nimport { serve } from 'callgrant'"],
]

const FORBIDDEN: [rule: string, file: string, text: string][] = [
  ['no-input-or-output', server('rules/*.ts'), "import { readFileSync } from 'node:fs'"],
  ['no-input-or-output', 'packages/protocol/src/*.ts', "import { readFile } from 'node:fs/promises'"],
  ['server-rules', server('rules/*.ts'), "import { openStore } from '../store/store.ts'"],
  ['server-rules', server('rules/*.ts'), "import type { Store } from '../store/store.ts'"],
  ['server-rules', server('rules/*.ts'), "import { ticket } from '../credentials/ticket.ts'"],
  ['server-credentials', server('credentials/*.ts'), "import { openStore } from '../store/store.ts'"],
  ['server-store', server('store/*.ts'), "import { ask } from '../acts/consent/ask.ts'"],
  ['server-bus', server('bus/*.ts'), "import type { Store } from '../store/store.ts'"],
  ['server-outbound', server('outbound/*.ts'), "import { ask } from '../acts/consent/ask.ts'"],
  ['server-acts', server('acts/calls/*.ts'), "const { x } = await import('../../http/app.ts')"],
  ['server-http', server('http/v1/*.ts'), "import { findPerson } from '../../store/calls.ts'"],
  ['server-http', server('http/v1/*.ts'), "import { gateway } from '../../gateway/gateway.ts'"],
  ['server-gateway', server('gateway/*.ts'), "import {\n  findPerson,\n} from '../store/calls.ts'"],
  ['server-part-is-listed', server('new-part/*.ts'), "import { ask } from '../acts/consent/ask.ts'"],
  ['server-cli', server('cli/*.ts'), "import { ask } from '../acts/consent/ask.ts'"],
  [
    'no-queries-outside-the-store',
    server('acts/calls/*.ts'),
    "import type { Tables } from '../../store/schema.ts'",
  ],
  ['no-queries-outside-the-store', server('acts/calls/*.ts'), "import { db } from '../../store/db.ts'"],
  ['no-queries-outside-the-store', server('http/*.ts'), "import { sql } from 'kysely'"],
  ['no-queries-outside-the-store', server('gateway/*.ts'), "import type { Selectable } from 'kysely'"],
  ['server-of-sdk', server('cli/*.ts'), "import { device } from '@callgrant/sdk/device'"],
  ['server-of-sdk-in-cli', server('acts/calls/*.ts'), "export * from '@callgrant/sdk/backend'"],
  ['package-packages-server', server('http/*.ts'), "import { browserUi } from '@callgrant/ui'"],
  ['package-packages-server', server('cli/*.ts'), "import type { Wx } from '@callgrant/wechat'"],
  ['package-packages-sdk', 'packages/sdk/src/person/*.ts', "import { ask } from 'callgrant'"],
  ['package-packages-sdk', 'packages/sdk/src/person/*.ts', "import { browserUi } from '@callgrant/ui'"],
  ['package-packages-ui', 'packages/ui/src/*.ts', "import { createWx } from '@callgrant/wechat'"],
  ['package-packages-protocol', 'packages/protocol/src/*.ts', "import { x } from '@callgrant/sdk/person'"],
  ['by-public-exports', 'apps/try/src/*.ts', "import { s } from '../../../packages/server/src/serve.ts'"],
  ['by-public-exports', 'packages/emulator/src/*.ts', "import type { C } from '../../server/src/context.ts'"],
  ['by-public-exports', 'packages/ui/src/*.ts', "import { p } from '../../sdk/src/person/index.ts'"],
  ['every-import-resolves', 'packages/ui/src/*.ts', "import { p } from '@callgrant/sdk/src/person/ask.ts'"],
  ['runs-in-browsers', 'packages/sdk/src/person/*.ts', "import { readFileSync } from 'node:fs'"],
  ['no-zod-in-browsers', 'packages/sdk/src/person/*.ts', "import { Asked } from '@callgrant/protocol'"],
  ['no-zod-in-browsers', 'apps/try/src/*.ts', "import { Asked } from '@callgrant/protocol/http'"],
  ['unit-tests-start-nothing', 'packages/ui/src/*.test.ts', "import '../../../e2e/lib/testbed.ts'"],
  ['unit-tests-start-nothing', server('rules/*.test.ts'), "import '../../test/test-server.ts'"],
]

/** Two files that need each other, by values and by types alone. */
const CIRCLES: [kind: string, first: string, second: string][] = [
  ['values', "import { b } from './NAME-b.ts'", "import { a } from './NAME-a.ts'"],
  ['types', "import type { B } from './NAME-b.ts'", "import type { A } from './NAME-a.ts'"],
  ['types among values', "import { type B } from './NAME-b.ts'", "export type { A } from './NAME-a.ts'"],
]

let folder: string
let broken: BrokenRule[]

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), `${text}\n`)
}
const brokenIn = (file: string) => broken.filter(({ path }) => path[0] === file).map(({ rule }) => rule)

const allowed = ALLOWED.map(([file, text], index) => [file.replace('*', `allowed-${index}`), text] as const)
const forbidden = FORBIDDEN.map(
  ([rule, file, text], index) => [rule, file.replace('*', `forbidden-${index}`), text] as const,
)
const circle = (index: number, side: string) => `packages/ui/src/circle-${index}-${side}.ts`

// One run for all the cases: each has a file of its own.
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callgrant-import-rules-'))
  for (const target of TARGETS) {
    const [, before = target, names = '', after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(target) ?? []
    for (const name of names.split(',')) write(before + name + after, 'export {}')
  }
  mkdirSync(join(folder, 'node_modules/@callgrant'), { recursive: true })
  for (const name of ['protocol', 'sdk', 'ui', 'wechat', 'server']) {
    const place = `packages/${name}`
    copyFileSync(join(root, place, 'package.json'), join(folder, place, 'package.json'))
    const installed = name === 'server' ? 'callgrant' : `@callgrant/${name}`
    symlinkSync(join(folder, place), join(folder, 'node_modules', installed))
  }
  for (const name of ['kysely', 'lit']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }))
    write(`node_modules/${name}/index.js`, '')
  }
  for (const [file, text] of allowed) write(file, text)
  for (const [, file, text] of forbidden) write(file, text)
  for (const [index, [, first, second]] of CIRCLES.entries()) {
    write(circle(index, 'a'), first.replace('NAME', `circle-${index}`))
    write(circle(index, 'b'), second.replace('NAME', `circle-${index}`))
  }
  broken = await brokenImportRules(folder, ['packages', 'apps', 'e2e'])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the rules about imports', () => {
  it.each(allowed)('let %s do: %s', (file) => expect(brokenIn(file)).toEqual([]))

  it.each(forbidden)('%s: not in %s: %s', (rule, file) => expect(brokenIn(file)).toContain(rule))

  it.each(CIRCLES.map(([kind], index) => [kind, index] as const))('no circle of %s', (_, index) =>
    expect([...brokenIn(circle(index, 'a')), ...brokenIn(circle(index, 'b'))]).toContain('no-circles'),
  )

  it('are told once each, with the imports that break them', () => {
    const lines = linesOf(broken.filter(({ rule }) => rule === 'by-public-exports'))
    expect(lines[0]).toMatch(/^by-public-exports: Another package is imported by its name/)
    expect(lines.slice(1)).toHaveLength(3)
    for (const line of lines.slice(1)) expect(line).toMatch(/^ {2}\S+\.ts → packages\/\S+\.ts$/)
  })
})
