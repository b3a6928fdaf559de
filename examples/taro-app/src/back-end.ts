/** 与自己的后端通信：会话和设备票据都只能由后端向 Callgrant 服务器申请。 */

import Taro from '@tarojs/taro'

declare const BACK_END: string

/** 演示用：一个浏览器就是一个用户。真实的应用在这里用自己的登录态。 */
function openid(): string {
  const kept = Taro.getStorageSync('openid')
  if (kept) return kept
  const made = `taro-${Math.random().toString(36).slice(2, 10)}`
  Taro.setStorageSync('openid', made)
  return made
}

export async function fetchSession(): Promise<string> {
  return (await post<{ session: string }>('/session', { openid: openid() })).session
}

export async function fetchTicket(sn: string): Promise<{ sn_ticket: string; model_id: string }> {
  return post('/ticket', { sn })
}

export async function fetchGroup(): Promise<{ group_id: string }> {
  return post('/group', {})
}

async function post<T>(path: string, data: object): Promise<T> {
  const answer = await Taro.request<T>({
    url: BACK_END + path,
    method: 'POST',
    data: JSON.stringify(data),
    header: { 'content-type': 'application/json' },
    // Harmony 上没有默认值：不写就得到字符串。
    dataType: 'json',
  })
  if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode}`)
  return answer.data
}
