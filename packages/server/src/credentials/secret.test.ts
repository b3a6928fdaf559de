import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { keyPrint, signatureFits } from './device-key.ts'
import { randomId, recordId } from './ids.ts'
import { generateSecret, hashSecret, secretMatches } from './secret.ts'

describe('secrets', () => {
  it('are 256 random bits each', () => {
    const made = new Set(Array.from({ length: 100 }, generateSecret))
    expect(made.size).toBe(100)
    for (const secret of made) expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
  })
  it('match their own hash only, which does not hold them', () => {
    const secret = generateSecret()
    const hash = hashSecret(secret)
    expect(secretMatches(secret, hash)).toBe(true)
    expect(hash).not.toContain(secret)
    for (const wrong of ['', `${secret}x`, secret.slice(1), hash, generateSecret()]) {
      expect(secretMatches(wrong, hash)).toBe(false)
    }
  })
  it('match nothing where the hash is broken', () => {
    expect(secretMatches('x', '')).toBe(false)
  })
})

describe('ids', () => {
  it('are of the letters that addresses and cursors can carry', () => {
    for (let n = 0; n < 200; n++) expect(randomId('g_')).toMatch(/^g_[0-9A-Za-z_-]{16}$/)
  })
  it('of records sort by time, and within a millisecond by order', () => {
    const ids = [5, 1000, 1000, 1000, 1_700_000_000_000, 1_700_000_000_000].map(recordId)
    expect([...ids].sort()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('a device key', () => {
  const pair = generateKeyPairSync('ed25519')
  const publicKey = pair.publicKey.export({ format: 'jwk' }).x as string
  const signature = sign(null, Buffer.from('text'), pair.privateKey).toString('base64url')
  const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x as string

  it('fits its own signature over exactly that text', () => {
    expect(signatureFits(publicKey, 'text', signature)).toBe(true)
    expect(signatureFits(publicKey, 'text2', signature)).toBe(false)
    expect(signatureFits(other, 'text', signature)).toBe(false)
    expect(signatureFits(publicKey, 'text', 'A'.repeat(86))).toBe(false)
  })
  it('refuses keys and signatures that are none, without failing', () => {
    for (const key of ['A'.repeat(43), '_'.repeat(43)])
      expect(signatureFits(key, 'text', signature)).toBe(false)
    expect(signatureFits(publicKey, 'text', '')).toBe(false)
  })
  it('has a print of its own', () => {
    expect(keyPrint(publicKey)).toMatch(/^[0-9A-Za-z_-]{22}$/)
    expect(keyPrint(publicKey)).not.toBe(keyPrint(other))
  })
})
