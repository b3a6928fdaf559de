/**
 * The types of Taro's two functions as documented: one device, or one group; `getDeviceVoIPList()` without an option.
 * They are overloads beside Taro's own type, which requires every field in both cases. So a field of the other form is
 * accepted here as well: code that was written for Taro's type compiles, and the field is ignored.
 */

import Taro from '@tarojs/taro'

/** What `fail` and `complete` get when a call fails; the promise rejects with an Error that has the same fields. */
interface Failure extends TaroGeneral.CallbackResult {
  errCode?: number
  errno?: number
}
interface Callbacks<Success> {
  /** 接口调用成功的回调函数 */
  success?: (result: Success) => void
  /** 接口调用失败的回调函数 */
  fail?: (res: Failure) => void
  /** 接口调用结束的回调函数（调用成功、失败都会执行） */
  complete?: (res: Success | Failure) => void
}
interface DeviceOption extends Callbacks<TaroGeneral.CallbackResult> {
  isGroup?: false | undefined
  /** 设备唯一序列号。由厂商分配，长度不能超过128字节。字符只接受数字，大小写字母，下划线（_）和连字符（-） */
  sn: string
  /** 设备票据，5分钟内有效 */
  snTicket: string
  /** 设备型号 id */
  modelId: string
  /** 设备名称，将显示在授权弹窗内（长度不超过13） */
  deviceName: string
  /** 不需要，会被忽略 */
  groupId?: string | undefined
}
interface GroupOption extends Callbacks<TaroGeneral.CallbackResult> {
  /** 授权设备组 */
  isGroup: true
  /** 设备组的唯一标识 id */
  groupId: string
  /** 不需要，会被忽略 */
  sn?: string | undefined
  /** 不需要，会被忽略 */
  snTicket?: string | undefined
  /** 不需要，会被忽略 */
  modelId?: string | undefined
  /** 不需要，会被忽略 */
  deviceName?: string | undefined
}
/** Taro's own option, where `isGroup` is known only when the app runs. */
interface EitherOption extends Callbacks<TaroGeneral.CallbackResult> {
  isGroup?: boolean
  sn: string
  snTicket: string
  modelId: string
  deviceName: string
  groupId: string
}
type ListOption = Callbacks<Taro.getDeviceVoIPList.SuccessCallbackResult>

declare module '@tarojs/taro' {
  namespace getDeviceVoIPList {
    interface DeviceVoIP {
      /** 与 group_id 相同；在微信内以微信返回的内容为准 */
      groupId?: string
    }
  }
  interface TaroStatic {
    /** 请求用户授权与设备间进行音视频通话 */
    requestDeviceVoIP(option: DeviceOption): Promise<TaroGeneral.CallbackResult>
    /** 请求用户授权与设备组间进行音视频通话 */
    requestDeviceVoIP(option: GroupOption): Promise<TaroGeneral.CallbackResult>
    /** 请求用户授权与设备（组）间进行音视频通话 */
    requestDeviceVoIP(option: EitherOption): Promise<TaroGeneral.CallbackResult>
    /** 查询当前用户授权的音视频通话设备（组）信息 */
    getDeviceVoIPList(option?: ListOption): Promise<Taro.getDeviceVoIPList.SuccessCallbackResult>
  }
}
