#!/bin/sh
# Chromium and a Chinese font for the browser tests, through the system's package manager.
# Where that is not possible the browser tests skip and say so.
set -u
if command -v chromium >/dev/null 2>&1 && fc-list :lang=zh 2>/dev/null | grep -q .; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium fonts-wqy-microhei fontconfig >/dev/null || echo "browser packages could not be installed; browser tests will skip" >&2
else
    echo "not root or no apt-get: browser tests skip unless chromium and a Chinese font are there" >&2
fi
exit 0
