"""VERIFY.txt: how anyone checks a bundle without this program, in fifty years too.

The commands are meant to be typed as they stand; a test does exactly that. They need a POSIX shell,
unzip, jq, sha256sum and OpenSSL 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sync.keys import fingerprint, spki_pem
from sync.signers import Signer
from sync.signers.ed25519 import ALGORITHM as ED25519
from sync.signers.sm2 import ALGORITHM as SM2

_START = """\
如何不用本程序核验本文件 · How to check this file without the program that made it
================================================================================

本文件（.ybz）是普通 ZIP 压缩包。manifest.json 列出全部文件及其 SHA-256，并经数字签名。
需要：unzip、jq、sha256sum、openssl 3.0 以上。请把文件改名为 bundle.ybz，在其所在文件夹依次输入缩进的命令。
This file (.ybz) is an ordinary ZIP archive. manifest.json lists all files with their SHA-256 and is signed.
You need unzip, jq, sha256sum and openssl 3.0 or later. Rename the file to bundle.ybz and type the
indented commands in its folder, one after the other.

1. 解包 · Unpack

    unzip -q bundle.ybz -d checked
    cd checked

2. 逐一核对文件，应全部显示 OK · Compare every file; each line must end in OK

    jq -r '.files | to_entries[] | .value.sha256 + "  " + .key' manifest.json > listed.sha256
    sha256sum --check --strict listed.sha256
"""

_NATIONAL = """
   同样用国密 SM3 核对，应无输出 · The same with SM3; this must print nothing

    jq -r '.files | to_entries[] | .value.sm3 + "  " + .key' manifest.json > listed.sm3
    jq -r '.files | keys[]' manifest.json | xargs openssl dgst -sm3 -r | sed 's/ \\*/  /' | diff listed.sm3 -
"""

_REST = """
3. 不得有未列出的文件，应无输出 · Nothing may be unlisted; this must print nothing

    jq -r '.files | keys[]' manifest.json | sort > listed.txt
    (cd ..; unzip -Z1 bundle.ybz) | grep -vxE 'manifest\\.json|signatures\\.json' | sort > found.txt
    diff listed.txt found.txt

4. 写出被签名的字节（DSSE 预认证编码）· Write the bytes that were signed (DSSE pre-authentication encoding)

    TYPE=$(jq -r .payloadType signatures.json)
    printf 'DSSEv1 %d %s %d ' ${#TYPE} "$TYPE" $(wc -c < manifest.json) | cat - manifest.json > signed.bin

5. 核验签名 · Verify the signature
"""

_SIGNER = """\

Key {n} · 密钥 {n}: {algorithm}
Fingerprint · 指纹: {fingerprint}
{pem}
    sed -n '/^Key {n} /,/^-----END/p' VERIFY.txt | sed -n '/^-----BEGIN/,$p' > key{n}.pem
    openssl pkey -pubin -in key{n}.pem -outform DER | sha256sum

应显示密钥编号 · This must print the key id
{keyid}

    jq -r '.signatures[] | select(.keyid=="{keyid}") | .sig' signatures.json > sig{n}.txt
    openssl base64 -d -A -in sig{n}.txt -out sig{n}.bin
    {command}

应显示 · This must print: Signature Verified Successfully
"""

_TAIL = """\

签名只证明文件自签名后未被改动。上面的公钥写在文件之内，本身不能证明签名人是谁：
请把指纹与汇总单位登记册或书面、电话核对的指纹比较。
The signature proves that nothing was changed since it was made. The key above lies inside the file and
does not prove whose it is: compare the fingerprint with the collecting office's register, or with the
one you were told on paper or by telephone.
"""

_COMMANDS: Mapping[str, str] = {
    ED25519: "openssl pkeyutl -verify -rawin -pubin -inkey key{n}.pem -in signed.bin -sigfile sig{n}.bin",
    SM2: "openssl pkeyutl -verify -rawin -digest sm3 -pkeyopt distid:1234567812345678"
    " -pubin -inkey key{n}.pem -in signed.bin -sigfile sig{n}.bin",
}


def verify_text(signers: Iterable[Signer]) -> bytes:
    """VERIFY.txt for bundles signed by these signers, the same for the same keys."""
    ordered = sorted(signers, key=lambda signer: signer.keyid)
    national = [_NATIONAL] if any(signer.algorithm == SM2 for signer in ordered) else []
    sections = (_section(n, signer) for n, signer in enumerate(ordered, start=1))
    return "".join([_START, *national, _REST, *sections, _TAIL]).encode()


def _section(n: int, signer: Signer) -> str:
    return _SIGNER.format(
        n=n,
        algorithm=signer.algorithm,
        fingerprint=fingerprint(signer.public_spki_der),
        pem=spki_pem(signer.public_spki_der),
        keyid=signer.keyid,
        command=_COMMANDS[signer.algorithm].format(n=n),
    )
