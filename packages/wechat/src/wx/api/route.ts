/** Navigation between pages, and the navigation bar. */

import type { OpenMode, WxHost } from '../types.ts'
import { type AsyncApi, type AsyncApiWith, asyncFunction } from './async-api.ts'
import { type EventChannel, openChannel } from './event-channel.ts'

interface UrlOption {
  url: string
}
interface NavigateToOption extends UrlOption {
  /** Listeners for what the opened page emits on its `getOpenerEventChannel()`, by event name. */
  events?: Record<string, unknown>
}

export interface RouteApi {
  /** `fail`: `navigateTo:fail page "pages/y/y" is not found`. */
  navigateTo: AsyncApiWith<NavigateToOption, { eventChannel: EventChannel }>
  redirectTo: AsyncApiWith<UrlOption, object>
  reLaunch: AsyncApiWith<UrlOption, object>
  switchTab: AsyncApiWith<UrlOption, object>
  navigateBack: AsyncApi<{ delta?: number }, object>
  /** Does nothing: pages are not pulled down here. */
  stopPullDownRefresh: AsyncApi<object, object>
  setNavigationBarTitle: AsyncApiWith<{ title: string }, object>
  /** The bar's loading sign and its colours are checked, and not drawn. */
  showNavigationBarLoading: AsyncApi<object, object>
  hideNavigationBarLoading: AsyncApi<object, object>
  setNavigationBarColor: AsyncApiWith<
    { frontColor: string; backgroundColor: string; animation?: object },
    object
  >
}

export function routeApi({ platform }: WxHost): RouteApi {
  const { navigator, screen } = platform
  const open = (mode: OpenMode) =>
    asyncFunction<UrlOption, object>(
      mode,
      async ({ url }) => {
        await navigator.open(mode, url)
        return {}
      },
      (check) => check.needs('url', 'String'),
    )
  return {
    navigateTo: asyncFunction(
      'navigateTo',
      async ({ url, events }: NavigateToOption) => {
        const { opener, opened } = openChannel(events)
        await navigator.open('navigateTo', url, opened)
        return { eventChannel: opener }
      },
      (check) => check.needs('url', 'String'),
    ),
    redirectTo: open('redirectTo'),
    reLaunch: open('reLaunch'),
    switchTab: open('switchTab'),
    navigateBack: asyncFunction('navigateBack', async ({ delta = 1 }: { delta?: number }) => {
      await navigator.back(delta)
      return {}
    }),
    stopPullDownRefresh: asyncFunction('stopPullDownRefresh', () => ({})),
    showNavigationBarLoading: asyncFunction('showNavigationBarLoading', () => ({})),
    hideNavigationBarLoading: asyncFunction('hideNavigationBarLoading', () => ({})),
    setNavigationBarColor: asyncFunction(
      'setNavigationBarColor',
      (_: { frontColor: string; backgroundColor: string; animation?: object }) => ({}),
      (check) => {
        check.needs('frontColor', 'String')
        check.needs('backgroundColor', 'String')
        check.oneOf('frontColor', ['#000000', '#ffffff'])
      },
    ),
    setNavigationBarTitle: asyncFunction(
      'setNavigationBarTitle',
      ({ title }: { title: string }) => {
        screen.setTitle(title)
        return {}
      },
      (check) => check.needs('title', 'String'),
    ),
  }
}
