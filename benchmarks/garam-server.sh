# Sourced by the measurements that start a Garam of their own. Wants $repo; sets $garam.
garam=$repo/artifacts/bin/Garam/release/garam
[[ -x $garam ]] || { echo "$(basename "$0"): build first: dotnet build -c Release" >&2; exit 2; }

# start_garam DIR PORT [ARGUMENT…]: sets $pid and $bootstrap and returns when the server is ready. DIR gets data, out and log. Port 0
# is any that is free.
start_garam() {
  local dir=$1 port=$2; shift 2
  mkdir -p "$dir"
  "$garam" serve --data "$dir/data" --kafka "127.0.0.1:$port" --http 127.0.0.1:0 "$@" >"$dir/out" 2>"$dir/log" & pid=$!
  until grep -qs '^garam ready' "$dir/out"; do kill -0 "$pid" 2>/dev/null || { cat "$dir/log" >&2; exit 1; }; sleep 0.1; done
  bootstrap=$(sed -n 's/^garam ready .*kafka=\(\S*\).*/\1/p' "$dir/out")
}
