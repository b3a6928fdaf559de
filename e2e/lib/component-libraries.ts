/** Writes a Mini Program that uses every component of Vant Weapp and of TDesign once, each library on a page of its own. */

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const modules = resolve(import.meta.dirname, '../../node_modules')

interface Library {
  /** The package, and its page's name. */
  name: string
  /** The folder that `miniprogram` of its package.json names. */
  home: string
  prefix: string
}
const LIBRARIES: Record<'vant' | 'tdesign', Library> = {
  vant: { name: '@vant/weapp', home: 'lib', prefix: 'van' },
  tdesign: { name: 'tdesign-miniprogram', home: 'miniprogram_dist', prefix: 't' },
}

/** What a component needs to show something; the others show something without. Data is in `DATA`. */
const USES: Record<string, string> = {
  'van-button': 'type="primary">Press</van-button>',
  'van-cell': 'title="Front door" value="online" icon="location-o" is-link />',
  'van-icon': 'name="phone-o" />',
  'van-image': 'width="40" height="40" />',
  'van-field': 'label="Name" value="{{text}}" placeholder="Name" />',
  'van-tag': 'type="success">tag</van-tag>',
  'van-nav-bar': 'title="Vant" left-text="Back" left-arrow />',
  'van-notice-bar': 'text="Somebody is at the door." />',
  'van-progress': 'percentage="50" />',
  'van-circle': 'value="{{50}}" text="50%" />',
  'van-rate': 'value="{{3}}" />',
  'van-slider': 'value="{{40}}" />',
  'van-stepper': 'value="{{2}}" />',
  'van-switch': 'checked="{{true}}" />',
  'van-search': 'value="{{text}}" placeholder="Search" />',
  'van-skeleton': 'title row="2" />',
  'van-steps': 'steps="{{steps}}" active="{{1}}" />',
  'van-divider': 'contentPosition="center">or</van-divider>',
  'van-empty': 'description="Nothing here" />',
  'van-count-down': 'time="{{3600000}}" />',
  'van-picker': 'columns="{{names}}" />',
  'van-area': 'area-list="{{areas}}" />',
  'van-datetime-picker': 'type="time" value="12:00" />',
  'van-calendar':
    'poppable="{{false}}" show="{{true}}" min-date="{{1760000000000}}" max-date="{{1761000000000}}" />',
  'van-tree-select': 'items="{{tree}}" main-active-index="{{0}}" active-id="{{1}}" />',
  'van-uploader': 'file-list="{{[]}}" />',
  'van-panel': 'title="Panel" desc="text">inside</van-panel>',
  'van-submit-bar': 'price="{{3050}}" button-text="Send" />',
  'van-loading': '/>',
  'van-info': 'info="9" />',
  'van-tabs':
    'active="{{0}}"><van-tab title="One">first</van-tab><van-tab title="Two">second</van-tab></van-tabs>',
  'van-collapse':
    'value="{{[\'a\']}}"><van-collapse-item title="Open" name="a">content</van-collapse-item></van-collapse>',
  'van-grid':
    'column-num="3"><van-grid-item icon="photo-o" text="Photo" /><van-grid-item icon="video-o" text="Video" /></van-grid>',
  'van-row': '><van-col span="12">left</van-col><van-col span="12">right</van-col></van-row>',
  'van-checkbox-group': 'value="{{[\'a\']}}"><van-checkbox name="a">A</van-checkbox></van-checkbox-group>',
  'van-radio-group': 'value="a"><van-radio name="a">A</van-radio></van-radio-group>',
  'van-sidebar': '><van-sidebar-item title="Doors" /><van-sidebar-item title="Gates" /></van-sidebar>',
  'van-tabbar':
    'active="{{0}}" fixed="{{false}}"><van-tabbar-item icon="home-o">Home</van-tabbar-item></van-tabbar>',
  'van-index-bar': '><van-index-anchor index="A" /></van-index-bar>',
  'van-dropdown-menu': '><van-dropdown-item value="{{0}}" options="{{options}}" /></van-dropdown-menu>',
  'van-goods-action':
    '><van-goods-action-icon icon="chat-o" text="Chat" /><van-goods-action-button text="Buy" /></van-goods-action>',
  'van-cell-group': 'title="Group"><van-cell title="inside" /></van-cell-group>',
  'van-config-provider': '>configured</van-config-provider>',
  'van-sticky': '><view>sticky</view></van-sticky>',
  'van-swipe-cell': 'right-width="{{60}}"><van-cell title="swipe" /></van-swipe-cell>',
  'van-transition': 'show="{{true}}">shown</van-transition>',
  'van-card': 'title="A card" desc="text" price="2.00" num="2" />',
  't-button': 'theme="primary">Press</t-button>',
  't-cell': 'title="Front door" note="online" arrow />',
  't-icon': 'name="call" />',
  't-input': 'label="Name" value="{{text}}" placeholder="Name" />',
  't-textarea': 'label="Text" value="{{text}}" />',
  't-tag': 'theme="success">tag</t-tag>',
  't-check-tag': 'content="check" />',
  't-badge': 'count="{{9}}" content="Calls" />',
  't-avatar': '>A</t-avatar>',
  't-avatar-group': '><t-avatar>A</t-avatar><t-avatar>B</t-avatar></t-avatar-group>',
  't-navbar': 'title="TDesign" fixed="{{false}}" />',
  't-notice-bar': 'visible content="Somebody is at the door." />',
  't-progress': 'percentage="{{50}}" />',
  't-rate': 'value="{{3}}" />',
  't-slider': 'value="{{40}}" />',
  't-stepper': 'value="{{2}}" />',
  't-switch': 'value="{{true}}" />',
  't-search': 'value="{{text}}" placeholder="Search" />',
  't-divider': 'content="or" />',
  't-empty': 'icon="info-circle-filled" description="Nothing here" />',
  't-result': 'title="Done" description="It works" theme="success" />',
  't-footer': 'text="The end" />',
  't-link': 'content="A link" theme="primary" />',
  't-count-down': 'time="{{3600000}}" />',
  't-steps': 'current="{{1}}"><t-step-item title="One" /><t-step-item title="Two" /></t-steps>',
  't-tabs':
    'value="0"><t-tab-panel label="One" value="0">first</t-tab-panel><t-tab-panel label="Two" value="1">second</t-tab-panel></t-tabs>',
  't-tab-bar':
    'value="a" fixed="{{false}}"><t-tab-bar-item value="a" icon="home">Home</t-tab-bar-item></t-tab-bar>',
  't-side-bar':
    'value="a"><t-side-bar-item label="Doors" value="a" /><t-side-bar-item label="Gates" value="b" /></t-side-bar>',
  't-collapse':
    'value="{{[\'a\']}}"><t-collapse-panel header="Open" value="a">content</t-collapse-panel></t-collapse>',
  't-grid':
    'column="{{3}}"><t-grid-item text="Photo" icon="image" /><t-grid-item text="Video" icon="video" /></t-grid>',
  't-row': '><t-col span="12">left</t-col><t-col span="12">right</t-col></t-row>',
  't-checkbox-group': 'value="{{[\'a\']}}"><t-checkbox value="a" label="A" /></t-checkbox-group>',
  't-radio-group': 'value="a"><t-radio value="a" label="A" /></t-radio-group>',
  't-cell-group': 'title="Group"><t-cell title="inside" /></t-cell-group>',
  't-picker':
    'visible="{{false}}" value="{{[]}}" title="Pick"><t-picker-item options="{{options}}" /></t-picker>',
  't-dropdown-menu': '><t-dropdown-item value="{{0}}" options="{{options}}" /></t-dropdown-menu>',
  't-indexes': 'index-list="{{[\'A\']}}"><t-indexes-anchor index="A" /></t-indexes>',
  't-form': '><t-form-item label="Name" name="name"><t-input /></t-form-item></t-form>',
  't-swiper': 'list="{{names}}" height="{{80}}" />',
  't-swiper-nav': 'type="dots" total="{{3}}" current="{{1}}" />',
  't-message-item': 'visible content="A message" />',
  't-table': 'row-key="id" data="{{tree}}" columns="{{columns}}" />',
  't-segmented': 'value="a" options="{{segments}}" />',
  't-tree-select': 'options="{{branches}}" value="{{[\'a\', \'b\']}}" />',
  't-qrcode': 'value="door-1" />',
  't-watermark': 'content="door">under</t-watermark>',
  't-text': '>A text</t-text>',
  't-title': '>A title</t-title>',
  't-paragraph': '>A paragraph</t-paragraph>',
  't-skeleton': 'theme="text" />',
  't-swipe-cell': '><t-cell title="swipe" /></t-swipe-cell>',
  't-sticky': '><view>sticky</view></t-sticky>',
  't-transition': 'visible>shown</t-transition>',
  't-config-provider': '>configured</t-config-provider>',
  't-upload': 'files="{{[]}}" />',
  't-image': 'width="40" height="40" />',
  't-chat-content': 'content="{{message}}" role="assistant" />',
  't-color-picker': 'type="multiple" use-popup="{{false}}" />',
  't-fab': 'icon="add" text="Add" />',
  't-chat-markdown': 'content="**bold** text" />',
  't-calendar':
    'use-popup="{{false}}" value="{{1760000000000}}" minDate="{{1760000000000}}" maxDate="{{1761000000000}}" />',
}

const DATA = {
  text: 'Ann',
  names: ['Ann', 'Ben', 'Cleo'],
  steps: [{ text: 'One' }, { text: 'Two' }],
  options: [
    { text: 'All', label: 'All', value: 0 },
    { text: 'New', label: 'New', value: 1 },
  ],
  segments: [
    { label: 'A', value: 'a' },
    { label: 'B', value: 'b' },
  ],
  areas: {
    province_list: { 110000: 'Beijing' },
    city_list: { 110100: 'Beijing' },
    county_list: { 110101: 'Dongcheng' },
  },
  tree: [{ id: 1, text: 'Doors', children: [{ id: 1, text: 'Front' }] }],
  branches: [{ label: 'Doors', value: 'a', children: [{ label: 'Front', value: 'b' }] }],
  message: { type: 'text', data: 'An answer' },
  columns: [{ colKey: 'text', title: 'Name' }],
}

/** Every component that a package has, by its tag. */
export function componentsOf(library: keyof typeof LIBRARIES): Record<string, string> {
  const { name, home, prefix } = LIBRARIES[library]
  const root = join(modules, name, home)
  const found: Record<string, string> = {}
  for (const folder of readdirSync(root)) {
    for (const file of [folder, 'index']) {
      const json = join(root, folder, `${file}.json`)
      if (!existsSync(json) || !JSON.parse(readFileSync(json, 'utf8')).component) continue
      if (`${prefix}-${folder}` in found) continue
      found[`${prefix}-${folder}`] = `${name}/${folder}/${file}`
    }
  }
  return found
}

function page(library: keyof typeof LIBRARIES): Record<string, string> {
  const components = componentsOf(library)
  const text = Object.values(USES).join(' ')
  const inside = (tag: string) => text.includes(`<${tag} `) || text.includes(`<${tag}>`)
  const uses = Object.keys(components)
    .filter((tag) => tag in USES || !inside(tag))
    .map((tag) => `<view class="use" data-tag="${tag}"><${tag} id="${tag}" ${USES[tag] ?? '/>'}</view>`)
  const place = `pages/${library}/${library}`
  return {
    [`${place}.json`]: JSON.stringify({ usingComponents: components, navigationBarTitleText: library }),
    [`${place}.wxml`]: `<view class="title">{{title}}</view>\n${uses.join('\n')}\n`,
    [`${place}.js`]: `Page({ data: ${JSON.stringify({ title: library, ...DATA })} })`,
    [`${place}.wxss`]: '.use { position: relative; margin: 8px; }',
  }
}

/**
 * @param how `built`: with `miniprogram_npm`, as WeChat's tool leaves a folder; `installed`: with `node_modules` only
 * @returns the folder; the caller removes it
 */
export function writeLibrariesProgram(how: 'built' | 'installed'): string {
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-libraries-'))
  const names = Object.values(LIBRARIES).map(({ name }) => name)
  const files: Record<string, string> = {
    'project.config.json': JSON.stringify({ miniprogramRoot: 'miniprogram/', projectname: 'libraries' }),
    'package.json': JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, '*'])) }),
    'miniprogram/app.json': JSON.stringify({ pages: ['pages/vant/vant', 'pages/tdesign/tdesign'] }),
    'miniprogram/app.js': 'App({})',
  }
  for (const library of ['vant', 'tdesign'] as const)
    for (const [path, content] of Object.entries(page(library))) files[`miniprogram/${path}`] = content
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  for (const { name, home } of Object.values(LIBRARIES)) {
    if (how === 'built') {
      cpSync(join(modules, name, home), join(folder, 'miniprogram/miniprogram_npm', name), {
        recursive: true,
      })
    } else {
      const place = join(folder, 'node_modules', name)
      mkdirSync(dirname(place), { recursive: true })
      symlinkSync(join(modules, name), place)
    }
  }
  return folder
}
