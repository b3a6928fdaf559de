import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { apnsCredentials, fcmAccount, nativePushKinds } from './native-push.ts'
import { readSettings, SettingsError } from './settings.ts'

const pem = (key: { export(as: { type: 'pkcs8'; format: 'pem' }): string | Buffer }) =>
  String(key.export({ type: 'pkcs8', format: 'pem' }))
const P256 = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
const P384 = pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey)
const RSA = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)

const APPLE = {
  CALLGRANT_APNS_KEY: P256,
  CALLGRANT_APNS_KEY_ID: 'ABC123DEFG',
  CALLGRANT_APNS_TEAM_ID: 'DEF123GHIJ',
  CALLGRANT_APNS_BUNDLES: 'com.example.door, com.example.gate',
}
const ACCOUNT = {
  project_id: 'doors-1',
  client_email: 'push@doors-1.iam.gserviceaccount.com',
  private_key: RSA,
}

function faults(env: Record<string, string>): string[] {
  try {
    readSettings(env)
  } catch (error) {
    if (error instanceof SettingsError) return error.faults
    throw error
  }
  return []
}

it('is off with nothing set', () => {
  const settings = readSettings()
  expect([nativePushKinds(settings), apnsCredentials(settings), fcmAccount(settings)]).toEqual([
    [],
    null,
    null,
  ])
})

it('reads the credentials, also from files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-push-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'key.p8'), P256)
  writeFileSync(join(folder, 'account.json'), JSON.stringify({ type: 'service_account', ...ACCOUNT }))
  const { CALLGRANT_APNS_KEY: _, ...apple } = APPLE
  const settings = readSettings({
    ...apple,
    CALLGRANT_APNS_KEY_FILE: join(folder, 'key.p8'),
    CALLGRANT_FCM_ACCOUNT_FILE: join(folder, 'account.json'),
  })
  expect(nativePushKinds(settings)).toEqual(['apns', 'fcm'])
  expect(apnsCredentials(settings)).toEqual({
    key: P256.trim(),
    keyId: 'ABC123DEFG',
    teamId: 'DEF123GHIJ',
    bundles: ['com.example.door', 'com.example.gate'],
  })
  expect(fcmAccount(settings)).toEqual(ACCOUNT)
})

it.each([
  [
    'no .p8 file',
    { CALLGRANT_APNS_KEY: 'AuthKey.p8' },
    [/^CALLGRANT_APNS_KEY should be the text of the \.p8/],
  ],
  ['a key of another curve', { CALLGRANT_APNS_KEY: P384 }, [/P-256/]],
  ['a key of another kind', { CALLGRANT_APNS_KEY: RSA }, [/P-256/]],
  [
    'a key id that is none',
    { CALLGRANT_APNS_KEY_ID: 'abc' },
    [/^CALLGRANT_APNS_KEY_ID should be 10 capital/],
  ],
  ['no team', { CALLGRANT_APNS_TEAM_ID: '' }, [/^CALLGRANT_APNS_TEAM_ID should be 10 capital/]],
  ['no app', { CALLGRANT_APNS_BUNDLES: '' }, [/needs CALLGRANT_APNS_BUNDLES/]],
  ['a topic in the place of an app', { CALLGRANT_APNS_BUNDLES: 'com.example.door.voip' }, [/without \.voip/]],
  [
    'no key',
    { CALLGRANT_APNS_KEY: '' },
    [
      /^CALLGRANT_APNS_KEY_ID is set, but/,
      /^CALLGRANT_APNS_TEAM_ID is set/,
      /^CALLGRANT_APNS_BUNDLES is set/,
    ],
  ],
])('refuses for APNs %s', (_, change, sentences) => {
  expect(faults({ ...APPLE, ...change })).toEqual(
    sentences.map((sentence) => expect.stringMatching(sentence)),
  )
})

it.each([
  ['what is no JSON', 'firebase.json', [/it is no JSON/]],
  [
    'the file of another kind of account',
    '{"type":"authorized_user"}',
    [/project_id/, /client_email/, /private_key/],
  ],
  [
    'a key that is none',
    JSON.stringify({ ...ACCOUNT, private_key: 'x' }),
    [/private_key: should be an RSA key/],
  ],
  [
    'a project that would change the address',
    JSON.stringify({ ...ACCOUNT, project_id: '../x' }),
    [/project_id/],
  ],
])('refuses for FCM %s, without showing it', (_, account, sentences) => {
  const found = faults({ CALLGRANT_FCM_ACCOUNT: account })
  expect(found).toEqual(sentences.map((sentence) => expect.stringMatching(sentence)))
  expect(found.join()).not.toContain('BEGIN PRIVATE KEY')
})
