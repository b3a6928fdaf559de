/** Notices when a microphone or camera that failed may work now, and when the system's microphone is another one. */

/**
 * @param changed `microphone`: the system's default microphone is another one, as when a headset is plugged in
 * @returns stops it
 */
export function watchDevices(changed: (change: { microphone: boolean }) => void): () => void {
  if (typeof document === 'undefined') return () => {}
  const stopped = new AbortController()
  const { signal } = stopped
  const again = () => changed({ microphone: false })
  document.addEventListener(
    'visibilitychange',
    // What another app had taken is free again when the person is back.
    () => document.visibilityState === 'visible' && again(),
    { signal },
  )
  for (const name of ['microphone', 'camera'] as const) void watchPermission(name, again, signal)
  const { mediaDevices } = navigator
  if (mediaDevices) void watchList(mediaDevices, changed, signal)
  return () => stopped.abort()
}

async function watchPermission(name: PermissionName, again: () => void, signal: AbortSignal): Promise<void> {
  let status: PermissionStatus
  try {
    status = await navigator.permissions.query({ name })
  } catch (error) {
    // A browser that does not know this permission, or has none at all.
    if (error instanceof TypeError) return
    throw error
  }
  status.addEventListener('change', () => status.state === 'granted' && again(), { signal })
}

async function watchList(
  devices: MediaDevices,
  changed: (change: { microphone: boolean }) => void,
  signal: AbortSignal,
): Promise<void> {
  let before: string | undefined
  const microphone = async () => {
    const listed = await devices.enumerateDevices()
    return listed.find(({ kind, deviceId }) => kind === 'audioinput' && deviceId === 'default')?.groupId
  }
  const look = async () => {
    const now = await microphone()
    const another = before !== undefined && now !== undefined && now !== before
    before = now
    if (!signal.aborted) changed({ microphone: another })
  }
  devices.addEventListener('devicechange', () => void look(), { signal })
  before = await microphone()
}
