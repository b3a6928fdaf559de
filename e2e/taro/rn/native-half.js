/**
 * React Native's native half, as its JavaScript sees it: runs in the engine before the bundle. Modules are given by
 * name; what is called on them goes to the host as text, and what comes back comes through `fromNative`.
 */

;((world) => {
  const send = (message) => world.toNative(JSON.stringify(message))
  const callbacks = new Map()
  const callable = {}
  let last = 0

  /** Functions cannot travel: their numbers do. */
  const remember = (value) => {
    if (typeof value !== 'function') return value
    callbacks.set(++last, value)
    return { callback: last }
  }
  const call = (module, method, args) => send({ module, method, args: args.map(remember) })

  const CONSTANTS = {
    PlatformConstants: {
      Version: 34,
      Release: '14',
      Serial: 'unknown',
      Fingerprint: 'played',
      Model: 'played',
      Manufacturer: 'played',
      Brand: 'played',
      uiMode: 'normal',
      isTesting: true,
      reactNativeVersion: { major: 0, minor: 73, patch: 11 },
    },
    DeviceInfo: {
      Dimensions: {
        windowPhysicalPixels: { width: 1080, height: 2160, scale: 3, fontScale: 1, densityDpi: 480 },
        screenPhysicalPixels: { width: 1080, height: 2160, scale: 3, fontScale: 1, densityDpi: 480 },
      },
    },
    DialogManagerAndroid: {
      buttonClicked: 'buttonClicked',
      dismissed: 'dismissed',
      buttonPositive: -1,
      buttonNegative: -2,
      buttonNeutral: -3,
    },
    I18nManager: { isRTL: false, doLeftAndRightSwapInRTL: true, localeIdentifier: world.phoneLocale },
    SourceCode: { scriptURL: 'assets://index.android.bundle' },
    BlobModule: { BLOB_URI_SCHEME: 'content', BLOB_URI_HOST: null },
    StatusBarManager: { HEIGHT: 24, DEFAULT_BACKGROUND_COLOR: 0 },
    AppState: { initialAppState: 'active' },
    UIManager: {},
  }
  /** Of these, the host does what is asked; of the others nothing is asked that the app waits for. */
  const METHODS = {
    Networking: ['sendRequest', 'abortRequest'],
    WebSocketModule: ['connect', 'send', 'close'],
    BlobModule: ['createFromParts', 'release'],
    DialogManagerAndroid: ['showAlert'],
  }
  const PROMISES = { FileReaderModule: ['readAsText'] }

  const native = (name) => {
    const module = { getConstants: () => CONSTANTS[name] || {} }
    // Not by `for … of`: in this engine all rounds of a loop share one variable, unless a compiler parts them.
    const play = (method) => {
      module[method] = (...args) => call(name, method, args)
    }
    const promise = (method) => {
      module[method] = (...args) =>
        new Promise((resolve, reject) => call(name, method, [...args, resolve, reject]))
    }
    ;(METHODS[name] || []).forEach(play)
    ;(PROMISES[name] || []).forEach(promise)
    return new Proxy(module, { get: (own, key) => (key in own ? own[key] : () => undefined) })
  }
  const modules = new Map()
  world.__turboModuleProxy = (name) => {
    if (!modules.has(name)) modules.set(name, native(name))
    return modules.get(name)
  }
  world.nativeModuleProxy = {}
  world.RN$Bridgeless = true
  world.RN$registerCallableModule = (name, factory) => {
    callable[name] = factory
  }
  world.nativeLoggingHook = (text, level) => send({ log: text, level })
  world.nativePerformanceNow = () => Date.now()

  const timer = (work, ms, args, every) => {
    const id = ++last
    callbacks.set(id, () => {
      if (!every) callbacks.delete(id)
      work(...args)
    })
    send({ timer: id, ms: ms || 0, every })
    return id
  }
  const stop = (id) => {
    if (callbacks.delete(id)) send({ stop: id })
  }
  world.setTimeout = (work, ms, ...args) => timer(work, ms, args, false)
  world.setInterval = (work, ms, ...args) => timer(work, ms, args, true)
  world.setImmediate = (work, ...args) => timer(work, 0, args, false)
  world.requestAnimationFrame = (work) => timer(() => work(Date.now()), 16, [], false)
  world.clearTimeout = stop
  world.clearInterval = stop
  world.clearImmediate = stop
  world.cancelAnimationFrame = stop

  const plain = (error) => ({ ...error, message: error.message, isError: error instanceof Error })
  world.fromNative = {
    /** A callback, or a timer that is due. */
    back: (id, args) => callbacks.get(id)?.(...args),
    emit: (event, value) => callable.RCTDeviceEventEmitter().emit(event, value),
    /** What a test wants to know: told when it is there. */
    ask(id, work) {
      Promise.resolve()
        .then(work)
        .then(
          (value) => send({ answer: id, value: value === undefined ? null : value }),
          (error) =>
            send({
              answer: id,
              error: error && typeof error === 'object' ? plain(error) : { message: String(error) },
            }),
        )
    },
  }
  world.HermesInternal?.enablePromiseRejectionTracker?.({
    allRejections: true,
    onUnhandled: (_, error) => send({ unhandled: String(error) }),
  })
})(globalThis)
