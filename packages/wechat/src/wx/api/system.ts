/** WeChat's version, the machine, the window. */

import type { WxHost } from '../types.ts'
import { type AsyncApi, asyncFunction, type WxCallbacks } from './async-api.ts'

interface SafeArea {
  left: number
  right: number
  top: number
  bottom: number
  width: number
  height: number
}
export interface WindowInfo {
  pixelRatio: number
  screenWidth: number
  screenHeight: number
  windowWidth: number
  windowHeight: number
  statusBarHeight: number
  screenTop: number
  safeArea: SafeArea
}
type MachinePlatform = 'ios' | 'android' | 'ohos' | 'ohos_pc' | 'windows' | 'mac' | 'devtools'
export interface DeviceInfo {
  abi: string
  deviceAbi: string
  cpuType: string
  memorySize: string
  /** -1: not measured. */
  benchmarkLevel: number
  brand: string
  model: string
  system: string
  platform: MachinePlatform
}
export interface AppBaseInfo {
  SDKVersion: string
  enableDebug: boolean
  host: { appId: string; env: string; version: string }
  language: string
  version: string
  PCKernelVersion: string
  fontSizeScaleFactor: number
  fontSizeSetting: number
  theme: 'light' | 'dark'
}
export interface SystemSetting {
  bluetoothEnabled: boolean
  locationEnabled: boolean
  wifiEnabled: boolean
  deviceOrientation: 'portrait' | 'landscape'
}
/** All of the above in one, as WeChat's older function returns it; what is not known is false. */
export interface SystemInfo
  extends WindowInfo,
    Omit<AppBaseInfo, 'PCKernelVersion' | 'fontSizeScaleFactor'>,
    SystemSetting {
  benchmarkLevel: number
  brand: string
  model: string
  system: string
  platform: MachinePlatform
  albumAuthorized: boolean
  cameraAuthorized: boolean
  locationAuthorized: boolean
  locationReducedAccuracy: boolean
  microphoneAuthorized: boolean
  notificationAuthorized: boolean
  notificationAlertAuthorized: boolean
  notificationBadgeAuthorized: boolean
  notificationSoundAuthorized: boolean
  phoneCalendarAuthorized: boolean
}

export interface SystemApi {
  getSystemInfoSync(): SystemInfo
  getSystemInfo: AsyncApi<object, SystemInfo>
  /** Returns no promise, as WeChat's. */
  getSystemInfoAsync(option?: WxCallbacks<SystemInfo>): void
  getAppBaseInfo(): AppBaseInfo
  getDeviceInfo(): DeviceInfo
  getWindowInfo(): WindowInfo
  getSystemSetting(): SystemSetting
  /** Where WeChat's own button is: pages keep this place free. */
  getMenuButtonBoundingClientRect(): {
    width: number
    height: number
    top: number
    right: number
    bottom: number
    left: number
  }
}

const MENU_BUTTON = { width: 87, height: 32, right: 7, below: 4 }

export function systemApi({ platform, versions, appid, envVersion }: WxHost): SystemApi {
  const windowInfo = (): WindowInfo => {
    const { width, height, pixelRatio, statusBarHeight } = platform.window()
    const top = statusBarHeight
    return {
      pixelRatio,
      screenWidth: width,
      screenHeight: height,
      windowWidth: width,
      windowHeight: height,
      statusBarHeight,
      screenTop: 0,
      safeArea: { left: 0, right: width, top, bottom: height, width, height: height - top },
    }
  }
  const deviceInfo = (): DeviceInfo => {
    const { brand, model, system, platform: name } = platform.machine
    const unknown = { abi: '', deviceAbi: '', cpuType: '', memorySize: '', benchmarkLevel: -1 }
    return { ...unknown, brand, model, system, platform: name as MachinePlatform }
  }
  const appBaseInfo = (): AppBaseInfo => ({
    SDKVersion: versions.baseLibrary,
    enableDebug: envVersion !== 'release',
    host: { appId: appid, env: 'WeChat', version: versions.wechat },
    language: platform.machine.language,
    version: versions.wechat,
    PCKernelVersion: '',
    fontSizeScaleFactor: 1,
    fontSizeSetting: 16,
    theme: platform.machine.theme,
  })
  const systemSetting = (): SystemSetting => {
    const { width, height } = platform.window()
    const deviceOrientation = width > height ? 'landscape' : 'portrait'
    return {
      bluetoothEnabled: false,
      locationEnabled: false,
      wifiEnabled: platform.network.online(),
      deviceOrientation,
    }
  }
  const systemInfo = (): SystemInfo => {
    const { PCKernelVersion, fontSizeScaleFactor, ...app } = appBaseInfo()
    const { benchmarkLevel, brand, model, system, platform: name } = deviceInfo()
    const device = { benchmarkLevel, brand, model, system, platform: name }
    return { ...app, ...device, ...windowInfo(), ...systemSetting(), ...NOT_KNOWN }
  }
  return {
    getSystemInfoSync: systemInfo,
    getSystemInfo: asyncFunction('getSystemInfo', systemInfo),
    getSystemInfoAsync(option) {
      void asyncFunction<object, SystemInfo>('getSystemInfoAsync', systemInfo)(option)
    },
    getAppBaseInfo: appBaseInfo,
    getDeviceInfo: deviceInfo,
    getWindowInfo: windowInfo,
    getSystemSetting: systemSetting,
    getMenuButtonBoundingClientRect() {
      const { width, statusBarHeight } = platform.window()
      const right = width - MENU_BUTTON.right
      const top = statusBarHeight + MENU_BUTTON.below
      const { width: wide, height: high } = MENU_BUTTON
      return { width: wide, height: high, top, right, bottom: top + high, left: right - wide }
    },
  }
}

/** A synchronous function cannot ask for these; `wx.getSetting` does. */
const NOT_KNOWN = {
  albumAuthorized: false,
  cameraAuthorized: false,
  locationAuthorized: false,
  locationReducedAccuracy: false,
  microphoneAuthorized: false,
  notificationAuthorized: false,
  notificationAlertAuthorized: false,
  notificationBadgeAuthorized: false,
  notificationSoundAuthorized: false,
  phoneCalendarAuthorized: false,
}
