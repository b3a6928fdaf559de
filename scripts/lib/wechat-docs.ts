/** docs/wechat-http.md: WeChat's calls and numbers, from the routes and the table of the server. */

import { HTTP_CODES } from '@callgrant/protocol/wechat-codes'
import { WECHAT_CODES } from '../../packages/server/src/http/wechat/codes.ts'
import { errcodesOf, type WechatRoute } from '../../packages/server/src/http/wechat/route.ts'

const INTRODUCTION = `A back end that was written for \`api.weixin.qq.com\` needs another host name, and the appid and secret of an app of
this server. Paths, bodies, answers and numbers stay as they are. Every answer is HTTP 200; \`errmsg\` begins with WeChat's
words, says what is wrong and what to do, and ends with the id of the request (\`rid\`), which the log has as well.
\`/openapi.json\` has each call with its fields and an example.

| client | where it takes the host |
| --- | --- |
| WxJava (Java) | \`config.setApiHostUrl("https://call.example.com")\` |
| Senparc.Weixin (C#) | \`Senparc.Weixin.Config.ApiMpHost = "https://call.example.com"\` |
| SKIT.FlurlHttpClient.Wechat (C#) | \`Endpoint\` of \`WechatApiClientOptions\` |
| silenceper/wechat (Go) | \`util.SetURIModifier\`, a function that replaces the host |
| EasyWeChat (PHP) | \`'http' => ['base_uri' => 'https://call.example.com/']\` |
| wechatpy (Python) | \`WeChatClient.API_BASE_URL\` |
| anything that has the host built in | a name server or \`/etc/hosts\` that leads \`api.weixin.qq.com\` here, and a certificate that the back end trusts |

Create the app with the appid that the back end knows: \`callgrant app create --help\`. An access token opens these calls and
nothing of \`/v1\`; nothing of \`/v1\` opens these. WeChat's clients put secrets into addresses: the server keeps them out of
its log, a proxy in front of it must do the same.
`

const DIFFERENCES = `- Access tokens of \`/cgi-bin/token\` and \`/cgi-bin/stable_token\` are isolated, as WeChat's. A new secret
  (\`callgrant app rotate-secret\`) makes all of them bad at once.
- A field that is missing, or null, counts as empty and gets the number for a wrong value (9800002 for an \`sn\`); a field of
  another JSON type is 47001: a number is not taken for a string, nor "true" for true. WeChat does not say what it does there.
- \`device_list\` of more devices than a group holds is refused whole (9800016, 9800017), and nothing is changed.
- A field that \`voip/call\` needs and that has no number of its own (\`room_type\`) is 40101 when it is missing.
- \`voip/call\` to a person who is in another call is answered 1005, and nothing follows. On WeChat such a call begins, and
  the device hears \`busy\` when it has joined; here it is over before anybody joins, so that the back end is told. A device
  that is in a call itself is 1005 as well, with words of its own. (\`POST /v1/calls\` answers the call, ended as \`busy\`.)
- \`session_key\` is random and opens nothing: nothing here is encrypted with it. There is no \`unionid\`.
- Not there: calls for third-party platforms (\`authorizer_access_token\`), OAuth of web pages (\`/sns/oauth2/…\`,
  \`/sns/userinfo\`, \`/sns/auth\`), device messages, face payment
  (\`getvoipcontactlist\`), IP allow-lists (40164). Their paths answer 40066.
`

/** @param note the line that says that the page is made */
export function wechatPage(routes: readonly WechatRoute[], note: string): string {
  const calls = routes.map(
    (route) =>
      `| \`${route.method} ${route.url}\` | ${route.summary} | ${errcodesOf(route)
        .filter((code) => !isCommon(code))
        .join(', ')} |`,
  )
  const numbers = Object.entries(WECHAT_CODES)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([code, { errmsg, todo }]) => `| ${code} | ${errmsg} | ${todo} |`)
  return [
    `# WeChat's HTTP calls\n\n${note}\n\n${INTRODUCTION}`,
    `## Calls\n\nBeside the numbers listed, any call can answer ${[...COMMON].join(', ')}.\n`,
    `| call | what it does | errcode |\n| --- | --- | --- |\n${calls.join('\n')}\n`,
    `## Numbers\n\n| errcode | errmsg begins with | and says what to do |\n| --- | --- | --- |\n${numbers.join('\n')}\n`,
    `## What differs\n\n${DIFFERENCES}`,
  ].join('\n')
}

const COMMON: ReadonlySet<number> = new Set([
  HTTP_CODES.SYSTEM_ERROR,
  HTTP_CODES.INVALID_CREDENTIAL,
  HTTP_CODES.INVALID_ACCESS_TOKEN,
  HTTP_CODES.ACCESS_TOKEN_MISSING,
  HTTP_CODES.ACCESS_TOKEN_EXPIRED,
  HTTP_CODES.GET_REQUIRED,
  HTTP_CODES.POST_REQUIRED,
  HTTP_CODES.EMPTY_BODY,
  HTTP_CODES.CONTENT_TOO_LONG,
  HTTP_CODES.MINUTE_QUOTA_REACHED,
  HTTP_CODES.DATA_FORMAT_ERROR,
])
const isCommon = (code: number) => COMMON.has(code)
