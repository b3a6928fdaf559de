/** From page to page. */

import type { OpenMode, Surroundings } from '../types.ts'
import { type AsyncApi, type AsyncApiWith, answering } from './answer.ts'
import { type EventChannel, openChannel } from './event-channel.ts'

interface UrlOption {
  url: string
}
interface NavigateToOption extends UrlOption {
  /** Listeners of what the opened page tells by its `getOpenerEventChannel()`. */
  events?: Record<string, unknown>
}

export interface RouteApi {
  /** `fail`: `navigateTo:fail page "pages/y/y" is not found`. */
  navigateTo: AsyncApiWith<NavigateToOption, { eventChannel: EventChannel }>
  redirectTo: AsyncApiWith<UrlOption, object>
  reLaunch: AsyncApiWith<UrlOption, object>
  switchTab: AsyncApiWith<UrlOption, object>
  navigateBack: AsyncApi<{ delta?: number }, object>
  /** Nothing is pulled down here that would have to go back. */
  stopPullDownRefresh: AsyncApi<object, object>
  setNavigationBarTitle: AsyncApiWith<{ title: string }, object>
  /** The bar's own turning sign and its colours: taken and checked, and not drawn. */
  showNavigationBarLoading: AsyncApi<object, object>
  hideNavigationBarLoading: AsyncApi<object, object>
  setNavigationBarColor: AsyncApiWith<
    { frontColor: string; backgroundColor: string; animation?: object },
    object
  >
}

export function routeApi({ platform }: Surroundings): RouteApi {
  const { navigator, screen } = platform
  const open = (mode: OpenMode) =>
    answering<UrlOption, object>(
      mode,
      async ({ url }) => {
        await navigator.open(mode, url)
        return {}
      },
      (check) => check.needs('url', 'String'),
    )
  return {
    navigateTo: answering(
      'navigateTo',
      async ({ url, events }: NavigateToOption) => {
        const { here, there } = openChannel(events)
        await navigator.open('navigateTo', url, there)
        return { eventChannel: here }
      },
      (check) => check.needs('url', 'String'),
    ),
    redirectTo: open('redirectTo'),
    reLaunch: open('reLaunch'),
    switchTab: open('switchTab'),
    navigateBack: answering('navigateBack', async ({ delta = 1 }: { delta?: number }) => {
      await navigator.back(delta)
      return {}
    }),
    stopPullDownRefresh: answering('stopPullDownRefresh', () => ({})),
    showNavigationBarLoading: answering('showNavigationBarLoading', () => ({})),
    hideNavigationBarLoading: answering('hideNavigationBarLoading', () => ({})),
    setNavigationBarColor: answering(
      'setNavigationBarColor',
      (_: { frontColor: string; backgroundColor: string; animation?: object }) => ({}),
      (check) => {
        check.needs('frontColor', 'String')
        check.needs('backgroundColor', 'String')
        check.oneOf('frontColor', ['#000000', '#ffffff'])
      },
    ),
    setNavigationBarTitle: answering(
      'setNavigationBarTitle',
      ({ title }: { title: string }) => {
        screen.setTitle(title)
        return {}
      },
      (check) => check.needs('title', 'String'),
    ),
  }
}
