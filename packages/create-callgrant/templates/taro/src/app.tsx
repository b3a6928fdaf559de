import type { PropsWithChildren } from 'react'
import { setSession } from 'taro-plugin-callgrant'
import { DeviceCallPage } from 'taro-plugin-callgrant/react'
import { fetchSession } from './back-end'
import './app.css'

// Once: from here on Taro.requestDeviceVoIP and the others work on every platform.
setSession(fetchSession)

export default function App({ children }: PropsWithChildren) {
  return (
    <>
      {children}
      {/* The call page, over the app. In a Mini Program WeChat shows its own, and none of this is bundled. */}
      {process.env.TARO_PLATFORM === 'web' && <DeviceCallPage />}
    </>
  )
}
