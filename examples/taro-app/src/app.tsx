import type { PropsWithChildren } from 'react'
import { setSession } from 'taro-plugin-callgrant'
import { DeviceCallPage } from 'taro-plugin-callgrant/react'
import { fetchSession } from './back-end'

// 只需这一次：之后 Taro.requestDeviceVoIP 等接口在每个平台上都可用。
setSession(fetchSession)

export default function App({ children }: PropsWithChildren) {
  return (
    <>
      {children}
      {/* 来电时盖在应用上面的通话页：只有网页里有。小程序里来电由微信负责，这一行连同它的代码都不会打包进去。 */}
      {process.env.TARO_PLATFORM === 'web' && <DeviceCallPage />}
    </>
  )
}
