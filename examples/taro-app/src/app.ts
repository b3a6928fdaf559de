import type { PropsWithChildren } from 'react'
import { setSession } from 'taro-plugin-callgrant'
import { fetchSession } from './back-end'

// 只需这一次：之后 Taro.requestDeviceVoIP 等接口在每个平台上都可用。
setSession(fetchSession)

export default function App({ children }: PropsWithChildren) {
  return children
}
