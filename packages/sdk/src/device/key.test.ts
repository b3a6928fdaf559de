import { createPublicKey, verify } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { registrationText, signInText } from '@callgrant/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileKeyStore } from './file-key-store.ts'
import { memoryKeyStore } from './key.ts'
import { textToRegister, textToSignIn } from './sign-in.ts'
import type { DeviceKey } from './types.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callgrant-key-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function isSound({ publicKey, sign }: DeviceKey): Promise<boolean> {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
  return verify(null, Buffer.from('hello'), key, Buffer.from(await sign('hello'), 'base64url'))
}

test('signs so that the public key verifies', async () => {
  const key = await memoryKeyStore().open()
  expect(key.publicKey).toMatch(/^[0-9A-Za-z_-]{43}$/)
  expect(await key.sign('hello')).toMatch(/^[0-9A-Za-z_-]{86}$/)
  expect(await isSound(key)).toBe(true)
})

test('keeps the key in a file that only its owner may read, and finds it again', async () => {
  const path = join(folder, 'door.json')
  const first = await fileKeyStore(path).open()
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const second = await fileKeyStore(path).open()
  expect(second.publicKey).toBe(first.publicKey)
  expect(await isSound(second)).toBe(true)
})

test('agrees on one key when two open the same new file at once', async () => {
  const path = join(folder, 'race.json')
  const keys = await Promise.all([1, 2, 3, 4].map(() => fileKeyStore(path).open()))
  expect(new Set(keys.map(({ publicKey }) => publicKey)).size).toBe(1)
})

test('makes a new key after it was cleared', async () => {
  const store = fileKeyStore(join(folder, 'cleared.json'))
  const { publicKey } = await store.open()
  await store.clear()
  expect((await store.open()).publicKey).not.toBe(publicKey)
})

test('refuses a file that holds no key, and leaves it as it is', async () => {
  const path = join(folder, 'broken.json')
  await writeFile(path, '{"kty":"RSA"}')
  await expect(fileKeyStore(path).open()).rejects.toThrow()
  expect(await readFile(path, 'utf8')).toBe('{"kty":"RSA"}')
})

test('signs the very bytes that the protocol names', () => {
  const fields = { appid: 'a', model_id: 'm', sn: 's', sn_ticket: 't', public_key: 'k' }
  expect(textToRegister(fields)).toBe(registrationText(fields))
  expect(textToSignIn('c')).toBe(signInText('c'))
})
