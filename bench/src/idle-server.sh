#!/bin/sh
# The smallest MCP server there is, for measuring what a session costs the gateway: hundreds of these fit
# into memory beside it. One tool, `wait`, that answers at once.
while IFS= read -r line; do
  case $line in *'"id":'*) ;; *) continue ;; esac
  id=${line#*\"id\":}
  id=${id%%[,\}]*}
  case $line in
    *'"initialize"'*)
      version=${line#*\"protocolVersion\":\"}
      result='{"protocolVersion":"'${version%%\"*}'","capabilities":{"tools":{}},"serverInfo":{"name":"idle","version":"1.0.0"}}' ;;
    *'"tools/list"'*) result='{"tools":[{"name":"wait","inputSchema":{"type":"object"}}]}' ;;
    *) result='{"content":[{"type":"text","text":"waited"}]}' ;;
  esac
  printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$id" "$result"
done
