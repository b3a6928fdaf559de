/** A phone in a page of Chromium that reaches others through a TURN server alone. */

import type { Page } from 'playwright-core'

declare global {
  interface Window {
    phone: import('@callgrant/sdk/person').Person
    connections: RTCPeerConnection[]
  }
}

/** Signs a person in, as `window.phone`, who accepts each call; `window.connections` are their connections. */
export async function openRelayPhone(page: Page, given: { server: string; session: string }): Promise<void> {
  await page.addScriptTag({
    type: 'module',
    content:
      "import { createPerson } from '/packages/sdk/src/person/index.ts'; window.createPerson = createPerson",
  })
  await page.waitForFunction(() => 'createPerson' in window)
  await page.evaluate(async ({ server, session }) => {
    window.connections = []
    class RelayOnly extends RTCPeerConnection {
      constructor(config?: RTCConfiguration) {
        super({ ...config, iceTransportPolicy: 'relay' })
        window.connections.push(this)
      }
    }
    const { createPerson } = window as unknown as typeof import('@callgrant/sdk/person')
    window.phone = createPerson({ server, session, language: 'en', RTCPeerConnection: RelayOnly })
    window.phone.onIncomingCall((call) => void call.accept())
    await window.phone.connect()
  }, given)
}
