/** What a browser says of its network and its page. React Native, Harmony and Node have none of it. */

type Target = Partial<Pick<EventTarget, 'addEventListener' | 'removeEventListener'>> | undefined

/**
 * Tells of everything after which a connection is often dead: the network came, went or changed, the page was hidden or
 * frozen and is back.
 * @param onChange also called when nothing is wrong
 * @returns ends it
 */
export function watchNetwork(onChange: () => void): () => void {
  const { document, navigator } = globalThis as { document?: Document; navigator?: Navigator }
  const network = (navigator as { connection?: EventTarget } | undefined)?.connection
  const onVisible = () => {
    if (document?.visibilityState === 'visible') onChange()
  }
  const watched: [Target, string, () => void][] = [
    [globalThis as Target, 'online', onChange],
    [globalThis as Target, 'offline', onChange],
    [globalThis as Target, 'pageshow', onChange],
    [network, 'change', onChange],
    [document, 'visibilitychange', onVisible],
  ]
  for (const [target, name, listener] of watched) target?.addEventListener?.(name, listener)
  return () => {
    for (const [target, name, listener] of watched) target?.removeEventListener?.(name, listener)
  }
}
