/** Public complaints about these interfaces, each produced here: the answer says what is wrong, and what to do. */

import { createEmulator, type Emulator, minutes } from '@callgrant/emulator'
import { describe, expect, test } from 'vitest'
import { COMPLAINTS, type ComplaintId } from './complaints.ts'
import { ask, authorize, authorizeGroup, listOf, pair, request, type Told, thrown, told } from './lib/acts.ts'
import { BackEnd, backendOf } from './lib/back-end.ts'
import { EMULATED } from './lib/test.ts'

const TICKET = '/wxa/getsnticket'
/** What `fail` was told, with its hint. */
const failed = async (answer: Promise<{ failed?: Told }>) => {
  const { failed } = await answer
  return failed ? `${failed.errMsg}; hint: ${failed.hint}` : 'nothing failed'
}
const nine = async (answer: Promise<Told>) => `${(await answer).errCode}: ${(await answer).errMsg}`
const error = async (work: () => unknown) => {
  const { errCode, errMsg } = await thrown(work)
  return `${errCode}: ${errMsg}`
}
const refused = async (answer: Promise<Told>) => `${(await answer).errcode}: ${(await answer).errmsg}`

/** Does what the one who complained did. @returns what they are told here */
const DO: Record<ComplaintId, (emulator: Emulator) => Promise<string>> = {
  async 'already-authorized'(emulator) {
    const parent = await emulator.person('parent')
    await authorize(emulator, parent, 'door-1')
    return failed(ask(emulator, parent, 'door-1'))
  },
  async 'rejected-before'(emulator) {
    const parent = await emulator.person('parent')
    const asked = ask(emulator, parent, 'door-1')
    await parent.user.reject()
    await asked
    return failed(ask(emulator, parent, 'door-1'))
  },
  async 'rejected-now'(emulator) {
    const parent = await emulator.person('parent')
    const asked = ask(emulator, parent, 'door-1')
    await parent.user.reject()
    return failed(asked)
  },
  async 'switched-off'(emulator) {
    const parent = await emulator.person('parent')
    await authorize(emulator, parent, 'door-1')
    await parent.user.switchOff('door-1')
    return failed(ask(emulator, parent, 'door-1'))
  },
  async 'denied-after-switch-on'(emulator) {
    const parent = await emulator.person('parent')
    const asked = ask(emulator, parent, 'door-1')
    await parent.user.reject()
    await asked
    await parent.user.switchOn('door-1')
    return failed(ask(emulator, parent, 'door-1'))
  },
  async 'dialog-closed'(emulator) {
    const parent = await emulator.person('parent')
    const asked = ask(emulator, parent, 'door-1')
    await parent.user.dismiss()
    return failed(asked)
  },
  async 'ticket-expired'(emulator) {
    const parent = await emulator.person('parent')
    const { sn_ticket: snTicket } = await emulator.ticket('door-1')
    await emulator.advance(minutes(6))
    return failed(ask(emulator, parent, 'door-1', { snTicket }))
  },
  async 'ticket-of-other-device'(emulator) {
    const parent = await emulator.person('parent')
    const { sn_ticket: snTicket } = await emulator.ticket('door-2')
    return failed(ask(emulator, parent, 'door-1', { snTicket }))
  },
  async 'ticket-of-other-model'(emulator) {
    const parent = await emulator.person('parent')
    const { sn_ticket: snTicket } = await emulator.ticket({ sn: 'door-1', modelId: 'm_other' })
    return failed(ask(emulator, parent, 'door-1', { snTicket }))
  },
  async 'sn-spelt-differently'(emulator) {
    const parent = await emulator.person('parent')
    return failed(ask(emulator, parent, 'door-1', { sn: 'DOOR-1' }))
  },
  async 'group-unknown'(emulator) {
    const parent = await emulator.person('parent')
    return failed(told((on) => request(parent.wx, { isGroup: true, groupId: 'g_of_another', ...on })))
  },
  async 'group-without-id'(emulator) {
    const parent = await emulator.person('parent')
    return failed(told((on) => request(parent.wx, { isGroup: true, ...on })))
  },
  async 'group-in-old-library'(emulator) {
    const parent = await emulator.person('parent', { baseLibrary: '2.30.3' })
    const groupId = await emulator.group('Block A')
    return failed(told((on) => request(parent.wx, { isGroup: true, groupId, ...on })))
  },
  async 'invalid-scope'(emulator) {
    const parent = await emulator.person('parent')
    await emulator.capability(false)
    return failed(ask(emulator, parent, 'door-1'))
  },
  async 'fields-undefined'(emulator) {
    const parent = await emulator.person('parent')
    return failed(ask(emulator, parent, 'door-1', { snTicket: undefined }))
  },
  async 'name-too-long'(emulator) {
    const parent = await emulator.person('parent')
    return failed(ask(emulator, parent, 'door-1', { deviceName: 'The door of Block A' }))
  },
  async 'extra-words-in-name'(emulator) {
    const parent = await emulator.person('parent')
    const asked = ask(emulator, parent, 'door-1', { deviceName: 'Front' })
    await expect.poll(() => parent.screen.dialog).not.toBeNull()
    const words = parent.screen.dialog?.words ?? ''
    await parent.user.dismiss()
    await asked
    return words
  },
  async 'list-without-sn'(emulator) {
    const parent = await emulator.person('parent')
    const groupId = await emulator.group('Block A', ['door-1'])
    await authorizeGroup(parent, groupId)
    const [{ group_id, groupId: same, ...row }] = await listOf(parent)
    expect([group_id, same]).toEqual([groupId, groupId])
    return JSON.stringify(row)
  },
  async 'list-cgi-fail'(emulator) {
    const parent = await emulator.person('parent')
    parent.network.cut()
    return failed(told((on) => parent.wx.getDeviceVoIPList(on)))
  },
  async 'not-a-function'(emulator) {
    const { wx } = await emulator.person('parent', { baseLibrary: '2.30.2' })
    expect(() => wx.getDeviceVoIPList()).toThrow('is not a function')
    return `canIUse: ${wx.canIUse('getDeviceVoIPList')}`
  },
  async 'nine-never-asked'(emulator) {
    const door = await emulator.device('door-1')
    await emulator.person('parent')
    return nine(door.call('parent'))
  },
  async 'nine-switched-off'(emulator) {
    const { parent, door } = await pair(emulator)
    await parent.user.switchOff('door-1')
    return nine(door.call('parent'))
  },
  async 'nine-other-person'(emulator) {
    const { door } = await pair(emulator)
    await emulator.person('child')
    return nine(door.call('child'))
  },
  async 'nine-not-in-group'(emulator) {
    const parent = await emulator.person('parent')
    const door = await emulator.device('door-1')
    await authorizeGroup(parent, await emulator.group('Block A'))
    return (await nine(door.call('parent'))).replace(/group [\w-]+:/, 'group GROUP_ID:')
  },
  async 'nine-moved-away'(emulator) {
    const parent = await emulator.person('parent')
    const door = await emulator.device('door-1')
    await authorizeGroup(parent, await emulator.group('Block A', ['door-1']))
    await emulator.addToGroup(await emulator.group('Block B'), ['door-1'], true)
    return (await nine(door.call('parent'))).replace(/group [\w-]+:/, 'group GROUP_ID:')
  },
  async 'caller-id-not-registered'(emulator) {
    const { door } = await pair(emulator)
    return nine(door.call('parent', { caller: { id: 'DOOR-1' } }))
  },
  async 'ticket-as-voip-token'(emulator) {
    const { parent } = await pair(emulator)
    const { sn_ticket: voipToken } = await emulator.ticket('door-1')
    const option = {
      roomType: 'voice',
      businessType: 2,
      caller: { id: 'parent' },
      listener: { id: 'door-1' },
    } as const
    return nine(parent.plugin.initByCaller({ ...option, voipToken }))
  },
  async 'voip-token-from-device'(emulator) {
    const { door } = await pair(emulator)
    return nine(door.call('parent', { voipToken: await door.pushToken() }))
  },
  async 'token-of-other-model'(emulator) {
    const { parent } = await pair(emulator)
    const camera = await emulator.device('door-1', { modelId: 'm_camera', modelType: 'camera' })
    const pushToken = await camera.pushToken()
    const option = { roomType: 'voice', sn: 'door-1', modelId: emulator.modelId, nickName: 'Mother' } as const
    return error(() => parent.plugin.callWMPF({ ...option, pushToken }))
  },
  async 'openid-of-other-app'(emulator) {
    const { door } = await pair(emulator)
    const other = await emulator.otherApp()
    await other.person('o_elsewhere')
    return nine(door.call('o_elsewhere'))
  },
  async 'not-in-release'(emulator) {
    const { door } = await pair(emulator)
    await emulator.capability(false)
    return nine(door.call('parent'))
  },
  async 'call-in-progress'(emulator) {
    const { door } = await pair(emulator)
    await door.call('parent')
    return nine(door.call('parent'))
  },
  async 'business-type-forgotten'(emulator) {
    const { door } = await pair(emulator)
    const option = { roomType: 'voice', caller: { id: 'door-1' }, listener: { id: 'parent' } } as const
    return error(() => door.plugin.initByCaller(option))
  },
  async 'never-registered'(emulator) {
    await emulator.person('parent')
    const door = await emulator.device('door-1', { registered: false })
    return nine(door.call('parent'))
  },
  async 'model-and-sn-swapped'(emulator) {
    return refused(new BackEnd(emulator).post(TICKET, { sn: emulator.modelId, model_id: 'door-1' }))
  },
  async 'sn-is-a-mac-address'(emulator) {
    const body = { sn: 'a4:c1:38:00:00:01', model_id: emulator.modelId }
    return refused(new BackEnd(emulator).post(TICKET, body))
  },
  async 'posted-as-form'(emulator) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return refused(new BackEnd(emulator).post(TICKET, `sn=door-1&model_id=${emulator.modelId}`, { headers }))
  },
  async 'to-string-of-object'(emulator) {
    return refused(new BackEnd(emulator).post(TICKET, 'SnTicketRequest(sn=door-1, modelId=m_door)'))
  },
  async 'empty-array'(emulator) {
    return refused(new BackEnd(emulator).post('/wxa/business/license/getpkglist', '[]'))
  },
  async 'token-not-latest'(emulator) {
    const back = new BackEnd(emulator)
    const { access_token: token } = await back.freshToken()
    await back.freshToken()
    await emulator.advance(minutes(6))
    return refused(back.post(TICKET, { sn: 'door-1', model_id: emulator.modelId }, { token }))
  },
  async 'token-of-other-app'(emulator) {
    const other = new BackEnd(await emulator.otherApp())
    const { access_token: token } = await other.stableToken()
    await emulator.model('m_mine', 'camera')
    return refused(new BackEnd(emulator).post(TICKET, { sn: 'door-1', model_id: 'm_mine' }, { token }))
  },
  async 'token-missing'(emulator) {
    const headers = { authorization: 'Bearer ACCESS_TOKEN' }
    return refused(new BackEnd(emulator).post(TICKET, { sn: 'door-1' }, { token: '', headers }))
  },
  async 'wrong-secret'(emulator) {
    return refused(new BackEnd(emulator).freshToken({ secret: 'APPSECRET' }))
  },
  async 'code-used'(emulator) {
    const parent = await emulator.person('parent')
    const { code } = await parent.wx.login()
    await exchange(emulator, code)
    return refused(exchange(emulator, code))
  },
  async 'code-invalid'(emulator) {
    return refused(exchange(emulator, '021ByuFs0fNXie1T5lJs0IwBFs0ByuF1'))
  },
  async 'push-not-verified'(emulator) {
    const message_push = { url: `${emulator.url}/healthz`, token: 'Token1', aes_key: 'a'.repeat(43) }
    const error = await thrown(() => backendOf(emulator).app.update({ message_push }))
    return `${error.code}: ${error.message}`
  },
}

function exchange(emulator: Emulator, js_code: string): Promise<Told> {
  const { appid, secret } = emulator
  const query = new URLSearchParams({ appid, secret, js_code, grant_type: 'authorization_code' })
  return new BackEnd(emulator).get(`/sns/jscode2session?${query}`)
}

describe('a complaint', () => {
  test.for(COMPLAINTS)('$id is answered with what is wrong and what to do', async ({ id, says }) => {
    await using emulator = await createEmulator(EMULATED)
    const answer = await DO[id](emulator)
    expect(answer).toContain(says)
  })

  test('is there thirty times and more, each with its source', () => {
    expect(COMPLAINTS.length).toBeGreaterThanOrEqual(30)
    expect(Object.keys(DO).toSorted()).toEqual(COMPLAINTS.map(({ id }) => id).toSorted())
    for (const { source } of COMPLAINTS) expect(source).toMatch(/^https:\/\//)
  })
})
