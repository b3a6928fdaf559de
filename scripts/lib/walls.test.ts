import { describe, expect, it } from 'vitest'
import { breaches } from './walls.ts'

const check = (file: string, text: string) => breaches([file], () => text)
const server = (path: string) => `packages/server/src/${path}`

describe('the walls between the parts', () => {
  it.each([
    [server('acts/ask.ts'), "import { openStore } from '../store/store.ts'"],
    [server('http/v1/me.ts'), "import { ask } from '../../acts/ask.ts'"],
    [server('domain/ticket.ts'), "import { createHmac } from 'node:crypto'"],
    [server('domain/ticket.ts'), "import { TICKET_TTL_MS } from '@callgrant/protocol'"],
    [server('cli/demo.ts'), "import { device } from '@callgrant/sdk/device'"],
    [server('http/server.ts'), "import type { Store } from '../store/store.ts'"],
    ['packages/sdk/src/ui/page.ts', "import { html } from 'lit'"],
    ['packages/sdk/src/person/ask.ts', "import { ERRORS } from '@callgrant/protocol/errors'"],
    ['packages/sdk/src/person/ask.ts', "import type { Asked } from '@callgrant/protocol'"],
    [server('domain/ticket.test.ts'), "import { readFileSync } from 'node:fs'"],
  ])('lets %s do: %s', (file, text) => expect(check(file, text)).toEqual([]))

  it.each([
    [server('domain/ticket.ts'), "import { readFileSync } from 'node:fs'"],
    [server('domain/ticket.ts'), "import { openStore } from '../store/store.ts'"],
    [server('domain/ticket.ts'), "import type { Store } from '../store/store.ts'"],
    [server('http/v1/me.ts'), "import { findPerson } from '../../store/people.ts'"],
    [server('gateway/socket.ts'), "import {\n  findPerson,\n} from '../store/people.ts'"],
    [server('acts/ask.ts'), "const { x } = await import('../http/server.ts')"],
    [server('acts/ask.ts'), "export * from '@callgrant/sdk/person'"],
    ['packages/sdk/src/person/ask.ts', "import { ask } from 'callgrant'"],
    ['packages/sdk/src/person/ask.ts', "import { Asked } from '@callgrant/protocol'"],
    ['apps/try/main.ts', "import { Asked } from '@callgrant/protocol/http'"],
    ['packages/protocol/src/http.ts', "import { readFile } from 'node:fs/promises'"],
    ['apps/try/main.ts', "import { openStore } from '../../packages/server/src/store/store.ts'"],
  ])('does not let %s do: %s', (file, text) => expect(check(file, text)).toHaveLength(1))
})
