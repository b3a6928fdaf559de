/** The address and the body of `wx.request`: WeChat's rules for `data`, by method and content type. */

/** The hosts of WeChat's HTTP API: requests to them go to the Callgrant server. */
const WECHAT_HOSTS = /^(api|api2|sh\.api|sz\.api|hk\.api)\.weixin\.qq\.com$/
const WITHOUT_BODY = ['GET', 'HEAD']

/** @returns the address of the request; undefined when `text` is no address */
export function urlOf(text: string, method: string, data: unknown, server: string): URL | undefined {
  // Not relative to the page: in WeChat pages have no address.
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) return undefined
  const asked = WECHAT_HOSTS.test(url.hostname) ? new URL(server + url.pathname + url.search) : url
  const query = WITHOUT_BODY.includes(method) ? queryOf(data) : ''
  if (query) asked.search += (asked.search ? '&' : '?') + query
  return asked
}

/** @returns undefined: the method has no body, or there is no data */
export function bodyOf(method: string, data: unknown, headers: Headers): BodyInit | undefined {
  if (WITHOUT_BODY.includes(method) || data === undefined || data === null) return undefined
  if (typeof data === 'string') return data
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return data as BodyInit
  const form = headers.get('content-type')?.includes('application/x-www-form-urlencoded')
  return form ? queryOf(data) : JSON.stringify(data)
}

/** `{a: 1, b: {c: 2}}` to `a=1&b=%7B%22c%22%3A2%7D`; text stays as it is. */
function queryOf(data: unknown): string {
  if (typeof data === 'string') return data
  if (typeof data !== 'object' || data === null || data instanceof ArrayBuffer) return ''
  return Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(textOf(value))}`)
    .join('&')
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
