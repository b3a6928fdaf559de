/** For tests of the gateway: a real HTTP server with it on a free port. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { CallClient } from '../src/acts/calls/act-on-call.ts'
import type { Settings } from '../src/config/settings.ts'
import { attachGateway, type Gateway } from '../src/gateway/gateway.ts'
import type { SocketLimits } from '../src/gateway/socket-limits.ts'
import { openStore } from '../src/store/store.ts'
import type { Readiness } from '../src/transport/readiness.ts'
import { type CallTestbed, createCallTestbed } from './call-testbed.ts'
import { SocketClient } from './socket-client.ts'

export interface GatewayTestbed extends CallTestbed {
  gateway: Gateway
  /** `ws://127.0.0.1:…/v1/socket` */
  url: string
  /** A client that has signed in. */
  signIn(who: CallClient): Promise<SocketClient>
}

/** Everything is closed when the test is over. */
export async function createGatewayTestbed(
  options: { limits?: Partial<SocketLimits>; settings?: Partial<Settings>; readiness?: Readiness } = {},
): Promise<GatewayTestbed> {
  const store = await openStore('sqlite::memory:')
  const testbed = await createCallTestbed(store, options.settings)
  const server = createServer()
  const gateway = attachGateway(server, testbed.ctx, {
    ...options.limits,
    ...(options.readiness && { readiness: options.readiness }),
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1/socket`
  onTestFinished(async () => {
    await gateway.stop()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await store.close()
  })
  return { ...testbed, gateway, url, signIn: (who) => SocketClient.signIn(url, testbed, who) }
}
