/// <reference types="@tarojs/taro" />

/** Taro 在编译时替换成字面量。 */
declare const process: { env: { TARO_ENV: string; TARO_PLATFORM: string } }
