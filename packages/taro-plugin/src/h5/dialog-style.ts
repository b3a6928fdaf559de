/** How the dialog looks: the SDK's sheet, colours and buttons, as one plain style sheet. */

const LIGHT = '--s:#fff;--t:#191919;--q:#5f5f5f;--g:#ececec'
const DARK = '--s:#202020;--t:#e6e6e6;--q:#a3a3a3;--g:#3a3a3a'

// White on WeChat's green has a contrast of 2.4 only, so text on green is nearly black (AA wants 4.5).
export const DIALOG_STYLE = `
:host{${LIGHT};font:17px/1.4 system-ui,-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif}
@media(prefers-color-scheme:dark){:host{${DARK}}}
*{box-sizing:border-box;margin:0}
dialog{position:fixed;inset:0;width:100%;height:100%;max-width:none;max-height:none;border:0;padding:0;color:var(--t);background:rgb(0 0 0/60%);overscroll-behavior:contain;text-align:start}
dialog[open]{display:flex;align-items:flex-end;justify-content:center}
dialog::backdrop{background:none}
div{background:var(--s);width:100%;max-height:calc(100% - 16px - env(safe-area-inset-top));overflow:auto;border-radius:12px 12px 0 0;padding:24px 24px 0}
p{font-size:15px;overflow-wrap:anywhere}
h2{margin-top:20px;font-size:19px;line-height:1.45;font-weight:600;overflow-wrap:anywhere;outline:0}
h2+p{margin-top:8px;color:var(--q)}
/* On the smallest screen the words scroll and the two buttons stay. */
nav{display:flex;gap:16px;margin-top:8px;position:sticky;bottom:0;padding:24px 0 calc(24px + env(safe-area-inset-bottom));background:var(--s)}
button{flex:1;min-height:48px;padding:8px 12px;border:0;border-radius:8px;font:inherit;font-weight:600;color:var(--t);background:var(--g);touch-action:manipulation;cursor:pointer}
button:active{filter:brightness(.92)}
button:focus-visible{outline:3px solid #1a73e8;outline-offset:2px}
button+button{background:#07c160;color:#00210f}
@media(min-width:600px){dialog[open]{align-items:center}div{width:400px;border-radius:12px;padding:28px 28px 0}}
@media(max-height:480px){div{padding-top:16px}h2{margin-top:8px}nav{margin-top:0;padding-block:12px calc(12px + env(safe-area-inset-bottom))}}
`
