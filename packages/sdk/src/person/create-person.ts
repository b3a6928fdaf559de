/** A person's client. */

import { withCallbacks } from '../shared/callbacks.ts'
import { chosenLanguage, createHttp, LazyCallClient } from '../shared/client.ts'
import { credential } from '../shared/credential.ts'
import { missedCalls } from '../shared/missed-calls.ts'
import * as authorizations from './authorizations.ts'
import { canIUse } from './can-i-use.ts'
import { login } from './login.ts'
import type { NativeRingingClient } from './native-ringing.ts'
import { requestDeviceVoIP } from './request-device-voip.ts'
import type { Ringing } from './ringing.ts'
import type { OpenSettingOption, Person, PersonOptions } from './types.ts'
import { completeUi } from './ui.ts'

/**
 * @example
 * const person = createPerson({ server: 'https://calls.example.com', session: () => fetchSession() })
 * await person.requestDeviceVoIP({ sn, snTicket, modelId, deviceName: 'Front' })
 * person.onIncomingCall((call) => call.accept())
 * await person.connect()
 */
export function createPerson(options: PersonOptions): Person {
  const who = credential(options.session)
  const language = chosenLanguage(options)
  const reach = { http: createHttp(options), credential: who }
  const calls = new LazyCallClient('person', options, who)
  const ui = completeUi(options.ui)
  const missed = missedCalls('me', reach.http, who)
  let loading: Promise<Ringing> | undefined
  const ringing = () => {
    loading ??= import('./ringing.ts').then(({ Ringing }) => {
      const { server, ringing } = options
      return new Ringing({ ...reach, server, language, calls, options: ringing })
    })
    return loading
  }
  let loadingNative: Promise<NativeRingingClient> | undefined
  const native = () => {
    loadingNative ??= import('./native-ringing.ts').then(({ nativeRinging }) =>
      nativeRinging({ ...reach, server: options.server, language }),
    )
    return loadingNative
  }
  let closing = new AbortController()
  let turn: Promise<unknown> = Promise.resolve()
  const asking = {
    ...reach,
    language,
    ui,
    closed: () => closing.signal,
    inTurn<T>(work: () => Promise<T>): Promise<T> {
      const mine = turn.then(work)
      turn = mine.catch(() => {}) // the caller gets the rejection; the next request is made all the same
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
    switchAuthorization: (subject, on, limit) =>
      authorizations.switchAuthorization(reach, subject, on, limit),
    changeAuthorization: (subject, change) => authorizations.changeAuthorization(reach, subject, change),
    clearAuthorizations: () => authorizations.clearAuthorizations(reach),
    settings: () => reach.http.request('GET', '/v1/me/settings', undefined, who),
    changeSettings: (change) => authorizations.changeSettings(reach, change),
    login: () => login(reach),
    canIUse: (schema) =>
      canIUse(schema, (api) => {
        if (api === 'requestDeviceVoIP') return options.ui?.askAuthorization !== undefined
        return api !== 'openSetting' || options.ui?.openSettings !== undefined
      }),

    enableRinging: async () => (await ringing()).enable(),
    disableRinging: async () => (await ringing()).disable(),
    ringing: async () => (await ringing()).state(),
    enableNativeRinging: async (device) => (await native()).enable(device),
    disableNativeRinging: async (subscriptionId) => (await native()).disable(subscriptionId),
    missedCalls: (page) => missed.list(page),
    readMissedCalls: (roomIds) => missed.read(roomIds),

    async connect() {
      // Before the first call is heard of: it may have been answered on its notification.
      if (options.ringing) (await ringing()).start()
      await calls.connect()
      // Beside what the app does next; what fails is done again with the next connection.
      if (options.ringing) void (await ringing()).refresh().catch(() => {})
    },
    async close() {
      if (loading) (await loading).stop()
      closing.abort()
      closing = new AbortController()
      await calls.close()
    },
    get connection() {
      return calls.connection
    },
    get currentCall() {
      return calls.current
    },
    onIncomingCall: (listener) => calls.events.on('incomingCall', listener),
    onVoipEvent: (listener) => calls.events.on('voip', listener),
    on: (event, listener) => calls.events.on(event, listener as (value: unknown) => void),
    callDevice: async (request, options) => (await calls.load()).callDevice('callDevice', request, options),
    callWMPF: async (request, options) => (await calls.load()).callDevice('callWMPF', request, options),
    initByCaller: async (request, options) => (await calls.load()).initByCaller(request, options),
    forceHangUpVoip: (roomId) => calls.forceHangUp(roomId),
  }
  return person
}
