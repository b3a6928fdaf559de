/** Every state of the call page, the dialog and the settings page, as data: for pictures of them, and for checks. */

export type Language = 'en' | 'zh'

/** What `FixtureCall` takes, as JSON. */
export interface CallState {
  kind: 'call'
  call: Record<string, unknown>
  /** Shape of the other side's picture; null: none arrives. */
  remote?: [width: number, height: number] | null
  /** The other side is heard. */
  sound?: boolean
  missed?: string[]
  button?: boolean
  canCall?: boolean
  /** Labels of loudspeakers. */
  outputs?: string[]
  /** What is done after the page is shown: pressed buttons by class, or the controls left to hide. */
  act?: 'outputs' | 'swap' | 'corner' | 'idle' | 'refused'
  name?: 'long' | 'rtl' | 'letters'
}
export interface DialogState {
  kind: 'dialog'
  late?: boolean
  name?: 'long' | 'rtl'
}
export interface SettingsState {
  kind: 'settings'
  rows: number
  fails?: boolean
  confirming?: boolean
}
export type LookState = CallState | DialogState | SettingsState

const voice = { roomType: 'voice', local: { camera: false, microphone: true } }
const talking = { state: 'talking', keepTime: 75 }
const ended = (reason: string, by: string | null, more: object = {}) => ({
  ...voice,
  state: 'ended',
  end: { reason, by, origin: 'manual', message: null, ...more },
})
const PORTRAIT: [number, number] = [480, 640]
const LANDSCAPE: [number, number] = [640, 360]
const OUTPUTS = ['Speakers (Realtek(R) Audio)', 'Headset (Jabra Evolve2 65)', 'LG HDR 4K (HDMI)']

export const STATES: Readonly<Record<string, LookState>> = {
  'rings, video': { kind: 'call', call: {}, remote: null },
  'rings, picture before the answer': { kind: 'call', call: {}, remote: LANDSCAPE },
  'rings, upright picture': { kind: 'call', call: {}, remote: PORTRAIT },
  'rings, voice': { kind: 'call', call: voice },
  'rings, 40 characters': { kind: 'call', call: voice, name: 'long' },
  'rings, right to left': { kind: 'call', call: {}, remote: LANDSCAPE, name: 'rtl' },
  'rings, connection lost': { kind: 'call', call: { ...voice, online: false } },
  'answer refused': { kind: 'call', call: { ...voice, refusal: true }, act: 'refused' },
  'calls, video': { kind: 'call', call: { state: 'calling', side: 'caller' }, remote: null },
  'calls, nobody online': {
    kind: 'call',
    call: { ...voice, state: 'calling', side: 'caller', listenerOnline: false },
  },
  'connecting, video': { kind: 'call', call: { state: 'connecting' }, remote: null },
  'connecting, voice': { kind: 'call', call: { ...voice, state: 'connecting' } },
  'talks, video': { kind: 'call', call: talking, remote: LANDSCAPE },
  'talks, upright picture': { kind: 'call', call: talking, remote: PORTRAIT, outputs: OUTPUTS, button: true },
  'talks, pictures swapped': { kind: 'call', call: talking, remote: PORTRAIT, act: 'swap' },
  'talks, own picture moved': { kind: 'call', call: talking, remote: PORTRAIT, act: 'corner' },
  'talks, controls hidden': { kind: 'call', call: talking, remote: PORTRAIT, act: 'idle' },
  'talks, 40 characters': {
    kind: 'call',
    call: { ...talking, keepTime: 36_075 },
    remote: PORTRAIT,
    name: 'long',
    button: true,
  },
  'talks, right to left': { kind: 'call', call: talking, remote: LANDSCAPE, name: 'rtl' },
  'talks, outputs': { kind: 'call', call: talking, remote: PORTRAIT, outputs: OUTPUTS, act: 'outputs' },
  'talks, all off': {
    kind: 'call',
    call: {
      ...talking,
      local: { camera: false, microphone: false },
      remote: { camera: false, microphone: false },
    },
    remote: null,
  },
  'talks, their camera off': {
    kind: 'call',
    call: { ...talking, remote: { camera: false, microphone: true } },
    remote: null,
  },
  'talks, weak': { kind: 'call', call: { ...talking, connection: 'weak' }, remote: LANDSCAPE },
  'talks, reconnecting': {
    kind: 'call',
    call: { ...talking, connection: 'reconnecting', remote: { camera: true, microphone: false } },
    remote: PORTRAIT,
  },
  'talks, on hold': {
    kind: 'call',
    call: { ...talking, ...voice, trouble: { camera: null, microphone: 'held' } },
  },
  'talks, not heard nor seen': {
    kind: 'call',
    call: {
      ...talking,
      local: { camera: false, microphone: false },
      trouble: { camera: 'failed', microphone: 'denied' },
    },
    remote: PORTRAIT,
  },
  'talks, voice': {
    kind: 'call',
    call: { ...talking, ...voice },
    sound: true,
    outputs: OUTPUTS,
    button: true,
  },
  'talks, voice, 40 letters': { kind: 'call', call: { ...talking, ...voice }, sound: true, name: 'letters' },
  'talks, voice, weak': { kind: 'call', call: { ...talking, ...voice, quality: 'weak' } },
  'ended, hung up': { kind: 'call', call: { ...ended('hung_up', 'caller'), keepTime: 75 } },
  'ended, no answer': { kind: 'call', call: { ...ended('timeout', null), side: 'caller' }, canCall: true },
  'ended, busy, 40 characters': {
    kind: 'call',
    call: { ...ended('busy', null), side: 'caller' },
    canCall: true,
    name: 'long',
  },
  'ended, broken off': {
    kind: 'call',
    call: {
      ...ended('aborted', 'caller', { message: 'media could not be set up within 30 seconds' }),
      keepTime: 5,
    },
    canCall: true,
  },
  'missed, one': { kind: 'call', call: ended('timeout', null), canCall: true },
  'missed, many': {
    kind: 'call',
    call: ended('timeout', null),
    canCall: true,
    missed: ['long', 'rtl', 'a', 'b', 'c'],
  },
  dialog: { kind: 'dialog' },
  'dialog, 40 characters': { kind: 'dialog', name: 'long' },
  'dialog, too late': { kind: 'dialog', late: true, name: 'long' },
  'dialog, right to left': { kind: 'dialog', name: 'rtl' },
  settings: { kind: 'settings', rows: 3 },
  'settings, many': { kind: 'settings', rows: 12 },
  'settings, nothing': { kind: 'settings', rows: 0 },
  'settings, not read': { kind: 'settings', rows: 0, fails: true },
  'settings, asks': { kind: 'settings', rows: 3, confirming: true },
}

export const NAMES: Record<Language, Record<string, string>> = {
  en: {
    '': 'Front door',
    long: 'Grandmother’s house, the side garden gate',
    rtl: 'باب المنزل الأمامي',
    letters: 'Donaudampfschifffahrtselektrizitätenhaupt',
    a: 'Back door',
    b: 'School phone',
    c: 'Mia’s watch',
  },
  zh: {
    '': '奶奶家大门',
    long: '幸福小区三号楼二单元一层东侧入户大门可视对讲智能门铃主机设备间北侧通道备用机',
    rtl: 'باب المنزل الأمامي',
    letters: 'Donaudampfschifffahrtselektrizitätenhaupt',
    a: '后门',
    b: '学校电话',
    c: '小美的手表',
  },
}

export const SIZES = {
  '320×568': { width: 320, height: 568 },
  '390×844': { width: 390, height: 844 },
  '768×1024': { width: 768, height: 1024 },
  '1440×900': { width: 1440, height: 900 },
} as const

/** Held sideways, and beside or above another app: looked at once each. */
export const MORE_SIZES = {
  '568×320': { width: 568, height: 320 },
  '844×390': { width: 844, height: 390 },
  '390×422': { width: 390, height: 422 },
  '512×1024': { width: 512, height: 1024 },
} as const
