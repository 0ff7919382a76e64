# Sourced by the comparisons: what they need installed and built, and how each server is started, in a folder of its own below
# $work, stopped at the end. A server that was started is appended to `targets`, as the load client wants it named.
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
root=$(cd "$here/../.." && pwd)
export PATH=$PATH:/usr/sbin
client=(dotnet exec "$here/../Pacs.LoadClient/bin/Release/net10.0/Pacs.LoadClient.dll")
targets=()
processes=()

# What the script that sourced this says of itself at its head.
explain() { sed -n '2,/^set /{/^set /!s/^# \{0,1\}//p}' "$0"; }

wanted() { [[ ,$only, == *,$1,* ]]; }

# PROGRAM PACKAGE...: installs what is not there.
need() {
  local missing=()
  while (($#)); do
    command -v "$1" >/dev/null || missing+=("$2")
    shift 2
  done
  ((${#missing[@]})) || return 0
  local as_root=()
  ((EUID == 0)) || as_root=(sudo -n)
  echo "installing ${missing[*]}" >&2
  "${as_root[@]}" apt-get -qq update >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >&2
}

prepare() {
  dotnet build "$here/../Pacs.LoadClient" --configuration Release --nologo --verbosity quiet -nodeReuse:false \
    -p:UseSharedCompilation=false >&2
  ! wanted pacs || "$root/pacs" --version >/dev/null # Builds it, when it is not.
  work=$(mktemp -d "${PACS_BENCHMARK_DIR:-${TMPDIR:-/tmp}}/pacs-peers.XXXXXX")
  trap finish EXIT
  printf '%s, %s CPUs, %s\n\n' "$(sed -nE '0,/model name/s/model name\s*: //p' /proc/cpuinfo)" "$(nproc)" "$(uname -sr)"
}

finish() {
  for process in "${processes[@]}"; do kill "$process" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}

free_port() { /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

wait_for_port() { # PORT NAME
  for _ in {1..300}; do
    if (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return; fi
    sleep 0.1
  done
  echo "$2 does not listen; its log:" >&2
  tail -n 20 "$work/$2.log" >&2
  exit 1
}

# NAME PATTERN: the port that a server printed.
port_in_log() {
  local port
  for _ in {1..300}; do
    port=$(sed -nE "s/$2/\\1/p" "$work/$1.log")
    if [[ -n $port ]]; then echo "$port"; return; fi
    sleep 0.1
  done
  cat "$work/$1.log" >&2
  return 1
}

start() { # NAME PROGRAM...
  local name=$1
  shift
  "$@" >"$work/$name.log" 2>&1 &
  processes+=($!)
}

start_limit() { # KIND [ARGUMENT]: sets `port`
  mkdir "$work/$1"
  start "$1" "${client[@]}" limit "$1" "$work/$1" "${@:2}"
  port=$(port_in_log "$1" '^listening on ([0-9]+)')
}

start_storescp() { # NAME MODE: a process per association, every syntax, the longest PDU it can
  local port
  port=$(free_port)
  mkdir "$work/$1"
  start "$1" storescp --fork "$2" +xa -pdu 131072 -dhl -aet STORESCP -od "$work/$1" "$port"
  wait_for_port "$port" "$1"
  targets+=("$1=STORESCP@$port#${processes[-1]}")
}

start_dcmqrscp() { # DESTINATION-PORT
  local port
  port=$(free_port)
  mkdir "$work/dcmqrscp"
  cat >"$work/dcmqrscp.cfg" <<CFG
NetworkTCPPort = $port
MaxPDUSize = 131072
MaxAssociations = 32
HostTable BEGIN
destination = (LOADCLIENT, 127.0.0.1, $1)
HostTable END
VendorTable BEGIN
VendorTable END
AETable BEGIN
DCMQRSCP $work/dcmqrscp RW (5000, 4096mb) ANY
AETable END
CFG
  start dcmqrscp dcmqrscp --fork -dhl -c "$work/dcmqrscp.cfg"
  wait_for_port "$port" dcmqrscp
  targets+=("dcmqrscp=DCMQRSCP@$port#${processes[-1]}")
}

start_orthanc() { # [DESTINATION-PORT]
  local port http
  port=$(free_port) http=$(free_port)
  mkdir "$work/orthanc"
  cat >"$work/orthanc.json" <<JSON
{
  "Name": "benchmark",
  "StorageDirectory": "$work/orthanc",
  "IndexDirectory": "$work/orthanc",
  "StorageCompression": false,
  "Plugins": [],
  "DicomAet": "ORTHANC",
  "DicomPort": $port,
  "DicomAlwaysAllowStore": true,
  "DicomAlwaysAllowFind": true,
  "DicomAlwaysAllowGet": true,
  "DicomModalities": { "client": [ "LOADCLIENT", "127.0.0.1", ${1:-104} ] },
  "HttpPort": $http,
  "RemoteAccessAllowed": false,
  "AuthenticationEnabled": false
}
JSON
  start orthanc Orthanc "$work/orthanc.json"
  wait_for_port "$port" orthanc
  targets+=("orthanc=ORTHANC@$port#${processes[-1]}")
}

start_pacs() { # NAME PROGRAM [ARGUMENT]...
  local name=$1 port
  start "$name" $2 serve --data "$work/$name" --dicom-port 0 --http-port 0 "${@:3}"
  port=$(port_in_log "$name" '^Pacs is ready: .* DICOM [^ ]*:([0-9]+),.*')
  targets+=("$name=PACS@$port#${processes[-1]}")
}
