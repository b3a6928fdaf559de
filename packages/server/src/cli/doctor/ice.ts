/** STUN and TURN: asks each server for a real address, as a client of a call would. */

import type { Settings } from '../../config/settings.ts'
import { iceServers } from '../../domain/ice.ts'
import { type Finding, find } from './finding.ts'

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
  const stun = await Promise.all(settings.stunUrls.map((url) => ask({ urls: [url] }, url, 'stun', 'srflx')))
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
  return [
    ...stun,
    ...(await Promise.all(
      settings.turnUrls.map((url) => ask({ ...turn, urls: [url] }, url, 'turn', 'relay')),
    )),
  ]
}

/** Gathers candidates with this one server and looks for one of the type that only it can give. */
async function ask(
  server: { urls: string[]; username?: string; credential?: string },
  url: string,
  check: 'stun' | 'turn',
  wanted: 'srflx' | 'relay',
): Promise<Finding> {
  if (/^(turns|stuns):/.test(url)) {
    return find(
      check,
      'skipped',
      `${url} is over TLS, which this check does not speak. Check the same server without TLS.`,
      `${url} 使用 TLS，本检查不支持。请检查同一服务器的非 TLS 地址。`,
    )
  }
  const { RTCPeerConnection } = await import('werift')
  const connection = new RTCPeerConnection({
    iceServers: server.urls.map((address) => ({ ...server, urls: address })),
    ...(check === 'turn' && { iceTransportPolicy: 'relay' as const }),
  })
  const start = performance.now()
  try {
    const found = new Promise<boolean>((done) => {
      connection.onIceCandidate.subscribe((candidate) => {
        if (candidate?.candidate?.includes(` typ ${wanted}`)) done(true)
        if (!candidate) done(false)
      })
      setTimeout(() => done(false), GATHER_MS).unref()
    })
    connection.createDataChannel('doctor')
    await connection.setLocalDescription(await connection.createOffer())
    if (await found) {
      const ms = Math.round(performance.now() - start)
      return find(check, 'ok', `${url} gave an address in ${ms} ms.`, `${url} 在 ${ms} 毫秒内分配了地址。`)
    }
  } catch (error) {
    return failed(check, url, (error as Error).message)
  } finally {
    await connection.close()
  }
  return failed(check, url, 'no answer')
}

function failed(check: 'stun' | 'turn', url: string, why: string): Finding {
  return find(
    check,
    'broken',
    `${url} gave no address (${why}). Check its name and port, that UDP passes the firewall${check === 'turn' ? ', and that the secret is coturn’s' : ''}.`,
    `${url} 未分配地址（${why}）。请检查名称、端口、防火墙是否放行 UDP${check === 'turn' ? '，以及密钥是否与 coturn 一致' : ''}。`,
  )
}
