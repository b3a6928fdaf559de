// 设备组：没有就创建，并把设备放进去。 A device group: made once, with its devices in it.
const { WX_API = 'https://api.weixin.qq.com', WX_APPID, WX_SECRET } = process.env

// 示例只在内存里记住组；你的后台要存下来。 Kept in memory here; your back end would store it.
const groups = new Map()

exports.main = async ({ name, sns, modelId }) => {
  const key = `${modelId}/${name}`
  if (!groups.has(key)) groups.set(key, await makeGroup(name, sns, modelId))
  return { groupId: groups.get(key) }
}

async function makeGroup(group_name, sns, model_id) {
  const { access_token } = await post('/cgi-bin/stable_token', {
    grant_type: 'client_credential',
    appid: WX_APPID,
    secret: WX_SECRET,
  })
  const token = `?access_token=${encodeURIComponent(access_token)}`
  const { group_id } = await post(`/wxa/business/group/createid${token}`, { model_id, group_name })
  await post(`/wxa/business/group/adddevice${token}`, {
    group_id,
    device_list: sns.map((sn) => ({ model_id, sn })),
    force_add: true,
  })
  return group_id
}

async function post(path, body) {
  const response = await fetch(WX_API + path, { method: 'POST', body: JSON.stringify(body) })
  const answer = await response.json()
  if (answer.errcode) throw new Error(`${path.split('?')[0]}: ${answer.errcode} ${answer.errmsg}`)
  return answer
}
