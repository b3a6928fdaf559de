/** werift, which speaks STUN and TURN in Node. It is not installed with the server: only the doctor uses it. */

export type Werift = typeof import('werift')

/** @returns null when it is not installed */
export async function loadWerift(): Promise<Werift | null> {
  try {
    return await import('werift')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return null
    throw error
  }
}
