/** Addresses of pages: `/pages/x/x?a=1`, `../y/y`, `plugin-private://…`. */

import { resolvePath } from './resolve-path.ts'

/**
 * Splits an address and makes it absolute.
 * @param from route of the open page, from which `../y/y` starts
 */
export function resolveRoute(
  url: string,
  from: string | undefined,
): { route: string; options: Record<string, string> } {
  const at = url.indexOf('?')
  const path = at < 0 ? url : url.slice(0, at)
  return { route: absolute(path, from), options: at < 0 ? {} : parseQuery(url.slice(at + 1)) }
}

function absolute(path: string, from = ''): string {
  if (/^[a-z-]+:\/\//.test(path)) return path
  return resolvePath(path, from.includes('://') ? '' : from).replace(/\.html$/, '')
}

/**
 * A page's `options`, with WeChat's peculiarities: values are not decoded (pages call `decodeURIComponent`
 * themselves), what follows a second `=` is lost, and a name without `=` has the value `undefined`, as a string.
 */
export function parseQuery(query: string): Record<string, string> {
  const options: Record<string, string> = {}
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const [name = '', value = 'undefined'] = pair.split('=')
    options[name] = value
  }
  return options
}

/** `{ a: '1' }` to `a=1`. */
export function formatQuery(options: Record<string, unknown>): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}
