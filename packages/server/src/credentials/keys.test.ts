import { sign, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import webPush from 'web-push'
import { generateMasterKey, parseKeys } from './keys.ts'

const bytes = (fill: number, length = 32) => Buffer.alloc(length, fill).toString('base64')

describe('master keys', () => {
  it('the first signs, all are there to verify', () => {
    const keys = parseKeys(` b:${bytes(2)} , a:${bytes(1)}`)
    expect(keys.current.kid).toBe('b')
    expect([...keys.byKid.keys()]).toEqual(['b', 'a'])
  })

  it('the same secret gives the same keys on every node', () => {
    const [one, two] = [parseKeys(`1:${bytes(7)}`), parseKeys(`1:${bytes(7)}`)]
    expect(one.current.ticket).toEqual(two.current.ticket)
    const signature = sign(null, Buffer.from('text'), one.current.signing)
    expect(verify(null, Buffer.from('text'), two.current.verifying, signature)).toBe(true)
  })

  it('each purpose has a key of its own, and none shows the secret', () => {
    const { current } = parseKeys(`1:${bytes(7)}`)
    const seed = current.signing.export({ format: 'jwk' }).d
    expect(seed).not.toBe(current.ticket.toString('base64url'))
    expect(current.ticket).not.toEqual(Buffer.alloc(32, 7))
  })

  it('another secret gives other keys', () => {
    const [one, two] = [parseKeys(`1:${bytes(7)}`), parseKeys(`1:${bytes(8)}`)]
    expect(one.current.ticket).not.toEqual(two.current.ticket)
    const signature = sign(null, Buffer.from('text'), one.current.signing)
    expect(verify(null, Buffer.from('text'), two.current.verifying, signature)).toBe(false)
  })

  it('a key for push services is whole, also when it begins with zeros', () => {
    // One secret of 256 gives such a key; this one does.
    const secret = Buffer.concat([Buffer.alloc(3), Buffer.from([10]), Buffer.alloc(28)]).toString('base64')
    const { publicKey, privateKey } = parseKeys(`1:${secret}`).current.vapid
    const written = Buffer.from(privateKey, 'base64url')
    expect([written.length, written[0]]).toEqual([32, 0])
    const signIn = () =>
      webPush.getVapidHeaders(
        'https://push.example.com',
        'mailto:me@example.com',
        publicKey,
        privateKey,
        'aes128gcm',
      )
    expect(signIn).not.toThrow()
  })

  it('makes fresh ones that it can read', () => {
    const made = generateMasterKey('k')
    expect(parseKeys(made).current.kid).toBe('k')
    expect(generateMasterKey('k')).not.toBe(made)
  })

  it.each([
    ['no key id', bytes(1), /one letter or digit/],
    ['a long key id', `ab:${bytes(1)}`, /one letter or digit/],
    ['a strange key id', `_:${bytes(1)}`, /one letter or digit/],
    ['a short secret', `1:${bytes(1, 31)}`, /31 bytes/],
    ['no base64', '1:not base64!', /base64/],
    ['one id twice', `1:${bytes(1)},1:${bytes(2)}`, /the id 1/],
    ['nothing', '', /one letter or digit/],
  ])('refuses %s, and does not repeat the secret', (_words, text, sentence) => {
    const read = () => parseKeys(text)
    expect(read).toThrow(sentence)
    expect(read).not.toThrow(bytes(1))
  })
})
