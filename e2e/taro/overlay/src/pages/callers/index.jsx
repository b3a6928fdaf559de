/** Calls Taro in every way that apps do, for the matrix to run. */

import { Text, View } from '@tarojs/components'
import Taro, { getDeviceVoIPList, requestDeviceVoIP } from '@tarojs/taro'
import * as taroLib from 'my-taro-lib'
import * as plainLib from 'plain-lib'
import { getPerson } from 'taro-plugin-callgrant'
import { fetchGroup, fetchTicket } from '../../back-end'

/** A name that no compiler can know. */
const spelled = (name) => name.split('').join('')

const asks = {
  dot: (option) => Taro.requestDeviceVoIP(option),
  computed: (option) => Taro[spelled('requestDeviceVoIP')](option),
  named: (option) => requestDeviceVoIP(option),
  plainLib: (option) => plainLib.ask(option),
  taroLib: (option) => taroLib.ask(option),
}
const lists = {
  dot: () => Taro.getDeviceVoIPList(),
  computed: () => Taro[spelled('getDeviceVoIPList')](),
  named: () => getDeviceVoIPList(),
  plainLib: () => plainLib.list(),
  taroLib: () => taroLib.list(),
}

/** What became of a call: how its promise ended, and what each callback was given, in order. */
async function outcome(call, withCallbacks) {
  const told = []
  const callbacks = {
    success: (result) => told.push(['success', result]),
    fail: (result) => told.push(['fail', result]),
    complete: (result) => told.push(['complete', result]),
  }
  const promise = call(withCallbacks ? callbacks : {})
  if (!promise || typeof promise.then !== 'function') return { returned: String(promise), told }
  try {
    return { resolved: await promise, told }
  } catch (error) {
    return { rejected: { ...error, message: error.message, isError: error instanceof Error }, told }
  }
}

// Where the matrix can reach it from outside: a Mini Program's global object and `wx` are its own.
Object.assign(process.env.TARO_ENV === 'weapp' ? getApp() : globalThis, {
  matrix: {
    device: async (sn) => {
      const { sn_ticket, model_id } = await fetchTicket(sn)
      return { sn, snTicket: sn_ticket, modelId: model_id, deviceName: 'iot' }
    },
    group: async () => ({ isGroup: true, groupId: (await fetchGroup()).group_id }),
    ask: (way, option, withCallbacks = false) =>
      outcome((callbacks) => asks[way]({ ...option, ...callbacks }), withCallbacks),
    list: (way) => lists[way](),
    /** Fails with nobody to hear the promise. */
    askAndForget: (option) => new Promise((told) => void Taro.requestDeviceVoIP({ ...option, fail: told })),
    openSetting: () => Taro.openSetting(),
    canIUse: () => ({
      request: Taro.canIUse('requestDeviceVoIP'),
      isGroup: Taro.canIUse('requestDeviceVoIP.object.isGroup'),
      groupId: Taro.canIUse('requestDeviceVoIP.object.groupId'),
      list: Taro.canIUse('getDeviceVoIPList'),
      listGroup: Taro.canIUse('getDeviceVoIPList.success.list.group_id'),
      wrong: Taro.canIUse('requestDeviceVoIP.object.nonsense'),
      unknown: Taro.canIUse('noSuchFunction'),
    }),
    canIUseAtRunTime: (schema) => Taro.canIUse(spelled(schema)),
    person: () => getPerson(),
  },
})

export default function Callers() {
  return (
    <View>
      <Text id="ready">ready</Text>
    </View>
  )
}
