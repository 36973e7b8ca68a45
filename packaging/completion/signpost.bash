# Completion for signpost(8) in bash.

# The command among the words before the one that is completed; "" where it serves.
_signpost_command() {
  local word
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      check-config | records | reload | status | lookup) echo "$word"; return ;;
      -check-config | --check-config) echo check-config; return ;;
    esac
  done
}

# What may stand after `command`: words, and "FILE" for the name of a file.
_signpost_words() {
  case $1 in
    check-config) echo FILE -config ;;
    records) echo --state -config ;;
    reload) echo -config --server ;;
    status) echo --server ;;
    lookup) echo --server A AAAA SRV SOA NS ANY ;;
    *) echo check-config records reload status lookup -config -v=1 --version --help ;;
  esac
}

_signpost() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words
  COMPREPLY=()
  # Bash splits words at "=": `-config=FILE` is three of them.
  [ "$word" != = ] || word=
  [ "$before" != = ] || before=${COMP_WORDS[COMP_CWORD - 2]}
  case $before in
    -config | --config | -state | --state) words=FILE ;;
    -server | --server) words="127.0.0.1:8123 localhost:8123" ;;
    *) words=$(_signpost_words "$(_signpost_command)") ;;
  esac
  if [ "${words%% *}" = FILE ]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
    words=${words#FILE}
  fi
  [ -z "$words" ] || mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -F _signpost signpost mesos-dns
