"""The shapes in which a text may lie about, made with Python's own encoders and not with the scanner's."""
import base64
import ctypes
import gzip
import html
import json
import secrets
import urllib.parse
import zlib


def _zstd(content):
    library = ctypes.CDLL("libzstd.so.1")
    library.ZSTD_compressBound.restype = library.ZSTD_compress.restype = ctypes.c_size_t
    room = library.ZSTD_compressBound(ctypes.c_size_t(len(content)))
    into = ctypes.create_string_buffer(room)
    size = library.ZSTD_compress(into, ctypes.c_size_t(room), content, ctypes.c_size_t(len(content)), 3)
    return into.raw[:size]


def _among(text):
    """In the middle of a text that compresses."""
    return b'{"before": "' + b"-" * 3000 + b'", "text": "' + text.encode() + b'", "after": "' + b"-" * 3000 + b'"}'


def _json(text, ascii_only):
    return json.dumps(text, ensure_ascii=ascii_only)[1:-1].encode()


def _each_unit(text, form):
    units = text.encode("utf-16-be")
    return "".join(form.format(units[i] << 8 | units[i + 1]) for i in range(0, len(units), 2)).encode()


def _base64(text, before, encode):
    return encode(b"." * before + text.encode() + b"..")


SHAPES = {
    "raw": str.encode,
    "utf-16le": lambda text: text.encode("utf-16-le"),
    "utf-16be": lambda text: text.encode("utf-16-be"),
    "json": lambda text: _json(text, False),
    "json, slashes too": lambda text: _json(text, False).replace(b"/", b"\\/"),
    "json, ascii": lambda text: _json(text, True),
    "json, everything": lambda text: _each_unit(text, "\\u{:04x}"),
    "html": lambda text: html.escape(text).encode(),
    "html, text": lambda text: html.escape(text, quote=False).encode(),
    "html, decimal": lambda text: "".join(f"&#{ord(c)};" for c in text).encode(),
    "html, hex": lambda text: "".join(f"&#x{ord(c):x};" for c in text).encode(),
    "percent": lambda text: urllib.parse.quote(text, safe="").encode(),
    "percent, form": lambda text: urllib.parse.quote_plus(text, safe="").encode(),
    "percent, everything": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()).encode(),
    "hex": lambda text: text.encode().hex().encode(),
    "hex, capitals": lambda text: text.encode().hex().upper().encode(),
    "reversed": lambda text: text.encode()[::-1],
    "gzip": lambda text: gzip.compress(_among(text)),
    "zlib": lambda text: zlib.compress(_among(text)),
    "zstd": lambda text: _zstd(_among(text)),
    **{f"base64, {before} before": lambda text, before=before: _base64(text, before, base64.b64encode)
       for before in range(3)},
    **{f"base64url, {before} before": lambda text, before=before: _base64(text, before, base64.urlsafe_b64encode)
       for before in range(3)},
}


def text_of_its_own():
    """With what each encoding has a way of its own for, where base64's alphabets differ at every alignment too."""
    return f"O'Neil, <\\{secrets.token_hex(8)}\\> & \"Sons\" 12/7 ???>>>~~~ Umeå {secrets.token_hex(4)}"


def planted():
    """A text for each shape, and the bytes that hold all of them, each in its shape."""
    texts = {shape: text_of_its_own() for shape in SHAPES}
    return texts, b"\n".join(SHAPES[shape](text) for shape, text in texts.items()) + b"\n"
