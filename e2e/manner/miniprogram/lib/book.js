export { default } from './settings'

const call = (act) => (data) =>
  wx.cloud.callFunction({ name: 'book', data: { act, data } }).then(({ result }) => result)
const [ticket, write, read, me, token] = ['ticket', 'write', 'read', 'me', 'token'].map(call)

export { me, read, ticket, token, write }
