/** Receipts of consent: what they say, who can verify them, and how they look as a page (B3). */

import type { ConsentReceipt, Jwks, SignedReceipt } from '@callgrant/protocol'
import { compactVerify, createLocalJWKSet } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MODEL, type TestPerson, type TestServer, testServer } from '../../../test/test-server.ts'
import { generateMasterKey } from '../../credentials/keys.ts'
import { commitTo, hashRecord } from '../../credentials/record-chain.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())

const ref = (sn: string) => ({ model_id: MODEL, sn })
const recordOf = async (openid: string, act: string) => {
  const { body } = await server.backend('GET', `/v1/authorizations/records?openid=${openid}`)
  return body.items.find((one: { act: string }) => one.act === act)
}
const receiptOf = async (openid: string, act: string): Promise<SignedReceipt> => {
  const { id } = await recordOf(openid, act)
  const { status, body } = await server.backend('GET', `/v1/authorizations/records/${id}/receipt`)
  expect(status).toBe(200)
  return body
}
/** Asked and answered with words of one's own. */
const decide = async (who: TestPerson, sn: string, words: string, more = {}, language = 'en') => {
  const headers = { 'accept-language': language }
  const body = { ...ref(sn), sn_ticket: await server.ticket(ref(sn)), device_name: 'Front' }
  const { ask } = (await who.send('POST', '/v1/me/ask', { body, headers })).body
  const answer = { ask, decision: 'allow', words, sdk: 'web/0.1.0', ...more }
  expect((await who.send('POST', '/v1/me/decide', { body: answer })).status).toBe(200)
}

describe('a receipt', () => {
  it('says who asked, what for, in which words and language, by which SDK, when, and how to withdraw', async () => {
    const alice = await server.person('alice')
    await decide(alice, 'door-1', 'May the front door call you?')
    await server.backend('PATCH', '/v1/app', { body: { name: 'Renamed' } })
    const { receipt } = await receiptOf('alice', 'authorized')
    const record = await recordOf('alice', 'authorized')
    expect(receipt).toMatchObject({
      iss: 'callgrant',
      standard: 'ISO/IEC TS 27560:2023',
      record_id: record.id,
      pii_principal_id: 'alice',
      consent: {
        event_time: new Date(record.at).toISOString(),
        event_state: 'consent_given',
        act: 'authorized',
      },
      pii_processing: {
        privacy_notice: { text: 'May the front door call you?', language: 'en', shown_by: 'web/0.1.0' },
        purposes: [{ purpose_id: 'incoming_calls', lawful_basis: 'consent', services: ['Front door phone'] }],
      },
      parties: [
        { party_id: 'alice', party_role: 'pii_principal' },
        // As it was called when it asked.
        { party_id: server.appid, party_name: 'Greenfield School', party_role: 'pii_controller' },
        { party_id: 'm_door/door-1', party_name: 'Front door phone', party_role: 'device' },
        { party_id: 'callgrant', party_role: 'pii_processor' },
      ],
    })
    expect(receipt.pii_processing.purposes[0]?.withdrawal_method).toEqual({
      en: expect.stringContaining('switch the device off'),
      zh: expect.stringContaining('关闭该设备'),
    })
  })

  it('keeps the language of the dialog: of the question, or what the client says', async () => {
    await decide(await server.person('li'), 'door-1', '允许吗？', {}, 'zh-CN,zh;q=0.9')
    expect((await recordOf('li', 'authorized')).language).toBe('zh')
    await decide(await server.person('pt'), 'door-1', 'Permite?', { language: 'pt-BR' })
    expect((await recordOf('pt', 'authorized')).language).toBe('pt-BR')
  })

  it('is verified with the published keys by a library of others, and not after any change', async () => {
    await decide(await server.person('bob'), 'door-1', 'May it?')
    const { receipt, jws } = await receiptOf('bob', 'authorized')
    const { body } = await server.anyone('GET', '/.well-known/jwks.json')
    expect(body.keys).toHaveLength(1)
    const keys = createLocalJWKSet(body as Jwks)
    const { payload, protectedHeader } = await compactVerify(jws, keys)
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', typ: 'callgrant-consent-receipt+json' })
    expect(JSON.parse(Buffer.from(payload).toString())).toEqual(receipt)
    const forged = Buffer.from(JSON.stringify({ ...receipt, pii_principal_id: 'mallory' })).toString(
      'base64url',
    )
    const [header, , signature] = jws.split('.')
    await expect(compactVerify(`${header}.${forged}.${signature}`, keys)).rejects.toThrow('signature')
  })

  it('proves by itself which record of the chain it is of', async () => {
    await decide(await server.person('eve'), 'door-1', 'May it?')
    const { evidence, pii_principal_id: openid, ...receipt } = (await receiptOf('eve', 'authorized')).receipt
    const { text: words, language, shown_by: sdk } = receipt.pii_processing.privacy_notice
    const { salt, commitment, hash, ...place } = evidence
    const device = { kind: 'device', ...ref('door-1'), group_id: null, display_name: 'Front door phone' }
    const personal = { openid, ...device, words, sdk, language, app_name: 'Renamed', terms: null }
    expect(commitTo(salt, personal)).toBe(commitment)
    const at = Date.parse(receipt.consent.event_time)
    const { act } = receipt.consent
    const shared = { appid: server.appid, id: receipt.record_id, at, act, erases: null, commitment }
    expect(hashRecord({ ...shared, ...place })).toBe(hash)
  })

  it('says of a change in settings that no question was shown, and that consent was withdrawn', async () => {
    const carol = await server.person('carol')
    await decide(carol, 'door-1', 'May it?')
    await carol.send('POST', '/v1/me/switch', { body: { ...ref('door-1'), status: 0 } })
    await carol.send('DELETE', '/v1/me/authorizations')
    for (const act of ['switched_off', 'cleared']) {
      const { receipt } = await receiptOf('carol', act)
      expect(receipt.consent).toMatchObject({ act, event_state: 'consent_withdrawn' })
      expect(receipt.pii_processing.privacy_notice).toEqual({ text: null, language: null, shown_by: null })
    }
  })

  it('is refused for a record of asking, one of another app, and one that there is not', async () => {
    const { id: asked } = await recordOf('alice', 'asked')
    const { id } = await recordOf('alice', 'authorized')
    const other = server.backendOf(await server.newApp())
    for (const [send, record] of [
      [server.backend, asked],
      [server.backend, 'none'],
      [other, id],
    ] as const) {
      for (const form of ['receipt', 'receipt.html']) {
        const answer = await send('GET', `/v1/authorizations/records/${record}/${form}`)
        expect([answer.status, answer.body.error.code]).toEqual([404, 'record_unknown'])
      }
    }
    const unsigned = await server.anyone('GET', `/v1/authorizations/records/${id}/receipt`)
    expect(unsigned.status).toBe(401)
    const alice = await server.person('alice')
    expect((await alice.send('GET', `/v1/authorizations/records/${id}/receipt`)).status).toBe(403)
  })

  it('keeps the keys of older generations published, the newest first', async () => {
    const first = (await server.anyone('GET', '/.well-known/jwks.json')).body as Jwks
    const one = generateMasterKey('1')
    const two = generateMasterKey('2')
    const now = await testServer({ settings: { keys: `${two},${one}` } })
    const { keys } = (await now.anyone('GET', '/.well-known/jwks.json')).body as Jwks
    expect(keys).toHaveLength(2)
    expect(new Set([...keys, ...first.keys].map(({ kid }) => kid)).size).toBe(3)
    expect(JSON.stringify(keys)).not.toContain('"d"')
    await now.stop()
  })
})

describe('the page', () => {
  const page = async (id: string, language?: string) => {
    const query = language ? `?language=${language}` : ''
    return server.backend('GET', `/v1/authorizations/records/${id}/receipt.html${query}`)
  }

  it('is one document in English or Chinese, with all that the receipt says', async () => {
    const { id } = await recordOf('alice', 'authorized')
    const en = await page(id)
    expect(en.headers['content-type']).toBe('text/html; charset=utf-8')
    for (const text of [
      '<html lang="en">',
      'Consent receipt',
      'May the front door call you?',
      'Greenfield School',
    ]) {
      expect(en.body).toContain(text)
    }
    expect(en.body).not.toMatch(/<script|<link|src=|url\(/)
    const zh = await page(id, 'zh')
    for (const text of ['<html lang="zh-CN">', '授权凭证', '如何撤回', 'lang="en">May the front']) {
      expect(zh.body).toContain(text)
    }
    expect((await page(id, 'fr')).status).toBe(400)
  })

  it('shows what a client wrote as text', async () => {
    await decide(await server.person('mallory'), 'door-1', '<img src=x onerror="alert(1)">&\'', {
      sdk: '<b>/1',
    })
    const { id } = await recordOf('mallory', 'authorized')
    const { body } = await page(id)
    expect(body).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;')
    expect(body).toContain('&lt;b&gt;/1')
    expect(body).not.toMatch(/<img|<b>/)
  })
})

it('lists the records of a period, each with its proof', async () => {
  const dan = await server.person('dan')
  await decide(dan, 'door-1', 'May it?')
  const from = server.clock.now + 1000
  server.clock.now += 1000
  await decide(dan, 'door-2', 'May it?')
  server.clock.now += 1000
  await decide(dan, 'door-3', 'May it?')
  const list = async (query: string) => {
    const { body } = await server.backend('GET', `/v1/authorizations/records?openid=dan&${query}`)
    return body.items.map((one: ConsentReceipt & { act: string; sn: string }) => `${one.act} ${one.sn}`)
  }
  expect(await list(`from=${from}&until=${from + 1000}`)).toEqual(['authorized door-2', 'asked door-2'])
  expect(await list(`from=${from}&until=${from + 1001}`)).toHaveLength(4)
  expect(await list(`until=${from}`)).toHaveLength(2)
  const { body } = await server.backend('GET', '/v1/authorizations/records?openid=dan&limit=1')
  expect(body.items[0].proof).toMatchObject({ chain: 'answers', salt: expect.any(String), erased_by: null })
  for (const query of ['from=x', 'until=-1', 'from=9e99']) {
    expect((await server.backend('GET', `/v1/authorizations/records?${query}`)).status).toBe(400)
  }
})
