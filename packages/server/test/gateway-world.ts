/** A world with a door that really opens: an HTTP server with the gateway on a free port. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { CallClient } from '../src/acts/calls/act-on-call.ts'
import type { Settings } from '../src/config/settings.ts'
import { attachGateway, type Gateway } from '../src/gateway/gateway.ts'
import type { GatewayLimits } from '../src/gateway/limits.ts'
import { openStore } from '../src/store/store.ts'
import { type CallWorld, callWorld } from './call-world.ts'
import { SocketClient } from './socket-client.ts'

export interface GatewayWorld extends CallWorld {
  gateway: Gateway
  /** `ws://127.0.0.1:…/v1/socket` */
  url: string
  /** A client that has signed in. */
  signIn(who: CallClient): Promise<SocketClient>
}

/** Everything is closed when the test is over. */
export async function gatewayWorld(
  options: { limits?: Partial<GatewayLimits>; settings?: Partial<Settings> } = {},
): Promise<GatewayWorld> {
  const store = await openStore('sqlite::memory:')
  const world = await callWorld(store, options.settings)
  const server = createServer()
  const gateway = attachGateway(server, world.ctx, options.limits)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1/socket`
  onTestFinished(async () => {
    await gateway.stop()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await store.close()
  })
  return { ...world, gateway, url, signIn: (who) => SocketClient.signIn(url, world, who) }
}
