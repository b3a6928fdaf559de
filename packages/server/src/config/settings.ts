/** Reads the settings from flags and the environment; flags win. All faults are reported together, each with its fix. */

import { readFileSync } from 'node:fs'
import { isOrigin } from '@callgrant/protocol'
import { nativePushFaults } from './native-push.ts'
import { natsServers } from './nats-url.ts'
import { SETTINGS } from './table.ts'

type Table = typeof SETTINGS
type Value<E> = E extends { type: 'whole' }
  ? number
  : E extends { type: 'yes_no' }
    ? boolean
    : E extends { type: 'list' }
      ? string[]
      : E extends { type: 'choice'; choices: readonly (infer C)[] }
        ? C
        : E extends { default: string }
          ? string
          : string | null

/** The settings, typed from the table. */
export type Settings = { -readonly [K in keyof Table]: Value<Table[K]> }
export type SettingName = keyof Table
/** Flags as `parseArgs` gives them, by their name without `--`. */
export type Flags = Record<string, string | boolean | (string | boolean)[] | undefined>
type Env = Record<string, string | undefined>
type Entry = Table[SettingName]

/** What is wrong with the settings: one sentence a fault, each with its fix. */
export class SettingsError extends Error {
  readonly faults: string[]
  constructor(faults: string[]) {
    super(faults.join('\n'))
    this.name = 'SettingsError'
    this.faults = faults
  }
}

/**
 * @param env usually `process.env`; an empty value counts as not set
 * @param flags by name without `--`: `{port: '7100', dev: true}`; unknown names are ignored
 * @throws SettingsError with every fault, each naming its fix
 */
export function readSettings(env: Env = {}, flags: Flags = {}): Settings {
  const faults: string[] = []
  const settings: Record<string, unknown> = {}
  for (const [name, entry] of Object.entries(SETTINGS)) {
    try {
      settings[name] = readEntry(entry, env, flags)
    } catch (fault) {
      if (!(fault instanceof SettingsError)) throw fault
      faults.push(...fault.faults)
    }
  }
  if (faults.length === 0) faults.push(...contradictions(settings as Settings))
  if (faults.length > 0) throw new SettingsError(faults)
  return settings as Settings
}

/** True when `databaseUrl` names PostgreSQL, which several nodes may share. */
export function usesPostgres(settings: Settings): boolean {
  return /^postgres(ql)?:/.test(settings.databaseUrl ?? '')
}

/** True for addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\]|::ffff:127(\.\d{1,3}){3})$/.test(host)
}

/** Warnings about settings that are valid but risky or have no effect; written to the log at the start. */
export function settingsWarnings(settings: Settings, env: Env = {}): string[] {
  const warnings: string[] = []
  const guarded = settings.tlsCert !== null || settings.trustProxy.length > 0 || settings.lan
  if (!isLoopback(settings.host) && !guarded) {
    warnings.push(
      `Listening on ${settings.host} without TLS: tokens can be read on the network, and browsers give ` +
        'pages no camera. Set CALLGRANT_TLS_CERT and CALLGRANT_TLS_KEY, or put a TLS proxy in front and name it in CALLGRANT_TRUST_PROXY.',
    )
  }
  if (settings.dev && (settings.lan || !isLoopback(settings.host))) {
    warnings.push(
      'The try routes are open on the network: anybody who reaches them gets sessions of the try page’s app.',
    )
  }
  if (usesPostgres(settings) && settings.natsUrl === null) {
    warnings.push(
      'PostgreSQL without NATS_URL: run one node only, since clients of two nodes would not hear each other.',
    )
  }
  if (settings.turnUrls.length > 0 && settings.turnSecret === null) {
    warnings.push('TURN servers are named but no CALLGRANT_TURN_SECRET: clients get no credentials for them.')
  }
  const known = new Set<string>()
  for (const { env: name } of Object.values(SETTINGS)) known.add(name).add(`${name}_FILE`)
  for (const name of CLIENT_VARIABLES) known.add(name)
  for (const name of Object.keys(env)) {
    if (name.startsWith('CALLGRANT_') && !known.has(name)) {
      warnings.push(`${name} is not a setting and is ignored. See \`callgrant serve --help\`.`)
    }
  }
  return warnings
}

/** Variables of the commands that call a server; the server itself does not read them. */
const CLIENT_VARIABLES = ['CALLGRANT_SERVER', 'CALLGRANT_APPID', 'CALLGRANT_SECRET']

function readEntry(entry: Entry, env: Env, flags: Flags): unknown {
  const [text, from] = textOf(entry, env, flags)
  if (text === undefined) {
    if (entry.type === 'list') return []
    return entry.default
  }
  const fault = (words: string) => new SettingsError([`${from} ${words}`])
  switch (entry.type) {
    case 'whole': {
      const number = Number(text)
      if (!/^\d+$/.test(text) || number < entry.min || number > entry.max) {
        throw fault(
          `should be a whole number from ${entry.min} to ${entry.max}, but is ${JSON.stringify(text)}.`,
        )
      }
      return number
    }
    case 'yes_no':
      if (/^(1|true|yes|on)$/i.test(text)) return true
      if (/^(0|false|no|off)$/i.test(text)) return false
      throw fault(`should be 1 or 0, but is ${JSON.stringify(text)}.`)
    case 'list':
      return text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
    case 'choice':
      if (!(entry.choices as readonly string[]).includes(text)) {
        throw fault(`should be one of ${entry.choices.join(', ')}, but is ${JSON.stringify(text)}.`)
      }
      return text
    case 'url':
      if (!URL.canParse(text) || !/^https?:/.test(text)) {
        throw fault(
          `should be a web address such as https://call.example.com, but is ${JSON.stringify(text)}.`,
        )
      }
      return text.replace(/\/+$/, '')
    default:
      return text
  }
}

/** The text of a setting and where it was given, as a fault names it. */
function textOf(entry: Entry, env: Env, flags: Flags): [string | undefined, string] {
  if ('flag' in entry) {
    const flag = flags[entry.flag]
    const last = Array.isArray(flag) ? flag.at(-1) : flag
    if (last !== undefined && last !== '') return [String(last), `--${entry.flag}`]
  }
  const value = env[entry.env]
  if (value !== undefined && value !== '') return [value, entry.env]
  const file = entry.type === 'secret' ? env[`${entry.env}_FILE`] : undefined
  if (file) {
    try {
      return [readFileSync(file, 'utf8').trim(), `${entry.env}_FILE`]
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code
      throw new SettingsError([
        `${entry.env}_FILE names ${file}, which cannot be read (${code}). Check the path.`,
      ])
    }
  }
  return [undefined, entry.env]
}

/** Faults of settings that are valid by themselves but not together. */
function contradictions(s: Settings): string[] {
  const faults: string[] = []
  if ((s.tlsCert === null) !== (s.tlsKey === null)) {
    const missing = s.tlsCert === null ? 'CALLGRANT_TLS_CERT' : 'CALLGRANT_TLS_KEY'
    faults.push(`TLS needs a certificate and its key: ${missing} is missing.`)
  }
  if (s.lan && !s.dev)
    faults.push('--lan is for trying only. Add --dev, or set CALLGRANT_HOST and TLS instead.')
  if (s.databaseUrl !== null && !/^(postgres(ql)?|sqlite):/.test(s.databaseUrl)) {
    faults.push('DATABASE_URL should begin with postgres:// or sqlite:. Other databases are not supported.')
  }
  if (usesPostgres(s) && s.keys === null) {
    faults.push(
      'DATABASE_URL is set but CALLGRANT_KEYS is not: every node must have the same keys. ' +
        'Set CALLGRANT_KEYS="1:$(openssl rand -base64 32)", the same on all nodes.',
    )
  }
  faults.push(...natsFaults(s))
  if (s.pushContact !== '' && !/^(mailto:[^@\s]+@\S+|https:\/\/\S+)$/.test(s.pushContact))
    faults.push(
      `CALLGRANT_PUSH_CONTACT should be mailto:ops@example.com or an https address, but is ${JSON.stringify(s.pushContact)}.`,
    )
  faults.push(...nativePushFaults(s))
  faults.push(...consoleFaults(s))
  if (s.adminToken !== null && s.adminToken.length < 32) {
    faults.push(
      'CALLGRANT_ADMIN_TOKEN is shorter than 32 characters. Make one with `openssl rand -base64 32`.',
    )
  }
  for (const origin of s.allowedOrigins) {
    if (isOrigin(origin)) continue
    const meant = URL.canParse(origin) && /^https?:/i.test(origin) ? new URL(origin).origin : null
    faults.push(
      `CALLGRANT_ALLOWED_ORIGINS: ${JSON.stringify(origin)} is no origin as browsers write it. ` +
        `Write ${meant ?? 'https://app.example.com, with no path'}.`,
    )
  }
  for (const url of s.stunUrls)
    if (!/^stuns?:/.test(url)) faults.push(`CALLGRANT_STUN_URLS: ${url} should begin with stun:.`)
  for (const url of s.turnUrls)
    if (!/^turns?:/.test(url)) faults.push(`CALLGRANT_TURN_URLS: ${url} should begin with turn:.`)
  return faults
}

function consoleFaults(s: Settings): string[] {
  const faults: string[] = []
  const people = [...s.consoleOwners, ...s.consoleOperators, ...s.consoleViewers]
  if (s.consoleIssuer === '') {
    if (s.consoleClientId !== '' || people.length > 0)
      faults.push(
        'Somebody may sign in to the console, but CALLGRANT_CONSOLE_ISSUER does not say where. Set it, or leave the others out.',
      )
    return faults
  }
  if (!URL.canParse(s.consoleIssuer) || !/^https?:/.test(s.consoleIssuer)) {
    faults.push(
      `CALLGRANT_CONSOLE_ISSUER should be a web address such as https://id.example.com, but is ${JSON.stringify(s.consoleIssuer)}.`,
    )
  } else if (s.consoleIssuer.startsWith('http:') && !isLoopback(new URL(s.consoleIssuer).hostname)) {
    faults.push('CALLGRANT_CONSOLE_ISSUER should begin with https://, since who signs in rests on it.')
  }
  if (s.consoleClientId === '')
    faults.push(
      'CALLGRANT_CONSOLE_ISSUER needs CALLGRANT_CONSOLE_CLIENT_ID: what the issuer calls this server.',
    )
  if (s.publicUrl === null)
    faults.push('CALLGRANT_CONSOLE_ISSUER needs CALLGRANT_PUBLIC_URL: where the issuer sends people back to.')
  if (people.length === 0)
    faults.push(
      'CALLGRANT_CONSOLE_ISSUER is set, but nobody may sign in: name people in CALLGRANT_CONSOLE_OWNERS.',
    )
  return faults
}

function natsFaults(s: Settings): string[] {
  const faults: string[] = []
  if (!/^[\w-]+(\.[\w-]+)*$/.test(s.natsPrefix)) {
    faults.push(
      'CALLGRANT_NATS_PREFIX should be words of 0-9 A-Z a-z _ - with dots between, such as callgrant.',
    )
  }
  if ((s.natsCert === null) !== (s.natsKey === null)) {
    const missing = s.natsCert === null ? 'CALLGRANT_NATS_CERT' : 'CALLGRANT_NATS_KEY'
    faults.push(`Signing in to NATS by certificate needs its key as well: ${missing} is missing.`)
  }
  if (s.natsUrl === null) return faults
  if (!usesPostgres(s)) {
    faults.push(
      'NATS_URL is set, but the store is of one process. Nodes that share a bus share a store: ' +
        'set DATABASE_URL=postgres://…, or leave NATS_URL out.',
    )
  }
  try {
    natsServers(s.natsUrl)
  } catch (error) {
    faults.push((error as Error).message)
  }
  return faults
}
