import { useQuery } from '@tanstack/react-query'
import { useConsole } from '../../api/console-context.tsx'

/** What a person set for their own calls. @param asked false: it is not read */
export function usePersonSettings(openid: string, asked = true) {
  const { backend, appid } = useConsole()
  return useQuery({
    queryKey: [appid, 'person-settings', openid],
    queryFn: () => backend.people.settings(openid),
    enabled: asked,
  })
}
