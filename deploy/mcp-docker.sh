#!/bin/sh
# Runs the gateway in a container. `mcp-docker.sh --help` says how.
set -eu

name=${MCP_CONTAINER:-mcp-gateway}
image=${MCP_IMAGE:-mcp-gateway}
config=${MCP_CONFIG:-config.json}
env_file=${MCP_ENV_FILE:-.env}
bind=${MCP_BIND:-127.0.0.1}
port=${MCP_PUBLISH:-8080}
volume=$name-data
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

usage() {
  cat <<'END'
Usage: mcp-docker.sh COMMAND

  build [ARG...]   build the image; ARGs go to docker build (--build-arg PYTHON=1 adds Python)
  start            start the gateway, in the background
  stop             stop it; calls in flight are ended first
  restart          stop and start, with the config file and variables as they are now
  logs [ARG...]    show its log; -f follows it
  shell            open a shell in the running container
  status           say whether it runs and is healthy
  clean            remove the container, its data and the image

Settings, from the environment:

  MCP_CONFIG       config file                        config.json
  MCP_ENV_FILE     variables that the config names    .env, where it exists
  MCP_BIND         address to publish on              127.0.0.1
  MCP_PUBLISH      port to publish on                 8080
  MCP_CONTAINER    name of the container              mcp-gateway
  MCP_IMAGE        name of the image                  mcp-gateway
END
}

fail() {
  printf 'mcp-docker.sh: %s\n' "$1" >&2
  exit "${2:-1}"
}

# running, exited, ... or nothing where there is no such container
state() {
  docker container inspect --format '{{.State.Status}}' "$name" 2>/dev/null || true
}

absolute() {
  case $1 in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s/%s\n' "$PWD" "$1" ;;
  esac
}

build() {
  docker build -f "$here/Dockerfile" -t "$image" "$@" "$here/.."
}

start() {
  case $(state) in
    running) fail "$name is running already; 'restart' takes up a changed config" ;;
    '') ;;
    *) docker rm "$name" >/dev/null ;;
  esac
  [ -f "$config" ] || fail "there is no config file $config; write one, or name it in MCP_CONFIG"
  docker image inspect "$image" >/dev/null 2>&1 || fail "there is no image $image; 'build' makes it"

  # A config file with a password is readable by its owner alone: the gateway runs as that user, or as the
  # image's own where that is root.
  owner=$(stat -c '%u:%g' "$config")
  case $owner in
    0:*)
      case $(stat -c '%a' "$config") in
        *[4567]) owner=1000:1000 ;;
        *) fail "$config is readable by root alone; give it to a user: chown 1000:1000 $config" ;;
      esac
      ;;
  esac
  if grep -Eq '"host"[[:space:]]*:[[:space:]]*"(127\.0\.0\.1|localhost|::1)"' "$config"; then
    fail "$config has the gateway listen inside its container only; leave server.host out of it"
  fi

  set -- --detach --name "$name" --init --restart unless-stopped --stop-timeout 15 \
    --user "$owner" --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
    --publish "$bind:$port:8080" \
    --volume "$(absolute "$config"):/var/lib/mcp-gateway/config.json:ro" \
    --volume "$volume:/var/lib/mcp-gateway/data"
  if [ -f "$env_file" ]; then set -- "$@" --env-file "$env_file"; fi
  docker run "$@" "$image" >/dev/null
  printf '%s is starting on http://%s:%s\n' "$name" "$bind" "$port"
}

stop() {
  [ -n "$(state)" ] || fail "there is no container $name"
  docker stop --time 15 "$name" >/dev/null
  docker rm "$name" >/dev/null
  printf '%s is stopped\n' "$name"
}

restart() {
  if [ -n "$(state)" ]; then stop; fi
  start
}

logs() {
  [ -n "$(state)" ] || fail "there is no container $name"
  docker logs "$@" "$name"
}

shell() {
  [ "$(state)" = running ] || fail "$name is not running"
  docker exec --interactive --tty "$name" /bin/sh
}

status() {
  case $(state) in
    '')
      printf '%s: not started\n' "$name"
      exit 3
      ;;
    running)
      format='{{.State.Status}}, {{if .State.Health}}{{.State.Health.Status}}{{else}}health unknown{{end}}, since {{.State.StartedAt}}'
      printf '%s: %s\n' "$name" "$(docker container inspect --format "$format" "$name")"
      ;;
    *)
      printf '%s: %s\n' "$name" "$(docker container inspect --format '{{.State.Status}}, exit code {{.State.ExitCode}}' "$name")"
      exit 3
      ;;
  esac
}

clean() {
  if [ -n "$(state)" ]; then docker rm --force "$name" >/dev/null; fi
  if docker volume inspect "$volume" >/dev/null 2>&1; then docker volume rm "$volume" >/dev/null; fi
  if docker image inspect "$image" >/dev/null 2>&1; then docker image rm "$image" >/dev/null; fi
  printf 'Removed the container, the data and the image of %s\n' "$name"
}

command=${1:---help}
[ $# -eq 0 ] || shift
case $command in
  -h | --help | help)
    usage
    exit 0
    ;;
  build | start | stop | restart | logs | shell | status | clean) ;;
  *)
    usage >&2
    fail "no such command: $command" 2
    ;;
esac
case $command in
  build | logs) ;;
  *) [ $# -eq 0 ] || fail "$command takes no arguments: $*" 2 ;;
esac
command -v docker >/dev/null || fail 'docker is not on the path'
docker info >/dev/null 2>&1 || fail 'docker does not answer: is its service running, and may you use it?'
"$command" "$@"
