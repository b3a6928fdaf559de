/** `requirePlugin('wmpf-voip').default`: the functions of WeChat's calling plugin. */

import type { VoipCgiError, VoipError, VoipJoinError, VoipPluginError } from '@callgrant/sdk/calling'
import type { WmpfVoipEvent } from './events.ts'
import type {
  CallDeviceOption,
  CallWMPFOption,
  InitByCallerAnswer,
  InitByCallerOption,
  IotBindContactList,
  IotBindContactListOption,
  PluginEnterOptions,
  VoipEndPageOption,
  VoipUIConfig,
} from './requests.ts'

export type * from './events.ts'
export type * from './requests.ts'
export type { VoipCgiError, VoipError, VoipJoinError, VoipPluginError }

/**
 * WeChat's calling plugin. A member that names a plugin version is absent below that version.
 *
 * @example
 * const wmpfVoip = requirePlugin('wmpf-voip').default
 * const { isSuccess } = await wmpfVoip.initByCaller({ roomType, caller, listener, businessType: 1 })
 * if (isSuccess) wx.redirectTo({ url: wmpfVoip.CALL_PAGE_PATH })
 */
export interface WmpfVoip {
  /**
   * Rings the other side, with the person's authorization. The room is joined on the call page: go to
   * `CALL_PAGE_PATH` after `isSuccess`, unless the call page is open.
   *
   * @returns `isSuccess: false` with `errCode` 1000, 1002, 1003, 2, 5, 7, 9, 12, 13, 14, 17, 19, 20 or 1005
   * @throws VoipPluginError 1001, 1004, 1006 (1 on a phone), 1007 (2 on a device), 1011 (0 and 3)
   */
  initByCaller(option: InitByCallerOption): Promise<InitByCallerAnswer>
  /**
   * Rings an Android device; needs no authorization. From plugin 2.4.0; on a phone only.
   * @throws VoipPluginError 1001, 1004, 1005, 1007, 22; VoipCgiError 2, 12, 14, 17, 1002
   */
  callWMPF(option: CallWMPFOption): Promise<{ roomId: string }>
  /**
   * Rings any other device; needs no authorization. From plugin 2.4.0; on a phone only.
   * @throws VoipPluginError 1004, 1005, 1007, 22; VoipCgiError 2, 12, 1002
   */
  callDevice(option: CallDeviceOption): Promise<{ roomId: string }>
  /**
   * Which of these people have authorized this device. On a device only.
   * @throws VoipPluginError 1004, 1006; VoipCgiError 1002, 1003
   */
  getIotBindContactList(option: IotBindContactListOption): Promise<IotBindContactList>
  /**
   * Ends the current call.
   * @param roomId from plugin 2.3.2: only if it is that call
   */
  forceHangUpVoip(roomId?: string): void
  /**
   * Calls `listener` with every event of every call. Add it once, before a call starts: added twice it is called twice.
   * @returns a function that removes this listener
   */
  onVoipEvent(listener: (event: WmpfVoipEvent) => void): () => void
  /** Text of the app's own button on the answering phone, shown while both talk; empty: no button. */
  setCustomBtnText(btnText: string): void
  /** How the call page looks. Set it before the call. */
  setUIConfig(config: VoipUIConfig): void
  /** Where the call page goes when it is closed after a call. Without it: to the page that was open before. */
  setVoipEndPagePath(option: VoipEndPageOption): void
  /** How the app was entered, when it was through the call page. */
  getPluginEnterOptions(): PluginEnterOptions
  /** Query of the call page as it was loaded last; read it after `callPageOnShow`. From plugin 2.2.3. */
  getPluginOnloadOptions(): Record<string, string>
  /** Where calls take place; from plugin 2.3.9. */
  readonly CALL_PAGE_PATH: string

  /** The base of all errors thrown here; from plugin 2.4.0, as the three below. */
  readonly VoipError: typeof VoipError
  /** The server refused, or could not be reached. */
  readonly VoipCgiError: typeof VoipCgiError
  /** The room could not be joined. */
  readonly VoipJoinError: typeof VoipJoinError
  /** The call was asked for in a wrong way. */
  readonly VoipPluginError: typeof VoipPluginError

  /** Face-pay only. @throws VoipPluginError 1011, always */
  bindVoipAdminContact(option: { userId: string }): Promise<never>
  /** Face-pay only. @throws VoipPluginError 1011, always */
  getBindContactPath(option: { userId: string; userName?: string; userAvatar?: string }): Promise<never>
  /** Face-pay only. @throws VoipPluginError 1011, always */
  getVoipBindContactList(option: { userId: string }): Promise<never>
  /** Face-pay only. @throws VoipPluginError 1011, always */
  deleteVoipBindContact(option: { userId: string; openidList: string[] }): Promise<never>
  /** Face-pay only (WeChat's spelling). @throws VoipPluginError 1011, always */
  transerAdmin(option: { userId: string; newAdminOpenid: string }): Promise<never>
}
