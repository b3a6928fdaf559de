import { useNavigate } from '@tanstack/react-router'
import { useText } from '../text/use-text.ts'
import { Select } from '../ui/select.tsx'
import { useSession } from './session-context.tsx'

/** Which app is looked at. */
export function AppSwitch({ appid }: { appid: string }) {
  const text = useText()
  const { apps } = useSession()
  const navigate = useNavigate()
  return (
    <Select
      bare
      label={text.nav.app}
      value={appid}
      options={apps.map(({ appid, name }) => [appid, name] as const)}
      onChange={(to) => void navigate({ to: '/$appid/overview', params: { appid: to } })}
    />
  )
}
