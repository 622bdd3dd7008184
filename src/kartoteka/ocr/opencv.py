"""The one door to OpenCV: imports it, and keeps it to one thread, because its process forks."""

from __future__ import annotations

from typing import Any

import cv2 as _untyped

cv2: Any = _untyped
"""The library."""

cv2.setNumThreads(1)
cv2.ocl.setUseOpenCL(False)

VERSION = str(cv2.__version__)
