/** A person's client. */

import { callDevice, initByCaller } from '../calling/start-call.ts'
import { withCallbacks } from '../shared/callbacks.ts'
import { createClient } from '../shared/client.ts'
import { credential } from '../shared/credential.ts'
import * as authorizations from './authorizations.ts'
import { canIUse } from './can-i-use.ts'
import { requestDeviceVoIP } from './request-device-voip.ts'
import type { OpenSettingOption, Person, PersonEvents, PersonOptions } from './types.ts'
import { canShow, resolveUi } from './ui.ts'

/**
 * @example
 * const person = createPerson({ server: 'https://calls.example.com', session: () => fetchSession() })
 * await person.requestDeviceVoIP({ sn, snTicket, modelId, deviceName: 'Front' })
 * person.onIncomingCall((call) => call.accept())
 * await person.connect()
 */
export function createPerson(options: PersonOptions): Person {
  const who = credential(options.session)
  const { http, socket, line, language } = createClient('person', options, who)
  const reach = { http, credential: who }
  const ui = resolveUi(options.ui)
  let closing = new AbortController()
  let turn: Promise<unknown> = Promise.resolve()
  const asking = {
    ...reach,
    language,
    ui,
    closed: () => closing.signal,
    inTurn<T>(work: () => Promise<T>): Promise<T> {
      const mine = turn.then(work)
      turn = mine.catch(() => {}) // told to the one who asked; the next one asks all the same
      return mine
    },
  }

  const person: Person = {
    language,
    requestDeviceVoIP: (option) => requestDeviceVoIP(asking, option),
    getDeviceVoIPList: (option) => authorizations.getDeviceVoIPList(reach, option),
    openSetting: (option?: OpenSettingOption) =>
      withCallbacks('openSetting', option, async () => {
        await ui.openSettings({ person, language, signal: closing.signal })
        return { authSetting: {}, errMsg: 'openSetting:ok' }
      }),
    listAuthorizations: () => authorizations.listAuthorizations(reach),
    switchAuthorization: (subject, on) => authorizations.switchAuthorization(reach, subject, on),
    clearAuthorizations: () => authorizations.clearAuthorizations(reach),
    canIUse: (schema) =>
      canIUse(schema, (api) => {
        if (api === 'requestDeviceVoIP') return canShow(options.ui, 'askAuthorization')
        return api !== 'openSetting' || canShow(options.ui, 'openSettings')
      }),

    connect: () => socket.connect(),
    async close() {
      closing.abort()
      closing = new AbortController()
      await line.forceHangUp()
      socket.close()
    },
    get connection() {
      return socket.state
    },
    get currentCall() {
      return line.current
    },
    onIncomingCall: (listener) => line.events.on('incomingCall', listener),
    onVoipEvent: (listener) => line.events.on('voip', listener),
    on<K extends keyof PersonEvents>(event: K, listener: (value: PersonEvents[K]) => void) {
      if (event === 'connection') {
        return socket.events.on('state', listener as (value: PersonEvents['connection']) => void)
      }
      return line.events.on(event, listener as never)
    },
    callDevice: async (request) => callDevice(line, 'callDevice', request),
    callWMPF: async (request) => callDevice(line, 'callWMPF', request),
    initByCaller: async (request) => initByCaller(line, 'person', request),
    forceHangUpVoip: (roomId) => line.forceHangUp(roomId),
  }
  return person
}
