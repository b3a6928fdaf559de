import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { natsServers } from './nats-url.ts'
import { readSettings, SettingsError, settingsWarnings } from './settings.ts'
import { SETTINGS } from './table.ts'

const KEYS = `1:${Buffer.alloc(32, 7).toString('base64')}`

function faults(env: Record<string, string>, flags = {}): string[] {
  try {
    readSettings(env, flags)
  } catch (error) {
    if (error instanceof SettingsError) return error.faults
    throw error
  }
  return []
}

describe('with nothing set', () => {
  it('it is closed: loopback, no try routes, no other origin, no proxy trusted', () => {
    expect(readSettings()).toMatchObject({
      host: '127.0.0.1',
      port: 7100,
      dev: false,
      lan: false,
      allowedOrigins: [],
      trustProxy: [],
      adminToken: null,
      keys: null,
      stunUrls: [],
    })
    expect(settingsWarnings(readSettings())).toEqual([])
  })
})

describe('a value', () => {
  it('of a flag goes before the environment, and an empty one counts as not set', () => {
    expect(readSettings({ PORT: '8000' }, { port: '9000' }).port).toBe(9000)
    expect(readSettings({ PORT: '8000' }).port).toBe(8000)
    expect(readSettings({ PORT: '' }).port).toBe(7100)
    expect(readSettings({}, { dev: true }).dev).toBe(true)
  })

  it('of a list is split at commas', () => {
    const env = { CALLGRANT_STUN_URLS: 'stun:a.example, stun:b.example:3478,' }
    expect(readSettings(env).stunUrls).toEqual(['stun:a.example', 'stun:b.example:3478'])
  })

  it('of a secret may be in a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'callgrant-settings-'))
    const file = join(folder, 'token')
    writeFileSync(file, 'figures\n')
    expect(readSettings({ CALLGRANT_METRICS_TOKEN_FILE: file }).metricsToken).toBe('figures')
    expect(faults({ CALLGRANT_METRICS_TOKEN_FILE: join(folder, 'none') })).toEqual([
      expect.stringMatching(/cannot be read \(ENOENT\)\. Check the path\.$/),
    ])
    rmSync(folder, { recursive: true })
  })
})

describe('the bus of several nodes', () => {
  const cluster = { DATABASE_URL: 'postgres://db/callgrant', CALLGRANT_KEYS: KEYS }

  it.each([
    ['nats://bus', { servers: ['bus:4222'], tls: false }],
    ['nats://a:1, nats://b:2/', { servers: ['a:1', 'b:2'], tls: false }],
    ['tls://door:p%3A%40ss@bus', { servers: ['bus:4222'], tls: true, user: 'door', pass: 'p:@ss' }],
    ['nats://sesame@bus,nats://bus2', { servers: ['bus:4222', 'bus2:4222'], tls: false, token: 'sesame' }],
    ['nats://[::1]:4300', { servers: ['[::1]:4300'], tls: false }],
  ])('is read from %s', (url, servers) => {
    expect(faults({ ...cluster, NATS_URL: url })).toEqual([])
    expect(natsServers(url)).toEqual(servers)
  })

  it.each(['bus:4222', 'http://bus', 'nats://', 'nats://u:secret@bus/x', 'nats://a,', 'nats://u:%@bus'])(
    'is not read from %s, and the fault holds no secret',
    (url) => {
      const said = faults({ ...cluster, NATS_URL: url })
      expect(said).toEqual([expect.stringMatching(/^NATS_URL should be nats:\/\/host:4222 or /)])
      expect(said.join()).not.toContain('secret')
    },
  )

  it('needs a store that nodes can share, a prefix of words, and a key with its certificate', () => {
    expect(faults({ NATS_URL: 'nats://bus' })).toEqual([expect.stringMatching(/set DATABASE_URL=postgres:/)])
    for (const prefix of ['a b', 'a.>', '*', '.a', 'a..b']) {
      expect(faults({ CALLGRANT_NATS_PREFIX: prefix })).toEqual([
        expect.stringMatching(/such as callgrant\.$/),
      ])
    }
    expect(faults({ CALLGRANT_NATS_PREFIX: 'house.doors_2' })).toEqual([])
    expect(faults({ CALLGRANT_NATS_CERT: 'node.pem' })).toEqual([
      expect.stringMatching(/CALLGRANT_NATS_KEY is missing\.$/),
    ])
  })

  it('is missed where PostgreSQL is shared without it', () => {
    expect(settingsWarnings(readSettings(cluster))).toEqual([expect.stringMatching(/run one node only/)])
    expect(settingsWarnings(readSettings({ ...cluster, NATS_URL: 'nats://bus' }))).toEqual([])
  })
})

describe('a fault', () => {
  it.each([
    [{ PORT: '70000' }, 'PORT should be a whole number from 0 to 65535, but is "70000".'],
    [{ PORT: '-1' }, 'PORT should be a whole number from 0 to 65535, but is "-1".'],
    [{ PORT: '80.5' }, 'PORT should be a whole number from 0 to 65535, but is "80.5".'],
    [{ CALLGRANT_DEV: 'maybe' }, 'CALLGRANT_DEV should be 1 or 0, but is "maybe".'],
    [
      { CALLGRANT_LOG_LEVEL: 'loud' },
      'CALLGRANT_LOG_LEVEL should be one of fatal, error, warn, info, debug, trace, silent, but is "loud".',
    ],
    [
      { CALLGRANT_PUBLIC_URL: 'call.example' },
      'CALLGRANT_PUBLIC_URL should be a web address such as https://call.example.com, but is "call.example".',
    ],
    [
      { CALLGRANT_ALLOWED_ORIGINS: 'https://a.example/page' },
      'CALLGRANT_ALLOWED_ORIGINS: "https://a.example/page" is no origin as browsers write it. Write https://a.example.',
    ],
    [
      { CALLGRANT_ALLOWED_ORIGINS: 'https://a.example/' },
      'CALLGRANT_ALLOWED_ORIGINS: "https://a.example/" is no origin as browsers write it. Write https://a.example.',
    ],
    [
      { CALLGRANT_ALLOWED_ORIGINS: 'HTTPS://A.example:443' },
      'CALLGRANT_ALLOWED_ORIGINS: "HTTPS://A.example:443" is no origin as browsers write it. Write https://a.example.',
    ],
    [
      { CALLGRANT_ALLOWED_ORIGINS: '*' },
      'CALLGRANT_ALLOWED_ORIGINS: "*" is no origin as browsers write it. Write https://app.example.com, with no path.',
    ],
    [{ CALLGRANT_TLS_CERT: 'a.pem' }, 'TLS needs a certificate and its key: CALLGRANT_TLS_KEY is missing.'],
    [{ CALLGRANT_LAN: '1' }, '--lan is for trying only. Add --dev, or set CALLGRANT_HOST and TLS instead.'],
    [{ CALLGRANT_STUN_URLS: 'http://a' }, 'CALLGRANT_STUN_URLS: http://a should begin with stun:.'],
    [{ CALLGRANT_TURN_URLS: 'stun:a' }, 'CALLGRANT_TURN_URLS: stun:a should begin with turn:.'],
    [
      { DATABASE_URL: 'mysql://a/b', CALLGRANT_KEYS: KEYS },
      'DATABASE_URL should begin with postgres:// or sqlite:. Other databases are not supported.',
    ],
    [
      { CALLGRANT_ADMIN_TOKEN: 'short' },
      'CALLGRANT_ADMIN_TOKEN is shorter than 32 characters. Make one with `openssl rand -base64 32`.',
    ],
  ])('of %j names its fix', (env, sentence) => {
    expect(faults(env as unknown as Record<string, string>)).toEqual([sentence])
  })

  it('of PostgreSQL with no keys refuses to start', () => {
    expect(faults({ DATABASE_URL: 'postgres://db/callgrant' })).toEqual([
      expect.stringMatching(
        /^DATABASE_URL is set but CALLGRANT_KEYS is not: every node must have the same keys\./,
      ),
    ])
    expect(faults({ DATABASE_URL: 'postgres://db/callgrant', CALLGRANT_KEYS: KEYS })).toEqual([])
  })

  it('does not hide another: all are told at once', () => {
    expect(faults({ PORT: 'x', CALLGRANT_DEV: 'y' })).toHaveLength(2)
  })

  it('never shows a secret', () => {
    const env = { CALLGRANT_ADMIN_TOKEN: 'sesame', DATABASE_URL: 'mysql://user:sesame@db/x' }
    expect(faults(env).join()).not.toContain('sesame')
  })
})

describe('a warning', () => {
  const warnings = (env: Record<string, string>) => settingsWarnings(readSettings(env), env)
  it('is given for plain HTTP on the network, and not behind TLS or a proxy', () => {
    expect(warnings({ CALLGRANT_HOST: '0.0.0.0' })).toEqual([expect.stringContaining('without TLS')])
    expect(warnings({ CALLGRANT_HOST: '0.0.0.0', CALLGRANT_TRUST_PROXY: '10.0.0.0/8' })).toEqual([])
    expect(warnings({ CALLGRANT_HOST: '0.0.0.0', CALLGRANT_TLS_CERT: 'a', CALLGRANT_TLS_KEY: 'b' })).toEqual(
      [],
    )
  })

  it('is given for the try routes on the network', () => {
    expect(warnings({ CALLGRANT_DEV: '1', CALLGRANT_LAN: '1' })).toEqual([
      expect.stringContaining('try routes'),
    ])
  })

  it('is given for a name that is no setting, and not for those of the command line', () => {
    expect(warnings({ CALLGRANT_PROT: '1', CALLGRANT_SERVER: 'http://x' })).toEqual([
      'CALLGRANT_PROT is not a setting and is ignored. See `callgrant serve --help`.',
    ])
  })

  it('is given for TURN without its secret', () => {
    expect(warnings({ CALLGRANT_TURN_URLS: 'turn:a' })).toEqual([
      expect.stringContaining('CALLGRANT_TURN_SECRET'),
    ])
  })
})

it('has a sentence in both languages for each setting, one name for each, and no flag for a secret', () => {
  const names = Object.values(SETTINGS).flatMap((entry) => [
    entry.env,
    'flag' in entry ? `--${entry.flag}` : entry.env,
  ])
  expect(new Set(Object.values(SETTINGS).map(({ env }) => env)).size).toBe(Object.keys(SETTINGS).length)
  expect(names.every((name) => name.length > 2)).toBe(true)
  for (const [name, entry] of Object.entries(SETTINGS)) {
    expect(entry.en, name).toMatch(/[.]$/)
    expect(entry.zh, name).toMatch(/[。]$/)
    if (entry.type === 'secret') expect('flag' in entry, name).toBe(false)
  }
})

describe('the console’s issuer', () => {
  const good = {
    CALLGRANT_PUBLIC_URL: 'https://call.example.com',
    CALLGRANT_CONSOLE_ISSUER: 'https://id.example.com/realms/a/',
    CALLGRANT_CONSOLE_CLIENT_ID: 'callgrant',
    CALLGRANT_CONSOLE_OWNERS: 'olga@example.com, u-1',
  }

  it('is taken as it is written, since its slash at the end counts', () => {
    const { console, consoleIssuer, consoleOwners } = readSettings(good)
    expect({ console, consoleIssuer, consoleOwners }).toEqual({
      console: false,
      consoleIssuer: 'https://id.example.com/realms/a/',
      consoleOwners: ['olga@example.com', 'u-1'],
    })
  })

  it.each([
    [{ CALLGRANT_CONSOLE_ISSUER: '' }, /does not say where/],
    [{ CALLGRANT_CONSOLE_ISSUER: 'id.example.com' }, /should be a web address/],
    [{ CALLGRANT_CONSOLE_ISSUER: 'http://id.example.com' }, /should begin with https/],
    [{ CALLGRANT_CONSOLE_CLIENT_ID: '' }, /needs CALLGRANT_CONSOLE_CLIENT_ID/],
    [{ CALLGRANT_PUBLIC_URL: '' }, /needs CALLGRANT_PUBLIC_URL/],
    [{ CALLGRANT_CONSOLE_OWNERS: '' }, /nobody may sign in/],
  ])('refuses %j', (change, words) => {
    expect(() => readSettings({ ...good, ...change })).toThrow(words)
  })
})
