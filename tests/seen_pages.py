"""HTML of replies of which some programs show more or less than others, by kind; and what people and programs really write."""

from __future__ import annotations

_PAINT = (
    "--c:#fff;color:var(--c)", "color:var(--none, white)", "color:color-mix(in srgb, #fff 99%, #eee)", "color:light-dark(#fff,#000)", "color:Canvas",
    "color:ButtonFace", "color:rgb(from #fff r g b / 100%)", "color:#fff;color:whitee", "color:#fffe", "background:currentColor", "background-color:currentcolor;color:#333",
    "color:#fff;background:linear-gradient(#fefefe,#fff)", "color:#fff;background:url(cid:x)", "-webkit-text-fill-color:color-mix(in srgb,white,white)",
    "background:linear-gradient(#fff,#fff);-webkit-background-clip:text;background-clip:text;color:transparent", "color:#ececec", "color:#ff6;background:#fff",
    "color:hsl(from white h s l)", "color:rgba(0,0,0,.1)", "color:calc(1)",
)  # fmt: skip
_SIZE = (
    "font-size:calc(1px * 0)", "font-size:clamp(0px,1px,0px)", "font-size:0;font-size:kecil", "font-size:3.5px", "font:var(--f)", "font-size:min(0px,9px)",
    "font-size-adjust:0.001", "zoom:.01", "line-height:0;overflow:hidden", "line-height:1px", "letter-spacing:-.9em", "letter-spacing:900px;overflow:hidden", "word-spacing:-9em",
)  # fmt: skip
_CUT = (
    "block-size:0;overflow:hidden", "max-block-size:1px;overflow:clip", "inline-size:1px;overflow:hidden;white-space:nowrap", "height:3px;overflow:hidden", "max-height:.2em;overflow:auto",
    "width:.1em;white-space:nowrap;overflow:hidden", "height:0;contain:paint", "contain:strict", "contain:size layout;overflow:hidden", "height:1em;padding-top:3em;box-sizing:border-box;overflow:hidden",
    "text-indent:100%;white-space:nowrap;overflow:hidden", "text-indent:8000px;overflow:hidden", "padding-left:9000px;overflow:hidden", "display:-webkit-box;-webkit-line-clamp:0;overflow:hidden",
    "clip-path:inset(0 0 99% 0)", "clip-path:circle(0.5px)", "clip-path:polygon(0 0,0 1px,1px 0)", "clip-path:url(#x)", "clip-path:path('M0 0')", "clip-path:shape(from 0 0,close)",
    "position:absolute;clip:rect(9px,9px,9px,9px)", "-webkit-clip-path:inset(60%)", "mask:linear-gradient(transparent,transparent)", "-webkit-mask-image:url(x.png)", "content-visibility:hidden", "columns:1px",
)  # fmt: skip
_MOVE = (
    "position:absolute;inset:0 auto auto -9000px", "position:absolute;inset-inline-start:-400em", "position:fixed;bottom:-900px", "position:absolute;bottom:9000px", "position:fixed;left:150vw",
    "margin-inline-start:-9000px", "margin-right:-900px;float:right", "margin-block-start:-300px", "translate:-9000px 0", "transform:translate3d(0,-900px,0)", "transform:translateX(-700%)", "offset:path('M-9000 0')",
    "transform:matrix(0,0,0,0,0,0)", "transform:rotateX(.25turn)", "transform:rotate3d(0,1,0,90deg)", "transform:scale(1,0)", "transform:scaleX(-1)", "scale:0", "rotate:y 90deg", "transform:skew(90deg)",
    "position:relative;z-index:-2", "top:-90px;position:sticky", "float:left;margin-left:-120%", "position:absolute",
)  # fmt: skip
_FADE = (
    "opacity:1e-9", "opacity:calc(0)", "opacity:0%", "opacity:0;opacity:redup", "opacity:.2", "filter:brightness(99)", "filter:invert(1)", "filter:contrast(0)", "filter:url(#x)", "backdrop-filter:none;filter:drop-shadow(0 0 0 #fff) opacity(.001)",
    "mix-blend-mode:screen", "animation:k 1s infinite", "transition:opacity 0s", "visibility:hidden;visibility:tampak", "display:none;display:foo", "display:none;all:unset", "text-line-through:single",
    "-webkit-text-security:disc", "mso-hide:all", "display:none;display:block flow-rooot", "interactivity:inert", "unicode-bidi:bidi-override;direction:rtl",
)  # fmt: skip
HIDDEN = (*_PAINT, *_SIZE, *_CUT, *_MOVE, *_FADE)
"""Styles that hide a word in one program at least, or write it otherwise."""

_X = '<div class="x">SETUJU</div>'
_RULES = (
    ".x{display:none}@media (min-width:77777px){.x{display:block}}", ".x{display:none}@media not all{.x{display:block}}", ".x{display:none}@media (max-width:400px){.x{display:block!important}}",
    "@media (min-width:1px){.x{font-size:0}}", "@media not print{.x{display:none}}", "@media screen and (color){.x{visibility:hidden}}", "@supports (display:grid){.x{display:none}}",
    ".x{display:none}@supports (display:foo){.x{display:block}}", "@layer a{.x{display:none}}", "@layer b{.x{display:none}}@layer a{.x{display:block}}@layer b,a;", "@container (width>1px){.x{display:none}}",
    "@scope (html){.x{display:none}}", "@starting-style{.x{display:none}}", '@import "data:text/css,.x{display:none}";', "@import url(//x.example/a.css);", "div{&.x{display:none}}", "body{.x{display:none}}", "body{& > .x{opacity:0}}",
    ".x:not(.z,.y){display:none}", ".x:is(div,p){display:none}", ":where(.x){display:none}", ".x:has(+ p), .x{display:none}", ".x::first-line{color:#fff}", ".x::first-letter{font-size:0}", ".x:lang(id){display:none}",
    ".x:not(:empty){display:none}", ":root .x:nth-child(n of .x){display:none}", ".x{color:#fff}.x{color:bukan}", ".x{display:none}.x{display:foo}", "@keyframes k{to{opacity:0}}.x{animation:k 1s}",
    "@property --c{syntax:'<color>';inherits:true;initial-value:white}.x{color:var(--c)}", ".x::before{content:'tidak '}", ".x::after{content:attr(title)}", "@page{margin:0}.x{page:a;position:absolute;left:-9999px}",
)  # fmt: skip
SHEETS = (
    *((_X, rule) for rule in _RULES),
    ('<a class="x" href="http://x.example/">SETUJU</a>', "a:link{color:#fff}"),
    ('<a class="x" href="http://x.example/">SETUJU</a>', ":any-link{color:white}"),
    ('<link rel="stylesheet" href="x.css"><div class="x">SETUJU</div>', ""),
    ('<style media="print">.x{display:block!important}</style><div class="x">SETUJU</div>', ".x{display:none}"),
    ('<style type="text/none">.x{display:block!important}</style><div class="x">SETUJU</div>', ".x{display:none}"),
    ('<style media="(max-width:2px)">.x{display:none}</style><div class="x">SETUJU</div>', ""),
    ('<table><col style="visibility:collapse"><tr><td>SETUJU</td></tr></table>', ""),
    ('<div style="visibility:hidden"><p style="visibility:unset">SETUJU</p></div>', ""),
    ('<div style="visibility:hidden"><p style="visibility:inherit">SETUJU</p></div>', ""),
    ('<div style="position:relative">SETUJU<div style="position:absolute;inset:0;background:#fff">&nbsp;</div></div>', ""),
    ('<div>SETUJU</div><div style="margin-top:-60px;height:60px;background:white"></div>', ""),
    ('<div>SETUJU</div><table style="transform:translateY(-3em);background:#fff"><tr><td>&nbsp;</td></tr></table>', ""),
    ('<div style="overflow:hidden;height:1.2em">Selamat siang<br>SETUJU</div>', ""),
    ('<div style="overflow:hidden;height:20px"><p style="margin-top:-60px">SETUJU</p></div>', ""),
    ('<font color="fffffffff">SETUJU</font>', ""), ('<font color="FFFFFFF">SETUJU</font>', ""), ('<table bgcolor="zzz"><tr><td>SETUJU</td></tr></table>', ""),
    ('<table background="x.png"><tr><td>SETUJU</td></tr></table>', ""), ("<marquee>SETUJU</marquee>", ""), ('<font face="Wingdings">SETUJU</font>', ""),
)  # fmt: skip
"""Pages in which a rule may speak of the word, or of what lies upon it."""

APART = (
    '<div style="border-inline-start:2px solid blue">SETUJU</div>', '<p style="border-left:3px solid #ccc;padding-left:6px">SETUJU</p>', '<section style="border-left:1px dotted red">SETUJU</section>',
    '<div style="border-width:0 0 0 3px;border-style:solid">SETUJU</div>', '<div style="border-style:none none none double">SETUJU</div>', '<ul style="border-left:2px solid"><li>SETUJU</li></ul>',
    '<div class="QuotedMessage">SETUJU</div>', "<q>SETUJU</q>", "<cite>SETUJU</cite>", "<div><template></div>SETUJU</template>", "<div><noembed></div>SETUJU</noembed>", "<svg><p>x</svg>SETUJU</p>",
    "<div><select></div>SETUJU</select>", "<math><mi><b></math>SETUJU", "<p><font color=white></p>SETUJU", "<p><s>x</p>SETUJU", "<!-- a --!> SETUJU <!-- -->", "<![if mso]>SETUJU<![endif]>", "<x-hide>SETUJU</x-hide>",
    "<ins><w:del>SETUJU</w:del></ins>", "<div inert>SETUJU</div>", "<dialog open>SETUJU</dialog>", "<details open><summary>a</summary>SETUJU</details>",
)  # fmt: skip
"""Pages in which the word may be quoted, or stand inside something else than it seems."""

SHOWN = (
    "<noscript>tidak</noscript>", "<button>tidak</button>", "<svg><text>tidak</text></svg>", "<math><mtext>tidak</mtext></math>", '<input value="tidak">', '<input placeholder="tidak">', "<textarea>tidak</textarea>",
    "<select><option>tidak</option></select>", "<object>tidak</object>", "<video>tidak</video>", "<audio>tidak</audio>", "<canvas>tidak</canvas>", "<progress>tidak</progress>", "<meter>tidak</meter>", "<iframe>tidak</iframe>",
    '<img alt="tidak">', "<ruby>a<rt>tidak</rt></ruby>", '<style>.n::before{content:"tidak"}</style><i class="n"></i>', "<blockquote style='margin:0 0 0 40px;border:none'>tidak</blockquote>", "<blockquote>tidak akan pernah</blockquote>",
    '<div style="border-left:2px solid red">tidak</div>', '<style type="text/none">.n{display:none}</style><i class="n">tidak</i>', '<style media="print">.n{display:none}</style><i class="n">tidak</i>',
    "<style>@media (min-width:77777px){.n{display:none}}</style><i class=n>tidak</i>", "<style>@supports (a:b){.n{display:none}}</style><i class=n>tidak</i>", '<i style="mso-hide:all">tidak</i>', '<i style="display:foo none">tidak</i>',
    '<i style="width:1px;overflow:hidden">tidak</i>', '<i style="margin-left:-250px">tidak</i>', '<i style="left:-300px;position:static">tidak</i>', '<i style="opacity:0 0">tidak</i>', '<td style="display:none">tidak</td>',
    '<span style="color:#fff;text-shadow:0 0 2px #000">tidak</span>', '<font color="#ffffffff">tidak</font>', '<i style="clip-path:inset(50%)">tidak</i>', '<i style="transform:scale(0)">tidak</i>', "<dialog>tidak</dialog>", "<details>tidak</details>",
    '<img data-emoji="\U0001f44e" alt="\U0001f44e" src="https://fonts.gstatic.com/s/e/1f44e.png">', '<img alt="\u2753" src="https://fonts.gstatic.com/s/e/2753.png">', '<img class="emoji" alt="\u2754" src="cid:q">',
)  # fmt: skip
"""What denies or asks, and is shown by some program or by all."""

STILL_HIDDEN = (
    '<div style="display:none">TOLAK</div>', "<div hidden>TOLAK</div>", "<!-- TOLAK -->", '<div style="display:none;max-height:0;overflow:hidden">TOLAK&#8203;</div>', "<script>TOLAK</script>", "<title>TOLAK</title>",
    "<style>.h{display:none}</style><p class=h>TOLAK</p>", "<style>@media screen{.h{display:none}}</style><p class=h>TOLAK</p>", '<span style="font-size:0">TOLAK</span>', '<span style="color:#fff">TOLAK</span>',
    '<p style="visibility:hidden">TOLAK</p>', "<s>TOLAK</s>", '<span style="text-decoration:line-through">TOLAK</span>', '<div style="position:absolute;left:-9999px">TOLAK</div>', '<input type="hidden" value="TOLAK">',
    '<div style="opacity:0">TOLAK</div>', "<svg><title>TOLAK</title></svg>", '<span style="font-family:Wingdings">J</span>', "<!--[if mso]>TOLAK<![endif]-->", '<a href="mailto:x@y.example?body=TOLAK"></a>',
)  # fmt: skip
"""What no program shows, or shows struck out."""

_WORD_SHEET = """<style><!--
/* Font Definitions */
@font-face {font-family:"Cambria Math"; panose-1:2 4 5 3 5 4 6 3 2 4;}
@font-face {font-family:Calibri; panose-1:2 15 5 2 2 2 4 3 2 4;}
/* Style Definitions */
p.MsoNormal, li.MsoNormal, div.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif; mso-ligatures:standardcontextual; mso-fareast-language:EN-US;}
a:link, span.MsoHyperlink {mso-style-priority:99; color:#0563C1; text-decoration:underline;}
a:visited, span.MsoHyperlinkFollowed {mso-style-priority:99; color:#954F72; text-decoration:underline;}
p.MsoListParagraph {mso-style-priority:34; margin-top:0cm; margin-left:36.0pt; margin-bottom:.0001pt; font-size:11.0pt;}
span.EmailStyle19 {mso-style-type:personal-reply; font-family:"Calibri",sans-serif; color:windowtext;}
.MsoChpDefault {mso-style-type:export-only; font-size:10.0pt; mso-ligatures:none;}
@page WordSection1 {size:612.0pt 792.0pt; margin:72.0pt 72.0pt 72.0pt 72.0pt;}
div.WordSection1 {page:WordSection1;}
@list l0 {mso-list-id:12; mso-list-type:hybrid; mso-list-template-ids:-1;}
@list l0:level1 {mso-level-text:"%1\\\\)"; mso-level-tab-stop:none; mso-level-number-position:left; text-indent:-18.0pt;}
ol {margin-bottom:0cm;}
--></style><!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" spidmax="1026" /></xml><![endif]-->"""

EVERYDAY = (
    (f'<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name="Generator" content="Microsoft Word 15">{_WORD_SHEET}</head><body lang="IN" link="#0563C1" vlink="#954F72" style="word-wrap:break-word">'
    '<div class="WordSection1"><p class="MsoNormal"><span style="mso-fareast-language:EN-US">{}<o:p></o:p></span></p><p class="MsoListParagraph" style="text-indent:-18.0pt;mso-list:l0 level1 lfo1">'
    '<![if !supportLists]><span style="mso-list:Ignore">1)<span style="font:7.0pt &quot;Times New Roman&quot;">&nbsp;&nbsp; </span></span><![endif]>segera<o:p></o:p></p>'
    '<p class="MsoNormal"><b><span style="font-size:10.0pt;color:#1F3864">Hendra Wijaya</span></b></p><p class="MsoNormal"><img width="96" height="60" style="width:1.0in;height:.625in" src="cid:image001.png@01" alt="Logo Kemenkum"></p></div></body></html>'),
    ('<html><head><style type="text/css" style="display:none;"> P {margin-top:0;margin-bottom:0;} </style></head><body dir="ltr"><div class="elementToProof" style="font-family: Aptos, Calibri, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);">{}</div>'
    '<div id="Signature"><p style="margin: 0cm; background-color: white;">Hendra</p></div></body></html>'),
    ('<div dir="ltr"><div class="gmail_default" style="font-family:arial,helvetica,sans-serif;color:#0b5394">{} <img data-emoji="\U0001f44d" class="an1" alt="\U0001f44d" aria-label="\U0001f44d" draggable="false" src="https://fonts.gstatic.com/s/e/1f44d.png" loading="lazy" style="height: 1.2em; width: 1.2em; vertical-align: middle;"></div>'
    '<div><br clear="all"></div><div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature"><table><tr><td style="border-left:1px solid #ccc">Hendra</td></tr></table></div></div></div>'),
    '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body style="overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;"><span style="caret-color: rgb(0, 0, 0); font-family: Helvetica; font-size: 12px; font-style: normal; font-variant-caps: normal; font-weight: 400; letter-spacing: normal; text-align: start; text-indent: 0px; text-transform: none; white-space: normal; word-spacing: 0px; -webkit-text-stroke-width: 0px; text-decoration: none; display: inline !important; float: none;">{}</span></body></html>',
    '<html><body><div style="font-family: arial, helvetica, sans-serif; font-size: 12pt; color: #000000"><div>{}</div><div><br></div><div data-marker="__SIG_PRE__"><p style="margin: 0px; font-size: small; color: #888">Hendra Wijaya<br>Kepala Bagian</p></div></div></body></html>',
    ('<html><head></head><body><p><font size="2" face="Verdana" color="#000080">{}</font></p><table cellpadding="0" cellspacing="0" border="0" width="400" style="border-collapse:collapse;border-top:2px solid #c00"><tr><td bgcolor="#003366" style="padding:6px 12px"><font color="#ffffff">Kantor Wilayah</font></td>'
    '<td valign="top" style="padding-left:10px;line-height:1.4;font-size:8pt;color:#777777"><img src="https://x.example/telepon.png" alt="Phone" width="12" height="12" style="vertical-align:middle"> 0812-0000 <a href="https://x.example/" style="color:#1155cc;text-decoration:none">situs</a></td></tr></table></body></html>'),
    '<div style="margin: 0px; padding: 0px; border: 0px; font-stretch: inherit; line-height: inherit; vertical-align: baseline; background: rgb(255, 255, 255) none repeat scroll 0% 0%;"><p style="mso-margin-top-alt:auto">{}</p></div>',
    '<html><head><style type="text/css">body{font-family:sans-serif}@media only screen and (max-width:600px){.wide{width:100%;padding:0 8px}}a:hover{text-decoration:underline}</style></head><body><div class="wide">{}</div><div style="display:none"><style>.z{color:red}</style></div></body></html>',
    '<div class="ydp1 yahoo-style-wrap" style="font-family:Helvetica Neue, Helvetica, Arial, sans-serif;font-size:13px;"><div dir="ltr" data-setdir="false">{}</div><div><br></div></div>',
    '<div dir="auto" style="background-color:#fff;color:#212121;letter-spacing:0.2px;word-break:break-word;text-size-adjust:auto;-webkit-text-size-adjust:auto;">{}<div dir="auto" style="font-size:small;opacity:0.7">Dikirim dari ponsel</div></div>',
    '<b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr" style="line-height:1.38;margin-top:0pt;margin-bottom:0pt;"><span style="font-size:11pt;font-family:Arial,sans-serif;color:#000000;background-color:transparent;font-variant:normal;text-decoration:none;vertical-align:baseline;white-space:pre-wrap;">{}</span></p></b>',
    '<div style="max-width:640px;margin:0 auto;overflow:hidden"><p style="overflow-x:auto">{}</p></div>',
    "<html><body><!--[if !mso]><!--><p style='-qt-block-indent:0;text-indent:0px;'>{}</p><!--<![endif]--></body></html>",
    '<table style="border:1pt solid windowtext;width:100%"><tbody><tr style="height:15.0pt"><td style="border:solid windowtext 1.0pt;border-left:none;padding:0cm 5.4pt 0cm 5.4pt">{}</td></tr></tbody></table>',
)  # fmt: skip
"""Whole pages, `{}` in place of the answer."""

NO = "Saya tidak setuju."
ALTERNATIVES = (
    ("text/html; charset=utf-8; name=jawaban.html", f"<p>{NO}</p>", ()),
    ("text/html; charset=utf-8", f"<p>{NO}</p>", ("Content-Disposition: attachment",)),
    ("text/html; charset=utf-8", f"<p>{NO}</p>", ("Content-Disposition: inline; filename=a.htm",)),
    ("application/xhtml+xml", f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{NO}</p></body></html>', ()),
    ("text/x-amp-html", f"<html><body>{NO}</body></html>", ()),
    ("text/watch-html", f"<p>{NO}</p>", ()),
    ("text/enriched", f"<bold>{NO}</bold>", ()),
    ("text/richtext", NO, ()),
    ("text/markdown; charset=utf-8", f"**{NO}**", ()),
    ("text/x-web-markdown", NO, ()),
    ("text/rtf", f"{{\\rtf1 {NO}}}", ()),
    ("text/calendar; method=REPLY", "BEGIN:VCALENDAR\nMETHOD:REPLY\nATTENDEE;PARTSTAT=DECLINED:mailto:a@b\nEND:VCALENDAR", ()),
    ("text/html; charset=utf-8", f"<p>{NO}</p>", ()),
)  # fmt: skip
"""Parts that say no beside a plain text that says yes: their content type, content and other headers."""
