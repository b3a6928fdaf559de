/** Metro as Taro's RN runner sets it up, as far as scripts go; native libraries that are not installed are played. */

const { join } = require('node:path')

module.exports = {
  projectRoot: __dirname,
  resolver: {
    useWatchman: false,
    resolverMainFields: ['react-native', 'browser', 'main'],
    platforms: ['android', 'ios'],
    // `x.rn.ts` before `x.ts`, as Taro looks things up.
    sourceExts: ['rn.ts', 'ts', 'tsx', 'js', 'jsx', 'json', 'cjs'],
    resolveRequest(context, name, platform) {
      // Taro compiles styles itself; nothing is drawn here.
      if (name.endsWith('.css')) return { type: 'empty' }
      try {
        return context.resolveRequest(context, name === '@tarojs/taro' ? '@tarojs/taro-rn' : name, platform)
      } catch (error) {
        if (!NATIVE.test(name)) throw error
        return { type: 'sourceFile', filePath: join(__dirname, 'native-library.js') }
      }
    },
  },
  transformer: {
    babelTransformerPath: require.resolve('@react-native/metro-babel-transformer'),
    asyncRequireModulePath: require.resolve('metro-runtime/src/modules/asyncRequire'),
    assetRegistryPath: '@react-native/assets-registry/registry',
    allowOptionalDependencies: true,
    dynamicDepsInPackages: 'reject',
    getTransformOptions: async () => ({
      transform: { experimentalImportSupport: false, inlineRequires: true },
    }),
  },
  serializer: {
    getModulesRunBeforeMainModule: () => [require.resolve('react-native/Libraries/Core/InitializeCore')],
    getPolyfills: () => require('@react-native/js-polyfills')(),
  },
}

/** What an app has beside React Native itself: Taro's own code loads it, and nothing here calls it. */
const NATIVE =
  /^(expo-|react-native-|@react-native-(community|clipboard|camera-roll|async-storage|masked-view)\/|@bam\.tech\/)/
