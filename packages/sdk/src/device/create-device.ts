/** A device's client. */

import type { Contacts, PushToken, RegisteredDevice } from '@callgrant/protocol'
import { OPENID_LIST_MAX } from '@callgrant/protocol/limits'
import { checked, toVoipError } from '../calling/errors.ts'
import { Check, typeName } from '../shared/check.ts'
import { createHttp, LazyCallClient } from '../shared/client.ts'
import { missedCalls } from '../shared/missed-calls.ts'
import { indexedDbKeyStore } from './indexed-db-key-store.ts'
import { deviceCredential, textToRegister } from './sign-in.ts'
import type { ContactListRequest, Device, DeviceKey, DeviceOptions } from './types.ts'

/**
 * @example
 * const device = createDevice({ server, appid, modelId: 'm_door', sn: 'door-1', key: fileKeyStore('door-1.json') })
 * await device.register(snTicket) // once, with a ticket from the back end
 * await device.connect()
 * await device.initByCaller({ roomType: 'video', businessType: 1, caller: { id: 'door-1' }, listener: { id: 'alice' } })
 */
export function createDevice(options: DeviceOptions): Device {
  const { appid, modelId, sn } = options
  const identity = { appid, model_id: modelId, sn }
  const key = keyOf(options)
  const http = createHttp(options)
  const credential = deviceCredential(http, identity, key)
  const calls = new LazyCallClient('device', options, credential)
  const missed = missedCalls('device', http, credential)

  return {
    modelId,
    sn,
    async register(snTicket) {
      const { publicKey, sign } = await key()
      const fields = { ...identity, sn_ticket: snTicket, public_key: publicKey }
      const signature = await sign(textToRegister(fields))
      return http.request<RegisteredDevice>('POST', '/v1/device/register', { ...fields, signature })
    },
    async getIotBindContactList(request) {
      checked('getIotBindContactList', () => checkContactList(request))
      const { model_id, openid_list } = request
      try {
        const body = { sn: request.sn, model_id, openid_list }
        const { contact_list } = await http.request<Contacts>('POST', '/v1/device/contacts', body, credential)
        return { errcode: 0, errmsg: 'ok', contact_list }
      } catch (error) {
        throw toVoipError(error)
      }
    },
    connect: () => calls.connect(),
    close: () => calls.close(),
    get connection() {
      return calls.connection
    },
    get currentCall() {
      return calls.current
    },
    onIncomingCall: (listener) => calls.events.on('incomingCall', listener),
    onVoipEvent: (listener) => calls.events.on('voip', listener),
    missedCalls: (page) => missed.list(page),
    readMissedCalls: (roomIds) => missed.read(roomIds),
    getPushToken: () => http.request<PushToken>('POST', '/v1/device/push_token', undefined, credential),
    onPushMessage: (listener) => calls.events.on('pushMessage', listener),
    on: (event, listener) => calls.events.on(event, listener as (value: unknown) => void),
    initByCaller: async (request, options) => (await calls.load()).initByCaller(request, options),
    ring: async (request) => (await calls.load()).ring(request),
    forceHangUpVoip: (roomId) => calls.forceHangUp(roomId),
  }
}

function keyOf({ key, appid, modelId, sn }: DeviceOptions): () => Promise<DeviceKey> {
  if (key && 'sign' in key) return async () => key
  const store = key ?? (globalThis.indexedDB && indexedDbKeyStore(`${appid}/${modelId}/${sn}`))
  if (!store)
    throw new TypeError('createDevice: pass `key`, for example fileKeyStore(path): there is no IndexedDB.')
  return () => store.open()
}

function checkContactList(request: ContactListRequest): void {
  const check = new Check(request)
  check.needs('sn', 'String')
  check.needs('model_id', 'String')
  if (check.needs('openid_list', 'Array')) {
    const list: unknown[] = request.openid_list
    list.forEach((openid, index) => {
      if (typeof openid === 'string') return
      check.fault(`openid_list[${index}]`, `should be String instead of ${typeName(openid)}`)
    })
    if (list.length > OPENID_LIST_MAX) {
      check.fault('openid_list', `should have at most ${OPENID_LIST_MAX} entries, got ${list.length}`)
    }
  }
  check.done()
}
