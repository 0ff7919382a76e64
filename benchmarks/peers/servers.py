"""What the side-by-side runs over DICOMweb have in common: Orthanc with its plugin and Pacs on loopback and one disk, wrk, curl,
and the table of medians."""
import contextlib
import json
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACS = os.environ.get("PACS_PROGRAM", str(ROOT / "pacs")).split()


def numbers(explanation, *defaults):
    """The script's arguments, which are numbers, or these; its explanation where that is asked for."""
    given = sys.argv[1:]
    if len(given) > len(defaults) or not all(argument.isdigit() for argument in given):
        print(explanation)
        raise SystemExit(0 if given[0] in ("-h", "--help") else 2)
    return [*map(int, given), *defaults[len(given):]]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"nothing listens on port {port}")


class Server:
    def __init__(self, name, command, log, dicom, http):
        self.name, self.dicom, self.root = name, dicom, f"http://127.0.0.1:{http}/dicom-web"
        self.process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            wait_for(dicom)
            wait_for(http)
        except SystemExit:
            self.process.terminate()
            raise

    def store(self, *folders):
        subprocess.run([*PACS, "store", f"{self.name.upper()}@127.0.0.1:{self.dicom}", *map(str, folders)], check=True, capture_output=True)

    def cpu(self):
        """Seconds of CPU so far."""
        fields = open(f"/proc/{self.process.pid}/stat", encoding="ascii").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def most_memory(self):
        """MB."""
        for line in open(f"/proc/{self.process.pid}/status", encoding="ascii"):
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
        return 0


@contextlib.contextmanager
def both(name):
    """A folder to work in, which goes in the end, and the two servers, Orthanc first."""
    subprocess.run([*PACS, "--version"], check=True, stdout=subprocess.DEVNULL)  # builds it, when it is not
    work = pathlib.Path(tempfile.mkdtemp(prefix=f"pacs-{name}.", dir=os.environ.get("PACS_BENCHMARK_DIR")))
    servers = []
    try:
        dicom, http = free_port(), free_port()
        (work / "orthanc").mkdir()
        (work / "orthanc.json").write_text(json.dumps(dict(
            StorageDirectory=str(work / "orthanc"), IndexDirectory=str(work / "orthanc"), DicomPort=dicom, HttpPort=http,
            Plugins=["/usr/share/orthanc/plugins/libOrthancDicomWeb.so"], AuthenticationEnabled=False, RemoteAccessAllowed=False,
            HttpCompressionEnabled=True, KeepAlive=True)))
        servers.append(Server("Orthanc", ["/usr/sbin/Orthanc", str(work / "orthanc.json")], open(work / "orthanc.log", "w"), dicom, http))
        dicom, http = free_port(), free_port()
        servers.append(Server(
            "Pacs", [*PACS, "serve", "--data", str(work / "pacs"), "--dicom-port", str(dicom), "--http-port", str(http)],
            open(work / "pacs.log", "w"), dicom, http))
        yield work, servers
    finally:
        for server in servers:
            server.process.terminate()
            server.process.wait()
        shutil.rmtree(work)


def curl(url, accept, *options):
    """Seconds and bytes."""
    said = subprocess.run(
        ["curl", "-sS", "--fail", "-o", "/dev/null", "-w", "%{time_total} %{size_download}", "-H", f"Accept: {accept}", *options, url],
        capture_output=True, text=True)
    if said.returncode:
        raise SystemExit(f"{url}: {said.stderr}")
    seconds, size = said.stdout.split()
    return float(seconds), int(size)


def wrk(urls, accept, work, connections=4, seconds=4):
    """Requests a second, and the median in milliseconds."""
    script = work / "requests.lua"
    paths = ",".join(json.dumps("/" + url.split("/", 3)[3]) for url in urls)
    script.write_text(
        f"local paths = {{{paths}}}\nlocal at = 0\nwrk.headers['Accept'] = '{accept}'\n"
        "request = function() at = at % #paths + 1; return wrk.format('GET', paths[at]) end\n"
        "done = function(s, l) io.write(string.format('RESULT %f %d %f\\n', s.requests / s.duration * 1e6, "
        "s.errors.status, l:percentile(50) / 1000)) end\n")
    host = "/".join(urls[0].split("/")[:3])
    said = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), host], capture_output=True, text=True, check=True).stdout
    rate, errors, median = next(line for line in said.split("\n") if line.startswith("RESULT")).split()[1:]
    if int(errors):
        raise SystemExit(f"wrk: {errors} errors from {host}")
    return float(rate), float(median)


class Results:
    """Figures by question and server, and how they compare."""

    def __init__(self):
        self._figures = {}

    def add(self, question, server, figure):
        self._figures.setdefault(question, {}).setdefault(server.name, []).append(figure)

    def print(self, title):
        print(f"{title}; medians; load {os.getloadavg()[0]:.1f}")
        print(f"{'':52}{'Orthanc':>12}{'Pacs':>12}{'ratio':>9}")
        for question, figures in self._figures.items():
            theirs, ours = (statistics.median(figures[name]) for name in ("Orthanc", "Pacs"))
            ratio = theirs / ours if "(ms" in question or "(MB)" in question else ours / theirs
            print(f"{question:52}{theirs:12.2f}{ours:12.2f}{ratio:8.1f}x")
