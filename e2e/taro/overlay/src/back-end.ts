/**
 * The example's back end, reached by `fetch` where there is one: on harmony-hybrid Taro's own request and storage
 * need the native half of the app, which Chromium is not.
 */

import Taro from '@tarojs/taro'

declare const BACK_END: string

const openid = `matrix-${Math.random().toString(36).slice(2, 10)}`

export async function fetchSession(): Promise<string> {
  return (await post<{ session: string }>('/session', { openid })).session
}
export async function fetchTicket(sn: string): Promise<{ sn_ticket: string; model_id: string }> {
  return post('/ticket', { sn })
}
export async function fetchGroup(): Promise<{ group_id: string }> {
  return post('/group', {})
}

async function post<T>(path: string, body: object): Promise<T> {
  const url = BACK_END + path
  const data = JSON.stringify(body)
  const header = { 'content-type': 'application/json' }
  if (typeof fetch === 'function')
    return (await fetch(url, { method: 'POST', body: data, headers: header })).json()
  return (await Taro.request<T>({ url, method: 'POST', data, header, dataType: 'json' })).data
}
