/** The page's looks. Colours are variables, so that pictures follow the reader's choice of light or dark. */
export const STYLE_SHEET = `
:root { color-scheme: light dark; --ground: #ffffff; --text: #1b1f24; --soft: #57606a; --line: #d0d7de; --band: #f3f5f7;
  --link: #0550ae; --mark: #b35900;
  --s0: #0072b2; --s1: #c44e00; --s2: #00795a; --s3: #a8487f; --s4: #8a6d00; --s5: #3f6fb0; --s6: #7a4a1c; }
@media (prefers-color-scheme: dark) { :root { --ground: #0f1419; --text: #e6e9ec; --soft: #a3adb8; --line: #39424c;
  --band: #1a2129; --link: #79b8ff; --mark: #ffb454;
  --s0: #56b4e9; --s1: #ff9f5a; --s2: #3fcf9f; --s3: #e79cc8; --s4: #f0e442; --s5: #9db8ff; --s6: #d9b38c; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main, header, footer { max-width: 76rem; margin: 0 auto; padding: 0 1rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--ground); padding: .5rem; z-index: 3; }
nav { position: sticky; top: 0; z-index: 2; background: var(--ground); border-bottom: 1px solid var(--line); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; max-width: 76rem; margin: 0 auto; padding: .6rem 1rem; }
h1 { line-height: 1.2; margin: 1.5rem 0 .5rem; }
h2 { margin: 2.5rem 0 .5rem; border-bottom: 1px solid var(--line); }
h3 { margin: 1.75rem 0 .5rem; }
.answer { font-size: 1.2rem; border-left: 4px solid var(--s0); padding: .25rem 1rem; margin: 1rem 0; }
.table { overflow-x: auto; max-width: 100%; margin: .75rem 0; }
table { border-collapse: collapse; font-size: .875rem; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td { min-width: 4.5rem; }
thead th { background: var(--band); white-space: nowrap; }
tbody th { font-weight: 500; position: sticky; left: 0; background: var(--ground); min-width: 8rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.notes { color: var(--soft); font-size: .8125rem; padding-left: 1.2rem; overflow-wrap: anywhere; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1rem; }
.panel { margin: 0; border: 1px solid var(--line); border-radius: 6px; padding: .5rem; min-width: 0; }
.panel svg { width: 100%; height: auto; max-width: 34rem; display: block; }
.caption, .soft { color: var(--soft); font-size: .875rem; }
details { margin: .5rem 0; }
summary { cursor: pointer; padding: .25rem 0; }
.run { border: 1px solid var(--line); border-radius: 6px; padding: 0 1rem; }
.run > summary { font-weight: 600; padding: .6rem 0; }
.sample { border-left: 3px solid var(--line); padding-left: .75rem; margin: .75rem 0; overflow-wrap: anywhere; }
.sample dt { color: var(--soft); font-size: .8125rem; }
.sample dd { margin: 0 0 .3rem; white-space: pre-wrap; }
.sample img { image-rendering: pixelated; width: 6rem; height: auto; }
.problems { border: 1px solid var(--mark); border-radius: 6px; padding: .5rem 1rem; overflow-wrap: anywhere; }
#tip { position: fixed; z-index: 4; pointer-events: none; background: var(--text); color: var(--ground); border-radius: 4px;
  padding: .25rem .5rem; font-size: .8125rem; max-width: 20rem; visibility: hidden; }
.pointed { stroke-width: 4px; }
@media (max-width: 40rem) { nav { position: static; } html { scroll-padding-top: 0; } tbody th { max-width: 9rem; } }
@media print { nav, .skip, #tip { display: none; } .table { overflow: visible; } table { font-size: .6rem; }
  thead th { white-space: normal; } tbody th { position: static; } .panel, .run, tr { break-inside: avoid; }
  td, tbody th { min-width: 0; } .run { border: none; padding: 0; } }
`;
