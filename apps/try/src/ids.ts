/** The people and the device of this try. They are in the address, so that another machine can open the same try. */

export interface Ids {
  name: string
  openid: string
  /** Of somebody else of the house, who has a phone once it was added. */
  second: string
  sn: string
}

const KEY = 'callgrant-try'
const NAME = /^[0-9A-Za-z_-]{1,64}$/

/** The ids in the address, else those of this browser's last try, else new ones. */
export function currentIds(): Ids {
  const query = new URLSearchParams(location.search)
  const from = query.get('try') ?? localStorage.getItem(KEY) ?? ''
  const name = NAME.test(from) ? from : newName()
  localStorage.setItem(KEY, name)
  return idsOf(name)
}

/** A new person and a new device, to start over. */
export function newTry(): Ids {
  const name = newName()
  localStorage.setItem(KEY, name)
  return idsOf(name)
}

/** Whose page it is: the door's, Alice's, or that of the second person of the house. */
export type Place = 'phone' | 'second' | 'door'

/** Address of `phone.html` or `door.html` for the same people and door. */
export function pageAddress(place: Place, { name }: Ids, framed = false): string {
  const page = place === 'door' ? 'door' : 'phone'
  const url = new URL(`./${page}.html`, location.href)
  const port = portIn(page)
  url.search = new URLSearchParams({
    try: name,
    ...(place === 'second' && { second: '' }),
    ...(framed && { framed: '' }),
    ...(port !== null && { port }),
  }).toString()
  return url.href
}

/**
 * The server that the SDK calls: this page's own; where its address names a `port`, the one there on the same machine.
 * The try page's `phone=7204&door=7205` puts the two on different nodes of a cluster.
 */
export function serverAddress(): string {
  const url = new URL(location.origin)
  url.port = portIn('port') ?? url.port
  return url.origin
}

function portIn(parameter: string): string | null {
  const port = new URLSearchParams(location.search).get(parameter)
  return port !== null && /^\d{1,5}$/.test(port) ? port : null
}

/** True on the phone of the second person. */
export const isSecond = () => new URLSearchParams(location.search).has('second')

/** True in a frame of the try page, which itself has the switches for language and theme. */
export const isFramed = () => new URLSearchParams(location.search).has('framed')

const idsOf = (name: string): Ids => ({
  name,
  openid: `alice-${name}`,
  second: `bob-${name}`,
  sn: `door-${name}`,
})
const newName = () =>
  [...crypto.getRandomValues(new Uint8Array(4))].map((n) => (n % 36).toString(36)).join('')
