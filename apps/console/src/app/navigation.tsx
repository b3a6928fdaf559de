import { Link } from '@tanstack/react-router'
import {
  Activity,
  BookUser,
  Boxes,
  ChartLine,
  Cpu,
  PhoneCall,
  ScrollText,
  Settings,
  Webhook,
} from 'lucide-react'
import { useText } from '../text/use-text.ts'

const PLACES = [
  ['overview', '/$appid/overview', ChartLine],
  ['people', '/$appid/people', BookUser],
  ['devices', '/$appid/devices', Cpu],
  ['groups', '/$appid/groups', Boxes],
  ['calls', '/$appid/calls', PhoneCall],
  ['webhooks', '/$appid/webhooks', Webhook],
  ['events', '/$appid/events', Activity],
  ['app', '/$appid/app', Settings],
  ['audit', '/$appid/audit', ScrollText],
] as const

/** The pages of one app. @param onGo when one was chosen */
export function Navigation({ appid, onGo }: { appid: string; onGo?: () => void }) {
  const text = useText()
  return (
    <nav aria-label={text.nav.name}>
      <ul className="grid gap-0.5">
        {PLACES.map(([name, to, Icon]) => (
          <li key={name}>
            <Link to={to} params={{ appid }} className="nav-link" {...(onGo && { onClick: onGo })}>
              <Icon aria-hidden="true" size={16} />
              {text.nav[name]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
