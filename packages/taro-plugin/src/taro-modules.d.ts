/** Declarations of the parts of Taro that the plugin calls. Taro itself is too large to install in this repository. */

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

/** The module to which Taro's preset for React Native compiles `Taro.canIUse`. */
declare module '@tarojs/taro-rn/dist/lib/canIUse' {
  export function canIUse(schema: string): boolean
}

/** The parts of React Native that the plugin calls. */
declare module 'react-native' {
  export const Alert: {
    alert(
      title: string,
      message: string,
      buttons: { text: string; style?: 'cancel'; onPress(): void }[],
      options: { cancelable: boolean; onDismiss(): void },
    ): void
  }
  export const I18nManager: { getConstants(): { localeIdentifier?: string | null } }
}

declare module 'event-target-polyfill' {}
