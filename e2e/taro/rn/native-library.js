/** A native library that Taro's code loads and nothing here uses: whatever is asked of it. */

function anything() {
  return new Proxy(() => {}, {
    get(own, key) {
      if (key === '__esModule') return true
      if (key === Symbol.toPrimitive) return () => 'native'
      return key === 'then' || key === 'prototype' ? own[key] : anything()
    },
    apply: () => anything(),
  })
}

module.exports = anything()
