/** How origins are written. */

/**
 * Whether a text is an origin as browsers write it: scheme and host in lower case, no default port, no path and no slash
 * at the end. Apps in a web view have a scheme of their own: `capacitor://localhost`.
 */
export function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { origin, protocol, host } = new URL(text)
  if (origin !== 'null') return origin === text
  return host !== '' && `${protocol}//${host}` === text && text === text.toLowerCase()
}
