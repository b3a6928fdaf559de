const compiler = process.env.TARO_COMPILER === 'vite' ? 'vite' : 'webpack5'

// 你的 Callgrant 服务器，以及后端的地址；后端的例子见 back-end.mjs。
const server = process.env.CALLGRANT_SERVER || 'http://127.0.0.1:7100'
const appid = process.env.CALLGRANT_APPID || 'wx_demo'
const backEnd = process.env.BACK_END || 'http://127.0.0.1:7481'

// px 就是 px：字和按钮在手机与电脑上一样大小。
const postcss = { pxtransform: { enable: false } }

module.exports = {
  projectName: 'taro-app',
  designWidth: 750,
  deviceRatio: { 375: 2, 750: 1 },
  sourceRoot: 'src',
  outputRoot: process.env.TARO_OUTPUT || `dist/${process.env.TARO_ENV}`,
  framework: 'react',
  compiler,
  // 全部配置就是这一行，加上 src/app.tsx 里的 setSession。
  plugins: ['@tarojs/plugin-platform-harmony-ets', ['taro-plugin-callgrant', { server, appid }]],
  defineConstants: { BACK_END: JSON.stringify(backEnd) },
  mini: { postcss },
  h5: {
    // 打包后放在哪个路径下都能用；webpack 的开发服务器不认识相对路径。
    publicPath: process.env.NODE_ENV === 'development' ? '/' : './',
    staticDirectory: 'static',
    router: { mode: 'hash' },
    postcss,
  },
  harmony: { compiler: 'vite', projectPath: process.env.HARMONY_PROJECT || 'harmony', hapName: 'entry' },
}
