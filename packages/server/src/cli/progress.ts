/** Tells a person at a terminal what a command waits for, once it has taken two seconds. On standard error. */

import type { Language } from '@callgrant/protocol'
import type { Text } from './text.ts'

const SLOW_MS = 2_000

export interface Progress {
  /** Shows what is waited for while `work` goes on. */
  during<T>(what: Text, work: () => Promise<T>): Promise<T>
  /** What is waited for has come, though the work goes on. */
  end(): void
}

/** For streams that nobody looks at. */
export const NO_PROGRESS: Progress = { during: (_, work) => work(), end() {} }

/** @param stream of a terminal @param slowMs when it begins to show, in milliseconds */
export function showProgress(language: Language, stream: NodeJS.WriteStream, slowMs = SLOW_MS): Progress {
  let end = () => {}
  return {
    async during(what, work) {
      end = begin(what[language], stream, slowMs)
      try {
        return await work()
      } finally {
        end()
      }
    },
    end: () => end(),
  }
}

function begin(what: string, stream: NodeJS.WriteStream, slowMs: number): () => void {
  const since = performance.now()
  let over = false
  let stop = () => {
    over = true
  }
  const slow = setTimeout(async () => {
    // Loaded here: most commands take no two seconds.
    const { default: spinner } = await import('yocto-spinner')
    if (over) return
    const text = () => `${what} … ${Math.round((performance.now() - since) / 1000)} s`
    const shown = spinner({ text: text(), stream, handleSignals: false }).start()
    const ticking = setInterval(() => {
      shown.text = text()
    }, 1_000).unref()
    stop = () => {
      clearInterval(ticking)
      shown.stop()
    }
  }, slowMs).unref()
  return () => {
    clearTimeout(slow)
    stop()
  }
}
