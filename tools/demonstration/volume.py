"""The data folder on a volume of its own, so that its raw blocks can be read; needs root and a loop device."""
import os
import subprocess


def is_mountable():
    return os.geteuid() == 0 and os.path.exists("/dev/loop-control")


class Volume:
    def __init__(self, places, size):
        """`size` in bytes; the image is a sparse file beside the folder."""
        self.image, self.folder = places.path("volume.img"), places.path("data")
        with open(self.image, "wb") as image:
            image.truncate(size)
        subprocess.run(["mkfs.ext4", "-q", self.image], check=True)
        subprocess.run(["mount", "-o", "loop", self.image, self.folder], check=True)

    def unmount(self, *options):
        subprocess.run(["umount", *options, self.folder], check=True)
