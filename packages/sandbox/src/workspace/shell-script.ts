/**
 * What the shell of a workspace reads first. Then it gets one call of a function a line, and answers on its output:
 *
 * - `run N FOLDER [NAME=VALUE…] -- WORD…`: `made N` when there are pipes to open, `started N GROUP`, `exit N CODE`
 * - `end GROUP SIGNAL`: ends a command with what is left of it in its session
 *
 * Each command has three named pipes, opened by the gateway from outside and removed at once; so its bytes go past
 * the shell, as they are. `$1` to `$3` are the control folder, whether the shell has process ids of its own, and how many tasks
 * it may have, if that is bounded here.
 */
export const shellScript = `
control=$1 own=$2
# The name of the limit is bash's or dash's.
[ -z "$3" ] || ulimit -u "$3" 2>/dev/null || ulimit -p "$3" 2>/dev/null
exec 9>&1
# Without job control a shell lets what it starts in the background ignore interrupts.
plain=
env --default-signal=INT,QUIT true 2>/dev/null && plain='env --default-signal=INT,QUIT'
run() {
  number=$1 folder=$2
  shift 2
  pipe=$control/$number
  mkfifo -m 600 "$pipe.in" "$pipe.out" "$pipe.err" || { echo "failed $number" >&9; return; }
  (
    exec 3<"$pipe.in" 4>"$pipe.out" 5>"$pipe.err"
    rm -f "$pipe.in" "$pipe.out" "$pipe.err"
    cd -- "$folder" 2>&5 || { echo "started $number 0" >&9; echo "exit $number 125" >&9; exit; }
    while [ "$1" != -- ]; do export "$1"; shift; done
    shift
    $plain setsid "$@" <&3 >&4 2>&5 3<&- 4>&- 5>&- 9>&- &
    group=$!
    echo "started $number $group" >&9
    exec 3<&- 4>&- 5>&-
    wait "$group"
    echo "exit $number $?" >&9
  ) </dev/null >/dev/null 2>&1 &
  echo "made $number" >&9
}
end() {
  kill -s "$2" -- "-$1" 2>/dev/null
}
# What runs in the background may end by itself before it is killed.
finish() {
  trap '' TERM
  [ "$own" = yes ] || exit
  kill -s TERM -- -1 2>/dev/null
  for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do
    set -- /proc/[0-9]*
    [ $# -le 2 ] && exit
    sleep 0.05 2>/dev/null || exit
  done
}
trap finish EXIT
command -v setsid mkfifo >/dev/null && echo ready >&9
`;

/** A word as a shell reads it back, whatever is in it. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
