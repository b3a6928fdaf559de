/** 后端的最小例子：`CALLGRANT_SECRET=… node back-end.mjs`。登录态由你自己的系统验证，这里谁都可以。 */

import { createServer } from 'node:http'

const { CALLGRANT_SERVER = 'http://127.0.0.1:7100', CALLGRANT_APPID, CALLGRANT_SECRET } = process.env
const { CALLGRANT_MODEL, CALLGRANT_GROUP, PORT = '7481' } = process.env
const authorization = `Basic ${Buffer.from(`${CALLGRANT_APPID}:${CALLGRANT_SECRET}`).toString('base64')}`

async function callgrant(path, body) {
  const response = await fetch(CALLGRANT_SERVER + path, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return response.json()
}

const routes = {
  '/session': ({ openid }) => callgrant('/v1/sessions', { openid }),
  '/ticket': async ({ sn }) => ({
    ...(await callgrant('/v1/tickets', { sn, model_id: CALLGRANT_MODEL })),
    model_id: CALLGRANT_MODEL,
  }),
  '/group': () => ({ group_id: CALLGRANT_GROUP }),
}

createServer(async (request, response) => {
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('access-control-allow-headers', 'content-type')
  const route = routes[request.url]
  if (request.method === 'OPTIONS' || !route) return response.writeHead(route ? 204 : 404).end()
  let text = ''
  for await (const chunk of request) text += chunk
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(await route(JSON.parse(text))))
}).listen(Number(PORT), () => console.log(`http://127.0.0.1:${PORT}`))
