import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createWx } from '../create-wx.ts'
import type { Wx } from './index.ts'
import type { RequestOption, RequestResult } from './request.ts'

interface Seen {
  method: string
  url: string
  headers: IncomingHttpHeaders
  body: string
}
type Told = RequestResult & { errMsg: string; errno?: number }

/** Answers what it was asked; at `/text`, `/slow`, `/500`, `/drop` and `/parts` what the name says. */
const echo = createServer(async (request, response) => {
  let body = ''
  for await (const part of request) body += part
  const { method = '', url = '', headers } = request
  if (url.startsWith('/slow')) return
  if (url.startsWith('/drop')) return request.socket.destroy()
  if (url.startsWith('/500')) response.statusCode = 500
  response.setHeader('set-cookie', ['a=1', 'b=2'])
  if (url.startsWith('/text')) return response.end('not {json')
  if (url.startsWith('/parts')) {
    response.write('{"a":')
    setImmediate(() => response.end('1}'))
    return
  }
  response.end(JSON.stringify({ method, url, headers, body }))
})
let address: string
let wx: Wx
beforeAll(async () => {
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`
  wx = createWx({ server: `${address}/base`, appid: 'wx1', session: 's' }).wx
})
afterAll(() => {
  echo.closeAllConnections()
  echo.close()
})

const ask = (option: RequestOption): Promise<Told> =>
  new Promise((resolve) => wx.request({ ...option, complete: (result) => resolve(result as Told) }))
const seen = async (option: RequestOption) => (await ask(option)).data as unknown as Seen

test('answers status, headers, cookies and parsed JSON, and gives a task, not a promise', async () => {
  const success = vi.fn()
  const task = wx.request({ url: `${address}/x`, success })
  expect(task).not.toHaveProperty('then')
  expect(success).not.toHaveBeenCalled()
  await vi.waitFor(() => expect(success).toHaveBeenCalled())
  expect(success.mock.calls[0]?.[0]).toMatchObject({
    errMsg: 'request:ok',
    statusCode: 200,
    cookies: ['a=1', 'b=2'],
    data: { method: 'GET', url: '/x' },
  })
})

test('any status is a success', async () => {
  expect(await ask({ url: `${address}/500` })).toMatchObject({ errMsg: 'request:ok', statusCode: 500 })
})

test('what is no JSON stays text, and so does everything with another dataType', async () => {
  expect((await ask({ url: `${address}/text` })).data).toBe('not {json')
  expect((await ask({ url: address, dataType: 'text' })).data).toContain('"method":"GET"')
  expect((await ask({ url: `${address}/text`, responseType: 'arraybuffer' })).data).toBeInstanceOf(
    ArrayBuffer,
  )
})

test('GET puts data into the query, behind what is there', async () => {
  const data = { sn: 'door 1', list: [1], none: undefined, word: '门' }
  expect((await seen({ url: `${address}/x?a=1`, data })).url).toBe(
    '/x?a=1&sn=door%201&list=%5B1%5D&word=%E9%97%A8',
  )
})

test('POST sends JSON, by default', async () => {
  const { body, headers } = await seen({ url: address, method: 'POST', data: { sn: '门' } })
  expect(body).toBe('{"sn":"门"}')
  expect(headers['content-type']).toBe('application/json')
})

test('POST sends a form where the header says so, whatever its letters', async () => {
  const header = { 'Content-Type': 'application/x-www-form-urlencoded', 'X-None': undefined }
  const { body, headers } = await seen({ url: address, method: 'POST', header, data: { a: 'b c', d: 1 } })
  expect(body).toBe('a=b%20c&d=1')
  expect(headers['x-none']).toBeUndefined()
})

test('text and bytes go as they are', async () => {
  expect((await seen({ url: address, method: 'PUT', data: 'a=b' })).body).toBe('a=b')
  const bytes = new TextEncoder().encode('bytes').buffer
  expect((await seen({ url: address, method: 'post', data: bytes })).body).toBe('bytes')
})

test.each(['api.weixin.qq.com', 'api2.weixin.qq.com'])(
  'a request to %s reaches Callgrant instead',
  async (host) => {
    const { url, method } = await seen({
      url: `https://${host}/wxa/getsnticket?access_token=t`,
      method: 'POST',
      data: { sn: 'door-1' },
    })
    expect({ url, method }).toEqual({ url: '/base/wxa/getsnticket?access_token=t', method: 'POST' })
  },
)

test('tells each part of an answer as it comes', async () => {
  const parts: string[] = []
  const result = await new Promise<Told>((resolve) => {
    const complete = (result: unknown) => resolve(result as Told)
    const task = wx.request({ url: `${address}/parts`, enableChunked: true, complete })
    task.onChunkReceived(({ data }) => parts.push(new TextDecoder().decode(data)))
  })
  expect(parts.join('')).toBe('{"a":1}')
  expect(result.data).toEqual({ a: 1 })
})

test('tells the headers before the body, to who listens', async () => {
  const told: string[] = []
  await new Promise<void>((resolve) => {
    const task = wx.request({
      url: address,
      success: () => told.push('success'),
      complete: () => resolve(),
    })
    const gone = () => told.push('gone')
    task.onHeadersReceived(gone)
    task.offHeadersReceived(gone)
    task.onHeadersReceived(({ statusCode }) => told.push(`headers ${statusCode}`))
  })
  expect(told).toEqual(['headers 200', 'success'])
})

test('fails when it is aborted', async () => {
  const fail = vi.fn()
  const task = wx.request({ url: `${address}/slow`, fail })
  task.abort()
  await vi.waitFor(() => expect(fail).toHaveBeenCalledWith({ errMsg: 'request:fail abort', errno: 600003 }))
})

test('fails when no answer comes in time', async () => {
  expect(await ask({ url: `${address}/slow`, timeout: 30 })).toEqual({
    errMsg: 'request:fail timeout',
    errno: 5,
  })
})

test.each([
  ['there is no server', 'http://127.0.0.1:9/'],
  ['the server hangs up', '/drop'],
])('fails when %s', async (_, url) => {
  const failure = await ask({ url: url.startsWith('/') ? address + url : url })
  expect(failure).toMatchObject({
    errno: 600001,
    errMsg: expect.stringContaining('request:fail network error: '),
  })
})

test.each(['/relative', 'door-1', 'ftp://example.com/x', ''])(
  'refuses %j, which is no address',
  async (url) => {
    expect(await ask({ url })).toEqual({ errno: 600009, errMsg: `request:fail invalid url "${url}"` })
  },
)

test('refuses parameters of wrong types', async () => {
  const clause = (parameter: string, rest: string) =>
    `request:fail parameter error: parameter.${parameter} ${rest};`
  expect((await ask({} as never)).errMsg).toBe(clause('url', 'should be String instead of Undefined'))
  expect((await ask({ url: address, header: 'x' as never })).errMsg).toBe(
    clause('header', 'should be Object instead of String'),
  )
  expect((await ask({ url: address, method: 'FETCH' })).errMsg).toContain('parameter.method should be one of')
  expect(await ask({ url: address, method: 1 as never })).toMatchObject({ errno: 1001 })
})
