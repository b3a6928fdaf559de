import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { expectRefusal } from '../../test/consent-testbed.ts'
import { generateMasterKey, parseKeys } from './keys.ts'
import { readChallenge, readQuestion, signChallenge, signQuestion } from './once-token.ts'
import { readSessionToken, signDeviceToken, signPersonSession } from './session-token.ts'

const NOON = 1_700_000_000_000
const HOUR = 3_600_000
const keys = parseKeys(generateMasterKey('1'))
const alice = { appid: 'app', openid: 'alice' }
const door = { appid: 'app', modelId: 'm_door', sn: 'door-1', keyPrint: 'print' }
const question = {
  ...alice,
  subject: { kind: 'device' as const, modelId: 'm_door', sn: 'door-1' },
  displayName: 'Front door phone',
  language: 'en',
  appName: 'Campus',
}

describe('a session', () => {
  it('says which person it is of, and until when', async () => {
    const token = await signPersonSession(keys, alice, NOON)
    expect(await readSessionToken(keys, token, NOON)).toEqual({
      role: 'person',
      ...alice,
      issuedAt: NOON,
      expiresAt: NOON + HOUR,
    })
  })

  it('of a version before, which says when it was made by the second, is taken to be of the end of that second', async () => {
    const token = await new SignJWT({ app: 'app', role: 'person' })
      .setProtectedHeader({ alg: 'EdDSA', kid: '1' })
      .setIssuer('callgrant')
      .setAudience('callgrant')
      .setSubject('alice')
      .setIssuedAt(NOON / 1000)
      .setExpirationTime(NOON / 1000 + 60)
      .sign(keys.current.signing)
    expect(await readSessionToken(keys, token, NOON)).toMatchObject({ ...alice, issuedAt: NOON + 999 })
  })

  it('says which device it is of, and with which key', async () => {
    const token = await signDeviceToken(keys, door, NOON)
    expect(await readSessionToken(keys, token, NOON)).toEqual({
      role: 'device',
      ...door,
      issuedAt: NOON,
      expiresAt: NOON + HOUR,
    })
  })

  it('is good for its time and told to be over after it', async () => {
    const token = await signPersonSession(keys, alice, NOON, 60)
    await readSessionToken(keys, token, NOON + 59_999)
    await expectRefusal(readSessionToken(keys, token, NOON + 60_000), 'token_expired')
  })

  it('stays good when a new key is put before the old, until the old is taken away', async () => {
    const [old, fresh] = [generateMasterKey('1'), generateMasterKey('2')]
    const token = await signPersonSession(parseKeys(old), alice, NOON)
    await readSessionToken(parseKeys(`${fresh},${old}`), token, NOON)
    await expectRefusal(readSessionToken(parseKeys(fresh), token, NOON), 'unauthenticated')
  })

  it('is refused from a server with other keys, also when it is over', async () => {
    const token = await signPersonSession(parseKeys(generateMasterKey('1')), alice, NOON)
    await expectRefusal(readSessionToken(keys, token, NOON), 'unauthenticated')
    await expectRefusal(readSessionToken(keys, token, NOON + 2 * HOUR), 'unauthenticated')
  })

  it.each(['', 'x', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.', '\u0000'.repeat(100)])('is not %j', async (text) => {
    await expectRefusal(readSessionToken(keys, text, NOON), 'unauthenticated')
  })

  it('is refused with any one char altered', async () => {
    const token = await signPersonSession(keys, alice, NOON)
    for (let place = 0; place < token.length; place += 7) {
      const char = token[place] === 'A' ? 'B' : 'A'
      if (token[place] === '.') continue
      const altered = token.slice(0, place) + char + token.slice(place + 1)
      await expectRefusal(readSessionToken(keys, altered, NOON), 'unauthenticated')
    }
  })

  it('is not taken from another algorithm, not even with our own key as its secret', async () => {
    const secret = Buffer.from(keys.current.verifying.export({ format: 'jwk' }).x ?? '', 'base64url')
    const token = await new SignJWT({ app: 'app', role: 'person' })
      .setProtectedHeader({ alg: 'HS256', kid: '1' })
      .setIssuer('callgrant')
      .setAudience('callgrant')
      .setSubject('alice')
      .setIssuedAt(NOON / 1000)
      .setExpirationTime(NOON / 1000 + 60)
      .sign(secret)
    await expectRefusal(readSessionToken(keys, token, NOON), 'unauthenticated')
  })

  it.each([
    ['a role that there is not', { app: 'app', role: 'operator' }],
    ['no role', { app: 'app' }],
    ['no app', { role: 'person' }],
    ['a device with no key', { app: 'app', role: 'device' }],
  ])('is refused with %s', async (_words, claims) => {
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid: '1' })
      .setIssuer('callgrant')
      .setAudience('callgrant')
      .setSubject('m:s')
      .setIssuedAt(NOON / 1000)
      .setExpirationTime(NOON / 1000 + 60)
      .sign(keys.current.signing)
    await expectRefusal(readSessionToken(keys, token, NOON), 'unauthenticated')
  })
})

describe('a token for one purpose is none for another', () => {
  it('a question or a challenge is no session', async () => {
    for (const token of [await signQuestion(keys, question, NOON), await signChallenge(keys, door, NOON)]) {
      await expectRefusal(readSessionToken(keys, token, NOON), 'unauthenticated')
    }
  })

  it('a session or a challenge is no question', async () => {
    for (const token of [await signPersonSession(keys, alice, NOON), await signChallenge(keys, door, NOON)]) {
      await expectRefusal(readQuestion(keys, token, NOON), 'ask_invalid')
    }
  })

  it('a session or a question is no challenge', async () => {
    for (const token of [await signDeviceToken(keys, door, NOON), await signQuestion(keys, question, NOON)]) {
      await expectRefusal(readChallenge(keys, token, NOON), 'challenge_invalid')
    }
  })
})

describe('a question', () => {
  it('comes back as it was put, each with an id of its own', async () => {
    const [one, two] = [await signQuestion(keys, question, NOON), await signQuestion(keys, question, NOON)]
    const read = await readQuestion(keys, one, NOON)
    expect(read).toMatchObject(question)
    expect(read.jti).not.toBe((await readQuestion(keys, two, NOON)).jti)
  })

  it('is good for ten minutes', async () => {
    const token = await signQuestion(keys, question, NOON)
    await readQuestion(keys, token, NOON + 599_999)
    await expectRefusal(readQuestion(keys, token, NOON + 600_000), 'ask_invalid')
  })
})

describe('a challenge', () => {
  it('comes back as it was given, and is good for a minute', async () => {
    const token = await signChallenge(keys, door, NOON)
    const { keyPrint: _, ...device } = door
    expect(await readChallenge(keys, token, NOON + 59_999)).toMatchObject(device)
    await expectRefusal(readChallenge(keys, token, NOON + 60_000), 'challenge_invalid')
  })
})
