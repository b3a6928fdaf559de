/** Access tokens as a back end written for WeChat asks for them, for tests. */

import { MODEL, type TestServer } from './test-server.ts'

/** @param current the server of the test that runs */
export function wechatTokens(current: () => TestServer) {
  const credential = () => ({ appid: current().appid, secret: current().secret })
  const stable = async (more: object = {}) => {
    const body = { grant_type: 'client_credential', ...credential(), ...more }
    return (await current().anyone('POST', '/cgi-bin/stable_token', { body })).body
  }
  const plain = async (more: Record<string, string> = {}) => {
    const query = new URLSearchParams({ grant_type: 'client_credential', ...credential(), ...more })
    return (await current().anyone('GET', `/cgi-bin/token?${query}`)).body
  }
  /** The errcode that a call with this token gets: 0 when it is good. */
  const opens = async (token: string) => {
    const body = { sn: 'door-1', model_id: MODEL }
    return (await current().anyone('POST', `/wxa/getsnticket?access_token=${token}`, { body })).body.errcode
  }
  const seconds = (n: number) => {
    current().clock.now += n * 1000
  }
  return { credential, stable, plain, opens, seconds }
}
