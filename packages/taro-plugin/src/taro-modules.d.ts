/** As much of Taro as the plugin's own code calls. Taro itself is far too heavy for this repository's install. */

declare module '@tarojs/taro' {
  interface CallbackResult {
    errMsg: string
  }
  interface TaroLike {
    miniGlobal?: Record<string, unknown>
    canIUse?(schema: string): boolean
    request(option: {
      url: string
      method: string
      header: Record<string, string>
      data?: string
      dataType: string
      responseType: string
      timeout: number
    }): Promise<{ statusCode: number; data: unknown }>
    showModal(option: {
      title: string
      content: string
      showCancel: boolean
      cancelText: string
      confirmText: string
    }): Promise<{ confirm?: boolean; cancel?: boolean }>
    getStorageSync(key: string): unknown
    setStorageSync(key: string, value: string): void
    getSystemInfoSync?(): { language?: string }
  }
  const Taro: TaroLike
  export default Taro
  export const canIUse: unknown
  export const requestDeviceVoIP: unknown
  export const getDeviceVoIPList: unknown
  export const openSetting: unknown
}

/** Taro's own module in a web build. */
declare module 'taro-plugin-callgrant-origin' {
  export function canIUse(schema: string): boolean
  const Taro: object
  export default Taro
}
