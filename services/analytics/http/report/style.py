"""The page's style: one sheet, light and dark, for screens of any width and for paper."""

CSS = """
:root{--paper:#f4f2ed;--card:#fffefb;--ink:#1b2733;--soft:#5d6a77;--faint:#e4e0d7;--line:#d5d0c5;
--c1:#12708a;--c2:#e2603f;--c3:#e0a526;--c4:#5b8c5a;--c5:#7a5fa8;--c6:#8c98a4;--alarm:#e2603f;--good:#3f8f5f;
--shadow:0 1px 2px #1b273312,0 8px 24px #1b27330d}
@media(prefers-color-scheme:dark){:root{--paper:#10171e;--card:#19232d;--ink:#eef2f5;--soft:#9fb0bf;--faint:#263340;
--line:#33424f;--c1:#4fb6d1;--c2:#ff8a66;--c3:#f2c45a;--c4:#86c285;--c5:#b096e0;--c6:#7f8f9d;--alarm:#ff8a66;--good:#74c997;
--shadow:none}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
"Helvetica Neue",Arial,sans-serif;-webkit-font-smoothing:antialiased}
main{max-width:1240px;margin:0 auto;padding:40px 24px 56px}
header{display:flex;flex-wrap:wrap;gap:8px 24px;align-items:flex-end;justify-content:space-between;margin-bottom:24px}
h1{font-size:34px;line-height:1.15;letter-spacing:-.02em;margin:0}
h2{font-size:16px;margin:0 0 2px;letter-spacing:-.005em}
.eyebrow{font-size:12px;font-weight:650;letter-spacing:.12em;text-transform:uppercase;color:var(--c1);margin:0 0 6px}
.when,.note{color:var(--soft);margin:0;font-size:13.5px}
.note{margin:0 0 10px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(152px,100%),1fr));gap:12px;margin-bottom:18px}
.card,.tile{background:var(--card);border:1px solid var(--faint);border-radius:14px;box-shadow:var(--shadow)}
.tile{padding:15px 16px 13px}
.tile b{display:block;font-size:23px;line-height:1.25;white-space:nowrap;letter-spacing:-.02em;font-weight:680;
font-variant-numeric:tabular-nums}
.tile span{color:var(--soft);font-size:13px}
.tile .label{display:block;color:var(--ink);font-weight:560;margin-bottom:4px}
.tile.alarm b{color:var(--alarm)}.tile.good b{color:var(--good)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(440px,100%),1fr));gap:18px}
.card{padding:18px 20px 14px;min-width:0}
.wide{grid-column:1/-1}
svg{display:block;width:100%;height:auto;font:12px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}
.tick{fill:var(--soft);font-size:11.5px}.legend{fill:var(--ink);font-size:12px}.nothing{fill:var(--soft);font-size:14px}
.name{fill:var(--ink);font-size:13px}.value{fill:var(--soft);font-size:12.5px;font-variant-numeric:tabular-nums}
.grid{stroke:var(--faint)}.base{stroke:var(--line)}.track{fill:var(--faint);opacity:.5}
.line{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.dot,.fill{fill:var(--c)}.area{fill:var(--c);opacity:.16}
.c1{--c:var(--c1)}.c2{--c:var(--c2)}.c3{--c:var(--c3)}.c4{--c:var(--c4)}.c5{--c:var(--c5)}.c6{--c:var(--c6)}
.band{fill:var(--alarm);opacity:.09}.mark{stroke:var(--alarm);stroke-width:1.5;stroke-dasharray:3 3}
.done{stroke:var(--good)}
.hit{fill:var(--ink);fill-opacity:0}.hit:hover{fill-opacity:.07}
table{border-collapse:collapse;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:7px 8px;border-bottom:1px solid var(--faint)}
th:first-child,td:first-child{text-align:left;padding-left:0}
th{font-weight:560;color:var(--soft)}tr:last-child td{border-bottom:0}
.steps{display:flex;flex-wrap:wrap;list-style:none;margin:14px 0 10px;padding:0}
.steps li{flex:1 1 120px;border-top:3px solid var(--c2);padding:14px 12px 0 0;position:relative;margin-bottom:8px}
.steps li::before{content:"";position:absolute;top:-9px;left:0;width:15px;height:15px;border-radius:50%;
background:var(--card);border:4px solid var(--c2)}
.steps li.over,.steps li.over::before{border-color:var(--good)}
.steps li.open,.steps li.open::before,.steps li.missed,.steps li.missed::before{border-color:var(--line)}
.steps li.missed b{color:var(--soft)}
.steps b{display:block;font-size:14px}.steps span{color:var(--soft);font-size:13px}
.facts{display:flex;flex-wrap:wrap;gap:4px 26px;color:var(--soft);font-size:13.5px;margin:0 0 6px}
.facts b{color:var(--ink)}
.pill{display:inline-block;border-radius:99px;padding:1px 10px;font-size:12px;font-weight:620;background:var(--alarm);
color:var(--card);margin-left:8px;vertical-align:1px}
.pill.over{background:var(--good)}
article+article{border-top:1px solid var(--faint);margin-top:14px;padding-top:16px}
footer{color:var(--soft);font-size:12.5px;margin-top:26px}
@media(max-width:700px){.wide{overflow-x:auto}.wide svg{min-width:760px}}
@media(max-width:600px){main{padding:24px 14px}h1{font-size:27px}.card{padding:14px}}
@media print{body{background:#fff}.card,.tile{box-shadow:none;break-inside:avoid}}
"""
