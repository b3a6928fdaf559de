/** Where the call page goes when it is closed: to the page of `setVoipEndPagePath`, else to the page before it. */

import { checked } from '@callgrant/sdk/calling'
import { Check } from '@callgrant/sdk/platform'
import { formatQuery } from '../wx/pages/route.ts'
import type { OpenMode, OpenPage, WxHost } from '../wx/types.ts'
import type { VoipEndPageOption } from './requests.ts'
import { report } from './voip-listeners.ts'

export class EndPage {
  readonly #host: WxHost
  #target: { mode: OpenMode; url: string } | undefined
  #before: OpenPage | undefined

  constructor(host: WxHost) {
    this.#host = host
  }

  /**
   * @param knowsRouteType false below plugin 2.3.9, which always redirects
   * @throws VoipPluginError 1004
   */
  set(option: VoipEndPageOption, knowsRouteType: boolean): void {
    checked('setVoipEndPagePath', () => {
      const check = new Check(option)
      check.needs('url', 'String')
      check.oneOf('key', ['Call', 'BindContact'], true)
      check.takes('options', 'String')
      if (knowsRouteType) check.oneOf('routeType', ['redirectTo', 'switchTab', 'reLaunch'])
      check.done()
    })
    const { url, key, options, routeType } = option
    // For binding a face-pay contact, which is not supported here.
    if (key === 'BindContact') return
    const mode = (knowsRouteType && routeType) || 'redirectTo'
    this.#target = { mode, url: options ? `${url}${url.includes('?') ? '&' : '?'}${options}` : url }
  }

  /** Keeps the page that is open now, before the call page opens. */
  remember(): void {
    const page = this.#host.platform.navigator.pages.findLast(({ route }) => !route.includes('://'))
    if (page) this.#before = page
  }

  /** Leaves the call page. An end page that cannot be opened is reported, and the person still leaves. */
  async go(): Promise<void> {
    const { platform, app } = this.#host
    if (this.#target && (await this.#open(this.#target.mode, this.#target.url))) return
    if (platform.navigator.pages.length > 1) return platform.navigator.back(1)
    const before = this.#before
    if (before) {
      const query = formatQuery(before.options)
      if (await this.#open('reLaunch', `/${before.route}${query && `?${query}`}`)) return
    }
    // An app that was opened only by the call is hidden after it.
    if (app.enterOptions.path.includes('://')) app.hide()
  }

  async #open(mode: OpenMode, url: string): Promise<boolean> {
    try {
      await this.#host.platform.navigator.open(mode, url)
      return true
    } catch (error) {
      report(error)
      return false
    }
  }
}
