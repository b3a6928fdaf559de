import { usePreferences } from '../preferences/preferences-provider.tsx'

/** A moment, to the second, in the reader's zone. @param at milliseconds since 1970; null: never */
export function Time({ at }: { at: number | null }) {
  const { language } = usePreferences()
  if (at === null) return <span className="text-quiet">–</span>
  const moment = new Date(at)
  return (
    <time dateTime={moment.toISOString()} className="tabular-nums">
      {formatTime(at, language)}
    </time>
  )
}

const formats = new Map<string, Intl.DateTimeFormat>()

export function formatTime(at: number, language: string): string {
  let format = formats.get(language)
  if (!format) {
    format = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
      ...{ year: 'numeric', month: 'short', day: 'numeric' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
      hourCycle: 'h23',
    })
    formats.set(language, format)
  }
  return format.format(at)
}
