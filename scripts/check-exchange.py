"""Reads packages of films (otio, edl, fcpxml) with OpenTimelineIO and its adapters, which are not ours, and says what is in them.

    pip install opentimelineio otio-cmx3600-adapter otio-fcpx-xml-adapter
    python3 scripts/check-exchange.py film.otioz film-edl.zip film-fcpxml.zip [--dtd FCPXMLv1_10.dtd]

With `--dtd`, a copy of Apple's grammar, FCPXML is also checked by `xmllint`. Ends with 1 where the packages do not agree.
"""

import argparse
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import opentimelineio as otio
from otio_cmx3600_adapter import cmx_3600
from otio_fcpx_xml_adapter import fcpx_xml

RATE = 25


def timelines_in(package: Path, folder: Path, dtd: str | None):
    if package.suffix == ".otioz":
        timeline = otio.adapters.read_from_file(str(package), extract_to_directory=str(folder))
        yield package.name, timeline
        for clip in timeline.find_clips():
            if not (folder / clip.media_reference.target_url).is_file():
                raise SystemExit(f"{clip.name} names {clip.media_reference.target_url}, which is not there")
        return
    zipfile.ZipFile(package).extractall(folder)
    for path in sorted(folder.rglob("*.edl")):
        yield path.name, cmx_3600.read_from_string(path.read_text(encoding="utf-8"), rate=RATE)
    for path in sorted(folder.rglob("*.fcpxml")):
        if dtd:
            subprocess.run(["xmllint", "--noout", "--dtdvalid", dtd, str(path)], check=True)
            print(f"{path.name} is valid by {dtd}")
        # Its timelines go when it goes, whoever still looks at them.
        event = fcpx_xml.read_from_string(path.read_text(encoding="utf-8"))
        for index in range(len(event)):
            yield path.name, event[index]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("packages", nargs="+", type=Path)
    parser.add_argument("--dtd")
    options = parser.parse_args()
    pictures = {}
    for package in options.packages:
        with tempfile.TemporaryDirectory() as folder:
            for name, timeline in timelines_in(package, Path(folder), options.dtd):
                print(f"{package.name}: {name}: {timeline.name!r}, {timeline.duration().to_frames()} frames")
                for track in timeline.tracks:
                    clips = [item for item in track if isinstance(item, otio.schema.Clip)]
                    frames = [clip.duration().to_frames() for clip in clips]
                    print(f"  {track.kind} {track.name}: {track.duration().to_frames()} frames, {len(clips)} clips")
                    if track.kind == otio.schema.TrackKind.Video:
                        pictures[f"{package.name}: {name}"] = frames
    if len({tuple(frames) for frames in pictures.values()}) != 1:
        print(f"The packages do not agree on the clips: {pictures}", file=sys.stderr)
        return 1
    print(f"{len(pictures)} packages agree on {len(next(iter(pictures.values())))} clips")
    return 0


if __name__ == "__main__":
    sys.exit(main())
