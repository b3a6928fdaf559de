/** Bundles the app by Metro, as a release build does; the preset is Taro's for React Native. */

const Metro = require('metro')

async function bundle() {
  const config = await Metro.loadConfig({ config: `${__dirname}/metro.config.js`, cwd: __dirname })
  await Metro.runBuild(config, {
    entry: 'index.js',
    out: 'dist/app.js',
    dev: false,
    minify: false,
    platform: 'android',
  })
}

bundle().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
