const cloud = require('wx-server-sdk')

cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV })

const rows = new Map()
const rowOf = (sn) => {
  if (!rows.has(sn)) rows.set(sn, { sn, people: [], pushToken: '' })
  return rows.get(sn)
}

exports.main = async ({ act, data = {} }) => {
  const { OPENID } = cloud.getWXContext()
  switch (act) {
    case 'ticket': {
      const { snTicket } = await cloud.openapi.device.getSnTicket({ sn: data.sn, model_id: data.modelId })
      return { snTicket }
    }
    case 'write': {
      const { people } = rowOf(data.sn)
      if (!people.some(({ openid }) => openid === OPENID)) people.push({ openid: OPENID, name: data.name })
      return {}
    }
    case 'read':
      if (data.sn) return rowOf(data.sn).people
      return [...rows.values()].filter(({ people }) => people.some(({ openid }) => openid === OPENID))
    case 'token':
      rowOf(data.sn).pushToken = data.pushToken
      return {}
    default:
      return { id: OPENID, name: '妈妈' }
  }
}
