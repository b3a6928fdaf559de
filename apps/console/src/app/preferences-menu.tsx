import * as Menu from '@radix-ui/react-dropdown-menu'
import { Settings2 } from 'lucide-react'
import type { Theme } from '../preferences/preferences.ts'
import { usePreferences } from '../preferences/preferences-provider.tsx'
import { useText } from '../text/use-text.ts'
import { Button } from '../ui/button.tsx'

const CHECKED = 'menu-item justify-between gap-6 data-[state=checked]:font-semibold'

/** Language and theme. */
export function PreferencesMenu() {
  const text = useText()
  const { language, theme, change } = usePreferences()
  return (
    // Not modal: that would add a style element, which the policy of these pages forbids.
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>
        <Button look="ghost" aria-label={text.preferences.name}>
          <Settings2 aria-hidden="true" size={18} />
        </Button>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content
          align="end"
          sideOffset={4}
          className="z-20 min-w-44 rounded-xl border border-line bg-surface p-1.5 shadow-xl"
        >
          <Menu.Label className="px-2.5 py-1 text-xs text-quiet">{text.preferences.language}</Menu.Label>
          <Menu.RadioGroup value={language} onValueChange={(to) => change({ language: to as 'en' | 'zh' })}>
            <Menu.RadioItem value="en" className={CHECKED}>
              English
              <Menu.ItemIndicator>✓</Menu.ItemIndicator>
            </Menu.RadioItem>
            <Menu.RadioItem value="zh" className={CHECKED} lang="zh-CN">
              简体中文
              <Menu.ItemIndicator>✓</Menu.ItemIndicator>
            </Menu.RadioItem>
          </Menu.RadioGroup>
          <Menu.Separator className="my-1 h-px bg-line" />
          <Menu.Label className="px-2.5 py-1 text-xs text-quiet">{text.preferences.theme}</Menu.Label>
          <Menu.RadioGroup value={theme} onValueChange={(to) => change({ theme: to as Theme })}>
            {(['system', 'light', 'dark'] as const).map((each) => (
              <Menu.RadioItem key={each} value={each} className={CHECKED}>
                {text.preferences.themes[each]}
                <Menu.ItemIndicator>✓</Menu.ItemIndicator>
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  )
}
