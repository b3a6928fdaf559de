/** The back end's check over HTTP, against a bare node:http server that answers fixed JSON. */

import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Bench } from 'tinybench'
import { testServer } from '../packages/server/test/test-server.ts'
import { type Suite, sideBySide } from './suite.ts'

export const suite: Suite = {
  name: 'GET /v1/authorizations/check, one connection',
  bare: 'bare node:http with a fixed answer',
  async measure() {
    const server = await testServer({
      listen: true,
      now: Date.now,
      settings: { rateLimit: 0, credentialRateLimit: 0 },
    })
    const alice = await server.person('alice')
    await server.device('door-1')
    await alice.decide({ model_id: 'm_door', sn: 'door-1' }, 'allow')
    const bareServer = createServer((_, answer) => {
      answer.setHeader('content-type', 'application/json')
      answer.end('{"allowed":true}')
    })
    await new Promise<void>((resolve) => bareServer.listen(0, '127.0.0.1', resolve))
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const authorization = `Basic ${btoa(`${server.appid}:${server.secret}`)}`
    const get = (url: string) =>
      new Promise<void>((resolve, reject) => {
        request(url, { agent, headers: { authorization } }, (answer) => {
          if (answer.statusCode !== 200) reject(new Error(`answered ${answer.statusCode}`))
          answer.resume().on('end', resolve)
        })
          .on('error', reject)
          .end()
      })
    const ours = `${server.address}/v1/authorizations/check?openid=alice&model_id=m_door&sn=door-1`
    const bare = `http://127.0.0.1:${(bareServer.address() as AddressInfo).port}/`
    const bench = new Bench({ time: 800 }).add('ours', () => get(ours)).add('bare', () => get(bare))
    return sideBySide(bench, async () => {
      agent.destroy()
      bareServer.closeAllConnections()
      bareServer.close()
      await server.stop()
    })
  },
}
