/**
 * The types of Taro's two functions as they are documented: a device, or a group; `getDeviceVoIPList()` without an
 * option; entries of devices and of groups. They stand beside Taro's own, which ask for `groupId` in both.
 */

import Taro from '@tarojs/taro'

/** What a refused call gives to `fail` and `complete`; the promise rejects with an Error that has the same fields. */
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
  isGroup?: false
  /** 设备唯一序列号。由厂商分配，长度不能超过128字节。字符只接受数字，大小写字母，下划线（_）和连字符（-） */
  sn: string
  /** 设备票据，5分钟内有效 */
  snTicket: string
  /** 设备型号 id */
  modelId: string
  /** 设备名称，将显示在授权弹窗内（长度不超过13） */
  deviceName: string
  groupId?: undefined
}
interface GroupOption extends Callbacks<TaroGeneral.CallbackResult> {
  /** 授权设备组 */
  isGroup: true
  /** 设备组的唯一标识 id */
  groupId: string
  sn?: undefined
  snTicket?: undefined
  modelId?: undefined
  deviceName?: undefined
}
type ListOption = Callbacks<Taro.getDeviceVoIPList.SuccessCallbackResult>

declare module '@tarojs/taro' {
  interface TaroStatic {
    /** 请求用户授权与设备间进行音视频通话 */
    requestDeviceVoIP(option: DeviceOption): Promise<TaroGeneral.CallbackResult>
    /** 请求用户授权与设备组间进行音视频通话 */
    requestDeviceVoIP(option: GroupOption): Promise<TaroGeneral.CallbackResult>
    /** 查询当前用户授权的音视频通话设备（组）信息 */
    getDeviceVoIPList(option?: ListOption): Promise<Taro.getDeviceVoIPList.SuccessCallbackResult>
  }
}
