/** `requestDeviceVoIP` and `getDeviceVoIPList`, as the version of the base library has them (A18). */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { Callbacks, DeviceVoIPList, Failure, RequestDeviceVoIPOption } from '@callgrant/sdk/person'
import type { WxHost } from '../types.ts'
import { atLeast, GROUPS_SINCE } from '../versions.ts'
import { personClient } from './account.ts'
import { settle } from './async-api.ts'

/** WeChat's own declarations demand every field, whichever is needed. */
interface LooseOption extends Callbacks<{ errMsg: string }> {
  sn: string
  snTicket: string
  modelId: string
  deviceName: string
  groupId: string
  isGroup?: boolean
}

export interface DeviceVoIPApi {
  /**
   * Asks the person whether this device, or group of devices, may ring them. Returns no promise, as WeChat's.
   * `fail`: `errCode` 10001, 10008, 10021, 10022, 10025, -12001, 13 or `errno` 1001, 600001.
   */
  requestDeviceVoIP(option: RequestDeviceVoIPOption | LooseOption): void
  /** Every device and group for which the person decided. Returns no promise. */
  getDeviceVoIPList(option?: ListOption): void
}

/** Methods, not properties: WeChat's declarations say that every field of an entry is there. */
interface ListOption {
  success?(result: List): void
  fail?(failure: Failure): void
  complete?(result: List | Failure): void
}
interface List {
  /**
   * `status` 1: authorized, 0: refused or switched off. A group's entry has no `sn` and no `model_id`; its id by both
   * names, that of WeChat's declarations and that of its guide.
   */
  list: { sn?: string; model_id?: string; group_id?: string; groupId?: string; status: number }[]
  errMsg: string
}

export function deviceVoIPApi({ side, versions }: WxHost): DeviceVoIPApi {
  const groups = atLeast(versions.baseLibrary, GROUPS_SINCE)
  return {
    requestDeviceVoIP(option) {
      withoutPromise('requestDeviceVoIP', option, (bare) => {
        // An older base library ignores these, and then misses the parameters for a single device.
        const understood = groups || !bare ? bare : { ...bare, isGroup: undefined, groupId: undefined }
        const asked = personClient(side).requestDeviceVoIP(understood as RequestDeviceVoIPOption)
        return groups || !bare?.isGroup
          ? asked
          : asked.catch((error) => explainOldLibrary(error, versions.baseLibrary))
      })
    },
    getDeviceVoIPList(option) {
      withoutPromise('getDeviceVoIPList', option, async () => {
        const { list, errMsg }: DeviceVoIPList = await personClient(side).getDeviceVoIPList()
        return { list: groups ? list : list.filter(({ group_id }) => group_id === undefined), errMsg }
      })
    },
  }
}

/** Fails as WeChat does; the hint says why. */
function explainOldLibrary(error: Error, baseLibrary: string): never {
  const faults = error.cause instanceof CallgrantError ? error.cause.faults : undefined
  if (!faults) throw error
  throw new CallgrantError('bad_request', {
    faults,
    message: `Base library ${baseLibrary} knows no groups: they came with ${GROUPS_SINCE}. Look with wx.canIUse('requestDeviceVoIP.object.isGroup'), and ask for each device, or for a newer WeChat.`,
  })
}

/** Calls back and returns no promise, also when no callback was passed. */
function withoutPromise<O extends object, S extends { errMsg: string }>(
  name: string,
  option: O | undefined,
  work: (option: O | undefined) => Promise<S>,
): void {
  const { success, fail, complete } = (option ?? {}) as Callbacks<S>
  // The client would call the callbacks too.
  const none = { success: undefined, fail: undefined, complete: undefined }
  const bare = isObject(option) ? ({ ...option, ...none } as O) : option
  settle(name, { success, fail, complete }, () => work(bare))?.catch(() => {}) // there is no callback to call
}

function isObject(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Object]'
}
