/** `wx.canIUse('showToast.object.mask')`: which functions of `wx` there are, and which parts of them (A18). */

import type { Side, Versions } from '../types.ts'
import { API_SINCE, atLeast, GROUPS_SINCE } from '../versions.ts'

interface Entry {
  /** Parameters of an asynchronous function, beside the three callbacks. */
  object?: string
  /** What `success` gets, beside `errMsg`. */
  success?: string
  /** What a synchronous function returns. */
  return?: string
  /** What a listener gets. */
  callback?: string
}

const WINDOW =
  'pixelRatio screenWidth screenHeight windowWidth windowHeight statusBarHeight screenTop safeArea'
const DEVICE = 'benchmarkLevel brand model system platform'
const BASE = 'SDKVersion enableDebug host language version fontSizeSetting theme'
const SETTING = 'bluetoothEnabled locationEnabled wifiEnabled deviceOrientation'
const SYSTEM = `${WINDOW} ${DEVICE} ${BASE} ${SETTING}`
const ENTER = 'path query scene shareTicket referrerInfo apiCategory forwardMaterials'
const STORED = 'keys currentSize limitSize'
const plain: Entry = { object: '', success: '' }
const direct: Entry = {}

const SCHEMA: Record<string, Entry> = {
  login: { object: 'timeout', success: 'code' },
  checkSession: plain,
  getAccountInfoSync: { return: 'miniProgram' },
  requestDeviceVoIP: { object: 'sn snTicket modelId deviceName isGroup groupId', success: '' },
  getDeviceVoIPList: {
    object: '',
    success: 'list list.sn list.model_id list.group_id list.groupId list.status',
  },
  openSetting: { object: 'withSubscriptions', success: 'authSetting subscriptionsSetting' },
  getSetting: { object: 'withSubscriptions', success: 'authSetting subscriptionsSetting' },
  authorize: { object: 'scope', success: '' },
  getAppAuthorizeSetting: { return: 'cameraAuthorized microphoneAuthorized notificationAuthorized' },
  canIUse: direct,
  getSystemInfoSync: { return: SYSTEM },
  getSystemInfo: { object: '', success: SYSTEM },
  getSystemInfoAsync: { object: '', success: SYSTEM },
  getAppBaseInfo: { return: `${BASE} fontSizeScaleFactor` },
  getDeviceInfo: { return: `${DEVICE} abi deviceAbi cpuType memorySize` },
  getWindowInfo: { return: WINDOW },
  getSystemSetting: { return: SETTING },
  getMenuButtonBoundingClientRect: { return: 'width height top right bottom left' },
  setStorageSync: direct,
  getStorageSync: direct,
  removeStorageSync: direct,
  clearStorageSync: direct,
  getStorageInfoSync: { return: STORED },
  setStorage: { object: 'key data', success: '' },
  getStorage: { object: 'key', success: 'data' },
  removeStorage: { object: 'key', success: '' },
  clearStorage: plain,
  getStorageInfo: { object: '', success: STORED },
  showToast: { object: 'title icon duration mask', success: '' },
  hideToast: plain,
  showLoading: { object: 'title mask', success: '' },
  hideLoading: plain,
  showModal: {
    object: 'title content showCancel cancelText confirmText editable placeholderText',
    success: 'confirm cancel content',
  },
  showActionSheet: { object: 'itemList alertText', success: 'tapIndex' },
  getClipboardData: { object: '', success: 'data' },
  setClipboardData: { object: 'data', success: '' },
  vibrateShort: { object: 'type', success: '' },
  vibrateLong: plain,
  navigateTo: { object: 'url events', success: 'eventChannel' },
  redirectTo: { object: 'url', success: '' },
  reLaunch: { object: 'url', success: '' },
  switchTab: { object: 'url', success: '' },
  navigateBack: { object: 'delta', success: '' },
  stopPullDownRefresh: plain,
  setNavigationBarTitle: { object: 'title', success: '' },
  showNavigationBarLoading: plain,
  hideNavigationBarLoading: plain,
  setNavigationBarColor: { object: 'frontColor backgroundColor animation', success: '' },
  setKeepScreenOn: { object: 'keepScreenOn', success: '' },
  getLaunchOptionsSync: { return: ENTER },
  getEnterOptionsSync: { return: ENTER },
  onAppShow: { callback: ENTER },
  offAppShow: direct,
  onAppHide: direct,
  offAppHide: direct,
  getNetworkType: { object: '', success: 'networkType signalStrength hasSystemProxy' },
  onNetworkStatusChange: { callback: 'isConnected networkType' },
  offNetworkStatusChange: direct,
  exitMiniProgram: plain,
  getFileSystemManager: { return: '' },
  nextTick: direct,
  getUpdateManager: { return: '' },
  request: {
    object: 'url method data header dataType responseType timeout redirect enableChunked',
    success: 'data statusCode header cookies',
  },
  cloud: direct,
  env: direct,
}

/** These are for a person who is signed in: on a device they are there, and refuse. */
const ON_PHONES = ['login', 'checkSession', 'requestDeviceVoIP', 'getDeviceVoIPList', 'openSetting']
const GROUP_PARTS = [
  'requestDeviceVoIP.object.isGroup',
  'requestDeviceVoIP.object.groupId',
  'getDeviceVoIPList.success.list.group_id',
  'getDeviceVoIPList.success.list.groupId',
]

/** Every member that `wx` can have. */
export const WX_NAMES = Object.keys(SCHEMA)

/** @param canShow whether there is a screen for a function that shows something */
export function makeCanIUse(versions: Versions, role: Side['role'], canShow: (api: string) => boolean) {
  return (schema: string): boolean => {
    const [api = '', method, ...rest] = String(schema).split('.')
    if (!isAvailable(api, versions) || (role === 'device' && ON_PHONES.includes(api)) || !canShow(api))
      return false
    if (GROUP_PARTS.includes(schema) && !atLeast(versions.baseLibrary, GROUPS_SINCE)) return false
    if (method === undefined) return true
    const entry = SCHEMA[api] ?? {}
    if (!Object.hasOwn(entry, method)) return false
    const part = rest.join('.')
    return part === '' || partsOf(entry, method as keyof Entry).includes(part)
  }
}

/** Whether the base library has this function. */
export function isAvailable(api: string, { baseLibrary }: Versions): boolean {
  return Object.hasOwn(SCHEMA, api) && atLeast(baseLibrary, API_SINCE[api] ?? '0')
}

function partsOf(entry: Entry, method: keyof Entry): string[] {
  const own = (entry[method] ?? '').split(' ')
  if (method === 'object') return [...own, 'success', 'fail', 'complete']
  return method === 'success' ? [...own, 'errMsg'] : own
}
