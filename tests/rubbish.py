"""Values of headers that make no sense."""

RUBBISH = (
    *("", "garbage", "\xff\xfe", "\0", "a\tb", "*", '"', 'W/"x', "1e400", "nan", "x" * 8_000),
    *("Mon, 99 Foo 9999 99:99:99 GMT", "Thu, 01 Jan 99999999999 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -9999"),
    *("Mon, 01 Jan 0000 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 +99999999", "Sun Nov  6 08:49:37 1994"),
    *("bytes=", "bytes=-", "bytes=abc", "bytes=5-2", "bytes=0--5", "bytes=1_0-2_0", "bytes=²-³", "bytes=+1-+2"),
    *("bytes=0-" + "9" * 5_000, "bytes=-" + "9" * 30, "bytes=9999-", "seconds=1-2", "bytes=" + "0-1," * 1_000),
)
