/** `requestDeviceVoIP` and `getDeviceVoIPList`, as old as the base library claims to be (A18). */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { DeviceVoIPList, RequestDeviceVoIPOption } from '../../person/types.ts'
import type { Callbacks, Failure } from '../../shared/types.ts'
import type { Surroundings } from '../types.ts'
import { atLeast, GROUPS_SINCE } from '../versions.ts'
import { phone } from './account.ts'
import { told } from './answer.ts'

/** What WeChat's own declarations let pass: every field, whichever is needed. */
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
   * May this device, or this group of devices, ring me? Answers by callbacks alone, as WeChat's does.
   * `fail`: `errCode` 10001, 10008, 10021, 10022, 10025, -12001 or `errno` 1001, 600001.
   */
  requestDeviceVoIP(option: RequestDeviceVoIPOption | LooseOption): void
  /** Every device and group that the person decided on (A14). Answers by callbacks alone. */
  getDeviceVoIPList(option?: ListOption): void
}

/** As methods, since WeChat's declarations call every field of an entry a string, whether it is there or not. */
interface ListOption {
  success?(result: List): void
  fail?(failure: Failure): void
  complete?(result: List | Failure): void
}
interface List {
  /** `status` 1: authorized, 0: refused or switched off. A group's entry has no `sn` and no `model_id`. */
  list: { sn?: string; model_id?: string; group_id?: string; status: number }[]
  errMsg: string
}

export function deviceVoIPApi({ side, versions }: Surroundings): DeviceVoIPApi {
  const groups = atLeast(versions.baseLibrary, GROUPS_SINCE)
  return {
    requestDeviceVoIP(option) {
      tellOnly('requestDeviceVoIP', option, (quiet) => {
        // An older base library knows no groups: it misses what a single device needs.
        const known = groups || !quiet ? quiet : { ...quiet, isGroup: undefined, groupId: undefined }
        const asked = phone(side).requestDeviceVoIP(known as RequestDeviceVoIPOption)
        return groups || !quiet?.isGroup ? asked : asked.catch((error) => tooOld(error, versions.baseLibrary))
      })
    },
    getDeviceVoIPList(option) {
      tellOnly('getDeviceVoIPList', option, async () => {
        const { list, errMsg }: DeviceVoIPList = await phone(side).getDeviceVoIPList()
        return { list: groups ? list : list.filter(({ group_id }) => group_id === undefined), errMsg }
      })
    },
  }
}

/** What fails is what WeChat says; why it does is in the hint. */
function tooOld(error: Error, baseLibrary: string): never {
  const faults = error.cause instanceof CallgrantError ? error.cause.faults : undefined
  if (!faults) throw error
  throw new CallgrantError('bad_request', {
    faults,
    message: `Base library ${baseLibrary} knows no groups: they came with ${GROUPS_SINCE}. Look with wx.canIUse('requestDeviceVoIP.object.isGroup'), and ask for each device, or for a newer WeChat.`,
  })
}

/** Answers by callbacks and gives no promise, also when there is nobody to tell. */
function tellOnly<O extends object, S extends { errMsg: string }>(
  name: string,
  option: O | undefined,
  work: (option: O | undefined) => Promise<S>,
): void {
  const { success, fail, complete } = (option ?? {}) as Callbacks<S>
  // The client below is told without the callbacks: it would call them too.
  const none = { success: undefined, fail: undefined, complete: undefined }
  const quiet = isObject(option) ? ({ ...option, ...none } as O) : option
  told(name, { success, fail, complete }, () => work(quiet))?.catch(() => {}) // nobody asked to be told
}

function isObject(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Object]'
}
