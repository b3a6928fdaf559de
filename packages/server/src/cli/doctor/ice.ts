/** STUN and TURN: asks each server for a real address, as a client of a call would. */

import type { Settings } from '../../config/settings.ts'
import { iceServers } from '../../credentials/ice.ts'
import { allocate } from './allocate.ts'
import { type Finding, find } from './finding.ts'
import { loadWerift, type Werift } from './werift.ts'

const GATHER_MS = 3000

export async function checkIce(settings: Settings): Promise<Finding[]> {
  const urls = [...settings.stunUrls, ...settings.turnUrls]
  if (urls.length === 0) {
    return [
      find(
        'turn',
        'skipped',
        'No STUN and TURN: calls connect within one network only. Set CALLGRANT_TURN_URLS and CALLGRANT_TURN_SECRET for others.',
        '未配置 STUN 和 TURN：通话仅限同一网络。如需跨网络，请设置 CALLGRANT_TURN_URLS 和 CALLGRANT_TURN_SECRET。',
      ),
    ]
  }
  const werift = await loadWerift()
  if (!werift) {
    return [
      find(
        settings.turnUrls.length > 0 ? 'turn' : 'stun',
        'warning',
        'STUN and TURN were not checked: that needs the package werift. Run: npx -p callgrant -p werift callgrant doctor',
        '未检查 STUN 和 TURN：需要 werift 包。请执行：npx -p callgrant -p werift callgrant doctor',
      ),
    ]
  }
  const stun = await Promise.all(settings.stunUrls.map((url) => askStun(werift, url)))
  if (settings.turnUrls.length === 0) return stun
  const [turn] = iceServers({ ...settings, stunUrls: [] }, 'doctor', Date.now())
  if (!turn) {
    return [
      ...stun,
      find(
        'turn',
        'broken',
        'TURN servers are named but CALLGRANT_TURN_SECRET is not. Set it to coturn’s static-auth-secret.',
        '已指定 TURN 服务器但未设置 CALLGRANT_TURN_SECRET。请设为 coturn 的 static-auth-secret。',
      ),
    ]
  }
  const { username = '', credential = '' } = turn
  const asked = settings.turnUrls.map((url) => askTurn(url, { username, credential }))
  return [...stun, ...(await Promise.all(asked))]
}

/** Gathers candidates with this server alone, and looks for a server-reflexive one. */
async function askStun(werift: Werift, url: string): Promise<Finding> {
  if (url.startsWith('stuns:')) {
    return find(
      'stun',
      'skipped',
      `${url} is over TLS, which this check does not speak. Check the same server without TLS.`,
      `${url} 使用 TLS，本检查不支持。请检查同一服务器的非 TLS 地址。`,
    )
  }
  const connection = new werift.RTCPeerConnection({ iceServers: [{ urls: url }] })
  const start = performance.now()
  try {
    const found = new Promise<boolean>((done) => {
      connection.onIceCandidate.subscribe((candidate) => {
        if (candidate?.candidate?.includes(' typ srflx')) done(true)
        if (!candidate) done(false)
      })
      setTimeout(() => done(false), GATHER_MS).unref()
    })
    connection.createDataChannel('doctor')
    await connection.setLocalDescription(await connection.createOffer())
    if (await found) {
      const ms = Math.round(performance.now() - start)
      return find('stun', 'ok', `${url} gave an address in ${ms} ms.`, `${url} 在 ${ms} 毫秒内返回了地址。`)
    }
  } catch (error) {
    return unreached('stun', url, (error as Error).message)
  } finally {
    await connection.close()
  }
  return unreached('stun', url, 'no answer')
}

/** Allocates a relay address with a credential like the one that clients get. */
async function askTurn(url: string, turn: { username: string; credential: string }): Promise<Finding> {
  const start = performance.now()
  const got = await allocate(url, turn)
  const ms = Math.round(performance.now() - start)
  if (got.outcome === 'unreached') return unreached('turn', url, got.why)
  if (got.outcome === 'refused') return refused(url, got)
  if (got.guarded) {
    return find(
      'turn',
      'ok',
      `${url} gave the relay address ${got.address} in ${ms} ms.`,
      `${url} 在 ${ms} 毫秒内分配了中继地址 ${got.address}。`,
    )
  }
  return find(
    'turn',
    'broken',
    `${url} relays for anybody: it asked for no credential. Start coturn with use-auth-secret.`,
    `${url} 未要求凭证，任何人都可使用其中继。请以 use-auth-secret 启动 coturn。`,
  )
}

function refused(url: string, { code, reason }: { code: number; reason: string }): Finding {
  if (code !== 401) {
    return find(
      'turn',
      'broken',
      `${url} refused to relay (${code} ${reason}). Look at coturn’s log and limits.`,
      `${url} 拒绝中继（${code} ${reason}）。请查看 coturn 的日志和限额。`,
    )
  }
  return find(
    'turn',
    'broken',
    `${url} refused the credential (401). Start coturn with use-auth-secret, set CALLGRANT_TURN_SECRET to its static-auth-secret, and let both machines keep the right time.`,
    `${url} 拒绝了凭证（401）。请以 use-auth-secret 启动 coturn，将 CALLGRANT_TURN_SECRET 设为其 static-auth-secret，并确保两台机器时间正确。`,
  )
}

function unreached(check: 'stun' | 'turn', url: string, why: string): Finding {
  const via = /^turns:|transport=tcp/.test(url) ? 'TCP' : 'UDP'
  return find(
    check,
    'broken',
    `${url} gave no address (${why}). Check its name and port, and that ${via} passes the firewall.`,
    `${url} 未分配地址（${why}）。请检查名称、端口，以及防火墙是否放行 ${via}。`,
  )
}
