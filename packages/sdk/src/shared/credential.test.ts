/** A session that the server refuses is got anew: once for each request, and once for all that were refused with it. */

import { CallgrantError } from '@callgrant/protocol/errors'
import { expect, test, vi } from 'vitest'
import { type Credential, credential } from './credential.ts'
import { Http } from './http.ts'

/** Requests to a server that refuses every token but those in `good`. */
function server(code: string, good: readonly string[]) {
  const sent: string[] = []
  const http = new Http({
    server: 'https://calls.example.com',
    language: 'en',
    fetch: async (_, init) => {
      const token = new Headers(init?.headers).get('authorization')?.replace('Bearer ', '') ?? ''
      sent.push(token)
      return good.includes(token)
        ? Response.json({ token })
        : Response.json({ error: { code, message: code } }, { status: 401 })
    },
  })
  return { sent, get: (who: Credential) => http.request('GET', '/v1/me', undefined, who) }
}
/** A back end that gives `s-1`, `s-2` … */
function sessions() {
  let count = 0
  return vi.fn(async () => `s-${++count}`)
}

test.each(['unauthenticated', 'token_expired'])(
  'gets a new session, once, for one that is refused as %s',
  async (code) => {
    const { sent, get } = server(code, ['s-2'])
    const source = sessions()
    const who = credential(source)
    expect(await get(who)).toEqual({ token: 's-2' })
    expect(await get(who)).toEqual({ token: 's-2' })
    expect(sent).toEqual(['s-1', 's-2', 's-2'])
    expect(source).toHaveBeenCalledTimes(2)
  },
)

test('never asks again and again: a second refusal is the answer', async () => {
  const { sent, get } = server('unauthenticated', [])
  const who = credential(sessions())
  await expect(get(who)).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(sent).toEqual(['s-1', 's-2'])
})

test('another refusal, and a session that is fixed, are not asked for anew', async () => {
  const source = sessions()
  const forbidden = server('forbidden', [])
  await expect(forbidden.get(credential(source))).rejects.toMatchObject({ code: 'forbidden' })
  expect(source).toHaveBeenCalledTimes(1)
  const { sent, get } = server('unauthenticated', [])
  await expect(get(credential('fixed'))).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(sent).toEqual(['fixed'])
})

test('requests that were refused together get one new session between them', async () => {
  const { sent, get } = server('unauthenticated', ['s-2'])
  const source = sessions()
  const who = credential(source)
  await Promise.all([get(who), get(who), get(who)])
  expect(source).toHaveBeenCalledTimes(2)
  expect(sent.sort()).toEqual(['s-1', 's-1', 's-1', 's-2', 's-2', 's-2'])
})

test('a session that could not be got is asked for again by the next request', async () => {
  const { get } = server('unauthenticated', ['s-1'])
  const source = vi.fn(sessions()).mockRejectedValueOnce(new Error('back end away'))
  const who = credential(source)
  await expect(get(who)).rejects.toMatchObject({ code: 'network' })
  expect(await get(who)).toEqual({ token: 's-1' })
})

test('nobody signed in is said as it is, and the server is not asked', async () => {
  const { sent, get } = server('unauthenticated', [])
  const source = vi.fn(() =>
    Promise.reject(new CallgrantError('unauthenticated', { message: 'Nobody is signed in.' })),
  )
  await expect(get(credential(source))).rejects.toMatchObject({ message: 'Nobody is signed in.' })
  expect([sent, source.mock.calls.length]).toEqual([[], 1])
})
