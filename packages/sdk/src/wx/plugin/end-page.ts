/** Where the call page goes when it is closed: `setVoipEndPagePath`, else where one came from. */

import { checked } from '../../calling/errors.ts'
import { Check } from '../../shared/check.ts'
import { formatQuery } from '../pages/route.ts'
import type { OpenMode, OpenPage, Surroundings } from '../types.ts'
import type { VoipEndPageOption } from './requests.ts'
import { report } from './voip-ears.ts'

export class EndPage {
  readonly #world: Surroundings
  #target: { mode: OpenMode; url: string } | undefined
  #before: OpenPage | undefined

  constructor(world: Surroundings) {
    this.#world = world
  }

  /**
   * @param knowsRouteType false below plugin 2.3.9, which redirects always
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
    // After binding a face-pay contact, which nobody does here.
    if (key === 'BindContact') return
    const mode = (knowsRouteType && routeType) || 'redirectTo'
    this.#target = { mode, url: options ? `${url}${url.includes('?') ? '&' : '?'}${options}` : url }
  }

  /** The page that is open before the call page is. */
  remember(): void {
    const page = this.#world.platform.navigator.pages.findLast(({ route }) => !route.includes('://'))
    if (page) this.#before = page
  }

  /** An end page that cannot be opened is reported, and must not keep the person on a call that is over. */
  async go(): Promise<void> {
    const { platform, app } = this.#world
    if (this.#target && (await this.#open(this.#target.mode, this.#target.url))) return
    if (platform.navigator.pages.length > 1) return platform.navigator.back(1)
    const before = this.#before
    if (before) {
      const query = formatQuery(before.options)
      if (await this.#open('reLaunch', `/${before.route}${query && `?${query}`}`)) return
    }
    // Entered by the call alone, it goes with the call.
    if (app.enterOptions.path.includes('://')) app.hide()
  }

  async #open(mode: OpenMode, url: string): Promise<boolean> {
    try {
      await this.#world.platform.navigator.open(mode, url)
      return true
    } catch (error) {
      report(error)
      return false
    }
  }
}
