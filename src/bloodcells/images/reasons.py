"""Why an image was left out or changed: the closed lists that `dataset.json` counts by."""

from enum import StrEnum


class Dropped(StrEnum):
    """Why an image is not in the data set."""

    EMPTY = "empty"
    """Its file has no bytes."""
    CORRUPT = "corrupt"
    """Its file is no image, or a truncated or damaged one."""
    ZERO_SIZED = "zero_sized"
    """It has no rows or no columns."""
    TOO_LARGE = "too_large"
    """It has more pixels than `decode.MAX_PIXELS`: a decompression bomb, or a slide that wants tiling."""
    UNSUPPORTED = "unsupported"
    """Its pixels are no colours that can be told without a profile or a range (LAB, 32-bit integers, floats)."""
    TWO_LABELS = "two_labels"
    """The same file stands under two labels: at most one is right, and nobody knows which."""
    IN_TEST = "photograph_in_test"
    """A training image whose source photograph is in a test split too."""


class Converted(StrEnum):
    """What was done to an image to make it upright 8-bit RGB."""

    GREYSCALE = "greyscale"
    PALETTE = "palette"
    CMYK = "cmyk"
    YCBCR = "ycbcr"
    """Of a TIFF. What a JPEG holds is YCbCr as a rule, and not counted."""
    SIXTEEN_BIT = "16_bit"
    ALPHA = "alpha"
    """Laid over white, as a slide lies over its lamp."""
    ROTATED = "exif_rotated"
