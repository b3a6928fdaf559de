/** What the app asks of your own back end. */

import Taro from '@tarojs/taro'

export interface Home {
  user: string
  doors: { sn: string; name: string; nameZh: string }[]
}

export const signIn = (user: string) => ask('POST', '/api/sign-in', { user })
export const fetchHome = () => ask<Home>('GET', '/api/home')
export const fetchSession = async () => (await ask<{ session: string }>('POST', '/api/session')).session
export const fetchTicket = async (sn: string) =>
  (await ask<{ snTicket: string }>('POST', `/api/doors/${sn}/ticket`)).snTicket
export const testRing = (sn: string) => ask('POST', `/api/doors/${sn}/test-ring`)

async function ask<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const answer = await Taro.request<T & { message?: string }>({
    url: BACK_END + path,
    method,
    ...(body && { data: JSON.stringify(body), header: { 'content-type': 'application/json' } }),
    dataType: 'json',
  })
  if (answer.statusCode >= 300) throw new Error(answer.data?.message ?? `${path}: ${answer.statusCode}`)
  return answer.data
}
