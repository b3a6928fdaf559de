/** Docs pages made from code: the table of errors, the table of settings, the protocol, events, WeChat's calls and numbers, complaints. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { ErrorCode, ERRORS as Errors } from '@callgrant/protocol/errors'
import type { SENTENCES as Sentences } from '@callgrant/protocol/errors/sentences'

const root = resolve(import.meta.dirname, '../..')
const NOTE = '<!-- Made by `npm run docs` from the code. Do not edit. -->'

/** Every generated page, by its path. */
async function pages(): Promise<Map<string, string>> {
  const { ERRORS } = await import('@callgrant/protocol/errors')
  const { SENTENCES } = await import('@callgrant/protocol/errors/sentences')
  const { SETTINGS } = await import('../../packages/server/src/config/table.ts')
  const { wechatPage } = await import('./wechat-docs.ts')
  const { VOIP_CODES } = await import('../../packages/wechat/src/plugin/codes.ts')
  const { wmpfVoipPage } = await import('./wmpf-voip-docs.ts')
  const { complaintsPage } = await import('./complaints-docs.ts')
  const { COMPLAINTS } = await import('../../e2e/compatibility/complaints.ts')
  return new Map([
    ['docs/errors.md', errorsPage(ERRORS, SENTENCES)],
    ['docs/settings.md', settingsPage(SETTINGS)],
    ['docs/wechat-http.md', wechatPage(await wechatRoutes(), NOTE)],
    ['docs/wmpf-voip.md', wmpfVoipPage(VOIP_CODES, NOTE)],
    ['docs/complaints.md', complaintsPage(COMPLAINTS, NOTE)],
    ['docs/protocol.md', await protocol()],
    ['docs/events.md', await events()],
  ])
}

async function protocol(): Promise<string> {
  const { ALIVE_EVERY_MS, CALLER_JOIN_MS, MEDIA_SETUP_MS, SIDE_GONE_MS } = await import(
    '@callgrant/protocol/limits'
  )
  const { asyncApiDocument } = await import('../../packages/server/src/gateway/asyncapi.ts')
  const example = await import('../../packages/server/src/credentials/signature-example.ts')
  const { protocolPage } = await import('./protocol-docs.ts')
  return protocolPage(
    asyncApiDocument('0'),
    { register: example.REGISTER_IN_WORDS, signIn: example.SIGN_IN_IN_WORDS },
    {
      aliveEveryMs: ALIVE_EVERY_MS,
      sideGoneMs: SIDE_GONE_MS,
      callerJoinMs: CALLER_JOIN_MS,
      mediaSetupMs: MEDIA_SETUP_MS,
    },
    NOTE,
  )
}

async function events(): Promise<string> {
  const { EVENTS } = await import('@callgrant/protocol')
  const { schemaOf, sentEvent } = await import('../../packages/server/src/http/openapi-webhooks.ts')
  const { eventsPage } = await import('./events-docs.ts')
  return eventsPage(EVENTS, schemaOf, sentEvent, NOTE)
}

/** The calls of WeChat's host, as a server has them. */
async function wechatRoutes() {
  const { readSettings } = await import('../../packages/server/src/config/settings.ts')
  const { createService } = await import('../../packages/server/src/serve.ts')
  const settings = { ...readSettings({ DATABASE_URL: 'sqlite::memory:' }), logLevel: 'silent' } as const
  const service = await createService(settings)
  const { wechatRoutes } = service.app
  await service.stop()
  return wechatRoutes
}

/** Writes the pages. @returns their paths */
export async function writeDocs(): Promise<string[]> {
  const made = await pages()
  for (const [path, text] of made) {
    mkdirSync(dirname(resolve(root, path)), { recursive: true })
    writeFileSync(resolve(root, path), text)
  }
  return [...made.keys()]
}

/** A sentence for each page that is not as the code would make it now. */
export async function staleDocs(): Promise<string[]> {
  const stale: string[] = []
  for (const [path, text] of await pages()) {
    if (read(path) !== text) stale.push(`${path} is not what the code says now. Run: npm run docs`)
  }
  return stale
}

function read(path: string): string | null {
  try {
    return readFileSync(resolve(root, path), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const row = (...cells: string[]) => `| ${cells.map(cell).join(' | ')} |\n`

function errorsPage(errors: typeof Errors, sentences: typeof Sentences): string {
  let page = `# Errors\n\n${NOTE}\n\n`
  page +=
    'Every refusal, over HTTP, the WebSocket and in the SDK, carries one of these codes. `errCode` and `errno` are ' +
    'the numbers that code written for WeChat knows it by.\n\n'
  page +=
    row('code', 'HTTP', 'WeChat', 'what is wrong and what to do', '说明') +
    row('---', '---', '---', '---', '---')
  for (const code of Object.keys(errors) as ErrorCode[]) {
    const error = errors[code]
    const numbers = [
      error.errCode === undefined ? '' : `errCode ${error.errCode}`,
      error.errno === undefined ? '' : `errno ${error.errno}`,
      error.reason === undefined ? '' : `\`${error.reason}\``,
    ]
    page += row(
      `\`${code}\``,
      String(error.status),
      numbers.filter(Boolean).join(', '),
      sentences.en[code],
      sentences.zh[code],
    )
  }
  return page
}

interface SettingRow {
  env: string
  flag?: string
  type: string
  default: string | number | boolean | null
  min?: number
  max?: number
  unit?: string
  choices?: readonly string[]
  otherwise?: { en: string }
  en: string
}

function settingsPage(settings: Record<string, SettingRow>): string {
  let page = `# Settings\n\n${NOTE}\n\n`
  page +=
    'Of `callgrant serve`, as a variable of the environment or a flag; the flag wins. A secret has no flag, since ' +
    'everybody on the machine can read flags; `<variable>_FILE` names a file to read it from.\n\n'
  page += row('variable', 'flag', 'value', 'default', 'meaning') + row('---', '---', '---', '---', '---')
  for (const entry of Object.values(settings)) {
    page += row(
      `\`${entry.env}\``,
      entry.flag ? `\`--${entry.flag}\`` : '',
      valuesOf(entry),
      entry.otherwise?.en ?? `\`${entry.default}\``,
      entry.en,
    )
  }
  return page
}

function valuesOf({ type, min, max, unit, choices }: SettingRow): string {
  if (choices) return choices.map((choice) => `\`${choice}\``).join(', ')
  if (type === 'yes_no') return '1 or 0'
  if (type === 'whole') return `${min} to ${max}${unit ? ` ${unit}` : ''}`
  return type
}
