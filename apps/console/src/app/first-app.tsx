import { Navigate } from '@tanstack/react-router'
import { NoAppPage } from '../pages/app/no-app-page.tsx'
import { useSession } from './session-context.tsx'

/** To the first app; when there is none, to where one is made. */
export function FirstApp() {
  const [app] = useSession().apps
  if (!app) return <NoAppPage />
  return <Navigate to="/$appid/overview" params={{ appid: app.appid }} replace />
}
